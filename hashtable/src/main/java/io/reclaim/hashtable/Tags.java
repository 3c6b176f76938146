package io.reclaim.hashtable;

/**
 * A word of eight tags, one byte each: 0 for an empty place, else a fingerprint of the hash. Searched eight at a time
 * (SIMD within a register).
 *
 * @see "L. Lamport, Multiple Byte Processing with Full-Word Instructions, CACM 1975"
 */
final class Tags {
    /** Places in a word. */
    static final int PLACES = 8;

    /** The top byte of a bucket's word when its place 7 leads to an overflow. */
    static final long OVERFLOWN = 0xffL << 56;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOW_7 = 0x7f7f_7f7f_7f7f_7f7fL;

    private Tags() {}

    /** The fingerprint of a mixed hash: its top byte, mapped to 1..253. */
    static int of(int hash) {
        return 1 + (((hash >>> 24) * 253) >>> 8);
    }

    /** Bit 7 of each byte that equals the tag. */
    static long match(long word, int tag) {
        return empty(word ^ (tag * ONES));
    }

    /** Bit 7 of each byte that is empty. */
    static long empty(long word) {
        return ~(((word & LOW_7) + LOW_7) | word | LOW_7);
    }

    /** Bit 7 of each byte that is not empty. */
    static long taken(long word) {
        return (((word & LOW_7) + LOW_7) | word) & ~LOW_7;
    }

    /** The place of the lowest bit of a match. */
    static int first(long match) {
        return Long.numberOfTrailingZeros(match) >>> 3;
    }

    /** The place of the highest bit of a match. */
    static int last(long match) {
        return (63 - Long.numberOfLeadingZeros(match)) >>> 3;
    }

    static boolean overflown(long word) {
        return word >>> 56 == 0xff;
    }

    static int get(long word, int place) {
        return (int) (word >>> (8 * place)) & 0xff;
    }

    static long with(long word, int place, int tag) {
        return word | (long) tag << (8 * place);
    }

    static long without(long word, int place) {
        return word & ~(0xffL << (8 * place));
    }
}
