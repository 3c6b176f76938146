package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SipHashPropertiesTest {

    @Property(tries = 300, seed = "1")
    void hash_rangeInsideArray_equalsCopyOfRange(
            @ForAll long k0,
            @ForAll long k1,
            @ForAll @Size(max = 80) byte[] bytes,
            @ForAll @IntRange(max = 80) int a,
            @ForAll @IntRange(max = 80) int b) {
        int from = Math.min(Math.min(a, b), bytes.length);
        int to = Math.min(Math.max(a, b), bytes.length);
        byte[] before = bytes.clone();
        SipHash hash = new SipHash(k0, k1);
        byte[] copy = Arrays.copyOfRange(bytes, from, to);

        assertThat(hash.hash(bytes, from, to - from)).isEqualTo(hash.hash(copy, 0, copy.length));
        assertThat(bytes).isEqualTo(before);
    }

    @Property(tries = 300, seed = "2")
    void hash_oneBitFlipped_differs(
            @ForAll @Size(min = 1, max = 40) byte[] bytes, @ForAll @IntRange(max = 319) int bit) {
        SipHash hash = new SipHash(3, 4);
        long before = hash.hash(bytes, 0, bytes.length);
        bytes[(bit >>> 3) % bytes.length] ^= (byte) (1 << (bit & 7));

        assertThat(hash.hash(bytes, 0, bytes.length)).isNotEqualTo(before);
    }

    @Property(tries = 300, seed = "3")
    void hash_characters_equalsTheirBytes(@ForAll long k0, @ForAll String chars) {
        SipHash hash = new SipHash(k0, 5);
        byte[] bytes = chars.getBytes(StandardCharsets.UTF_16LE);
        if (new String(bytes, StandardCharsets.UTF_16LE).equals(chars)) { // no lone surrogate
            assertThat(hash.hash(chars)).isEqualTo(hash.hash(bytes, 0, bytes.length));
        }
    }

    @Property(tries = 300, seed = "4")
    void hash_number_equalsItsBytes(@ForAll long k0, @ForAll long number) {
        SipHash hash = new SipHash(k0, 5);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        assertThat(hash.hash(number)).isEqualTo(hash.hash(bytes, 0, bytes.length));
    }
}
