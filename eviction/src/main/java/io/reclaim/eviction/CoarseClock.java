package io.reclaim.eviction;

/**
 * Time in few bits: a stamp counts ticks and wraps.
 *
 * <p>An age is exact up to one tick as long as it is less than {@link #periodMillis()}; an older stamp looks younger by
 * whole periods. A stamp from the future (the clock went back) looks nearly a period old, as in Redis. Unlike Redis'
 * clocks, an age across the wrap is not one tick short.
 *
 * <p>O(1). Immutable, thread-safe.
 *
 * @param bits width of a stamp, 1 to 32
 * @param millisPerTick length of a tick in milliseconds, {@code >= 1}
 * @see "Redis evict.c, LRU_CLOCK and LFUTimeElapsed"
 */
public record CoarseClock(int bits, long millisPerTick) {

    /**
     * Checks the arguments.
     *
     * @param bits see the record
     * @param millisPerTick see the record
     */
    public CoarseClock {
        if (bits < 1 || bits > 32) {
            throw new IllegalArgumentException("bits must be 1 to 32: " + bits);
        }
        if (millisPerTick < 1) {
            throw new IllegalArgumentException("millisPerTick must be positive: " + millisPerTick);
        }
        if (millisPerTick > Long.MAX_VALUE >> bits) {
            throw new IllegalArgumentException("millisPerTick is too long for " + bits + " bits: " + millisPerTick);
        }
    }

    /**
     * A time as a stamp.
     *
     * @param nowMillis the time
     * @return the low {@link #bits()} bits of the number of whole ticks, the others 0
     */
    public int stamp(long nowMillis) {
        return (int) (Math.floorDiv(nowMillis, millisPerTick) & mask());
    }

    /**
     * How long ago a stamp was made.
     *
     * @param stamp what {@link #stamp} said; higher bits are ignored
     * @param nowMillis the time
     * @return ticks, 0 to 2^bits - 1
     */
    public long age(int stamp, long nowMillis) {
        return (Math.floorDiv(nowMillis, millisPerTick) - stamp) & mask();
    }

    /**
     * The time after which stamps repeat.
     *
     * @return milliseconds
     */
    public long periodMillis() {
        return (mask() + 1) * millisPerTick;
    }

    private long mask() {
        return (1L << bits) - 1;
    }
}
