package io.reclaim.benchmarks.expiry;

/**
 * What work costs in virtual time.
 *
 * <p>A removal in Redis was measured at 0.8 to 1.9 us, most of it for what hangs on the key: it is the same for all
 * strategies. What differs is how many entries are looked at in vain.
 */
final class CostModel {
    /** Removing an entry, whoever found it. */
    static final long REMOVAL_NANOS = 800;

    /** One look at a key of a hash table: a chain and an entry, two cache misses that overlap with others. */
    static final long TABLE_LOOK_NANOS = 50;

    /** A unit of the exact strategies beyond the removal: an entry moved to another slot, or one of a leaf looked at. */
    static final long ORDER_UNIT_NANOS = 16;

    /** A unit of the sweep: the next ref of an array, and its deadline. */
    static final long SWEEP_UNIT_NANOS = 4;

    private CostModel() {}

    static long unitNanos(StrategyKind kind, int keysPerUnit) {
        return switch (kind) {
            case REDIS, CLASSIC -> TABLE_LOOK_NANOS * keysPerUnit;
            case EXACT, COMPACT -> ORDER_UNIT_NANOS;
            case SAMPLING -> SWEEP_UNIT_NANOS;
        };
    }
}
