package io.reclaim.benchmarks.store;

import io.reclaim.core.RemovalCause;
import io.reclaim.core.WorkCost;
import io.reclaim.core.accounting.Counter;

/** What a {@link ReferenceStore} has done. May be read from any thread. */
public final class StoreCounters {
    final Counter hits = new Counter();
    final Counter misses = new Counter();
    final Counter writes = new Counter();
    final Counter refused = new Counter();
    final WorkCost evictionOfWrites = new WorkCost();
    final WorkCost defragOfWrites = new WorkCost();
    private final Counter removed = new Counter();
    private final Counter expired = new Counter();
    private final Counter evicted = new Counter();

    StoreCounters() {}

    void removed(RemovalCause cause) {
        switch (cause) {
            case EXPIRED -> expired.add(1);
            case EVICTED -> evicted.add(1);
            case EXPLICIT -> removed.add(1);
            case REPLACED -> throw new IllegalArgumentException("a replaced entry stays: " + cause);
        }
    }

    /**
     * Reads that found a value.
     *
     * @return their number
     */
    public long hits() {
        return hits.get();
    }

    /**
     * Reads that found none.
     *
     * @return their number
     */
    public long misses() {
        return misses.get();
    }

    /**
     * Values written.
     *
     * @return their number
     */
    public long writes() {
        return writes.get();
    }

    /**
     * Writes refused, too large or without memory.
     *
     * @return their number
     */
    public long refused() {
        return refused.get();
    }

    /**
     * Entries that the user removed.
     *
     * @return their number
     */
    public long removed() {
        return removed.get();
    }

    /**
     * Entries that reached their deadline and were removed, on access or by the cycle.
     *
     * @return their number
     */
    public long expired() {
        return expired.get();
    }

    /**
     * Entries evicted.
     *
     * @return their number
     */
    public long evicted() {
        return evicted.get();
    }

    /**
     * What evicting to make room for writes has cost; a unit is an attempt.
     *
     * @return always the same counters
     */
    public WorkCost evictionOfWrites() {
        return evictionOfWrites;
    }

    /**
     * What defragmentation in proportion to writes has cost.
     *
     * @return always the same counters
     */
    public WorkCost defragOfWrites() {
        return defragOfWrites;
    }
}
