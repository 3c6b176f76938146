package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

/**
 * Least recently used: the longer ago the last read or write, the colder.
 *
 * <p>"Approximate" for two reasons: the evictor compares a sample, and the clock is coarse: entries used in the same tick
 * are alike. Metadata: the stamp of the last use. Stateless, thread-safe.
 *
 * @see "Redis evict.c, estimateObjectIdleTime"
 */
public final class ApproximateLru implements EvictionPolicy {
    /** Redis' clock: 24 bits of seconds, 194 days. */
    public static final CoarseClock REDIS_CLOCK = new CoarseClock(24, 1000);

    /** The default clock: 32 bits of 10 ms, 497 days. */
    public static final CoarseClock FINE_CLOCK = new CoarseClock(32, 10);

    private final CoarseClock clock;

    /**
     * A policy with a clock.
     *
     * @param clock how fine time is told apart
     */
    public ApproximateLru(CoarseClock clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public int admit(int hash, long nowMillis) {
        return clock.stamp(nowMillis);
    }

    @Override
    public int touch(int metadata, long nowMillis) {
        return clock.stamp(nowMillis);
    }

    /** Milliseconds since the last use, in whole ticks. */
    @Override
    public long coldness(long attribute, long nowMillis) {
        return clock.age((int) attribute, nowMillis) * clock.millisPerTick();
    }

    @Override
    public String toString() {
        return "ApproximateLru[" + clock + "]";
    }
}
