package io.reclaim.benchmarks.replay;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What happened over time, in at most {@value #MAX_POINTS} intervals of requests: when there are more, two become one.
 */
final class Timeline {
    static final int MAX_POINTS = 400;

    private long interval;
    private int points;
    private final double[] ends = new double[MAX_POINTS];
    private final long[] reads = new long[MAX_POINTS];
    private final long[] hits = new long[MAX_POINTS];
    private final double[] used = new double[MAX_POINTS];
    private final double[] reserved = new double[MAX_POINTS];
    private final double[] p50 = new double[MAX_POINTS];
    private final double[] p99 = new double[MAX_POINTS];
    private final double[] max = new double[MAX_POINTS];

    Timeline(long interval) {
        this.interval = Math.max(1, interval);
    }

    /** How many requests the next interval is to have. */
    long interval() {
        return interval;
    }

    /** Adds an interval that ended after so many requests in all. */
    void add(long end, long intervalReads, long intervalHits, long usedBytes, long reservedBytes, Histogram latencies) {
        ends[points] = end;
        reads[points] = intervalReads;
        hits[points] = intervalHits;
        used[points] = usedBytes;
        reserved[points] = reservedBytes;
        p50[points] = latencies.getValueAtPercentile(50);
        p99[points] = latencies.getValueAtPercentile(99);
        max[points] = latencies.getMaxValue();
        points++;
        if (points == MAX_POINTS) {
            halve();
        }
    }

    /** Two intervals become one; of their percentiles the higher stands for both. */
    private void halve() {
        points /= 2;
        for (int i = 0; i < points; i++) {
            ends[i] = ends[2 * i + 1];
            reads[i] = reads[2 * i] + reads[2 * i + 1];
            hits[i] = hits[2 * i] + hits[2 * i + 1];
            used[i] = used[2 * i + 1];
            reserved[i] = reserved[2 * i + 1];
            p50[i] = Math.max(p50[2 * i], p50[2 * i + 1]);
            p99[i] = Math.max(p99[2 * i], p99[2 * i + 1]);
            max[i] = Math.max(max[2 * i], max[2 * i + 1]);
        }
        interval *= 2;
    }

    int points() {
        return points;
    }

    /** Requests until the end of each interval. */
    double[] requests() {
        return Arrays.copyOf(ends, points);
    }

    /** Percent of the reads of each interval that hit. */
    double[] hitPercent() {
        double[] percent = new double[points];
        for (int i = 0; i < points; i++) {
            percent[i] = reads[i] == 0 ? 0 : 100.0 * hits[i] / reads[i];
        }
        return percent;
    }

    double[] usedBytes() {
        return Arrays.copyOf(used, points);
    }

    double[] reservedBytes() {
        return Arrays.copyOf(reserved, points);
    }

    double[] p50Nanos() {
        return Arrays.copyOf(p50, points);
    }

    double[] p99Nanos() {
        return Arrays.copyOf(p99, points);
    }

    double[] maxNanos() {
        return Arrays.copyOf(max, points);
    }
}
