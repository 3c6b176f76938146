package io.reclaim.benchmarks.expiry;

/**
 * How many buckets Redis' table of the keys with a deadline has: a power of two that doubles when there are more keys than
 * buckets and shrinks when less than an eighth is filled. The more are empty, the more does a key cost to find.
 *
 * @see "Redis dict.c, dictExpandIfNeeded, dictShrinkIfNeeded"
 */
final class TableModel {
    private static final int LEAST = 4;
    private static final int SPARSE = 8;

    private int buckets = LEAST;

    /** Takes note of how many keys there are. */
    void size(int keys) {
        if (keys > buckets || (buckets > LEAST && (long) keys * SPARSE < buckets)) {
            buckets = Math.max(LEAST, keys < 2 ? 0 : Integer.highestOneBit(keys - 1) << 1);
        }
    }

    /** What it costs on the average to look at so many of the keys, in nanoseconds. */
    double nanos(int wanted, int keys) {
        return keys == 0 ? 0 : (double) CostModel.BUCKET_NANOS * Math.min(wanted, keys) * buckets / keys;
    }
}
