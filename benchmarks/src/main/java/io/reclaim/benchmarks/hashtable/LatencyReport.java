package io.reclaim.benchmarks.hashtable;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.duration;
import static io.reclaim.benchmarks.report.Figures.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import io.reclaim.core.accounting.MemorySize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link LatencyRun}s answered: for people, as text and as a page, and for programs. */
final class LatencyReport {
    private static final List<String> COLUMNS = List.of(
            "map",
            "phase",
            "mean",
            "p50",
            "p99",
            "p99.9",
            "p99.99",
            "p99.999",
            "p99.9999",
            "max",
            "repeated max",
            "at",
            "with GC",
            "their max",
            "GC time",
            "HashMap's/this");
    private static final List<String> TIMES = List.of(
            "meanNanos",
            "p50Nanos",
            "p99Nanos",
            "p999Nanos",
            "p9999Nanos",
            "p99999Nanos",
            "p999999Nanos",
            "maxNanos",
            "repeatedMaxNanos");
    /** Those that are of use where a round has one operation. */
    private static final List<String> MAXIMA = List.of("maxNanos", "repeatedMaxNanos");

    private static final String NOTHING = "-";

    private final KeyKind keys;
    private final int entries;
    private final int rounds;
    private final Map<Peer, JsonNode> answers;

    LatencyReport(KeyKind keys, int entries, int rounds, Map<Peer, JsonNode> answers) {
        this.keys = keys;
        this.entries = entries;
        this.rounds = rounds;
        this.answers = answers;
    }

    private String title() {
        return format("latency of tables of %,d %s keys, %d rounds", entries, keys, rounds);
    }

    /** One line for each table and phase. */
    TextTable table() {
        List<List<String>> rows = new ArrayList<>();
        answers.forEach((map, answer) -> {
            for (JsonNode phase : answer.path("phases")) {
                rows.add(row(map, phase));
            }
        });
        return new TextTable("Single operations", COLUMNS, rows);
    }

    private List<String> row(Peer map, JsonNode phase) {
        List<String> row = new ArrayList<>();
        row.add(map.title());
        row.add(phase.path("phase").asText());
        long timed = phase.path("count").asLong();
        for (String time : TIMES) {
            boolean known = timed > rounds || (timed > 0 && MAXIMA.contains(time));
            row.add(known ? duration(phase.path(time).asLong()) : NOTHING);
        }
        int at = phase.path("repeatedMaxAt").asInt();
        long collected = phase.path("gcCount").asLong();
        row.add(at < 0 ? NOTHING : count(at));
        row.add(count(collected));
        row.add(collected == 0 ? NOTHING : duration(phase.path("gcMaxNanos").asLong()));
        long collecting = phase.path("gcNanos").asLong();
        row.add(collecting == 0 ? NOTHING : duration(collecting));
        row.add(ratio(phase));
        return row;
    }

    /** How many times worse the worst operation of a HashMap is. */
    private String ratio(JsonNode phase) {
        long ours = phase.path("repeatedMaxNanos").asLong();
        JsonNode hashMap = answers.get(Peer.HASH_MAP);
        if (hashMap != null && ours > 0) {
            for (JsonNode other : hashMap.path("phases")) {
                long theirs = other.path("repeatedMaxNanos").asLong();
                if (other.path("phase").equals(phase.path("phase")) && theirs > 0) {
                    double ratio = (double) theirs / ours;
                    return ratio < 100 ? format("%.2f", ratio) : count(Math.round(ratio));
                }
            }
        }
        return NOTHING;
    }

    /** Everything as text. */
    String text() {
        String end = System.lineSeparator();
        return title() + end + end + table().text() + end + String.join(end, notes()) + end;
    }

    private List<String> notes() {
        JsonNode any = answers.values().iterator().next().path("phases").path(0);
        List<String> notes = new ArrayList<>();
        notes.add(format(
                "java %s, heap %s, collectors %s; a read of the clock, %d ns, is in every time.",
                System.getProperty("java.runtime.version"),
                MemorySize.format(any.path("heapBytes").asLong()),
                any.path("collectors").asText(),
                any.path("clockNanos").asLong()));
        notes.add("mean to max: operations without a garbage collection inside, of all rounds.");
        notes.add("repeated max: the worst operation, each by the best of its rounds; at: which one it was.");
        notes.add("with GC: operations with a collection inside; their max: the worst of them.");
        notes.add("HashMap's/this: how many times worse the repeated max of a HashMap is.");
        for (Phase phase : Phase.values()) {
            notes.add(phase + ": " + phase.description() + ".");
        }
        return notes;
    }

    /** Everything as a page, with the growth as a chart. */
    HtmlReport html() {
        HtmlReport page = new HtmlReport(title());
        Map<String, double[]> lines = new LinkedHashMap<>();
        answers.forEach((map, answer) -> lines.put(map.title(), growth(answer)));
        int parts = lines.values().iterator().next().length;
        double[] x = new double[parts];
        for (int p = 0; p < parts; p++) {
            x[p] = (double) entries * (p + 1) / parts;
        }
        String heading = format("Worst put of each %d-th of the growth, by the best of its rounds", parts);
        page.chart(heading, "entries", "nanoseconds", true, x, lines);
        table().addTo(page);
        page.table("Notes", List.of(""), notes().stream().map(List::of).toList());
        return page;
    }

    /** Where every put had a collection inside, the line goes on as it was: a logarithmic axis has no place for 0. */
    private static double[] growth(JsonNode answer) {
        JsonNode parts = answer.path("growthNanos");
        double[] nanos = new double[parts.size()];
        for (int p = 0; p < nanos.length; p++) {
            double worst = parts.path(p).asDouble();
            nanos[p] = worst > 0 ? worst : p > 0 ? nanos[p - 1] : 1;
        }
        return nanos;
    }

    /** Flat objects, one for each table and phase. */
    List<Map<String, Object>> results() {
        List<Map<String, Object>> results = new ArrayList<>();
        for (JsonNode answer : answers.values()) {
            for (JsonNode phase : answer.path("phases")) {
                Map<String, Object> result = new LinkedHashMap<>();
                phase.properties().forEach(field -> result.put(field.getKey(), field.getValue()));
                results.add(result);
            }
        }
        return results;
    }
}
