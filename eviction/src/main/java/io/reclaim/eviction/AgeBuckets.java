package io.reclaim.eviction;

/**
 * Ages in few classes: single units up to 8, then four buckets an octave.
 *
 * <pre>
 * age     0  1  2 ... 7 | 8-9 10-11 12-13 14-15 | 16-19 20-23 24-27 28-31 | ... | 28,672 and more
 * bucket  0  1  2 ... 7 |  8    9    10    11   |  12    13    14    15   | ... |       55
 * </pre>
 *
 * <p>Pure functions; O(1), without branches.
 */
final class AgeBuckets {
    static final int COUNT = 56;

    private AgeBuckets() {}

    /** The bucket of an age, {@code >= 0}. */
    static int of(int age) {
        int shift = 29 - Integer.numberOfLeadingZeros(age | 4);
        return Math.min(COUNT - 1, 4 * shift + (age >>> shift));
    }

    /** The least age of a bucket. */
    static int least(int bucket) {
        int shift = Math.max(0, (bucket >> 2) - 1);
        return (bucket - 4 * shift) << shift;
    }

    /** How many ages a bucket has; of the last, which has no end, as many as if it had one. */
    static int width(int bucket) {
        return 1 << Math.max(0, (bucket >> 2) - 1);
    }
}
