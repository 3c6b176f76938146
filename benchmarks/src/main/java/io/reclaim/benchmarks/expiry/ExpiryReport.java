package io.reclaim.benchmarks.expiry;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.duration;
import static io.reclaim.benchmarks.report.Figures.format;

import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link Simulation}s found: for people, as text and as a page, and for programs. */
final class ExpiryReport {
    private static final List<String> COLUMNS = List.of(
            "workload",
            "strategy",
            "stale % p50",
            "p99",
            "50 % removed, ms",
            "99 %",
            "100 %",
            "longest lag, ms",
            "CPU %",
            "of it removals",
            "longest pause",
            "expired");
    private static final String NEVER = "never";
    private static final String UNKNOWN = "";

    private final int entries;
    private final List<SimulationResult> results;
    private final String server;

    /**
     * A report.
     *
     * @param server the version of the redis-server, or empty
     */
    ExpiryReport(int entries, List<SimulationResult> results, String server) {
        this.entries = entries;
        this.server = server;
        this.results = List.copyOf(results);
    }

    private String title() {
        return format("expiry of %,d entries, in virtual time", entries);
    }

    TextTable table() {
        List<List<String>> rows = new ArrayList<>();
        for (SimulationResult result : results) {
            rows.add(List.of(
                    result.workload.toString(),
                    result.name(),
                    format("%.3f", result.stalePercent(50)),
                    format("%.3f", result.stalePercent(99)),
                    millis(result, result.reclaimedMillis(50)),
                    millis(result, result.reclaimedMillis(99)),
                    millis(result, result.reclaimedMillis(100)),
                    millis(result, result.lagMillis(100)),
                    format("%.2f", result.cpuPercent()),
                    format("%.2f", result.removalsPercent()),
                    duration(result.maxPauseNanos()),
                    count(result.expired())));
        }
        return new TextTable("Strategies by workload", COLUMNS, rows);
    }

    private static String millis(SimulationResult result, @Nullable Double millis) {
        if (!result.lagsKnown()) {
            return UNKNOWN;
        }
        return millis == null ? NEVER : millis < 100 ? format("%.2f", millis) : format("%,.0f", millis);
    }

    String text() {
        String end = System.lineSeparator();
        return title() + end + end + table().text() + end + String.join(end, notes()) + end;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "stale %: entries past their deadline of those present with one, each millisecond after warming up.",
                "50, 99, 100 % removed: how long after its deadline so many of all that became stale were removed.",
                format(
                        "costs: a removal %d ns; beyond it a bucket of a hash table %d ns, a unit of an order %d ns,"
                                + " of a sweep %d ns.",
                        CostModel.REMOVAL_NANOS,
                        CostModel.BUCKET_NANOS,
                        CostModel.ORDER_UNIT_NANOS,
                        CostModel.SWEEP_UNIT_NANOS),
                format(
                        "redis and classic: a slow cycle each 100 ms, fast ones between; the others: each ms a step of %d us,"
                                + " and while work is left another after %d us.",
                        Simulation.STEP_NANOS / 1000, Simulation.GAP_NANOS / 1000)));
        if (!server.isEmpty()) {
            notes.add("redis-server: version " + server
                    + ", by the clock, asked each 5 ms; its longest pause is the longest"
                    + " wait for an answer; lags are known in bursts alone.");
        }
        return notes;
    }

    HtmlReport html() {
        HtmlReport page = new HtmlReport(title());
        table().addTo(page);
        Map<ExpiryWorkload, List<SimulationResult>> byWorkload = new LinkedHashMap<>();
        for (SimulationResult result : results) {
            byWorkload
                    .computeIfAbsent(result.workload, workload -> new ArrayList<>())
                    .add(result);
        }
        byWorkload.forEach((workload, some) -> {
            int points = some.get(0).staleLine().length;
            double[] x = new double[points];
            for (int i = 0; i < points; i++) {
                x[i] = workload.durationMillis() / 1000.0 * (i + 1) / points;
            }
            Map<String, double[]> stale = new LinkedHashMap<>();
            Map<String, double[]> lag = new LinkedHashMap<>();
            for (SimulationResult result : some) {
                stale.put(result.name(), result.staleLine());
                if (result.lagsKnown()) {
                    lag.put(result.name(), atLeast(0.01, result.lagLine()));
                }
            }
            page.chart("Stale entries, " + workload, "seconds", "percent", false, x, stale);
            page.chart("Longest lag of those removed, " + workload, "seconds", "milliseconds", true, x, lag);
        });
        page.table("Notes", List.of(""), notes().stream().map(List::of).toList());
        return page;
    }

    /** A logarithmic axis has no place for 0. */
    private static double[] atLeast(double least, double[] values) {
        double[] raised = values.clone();
        for (int i = 0; i < raised.length; i++) {
            raised[i] = Math.max(least, raised[i]);
        }
        return raised;
    }

    /** Flat objects, one for each workload and strategy. */
    List<Map<String, Object>> results() {
        return results.stream().map(SimulationResult::fields).toList();
    }
}
