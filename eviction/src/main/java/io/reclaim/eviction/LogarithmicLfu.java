package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/**
 * Least frequently used: the lower a {@link MorrisCounter} that loses one for every {@code decayMinutes} without use, the
 * colder.
 *
 * <p>Not thread-safe, as its random source is not.
 *
 * @see "Redis evict.c, LFULogIncr, LFUDecrAndReturn; db.c, updateLFU"
 */
public final class LogarithmicLfu implements EvictionPolicy {
    /** The default of Redis' {@code lfu-decay-time}. */
    public static final int DEFAULT_DECAY_MINUTES = 1;

    /*
     * Metadata, as in Redis' 24 bits:
     *
     *     31     24 23                8 7        0
     *     |   0    |  minute of use    | counter  |
     *
     * Decay is lazy: a counter is lowered for the minutes passed when it is touched, and for judging it when it is
     * drawn; drawing stores nothing. The minute wraps after 45.5 days.
     */

    private static final CoarseClock MINUTES = new CoarseClock(16, 60_000);

    private final MorrisCounter counter;
    private final int decayMinutes;

    /**
     * A policy with Redis' defaults: factor 10, one minute.
     *
     * @param random where the chances come from
     */
    public LogarithmicLfu(RandomGenerator random) {
        this(new MorrisCounter(MorrisCounter.DEFAULT_FACTOR, random), DEFAULT_DECAY_MINUTES);
    }

    /**
     * A policy.
     *
     * @param counter how hits are counted
     * @param decayMinutes minutes without use that cost a counter one, {@code >= 0}; 0 for no decay
     */
    public LogarithmicLfu(MorrisCounter counter, int decayMinutes) {
        if (decayMinutes < 0) {
            throw new IllegalArgumentException("decayMinutes must not be negative: " + decayMinutes);
        }
        this.counter = requireNonNull(counter, "counter");
        this.decayMinutes = decayMinutes;
    }

    @Override
    public int admit(int hash, long nowMillis) {
        return metadata(MorrisCounter.INITIAL, nowMillis);
    }

    @Override
    public int touch(int metadata, long nowMillis) {
        return metadata(counter.increment(counter(metadata, nowMillis)), nowMillis);
    }

    /** 255 minus the decayed counter. */
    @Override
    public long coldness(long attribute, long nowMillis) {
        return (long) MorrisCounter.MAX - counter((int) attribute, nowMillis);
    }

    /**
     * The counter of an entry, with the decay up to now: Redis' {@code OBJECT FREQ}.
     *
     * @param metadata what the policy said last
     * @param nowMillis the time
     * @return 0 to {@link MorrisCounter#MAX}
     */
    public int counter(int metadata, long nowMillis) {
        int count = metadata & MorrisCounter.MAX;
        if (decayMinutes == 0) {
            return count;
        }
        long minutes = MINUTES.age(metadata >>> 8, nowMillis);
        return minutes == 0 ? count : (int) Math.max(0, count - minutes / decayMinutes);
    }

    /**
     * Metadata with a given counter, used now: what Redis does on {@code RESTORE ... FREQ}.
     *
     * @param count 0 to {@link MorrisCounter#MAX}
     * @param nowMillis the time
     * @return the metadata
     */
    public static int metadata(int count, long nowMillis) {
        if (count < 0 || count > MorrisCounter.MAX) {
            throw new IllegalArgumentException("count must be 0 to " + MorrisCounter.MAX + ": " + count);
        }
        return MINUTES.stamp(nowMillis) << 8 | count;
    }

    @Override
    public String toString() {
        return "LogarithmicLfu[" + counter + ", decayMinutes=" + decayMinutes + "]";
    }
}
