package io.reclaim.allocator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Owner tags of equally many bits side by side in an array of bytes. Pure functions. */
final class PackedTags {
    /*
     * Tag i is the bits from i * bits on. It is read and written with the eight bytes from the one that it begins in:
     * 7 + 32 bits at the most. The array is long enough for the last tag to be reached so.
     *
     *     byte   | 0       | 1       | 2       | 3       |
     *     22 bit | tag 0               | tag 1             ..
     */

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PackedTags() {}

    /** How many bits a tag needs: 1 to 32, the latter for all negative ones. */
    static int bits(int tag) {
        return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(tag));
    }

    /** All tags of so many bits are within this mask. */
    static int mask(int bits) {
        return -1 >>> (Integer.SIZE - bits);
    }

    /** The length of an array of so many tags, at least one. */
    static int length(int tags, int bits) {
        return (((tags - 1) * bits) >>> 3) + Long.BYTES;
    }

    static int get(byte[] tags, int bits, int i) {
        int at = i * bits;
        return (int) ((long) WORDS.get(tags, at >>> 3) >>> (at & 7)) & mask(bits);
    }

    static void set(byte[] tags, int bits, int i, int tag) {
        int at = i * bits;
        long unsigned = Integer.toUnsignedLong(mask(bits));
        long word = (long) WORDS.get(tags, at >>> 3) & ~(unsigned << (at & 7));
        WORDS.set(tags, at >>> 3, word | (unsigned & tag) << (at & 7));
    }

    /** The same tags in more bits each. */
    static byte[] widened(byte[] tags, int bits, int count, int wider) {
        byte[] widened = new byte[length(count, wider)];
        for (int i = 0; i < count; i++) {
            set(widened, wider, i, get(tags, bits, i));
        }
        return widened;
    }
}
