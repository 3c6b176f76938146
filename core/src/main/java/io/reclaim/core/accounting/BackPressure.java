package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

/**
 * How much to slow writers while memory is reclaimed in the background, so that a limit is met by waiting before it has
 * to be met by refusing.
 *
 * <p>When to use it: where what is freed comes from background work (eviction to a slower tier, lazy free, expiry). A
 * store that evicts within each write needs none. It only advises: {@link MemoryLimit#admits} still decides, so a writer
 * that does not wait is refused, and the limit holds.
 *
 * <p>All operations are O(1) and allocate nothing. Threads: {@link #reclaimed} by one; the rest by any.
 *
 * @see "RocksDB, delayed write rate, which serves the same end"
 */
public final class BackPressure {
    /*
     * Let `free` be the share of the soft room (from the start to the ceiling) that is left after the write. Writers are
     * let in at the rate
     *
     *     reclaim rate * free / (1 - free)
     *
     * which is unbounded where pressure begins, the rate of reclaim when half of the soft room is gone, and 0 when it is
     * used up. So writers that would be faster than reclaim settle where half the soft room is left, if one write is
     * less than a quarter of it; larger ones wait for longer than they need. Below that point a wait frees at least what
     * is written: room never shrinks there, and no write that fits into half the soft room is refused, unless the longest
     * wait cuts it short.
     *
     * The rate of reclaim is a mean that forgets by half each 8 reports. While nothing was reported it is unknown, and
     * the wait is the longest one times the pressure: slow, but not a standstill.
     */

    /** Longest wait for one write, by default: 1 second. */
    public static final long MOST_DELAY_NANOS = 1_000_000_000L;

    private static final double WEIGHT = 0.083;

    private final MemoryLimit limit;
    private final Counter startPercent = new Counter();
    private final Counter rateBits = new Counter();
    private final long mostDelayNanos;

    /**
     * Pressure on the writers of a limit.
     *
     * @param limit what is to be met
     * @param startPercent from which level on writers wait, 0 to 99
     * @param mostDelayNanos longest wait for one write, {@code > 0}, for instance {@link #MOST_DELAY_NANOS}
     */
    public BackPressure(MemoryLimit limit, int startPercent, long mostDelayNanos) {
        this.limit = requireNonNull(limit, "limit");
        if (mostDelayNanos <= 0) {
            throw new IllegalArgumentException("mostDelayNanos must be positive: " + mostDelayNanos);
        }
        this.mostDelayNanos = mostDelayNanos;
        startPercent(startPercent);
    }

    /**
     * Changes where pressure begins.
     *
     * @param percent level from which on writers wait, 0 to 99
     */
    public void startPercent(int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("startPercent must be 0 to 99: " + percent);
        }
        startPercent.set(percent);
    }

    /**
     * Where pressure begins.
     *
     * @return percent of the ceiling
     */
    public int startPercent() {
        return (int) startPercent.get();
    }

    /**
     * Reports what background work has freed.
     *
     * @param bytes how much, {@code >= 0}
     * @param elapsedNanos since the last report, {@code > 0}
     */
    public void reclaimed(long bytes, long elapsedNanos) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        if (elapsedNanos <= 0) {
            throw new IllegalArgumentException("elapsedNanos must be positive: " + elapsedNanos);
        }
        double now = (double) bytes / elapsedNanos;
        double rate = rate();
        rateBits.set(Double.doubleToRawLongBits(rate == 0 ? now : rate + WEIGHT * (now - rate)));
    }

    /** Bytes a nanosecond; 0 if unknown. */
    private double rate() {
        return Double.longBitsToDouble(rateBits.get());
    }

    /**
     * How far the level is between the start and the ceiling.
     *
     * @return 0, no pressure, to 1, no room left
     */
    public double pressure() {
        return 1 - free(0);
    }

    /** The share of the soft room that is left after a write. */
    private double free(long bytes) {
        long ceiling = limit.ceiling();
        if (ceiling == MemoryLimit.UNLIMITED) {
            return 1;
        }
        double softRoom = Math.max(1, (double) ceiling * (100 - startPercent()) / 100);
        return Math.max(0, Math.min(1, (double) (ceiling - limit.counted() - bytes) / softRoom));
    }

    /**
     * How long to wait before a write.
     *
     * @param bytes what it is going to charge, {@code >= 0}
     * @return nanoseconds; 0 while the level stays below the start
     */
    public long delayNanos(long bytes) {
        double free = free(bytes);
        if (free == 1) {
            return 0;
        }
        double rate = rate();
        double nanos = rate == 0 ? (double) mostDelayNanos * (1 - free) : bytes / rate * (1 - free) / free;
        return free == 0 ? mostDelayNanos : (long) Math.min((double) mostDelayNanos, Math.ceil(nanos));
    }

    @Override
    public String toString() {
        return "BackPressure[from " + startPercent() + "%, " + limit + "]";
    }
}
