package io.reclaim.benchmarks.expiry;

import io.reclaim.expiry.ExpiryConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What came out of a {@link Simulation}. */
final class SimulationResult {
    private static final double MICROS = 1000;

    final ExpiryWorkload workload;
    final StrategyKind kind;
    final ExpiryConfig config;
    final int entries;
    private final long measuredMillis;
    private final double[] staleShares;
    private final Histogram lags;
    private final long due;
    private final long expired;
    private final long busyNanos;
    private final long longestNanos;
    final double[] staleLine;
    final double[] lagLine;

    SimulationResult(
            ExpiryWorkload workload,
            StrategyKind kind,
            ExpiryConfig config,
            int entries,
            long measuredMillis,
            double[] staleShares,
            Histogram lags,
            long due,
            long expired,
            long busyNanos,
            long longestNanos,
            double[] staleLine,
            double[] lagLine) {
        this.workload = workload;
        this.kind = kind;
        this.config = config;
        this.entries = entries;
        this.measuredMillis = measuredMillis;
        this.staleShares = staleShares.clone();
        Arrays.sort(this.staleShares);
        this.lags = lags;
        this.due = due;
        this.expired = expired;
        this.busyNanos = busyNanos;
        this.longestNanos = longestNanos;
        this.staleLine = staleLine;
        this.lagLine = lagLine;
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

    /** After how many milliseconds a share of what became stale was removed; null if it never was. */
    @Nullable Double reclaimedMillis(double percent) {
        if (due == 0) {
            return 0.0;
        }
        double wanted = Math.ceil(percent / 100 * due);
        return expired < wanted ? null : lags.getValueAtPercentile(Math.min(100, 100 * wanted / expired)) / MICROS;
    }

    double lagMillis(double percentile) {
        return lags.getValueAtPercentile(percentile) / MICROS;
    }

    double lagMaxMillis() {
        return lags.getMaxValue() / MICROS;
    }

    double cpuPercent() {
        return busyNanos / (measuredMillis * 1e4);
    }

    /** What the removals alone would take. */
    double removalsPercent() {
        return expired * CostModel.REMOVAL_NANOS / (measuredMillis * 1e4);
    }

    long maxPauseNanos() {
        return longestNanos;
    }

    long expired() {
        return expired;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workload", workload.toString());
        fields.put("strategy", kind.toString());
        fields.put("effort", effort());
        fields.put("entries", entries);
        fields.put("stalePercentP50", stalePercent(50));
        fields.put("stalePercentP99", stalePercent(99));
        put(fields, "reclaimed50Millis", reclaimedMillis(50));
        put(fields, "reclaimed99Millis", reclaimedMillis(99));
        put(fields, "reclaimed100Millis", reclaimedMillis(100));
        fields.put("cpuPercent", cpuPercent());
        fields.put("removalsCpuPercent", removalsPercent());
        fields.put("maxPauseNanos", maxPauseNanos());
        fields.put("lagP50Millis", lagMillis(50));
        fields.put("lagP99Millis", lagMillis(99));
        fields.put("lagMaxMillis", lagMaxMillis());
        fields.put("expired", expired);
        return fields;
    }

    /** What never happened has no field. */
    private static void put(Map<String, Object> fields, String name, @Nullable Double value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
