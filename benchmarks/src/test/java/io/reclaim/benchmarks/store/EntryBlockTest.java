package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EntryBlockTest {
    private static final int MAX_SHORT_KEY = 1023;
    private static final int MAX_SHORT_VALUE = (1 << 21) - 1;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 4",
        "1, 0, 5",
        "0, 1, 5",
        "1023, 2097151, 2098178",
        "1024, 0, 1032",
        "0, 2097152, 2097160",
        "1024, 2097152, 2098184"
    })
    void bytes_lengths_headerAndBoth(int keyLength, int valueLength, long expected) {
        assertThat(EntryBlock.bytes(keyLength, valueLength)).isEqualTo(expected);
    }

    @Test
    void bytes_longestKeyAndValue_moreThanAnInt() {
        assertThat(EntryBlock.bytes(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(8 + 2L * Integer.MAX_VALUE);
    }

    static Stream<Arguments> lengths() {
        int[] keys = {0, 1, 17, MAX_SHORT_KEY, MAX_SHORT_KEY + 1, 70_000};
        int[] values = {0, 1, 100, MAX_SHORT_VALUE, MAX_SHORT_VALUE + 1};
        return Arrays.stream(keys)
                .boxed()
                .flatMap(k -> Arrays.stream(values)
                        .boxed()
                        .flatMap(v -> Stream.of(false, true).map(direct -> Arguments.of(k, v, direct))));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void write_anyLengths_readBack(int keyLength, int valueLength, boolean direct) {
        SizeClassAllocator allocator = allocator(direct);
        byte[] key = StoreFixture.value(keyLength, 3);
        byte[] value = StoreFixture.value(valueLength, 5);
        long block = written(allocator, key, value, 0, valueLength);

        assertThat(EntryBlock.keyLength(allocator, block)).isEqualTo(keyLength);
        assertThat(EntryBlock.valueLength(allocator, block)).isEqualTo(valueLength);
        assertThat(Arrays.equals(EntryBlock.key(allocator, block), key)).isTrue();
        assertThat(Arrays.equals(EntryBlock.value(allocator, block), value)).isTrue();
        assertThat(EntryBlock.hasKey(allocator, block, key)).isTrue();
        assertThat(EntryBlock.hasKey(allocator, block, StoreFixture.value(keyLength + 1, 3)))
                .isFalse();
        if (keyLength > 0) {
            byte[] other = key.clone();
            other[keyLength - 1]++;
            assertThat(EntryBlock.hasKey(allocator, block, other)).isFalse();
        }
    }

    @Test
    void write_partOfAnArray_onlyThatPart() {
        SizeClassAllocator allocator = allocator(false);
        byte[] value = {0, 1, 2, 3, 4, 5};

        long block = written(allocator, new byte[] {9}, value, 2, 3);

        assertThat(EntryBlock.value(allocator, block)).containsExactly(2, 3, 4);
        assertThat(EntryBlock.key(allocator, block)).containsExactly(9);
    }

    @Test
    void hasKey_keyThatGoesOnInTheValue_no() {
        SizeClassAllocator allocator = allocator(false);
        long block = written(allocator, StoreFixture.bytes("ab"), StoreFixture.bytes("cd"), 0, 2);

        assertThat(EntryBlock.hasKey(allocator, block, StoreFixture.bytes("abc")))
                .isFalse();
        assertThat(EntryBlock.hasKey(allocator, block, StoreFixture.bytes("a"))).isFalse();
        assertThat(EntryBlock.hasKey(allocator, block, StoreFixture.bytes("ab")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "5, 3", "5, 5", "5, 9", "2000, 7", "2000, 3000"})
    void readValue_anyRoom_wholeLengthAndWhatFits(int keyLength, int room) {
        SizeClassAllocator allocator = allocator(true);
        byte[] value = {1, 2, 3, 4, 5};
        long block = written(allocator, StoreFixture.value(keyLength, 8), value, 0, value.length);
        byte[] into = StoreFixture.value(room, -1);

        assertThat(EntryBlock.readValue(allocator, block, into)).isEqualTo(5);

        for (int i = 0; i < room; i++) {
            assertThat(into[i]).isEqualTo(i < 5 ? value[i] : (byte) -1);
        }
    }

    private static SizeClassAllocator allocator(boolean direct) {
        return new SizeClassAllocator(
                StoreFixture.CLASSES,
                direct ? new DirectPages() : new HeapPages(),
                MemoryAccount.standalone("blocks"),
                MemoryAccount.standalone("overhead"));
    }

    private static long written(SizeClassAllocator allocator, byte[] key, byte[] value, int from, int length) {
        int bytes = (int) EntryBlock.bytes(key.length, length);
        long block = allocator.allocate(bytes, 1);
        EntryBlock.write(allocator, block, key, value, from, length);
        return block;
    }
}
