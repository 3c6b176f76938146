package io.reclaim.benchmarks.expiry;

import io.reclaim.expiry.DeadlineTable;

/**
 * What work costs in virtual time.
 *
 * <p>A removal in Redis was measured at 0.8 to 1.9 us, most of it for what hangs on the key: it is the same for all
 * strategies. What differs is how many entries are looked at in vain.
 */
final class CostModel {
    /** Removing an entry, whoever found it. */
    static final long REMOVAL_NANOS = 800;

    /** A bucket of a hash table and the entry in it, if there is one: two cache misses that overlap with others. */
    static final long BUCKET_NANOS = 50;

    /** A unit of the exact strategies beyond the removal: an entry moved to another slot, or one of a leaf looked at. */
    static final long ORDER_UNIT_NANOS = 16;

    /** A unit of the sweep: the next ref of an array, and its deadline. */
    static final long SWEEP_UNIT_NANOS = 4;

    /** A loop that has not found its keys by then ends. */
    private static final double MOST_BUCKETS_PER_KEY = 20;

    private CostModel() {}

    /** What a loop visits on the average to look at so many keys, or at all if there are fewer, beyond removals. As many as in
     * the whole table; where a walk removes all that it meets, fewer are empty before it, and the model is slower than that. */
    static double loopNanos(int wanted, DeadlineTable table) {
        int keys = table.size();
        double bucketsPerKey = Math.min(MOST_BUCKETS_PER_KEY, (double) table.buckets() / keys);
        return keys == 0 ? 0 : BUCKET_NANOS * Math.min(wanted, keys) * bucketsPerKey;
    }

    /** A unit beyond the removal, for a strategy that walks no hash table. */
    static long unitNanos(StrategyKind kind) {
        return switch (kind) {
            case EXACT, COMPACT -> ORDER_UNIT_NANOS;
            case SAMPLING -> SWEEP_UNIT_NANOS;
            case REDIS, CLASSIC, REDIS_SERVER ->
                throw new IllegalArgumentException("a loop's cost depends on the table: " + kind);
        };
    }
}
