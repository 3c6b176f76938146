package io.reclaim.benchmarks.allocator;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.duration;
import static io.reclaim.benchmarks.report.Figures.format;

import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import io.reclaim.core.accounting.MemorySize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What {@link FragmentationRun}s measured: for people, as text and as a page, and for programs. */
final class FragmentationReport {
    private static final List<String> NOTES = List.of(
            "reserved/live: held / asked for, at the end of the last write; peak: the most held / the most live; settled:"
                    + " after all work of idle time.",
            "rounded, metadata, idle: what reserved/live - 1 is made of: size classes; descriptors, bitmaps and owner tags;"
                    + " space in no block.",
            "Steps with a garbage collection inside are counted apart (GC). spin: 3 us of nothing after each step, in the same"
                    + " histograms: what the machine adds to any step.",
            "Netty: bytes of chunks; its object for each block is not counted. byte[]: the arrays as this JVM lays them"
                    + " out; what the collector needs besides is not counted.");

    private final long liveBytes;
    private final List<FragmentationResult> results;

    FragmentationReport(long liveBytes, List<FragmentationResult> results) {
        this.liveBytes = liveBytes;
        this.results = List.copyOf(results);
    }

    private String title() {
        return "fragmentation with " + MemorySize.format(liveBytes) + " live";
    }

    private Set<AllocatorKind> kinds() {
        Set<AllocatorKind> kinds = new LinkedHashSet<>();
        results.forEach(result -> kinds.add(result.allocator()));
        return kinds;
    }

    private Set<SizeWorkload> workloads() {
        Set<SizeWorkload> workloads = new LinkedHashSet<>();
        results.forEach(result -> workloads.add(result.workload()));
        return workloads;
    }

    private List<FragmentationResult> of(AllocatorKind kind) {
        return results.stream().filter(result -> result.allocator() == kind).toList();
    }

    /** A line for each allocator, a column for each workload. */
    TextTable ratios(String heading, ToDoubleFunction<FragmentationResult> ratio) {
        List<String> columns = new ArrayList<>(List.of("allocator"));
        workloads().forEach(workload -> columns.add(workload.name()));
        columns.addAll(List.of("mean", "worst"));
        List<List<String>> rows = new ArrayList<>();
        for (AllocatorKind kind : kinds()) {
            List<String> row = new ArrayList<>(List.of(kind.title()));
            double[] values = of(kind).stream().mapToDouble(ratio).toArray();
            double sum = 0;
            double worst = 0;
            for (double value : values) {
                row.add(format("%.3f", value));
                sum += value;
                worst = Math.max(worst, value);
            }
            row.add(format("%.3f", sum / values.length));
            row.add(format("%.3f", worst));
            rows.add(row);
        }
        return new TextTable(heading, columns, rows);
    }

    /** What the difference to 1 is made of. */
    private TextTable parts() {
        List<List<String>> rows = new ArrayList<>();
        for (FragmentationResult result : results) {
            if (result.usedBytes() >= 0) {
                double live = result.endLiveBytes();
                double rounded = result.usedBytes() / live - 1;
                double metadata = result.overheadBytes() / live;
                rows.add(List.of(
                        result.allocator().title(),
                        result.workload().name(),
                        format("%.2f %%", 100 * rounded),
                        format("%.2f %%", 100 * metadata),
                        format("%.2f %%", 100 * (result.reservedToLive() - 1 - rounded - metadata)),
                        format("%.3f", result.settledToLive())));
            }
        }
        List<String> columns = List.of("allocator", "workload", "rounded", "metadata", "idle", "settled");
        return new TextTable("Where the bytes are, at the end", columns, rows);
    }

    private TextTable steps() {
        List<List<String>> rows = new ArrayList<>();
        for (FragmentationResult result : results) {
            if (result.steps() > 0) {
                rows.add(List.of(
                        result.allocator().title(),
                        result.workload().name(),
                        format("%.3f", result.movedToWritten()),
                        MemorySize.format(result.movedBytes()),
                        count(result.steps()),
                        duration(result.stepP50Nanos()),
                        duration(result.stepP999Nanos()),
                        duration(result.stepMaxNanos()),
                        count(result.collectedSteps()),
                        duration(result.collectedMaxNanos()),
                        duration(result.spinP999Nanos()),
                        duration(result.spinMaxNanos())));
            }
        }
        List<String> columns = List.of(
                "allocator",
                "workload",
                "moved/written",
                "moved",
                "steps",
                "p50",
                "p99.9",
                "max",
                "GC",
                "GC max",
                "spin p99.9",
                "spin max");
        return new TextTable("Steps of 4 KiB", columns, rows);
    }

    private List<TextTable> tables() {
        List<TextTable> tables = new ArrayList<>();
        tables.add(ratios("Reserved / live at the end", FragmentationResult::reservedToLive));
        tables.add(ratios("Reserved / live at the peak", FragmentationResult::peakToLive));
        for (TextTable table : List.of(parts(), steps())) {
            if (!table.rows().isEmpty()) {
                tables.add(table);
            }
        }
        return tables;
    }

    /** Everything as text. */
    String text() {
        String end = System.lineSeparator();
        StringBuilder text = new StringBuilder(title()).append(end);
        for (TextTable table : tables()) {
            text.append(end).append(table.heading()).append(end).append(table.text());
        }
        text.append(end);
        for (SizeWorkload workload : workloads()) {
            text.append(workload).append(": ").append(workload.title()).append(end);
        }
        return text.append(String.join(end, NOTES)).append(end).toString();
    }

    /** Everything as a page, with a chart over time for each workload. */
    HtmlReport html() {
        HtmlReport page = new HtmlReport(title());
        for (TextTable table : tables()) {
            table.addTo(page);
        }
        for (SizeWorkload workload : workloads()) {
            Map<String, double[]> lines = new LinkedHashMap<>();
            double[] x = new double[FragmentationRun.POINTS];
            for (FragmentationResult result : results) {
                if (result.workload() == workload) {
                    lines.put(
                            result.allocator().title(),
                            result.timeline().stream().mapToDouble(d -> d).toArray());
                    double last = (double) result.writtenBytes() / result.liveBytes();
                    for (int i = 0; i < x.length; i++) {
                        x[i] = last * (i + 1) / x.length;
                    }
                }
            }
            String heading = workload + ": " + workload.title() + ": reserved / most live bytes";
            page.chart(heading, "bytes written / most live bytes", "ratio", false, x, lines);
        }
        page.table("Notes", List.of(""), NOTES.stream().map(List::of).toList());
        return page;
    }

    /** Flat objects. */
    List<Map<String, Object>> results() {
        return results.stream().map(FragmentationResult::fields).toList();
    }
}
