package io.reclaim.benchmarks.expiry;

import io.reclaim.expiry.ExpiryConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What came out of a {@link Simulation} or a {@link LiveRun}. */
final class SimulationResult {
    private static final double MICROS = 1000;

    final ExpiryWorkload workload;
    final StrategyKind kind;
    final ExpiryConfig config;
    final int entries;
    private final StaleLine line;
    private final double[] staleShares;
    private final @Nullable Histogram lags;
    private final long due;
    private final long expired;
    private final long busyNanos;
    private final long longestNanos;

    /**
     * What came out.
     *
     * @param lags of those that became due while measuring, in microseconds; null if they are not known
     */
    SimulationResult(
            ExpiryWorkload workload,
            StrategyKind kind,
            ExpiryConfig config,
            int entries,
            StaleLine line,
            @Nullable Histogram lags,
            long due,
            long expired,
            long busyNanos,
            long longestNanos) {
        this.workload = workload;
        this.kind = kind;
        this.config = config;
        this.entries = entries;
        this.line = line;
        this.staleShares = line.sorted();
        this.lags = lags;
        this.due = due;
        this.expired = expired;
        this.busyNanos = busyNanos;
        this.longestNanos = longestNanos;
    }

    /** The effort, or 0 if the strategy has none. */
    int effort() {
        return kind.hasEffort() ? (config.keysPerLoop() - 20) / 5 + 1 : 0;
    }

    String name() {
        return kind.hasEffort() ? kind + ":" + effort() : kind.toString();
    }

    double stalePercent(double percentile) {
        int at = (int) Math.ceil(percentile / 100 * staleShares.length) - 1;
        return staleShares[Math.max(0, at)];
    }

    /** Stale percent, point by point. */
    double[] staleLine() {
        return line.percent();
    }

    /** Longest lags in milliseconds, point by point. */
    double[] lagLine() {
        return line.lagMillis();
    }

    boolean lagsKnown() {
        return lags != null;
    }

    /** After how many milliseconds a share of what became stale was removed; null if it never was, or is not known. */
    @Nullable Double reclaimedMillis(double percent) {
        if (lags == null) {
            return null;
        }
        if (due == 0) {
            return 0.0;
        }
        double wanted = Math.ceil(percent / 100 * due);
        return expired < wanted ? null : lags.getValueAtPercentile(Math.min(100, 100 * wanted / expired)) / MICROS;
    }

    /** Null if it is not known. */
    @Nullable Double lagMillis(double percentile) {
        return lags == null ? null : lags.getValueAtPercentile(percentile) / MICROS;
    }

    double cpuPercent() {
        return busyNanos / (line.measuredMillis() * 1e4);
    }

    /** What the removals alone would take. */
    double removalsPercent() {
        return expired * CostModel.REMOVAL_NANOS / (line.measuredMillis() * 1e4);
    }

    long maxPauseNanos() {
        return longestNanos;
    }

    long expired() {
        return expired;
    }

    /** Flat; null for what never happened, or is not known. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("workload", workload.toString());
        fields.put("strategy", kind.toString());
        fields.put("effort", effort());
        fields.put("entries", entries);
        fields.put("stalePercentP50", stalePercent(50));
        fields.put("stalePercentP99", stalePercent(99));
        fields.put("reclaimed50Millis", reclaimedMillis(50));
        fields.put("reclaimed99Millis", reclaimedMillis(99));
        fields.put("reclaimed100Millis", reclaimedMillis(100));
        fields.put("cpuPercent", cpuPercent());
        fields.put("removalsCpuPercent", removalsPercent());
        fields.put("maxPauseNanos", maxPauseNanos());
        fields.put("lagP50Millis", lagMillis(50));
        fields.put("lagP99Millis", lagMillis(99));
        fields.put("lagMaxMillis", lagMillis(100));
        fields.put("expired", expired);
        return fields;
    }
}
