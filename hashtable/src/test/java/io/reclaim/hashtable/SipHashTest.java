package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
    private final SipHash hash = new SipHash(1, 2);

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 9", "8, 1", "9, 0", "0, -1", "2147483647, 2147483647"})
    void hash_rangeOutsideArray_refused(int offset, int length) {
        assertThatThrownBy(() -> hash.hash(new byte[8], offset, length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void hash_emptyRangeAtEnd_equalsEmptyArray() {
        assertThat(hash.hash(new byte[8], 8, 0)).isEqualTo(hash.hash(new byte[0], 0, 0));
    }

    @Test
    void hash_keyHalvesSwapped_differs() {
        byte[] message = SipHashVectors.message(10);
        assertThat(hash.hash(message, 0, 10)).isNotEqualTo(new SipHash(2, 1).hash(message, 0, 10));
    }

    @Test
    void hash_trailingZeroBytes_differ() {
        byte[] zeros = new byte[32];
        assertThat(IntStream.rangeClosed(0, 32)
                        .mapToLong(length -> hash.hash(zeros, 0, length))
                        .distinct()
                        .count())
                .isEqualTo(33);
    }

    @Test
    void fold_halves_exclusiveOr() {
        assertThat(SipHash.fold(0x12345678_00000000L)).isEqualTo(0x12345678);
        assertThat(SipHash.fold(0x12345678_12345678L)).isZero();
        assertThat(SipHash.fold(0xffffffff_0f0f0f0fL)).isEqualTo(0xf0f0f0f0);
    }

    @Test
    void toString_secret_notTold() {
        assertThat(new SipHash(0x1234, 0x5678)).hasToString("SipHash-1-3");
    }
}
