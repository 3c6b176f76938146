package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

/**
 * Least recently modified: the longer ago the last write, the colder; reads do not count.
 *
 * <p>Metadata: the stamp of the last write. Stateless, thread-safe.
 *
 * @see "Redis 8.6, maxmemory-policy allkeys-lrm"
 */
public final class LeastRecentlyModified implements EvictionPolicy {
    private final CoarseClock clock;

    /**
     * A policy with a clock.
     *
     * @param clock how fine time is told apart
     */
    public LeastRecentlyModified(CoarseClock clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public int admit(int hash, long nowMillis) {
        return clock.stamp(nowMillis);
    }

    @Override
    public int touch(int metadata, long nowMillis) {
        return metadata;
    }

    @Override
    public int modify(int metadata, long nowMillis) {
        return clock.stamp(nowMillis);
    }

    /** Milliseconds since the last write, in whole ticks. */
    @Override
    public long coldness(long attribute, long nowMillis) {
        return clock.age((int) attribute, nowMillis) * clock.millisPerTick();
    }

    @Override
    public String toString() {
        return "LeastRecentlyModified[" + clock + "]";
    }
}
