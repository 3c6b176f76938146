package io.reclaim.benchmarks.store;

import io.reclaim.allocator.SizeClassAllocator;

/**
 * The layout of an entry's block: lengths, key, value.
 *
 * <pre>{@code
 *     31 30      21 20           0
 *     | 0 | key len | value length |  key ... | value ...          keys up to 1,023 B, values under 2 MiB
 *     | 1 |      key length        |  value length (4 B) | key ... | value ...       anything longer
 * }</pre>
 */
final class EntryBlock {
    private static final int VALUE_BITS = 21;
    private static final int MAX_SHORT_VALUE = (1 << VALUE_BITS) - 1;
    private static final int MAX_SHORT_KEY = (1 << (31 - VALUE_BITS)) - 1;
    private static final int SHORT_HEADER = 4;
    private static final int LONG_HEADER = 8;
    private static final int LONG = 1 << 31;

    private EntryBlock() {}

    /** Bytes of a block for a key and a value of these lengths; over 2^31 it cannot be made. */
    static long bytes(int keyLength, int valueLength) {
        return (long) headerBytes(keyLength, valueLength) + keyLength + valueLength;
    }

    /** Bytes of the entry that a block holds. */
    static long bytes(SizeClassAllocator allocator, long block) {
        return bytes(keyLength(allocator, block), valueLength(allocator, block));
    }

    private static int headerBytes(int keyLength, int valueLength) {
        return keyLength <= MAX_SHORT_KEY && valueLength <= MAX_SHORT_VALUE ? SHORT_HEADER : LONG_HEADER;
    }

    static void write(SizeClassAllocator allocator, long block, byte[] key, byte[] value, int from, int length) {
        int header = headerBytes(key.length, length);
        if (header == SHORT_HEADER) {
            allocator.setInt(block, 0, key.length << VALUE_BITS | length);
        } else {
            allocator.setInt(block, 0, LONG | key.length);
            allocator.setInt(block, 4, length);
        }
        allocator.write(block, header, key, 0, key.length);
        allocator.write(block, header + key.length, value, from, length);
    }

    static boolean hasKey(SizeClassAllocator allocator, long block, byte[] key) {
        int first = allocator.getInt(block, 0);
        if (first >= 0) {
            return first >>> VALUE_BITS == key.length && allocator.matches(block, SHORT_HEADER, key, 0, key.length);
        }
        return (first & ~LONG) == key.length && allocator.matches(block, LONG_HEADER, key, 0, key.length);
    }

    static int keyLength(SizeClassAllocator allocator, long block) {
        int first = allocator.getInt(block, 0);
        return first >= 0 ? first >>> VALUE_BITS : first & ~LONG;
    }

    static int valueLength(SizeClassAllocator allocator, long block) {
        int first = allocator.getInt(block, 0);
        return first >= 0 ? first & MAX_SHORT_VALUE : allocator.getInt(block, 4);
    }

    static byte[] key(SizeClassAllocator allocator, long block) {
        int first = allocator.getInt(block, 0);
        byte[] key = new byte[keyLength(allocator, block)];
        allocator.read(block, first >= 0 ? SHORT_HEADER : LONG_HEADER, key, 0, key.length);
        return key;
    }

    static byte[] value(SizeClassAllocator allocator, long block) {
        byte[] value = new byte[valueLength(allocator, block)];
        readValue(allocator, block, value);
        return value;
    }

    /** Reads as much of the value as fits; returns its whole length. */
    static int readValue(SizeClassAllocator allocator, long block, byte[] into) {
        int first = allocator.getInt(block, 0);
        int offset = first >= 0 ? SHORT_HEADER + (first >>> VALUE_BITS) : LONG_HEADER + (first & ~LONG);
        int length = valueLength(allocator, block);
        allocator.read(block, offset, into, 0, Math.min(length, into.length));
        return length;
    }
}
