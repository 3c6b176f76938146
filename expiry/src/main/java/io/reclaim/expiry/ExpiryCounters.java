package io.reclaim.expiry;

import io.reclaim.core.accounting.Counter;

/**
 * What a strategy has done. How long it took is in the {@link io.reclaim.core.WorkCost} of whoever runs it: strategies
 * read no clock.
 *
 * <p>Threads: one writer, the strategy; may be read from any thread and may lag.
 */
public final class ExpiryCounters {
    private final Counter steps = new Counter();
    private final Counter cut = new Counter();
    private final Counter expired = new Counter();
    private final LagHistogram lag = new LagHistogram();

    ExpiryCounters() {}

    void stepped() {
        steps.add(1);
    }

    void cut() {
        cut.add(1);
    }

    void expired(long lagMillis) {
        expired.add(1);
        lag.add(lagMillis);
    }

    /**
     * Steps begun.
     *
     * @return their number
     */
    public long steps() {
        return steps.get();
    }

    /**
     * Steps that ended because the budget was spent; Redis' {@code expired_time_cap_reached_count}.
     *
     * @return their number
     */
    public long timeCapped() {
        return cut.get();
    }

    /**
     * Entries removed by steps; those removed on access are the store's to count.
     *
     * @return their number
     */
    public long expired() {
        return expired.get();
    }

    /**
     * How long after their deadlines entries were removed by steps.
     *
     * @return always the same histogram
     */
    public LagHistogram lag() {
        return lag;
    }

    @Override
    public String toString() {
        return "steps=" + steps + ", timeCapped=" + cut + ", expired=" + expired;
    }
}
