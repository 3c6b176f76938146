package io.reclaim.allocator;

/**
 * When a {@link Defragmenter} works, and how hard.
 *
 * <p>The measure is the ratio of used and idle bytes together to the used ones; descriptors and tags, which moving does
 * not reduce, are left out. Effort grows linearly from the start ratio to the full one, as Redis' does; it sets both the
 * share of a tick ({@link Defragmenter#cyclePercent}) and the work for bytes written ({@link Defragmenter#unitsFor}).
 *
 * @param startRatio it begins above this, for instance 1.01 (Redis: 1 + {@code active-defrag-threshold-lower} / 100)
 * @param fullRatio from here on effort is the greatest (Redis: {@code active-defrag-threshold-upper})
 * @param stopRatio having begun it ends at this, or when nothing is to be gained; 1 is a whole pass, as in Redis
 * @param ignoreBytes it does not begin while no more than this is idle (Redis: {@code active-defrag-ignore-bytes})
 * @param minCyclePercent the share of each tick when it begins (Redis: {@code active-defrag-cycle-min})
 * @param maxCyclePercent the share at the greatest effort (Redis: {@code active-defrag-cycle-max})
 * @param writtenPerUnit bytes written for each unit (up to 4 KiB moved) at the greatest effort; four times as many at the start
 */
public record DefragConfig(
        double startRatio,
        double fullRatio,
        double stopRatio,
        long ignoreBytes,
        int minCyclePercent,
        int maxCyclePercent,
        int writtenPerUnit) {

    private static final double TO_FULL = 0.02;
    private static final int MAX_CYCLE_PERCENT = 25;
    private static final int WRITTEN_PER_UNIT = 1024;

    /**
     * Checks the arguments.
     *
     * @param startRatio see the record
     * @param fullRatio see the record
     * @param stopRatio see the record
     * @param ignoreBytes see the record
     * @param minCyclePercent see the record
     * @param maxCyclePercent see the record
     * @param writtenPerUnit see the record
     */
    public DefragConfig {
        if (!(startRatio >= 1)) {
            throw new IllegalArgumentException("startRatio must be at least 1: " + startRatio);
        }
        if (!(fullRatio >= startRatio)) {
            throw new IllegalArgumentException(
                    "fullRatio must be at least startRatio, " + startRatio + ": " + fullRatio);
        }
        if (!(stopRatio >= 1 && stopRatio <= startRatio)) {
            throw new IllegalArgumentException("stopRatio must be 1 to startRatio, " + startRatio + ": " + stopRatio);
        }
        if (ignoreBytes < 0) {
            throw new IllegalArgumentException("ignoreBytes must not be negative: " + ignoreBytes);
        }
        if (minCyclePercent < 1 || minCyclePercent > 99) {
            throw new IllegalArgumentException("minCyclePercent must be 1 to 99: " + minCyclePercent);
        }
        if (maxCyclePercent < minCyclePercent || maxCyclePercent > 99) {
            throw new IllegalArgumentException(
                    "maxCyclePercent must be minCyclePercent, " + minCyclePercent + ", to 99: " + maxCyclePercent);
        }
        if (writtenPerUnit < 1) {
            throw new IllegalArgumentException("writtenPerUnit must be positive: " + writtenPerUnit);
        }
    }

    /**
     * Begins at a ratio, works hardest two points above it, and goes on until nothing is to be gained; 1 to 25 % of a
     * tick, a unit for 1 to 4 KiB written.
     *
     * @param startRatio see the record
     * @param ignoreBytes see the record
     */
    public DefragConfig(double startRatio, long ignoreBytes) {
        this(startRatio, startRatio + TO_FULL, 1, ignoreBytes, 1, MAX_CYCLE_PERCENT, WRITTEN_PER_UNIT);
    }

    /**
     * Begins at 0.2 %, whatever the size: emptying a run never moves more than it gives back, so that beginning at 1 % would
     * move hardly less.
     *
     * @return the defaults
     */
    public static DefragConfig defaults() {
        return new DefragConfig(1.002, 0);
    }

    /**
     * Keeps peaks down: is at its hardest from 1 % on, and works twice as hard for bytes written.
     *
     * @return a configuration for memory that is scarce
     */
    public static DefragConfig dense() {
        return new DefragConfig(1.001, 1.01, 1, 0, 1, MAX_CYCLE_PERCENT, WRITTEN_PER_UNIT / 2);
    }

    /**
     * Redis' settings as it ships them: from 100 MB and 10 %, hardest at 100 %.
     *
     * @return the defaults of redis.conf; bytes written, which Redis does not look at, as in {@link #defaults}
     */
    public static DefragConfig redis() {
        return new DefragConfig(1.1, 2, 1, 100L << 20, 1, MAX_CYCLE_PERCENT, WRITTEN_PER_UNIT);
    }

    /** How hard to work, from 0 at the start ratio to 1 at the full one. */
    double effort(long idle, long used) {
        double above = (double) idle / Math.max(1, used) - (startRatio - 1);
        double range = fullRatio - startRatio;
        return above >= range ? 1 : Math.max(0, above / range);
    }
}
