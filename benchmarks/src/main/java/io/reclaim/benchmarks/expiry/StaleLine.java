package io.reclaim.benchmarks.expiry;

import java.util.Arrays;

/** The stale share of every millisecond that is measured, and, coarser, of the whole run for a chart; and the longest lags. */
final class StaleLine {
    private static final int POINTS = 500;

    private final int duration;
    private final int measureFrom;
    private final double[] shares;
    private final double[] line = new double[POINTS];
    private final double[] lags = new double[POINTS];
    private int noted = -1;

    StaleLine(ExpiryWorkload workload) {
        duration = workload.durationMillis();
        measureFrom = workload.measureFromMillis();
        shares = new double[duration - measureFrom];
    }

    /** What the share is at a millisecond, and was since the last one noted; at most the last of the run. */
    void note(int millis, double percent) {
        for (int at = noted + 1; at <= millis; at++) {
            if (at >= measureFrom) {
                shares[at - measureFrom] = percent;
            }
            line[point(at)] = Math.max(line[point(at)], percent);
        }
        noted = Math.max(noted, millis);
    }

    /** A lag of one removed at a millisecond. */
    void lag(int millis, double lagMillis) {
        lags[point(millis)] = Math.max(lags[point(millis)], lagMillis);
    }

    private int point(int millis) {
        return (int) Math.min(POINTS - 1, (long) millis * POINTS / duration);
    }

    int measuredMillis() {
        return shares.length;
    }

    /** The measured shares in order. */
    double[] sorted() {
        double[] sorted = shares.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Percent, point by point. */
    double[] percent() {
        return line.clone();
    }

    /** Milliseconds, point by point. */
    double[] lagMillis() {
        return lags.clone();
    }
}
