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
    private long[] reads = new long[MAX_POINTS];
    private long[] hits = new long[MAX_POINTS];
    private double[] used = new double[MAX_POINTS];
    private double[] reserved = new double[MAX_POINTS];
    private double[] p50 = new double[MAX_POINTS];
    private double[] p99 = new double[MAX_POINTS];
    private double[] max = new double[MAX_POINTS];
    private long requests;

    Timeline(long interval) {
        this.interval = Math.max(1, interval);
    }

    /** How many requests the current interval has. */
    long interval() {
        return interval;
    }

    void add(long intervalReads, long intervalHits, long usedBytes, long reservedBytes, Histogram latencies) {
        if (points == MAX_POINTS) {
            halve();
        }
        reads[points] = intervalReads;
        hits[points] = intervalHits;
        used[points] = usedBytes;
        reserved[points] = reservedBytes;
        p50[points] = latencies.getValueAtPercentile(50);
        p99[points] = latencies.getValueAtPercentile(99);
        max[points] = latencies.getMaxValue();
        points++;
        requests += interval;
    }

    private void halve() {
        points /= 2;
        for (int i = 0; i < points; i++) {
            reads[i] = reads[2 * i] + reads[2 * i + 1];
            hits[i] = hits[2 * i] + hits[2 * i + 1];
            used[i] = used[2 * i + 1];
            reserved[i] = reserved[2 * i + 1];
            p50[i] = (p50[2 * i] + p50[2 * i + 1]) / 2;
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
        double[] ends = new double[points];
        for (int i = 0; i < points; i++) {
            ends[i] = (double) (i + 1) * requests / points;
        }
        return ends;
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
