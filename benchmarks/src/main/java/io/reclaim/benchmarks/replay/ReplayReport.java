package io.reclaim.benchmarks.replay;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.duration;
import static io.reclaim.benchmarks.report.Figures.format;

import io.reclaim.allocator.AllocatorReport;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import io.reclaim.benchmarks.store.HotKey;
import io.reclaim.benchmarks.tier.TierCounters;
import io.reclaim.core.accounting.MemoryAdvice;
import io.reclaim.core.accounting.MemoryAdvisor;
import io.reclaim.core.accounting.MemoryFinding;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.MemorySize;
import io.reclaim.eviction.SizeHistogram;
import io.reclaim.hashtable.TableReport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** A {@link ReplayResult} for people: as text and as a page. The tables are the same in both. */
final class ReplayReport {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};
    private static final List<String> LATENCY_COLUMNS =
            List.of("operation", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max");
    private static final List<String> WORK_COLUMNS =
            List.of("background work", "steps", "units", "total", "worst step");

    /** Fields of the report that are not bytes. */
    private static final Set<String> COUNTS = Set.of(
            "number_of_cached_scripts",
            "active_defrag_running",
            "lazyfree_pending_objects",
            "lazyfreed_objects",
            "client_output_buffer_limit_disconnections",
            "evicted_clients",
            "keys",
            "bytes_per_key",
            "jvm_gc_collections",
            "jvm_gc_millis");

    private final ReplayResult result;
    private final String policy;
    private final List<TextTable> tables = new ArrayList<>();

    ReplayReport(ReplayResult result, String policy, int hotKeys) {
        this.result = result;
        this.policy = policy;
        tables.add(summary());
        if (result.tier() != null) {
            tables.add(tiers(result.tier()));
        }
        if (result.advice() != null) {
            tables.add(advice(result.advice()));
        }
        tables.add(memory());
        tables.add(accounts());
        tables.add(latencies());
        tables.add(works());
        tables.add(sizes());
        if (hotKeys > 0) {
            tables.add(hottest(hotKeys));
        }
        if (!result.findings().isEmpty()) {
            tables.add(findings(result.findings()));
        }
    }

    private String title() {
        return "replay of " + result.workload().trace() + " with " + policy;
    }

    private TextTable summary() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("requests", count(result.requests())));
        rows.add(List.of("hit ratio", format("%.2f %%", 100 * result.hitRatio())));
        rows.add(List.of("hits", count(result.hits())));
        rows.add(List.of("evicted", count(result.store().counters().evicted())));
        rows.add(List.of("expired", count(result.store().counters().expired())));
        rows.add(List.of("refused: larger than the limit", count(result.tooLarge())));
        rows.add(List.of("refused: nothing to evict", count(result.outOfMemory())));
        rows.add(List.of("wall time", duration(result.wallNanos())));
        rows.add(List.of("in garbage collection", result.gcMillis() + " ms"));
        rows.add(List.of("of it in the store", duration(result.latencies().storeNanos())));
        rows.add(List.of("requests a second of the store", count(Math.round(result.storeRequestsPerSecond()))));
        rows.add(List.of("requests a second in all", count(Math.round(result.requestsPerSecond()))));
        return new TextTable("Result", List.of("", ""), rows);
    }

    private TextTable tiers(TierCounters tier) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("hit ratio of memory", format("%.2f %%", 100 * result.memoryHitRatio())));
        rows.add(List.of("hit ratio of the tier, where memory missed", format("%.2f %%", 100 * tier.hitRatio())));
        rows.add(List.of("hit ratio of both", format("%.2f %%", 100 * result.hitRatio())));
        rows.add(List.of("hits of the tier", count(tier.hits())));
        rows.add(List.of("past their deadline in the tier", count(tier.stale())));
        rows.add(List.of("written to the tier", count(tier.written())));
        rows.add(List.of("in batches", count(tier.commits())));
        rows.add(List.of("reads that failed", count(tier.readFailures())));
        rows.add(List.of("batches that failed", count(tier.writeFailures())));
        rows.add(List.of("dropped", count(tier.dropped())));
        rows.add(List.of("given up by the tier for room", count(tier.evicted())));
        return new TextTable("Second tier", List.of("", ""), rows);
    }

    private TextTable advice(MemoryAdvice advice) {
        List<List<String>> rows = new ArrayList<>();
        boolean reachable = advice.neededBytes() != MemoryAdvisor.UNREACHABLE;
        rows.add(List.of("wished hit ratio", format("%.2f %%", 100 * advice.wishedHitRatio())));
        rows.add(List.of("limit that gives it", reachable ? MemorySize.format(advice.neededBytes()) : "none"));
        rows.add(List.of("verdict", advice.verdict().name()));
        rows.add(List.of("hit ratio of all memory", format("%.2f %%", 100 * advice.reachableHitRatio())));
        rows.add(List.of("hit ratio of this limit", format("%.2f %%", 100 * advice.currentHitRatio())));
        rows.add(List.of("a tenth more adds", format("%.2f points", 100 * advice.gain())));
        rows.add(List.of("a tenth less costs", format("%.2f points", 100 * advice.loss())));
        return new TextTable("Advice, by the miss-ratio curve of LRU", List.of("", ""), rows);
    }

    private TextTable memory() {
        MemoryReport memory = result.memory();
        AllocatorReport allocator = result.store().reports().allocator();
        TableReport table = result.store().reports().table();
        List<List<String>> rows = new ArrayList<>();
        memory.fields().forEach((name, value) -> {
            if (!name.startsWith("account_")) {
                field(rows, name, value);
            }
        });
        rows.add(List.of("internal fragmentation", format("%.2f %%", 100 * allocator.internalFragmentation()), ""));
        rows.add(List.of("external fragmentation", format("%.2f %%", 100 * allocator.externalFragmentation()), ""));
        bytes(rows, "moved by defragmentation", result.store().reports().movedBytes());
        bytes(rows, "rows moved by compaction", result.store().reports().compactedBytes());
        rows.add(List.of("buckets", count(table.buckets()), format("load %.2f", table.load())));
        rows.add(List.of("buckets split or merged", count(table.steps()), ""));
        return new TextTable("Memory", List.of("field", "bytes", ""), rows);
    }

    private TextTable accounts() {
        List<List<String>> rows = new ArrayList<>();
        result.store().report().accounts().forEach((name, bytes) -> bytes(rows, name, bytes));
        return new TextTable("Accounts", List.of("account", "bytes", ""), rows);
    }

    private TextTable latencies() {
        Latencies all = result.latencies();
        List<List<String>> rows = new ArrayList<>();
        latency(rows, "get", all.gets);
        latency(rows, "put", all.puts);
        latency(rows, "remove", all.removes);
        latency(rows, "all operations", all.operations);
        latency(rows, "background tick", all.ticks);
        return new TextTable("Latency of single operations", LATENCY_COLUMNS, rows);
    }

    private static void latency(List<List<String>> rows, String name, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        List<String> row = new ArrayList<>();
        row.add(name);
        row.add(count(histogram.getTotalCount()));
        for (double percentile : PERCENTILES) {
            row.add(duration(percentile == 100 ? histogram.getMaxValue() : histogram.getValueAtPercentile(percentile)));
        }
        rows.add(row);
    }

    private TextTable sizes() {
        SizeHistogram sizes = result.store().followers().sizes();
        List<List<String>> rows = new ArrayList<>();
        for (int bucket = 0; bucket < SizeHistogram.BUCKETS; bucket++) {
            if (sizes.count(bucket) > 0) {
                rows.add(List.of(
                        count(SizeHistogram.largest(bucket)),
                        count(sizes.count(bucket)),
                        format("%.2f %%", 100.0 * sizes.count(bucket) / sizes.entries())));
            }
        }
        return new TextTable("Sizes of entries", List.of("bytes of an entry, at most", "entries", ""), rows);
    }

    /** Keys of a trace are numbers of eight bytes. */
    private TextTable hottest(int most) {
        List<List<String>> rows = new ArrayList<>();
        for (HotKey hot : result.store().followers().hottest(most)) {
            rows.add(List.of(
                    Long.toUnsignedString(ByteBuffer.wrap(hot.key()).getLong()),
                    count(hot.reads()),
                    count(hot.error()),
                    format("%.2f %%", 100.0 * hot.reads() / Math.max(1, result.hits()))));
        }
        return new TextTable(
                "Hottest keys that are there, from a sample of the hits",
                List.of("hot key", "hits", "of these at most another's", "of all hits"),
                rows);
    }

    private TextTable works() {
        List<List<String>> rows = new ArrayList<>();
        result.works()
                .forEach((name, cost) -> rows.add(List.of(
                        name,
                        count(cost.steps()),
                        count(cost.units()),
                        duration(cost.nanos()),
                        duration(cost.worstNanos()))));
        return new TextTable("Background work", WORK_COLUMNS, rows);
    }

    /** Everything as text. */
    String text() {
        StringBuilder text = new StringBuilder(title()).append(System.lineSeparator());
        for (TextTable table : tables) {
            text.append(System.lineSeparator());
            text.append(table.text());
        }
        return text.toString();
    }

    /** Everything as a page, with charts over time. */
    HtmlReport html() {
        HtmlReport page = new HtmlReport(title());
        Timeline time = result.timeline();
        tables.get(0).addTo(page);
        if (time.points() > 1) {
            double[] x = time.requests();
            page.chart("Hit ratio", "requests", "percent", false, x, Map.of("hit ratio", time.hitPercent()));
            page.chart("Memory", "requests", "bytes", false, x, memoryLines(time));
            Map<String, double[]> latencies = new LinkedHashMap<>();
            latencies.put("p50", time.p50Nanos());
            latencies.put("p99", time.p99Nanos());
            latencies.put("max", time.maxNanos());
            page.chart("Latency of single operations", "requests", "nanoseconds", true, x, latencies);
        }
        for (TextTable table : tables.subList(1, tables.size())) {
            table.addTo(page);
        }
        return page;
    }

    private Map<String, double[]> memoryLines(Timeline time) {
        Map<String, double[]> lines = new LinkedHashMap<>();
        lines.put("used", time.usedBytes());
        lines.put("reserved", time.reservedBytes());
        long maxBytes = result.store().report().maxBytes();
        if (maxBytes != MemoryLimit.UNLIMITED) {
            double[] limit = new double[time.points()];
            Arrays.fill(limit, (double) maxBytes);
            lines.put("limit", limit);
        }
        return lines;
    }

    private TextTable findings(List<MemoryFinding> findings) {
        List<List<String>> rows = new ArrayList<>();
        for (MemoryFinding finding : findings) {
            rows.add(List.of(
                    finding.severity().name(),
                    finding.id(),
                    finding.what() + " " + finding.evidence() + " " + finding.advice()));
        }
        return new TextTable("Memory doctor", List.of("severity", "finding", ""), rows);
    }

    private static void field(List<List<String>> rows, String name, Object value) {
        if (value instanceof Double ratio) {
            rows.add(List.of(name, format(name.endsWith("_perc") ? "%.2f %%" : "%.3f", ratio), ""));
        } else if (value instanceof Long number && !COUNTS.contains(name)) {
            bytes(rows, name, number);
        } else {
            rows.add(List.of(name, value instanceof Long number ? count(number) : value.toString(), ""));
        }
    }

    private static void bytes(List<List<String>> rows, String name, long bytes) {
        rows.add(List.of(name, count(bytes), MemorySize.format(bytes)));
    }
}
