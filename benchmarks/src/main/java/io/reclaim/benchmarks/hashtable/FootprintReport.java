package io.reclaim.benchmarks.hashtable;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/** What {@link FootprintRun}s answered: for people, as text and as a page, and for programs. */
final class FootprintReport {
    private static final List<String> COLUMNS = List.of(
            "map",
            "mean",
            "worst",
            "at entries",
            "mean/HashMap's",
            "worst/HashMap's",
            "trimmed",
            "fresh",
            "trimmed/fresh");
    private static final String NOTHING = "-";
    private static final int PLAIN_OBJECT_BYTES = 16;
    private static final int PLAIN_REFERENCE_BYTES = 8;

    private final KeyKind keys;
    private final int entries;
    private final Map<Peer, JsonNode> answers;

    FootprintReport(KeyKind keys, int entries, Map<Peer, JsonNode> answers) {
        this.keys = keys;
        this.entries = entries;
        this.answers = answers;
    }

    private String title() {
        return format("footprint of tables of %,d to %,d %s keys", entries, 2L * entries, keys);
    }

    private static DoubleStream fills(JsonNode answer) {
        return StreamSupport.stream(answer.path("fills").spliterator(), false)
                .mapToDouble(fill -> fill.path("bytesPerEntry").asDouble());
    }

    private static double mean(JsonNode answer) {
        return fills(answer).average().orElse(0);
    }

    private static double worst(JsonNode answer) {
        return fills(answer).max().orElse(0);
    }

    private static long worstAt(JsonNode answer) {
        double worst = worst(answer);
        for (JsonNode fill : answer.path("fills")) {
            if (fill.path("bytesPerEntry").asDouble() == worst) {
                return fill.path("entries").asLong();
            }
        }
        return 0;
    }

    private static double trimmed(JsonNode answer, String what) {
        return answer.path(what).asDouble() / answer.path("trimmedEntries").asDouble();
    }

    /** Bytes of an entry, one line for each table. */
    TextTable perEntry() {
        JsonNode hashMap = answers.get(Peer.HASH_MAP);
        List<List<String>> rows = new ArrayList<>();
        answers.forEach((map, answer) -> rows.add(List.of(
                map.title(),
                format("%.2f", mean(answer)),
                format("%.2f", worst(answer)),
                count(worstAt(answer)),
                hashMap == null ? NOTHING : format("%.3f", mean(answer) / mean(hashMap)),
                hashMap == null ? NOTHING : format("%.3f", worst(answer) / worst(hashMap)),
                format("%.2f", trimmed(answer, "trimmedBytes")),
                format("%.2f", trimmed(answer, "freshBytes")),
                format("%.2f", trimmed(answer, "trimmedBytes") / trimmed(answer, "freshBytes")))));
        return new TextTable("Bytes of an entry, beyond key and value", COLUMNS, rows);
    }

    /** Bytes of whole small tables, one line for each table. */
    TextTable small() {
        List<String> columns = new ArrayList<>();
        columns.add("map");
        for (int size : FootprintRun.SMALL) {
            columns.add(size + (size == 1 ? " entry" : " entries"));
        }
        List<List<String>> rows = new ArrayList<>();
        answers.forEach((map, answer) -> {
            List<String> row = new ArrayList<>();
            row.add(map.title());
            for (JsonNode size : answer.path("small")) {
                row.add(count(Math.round(size.path("bytesPerMap").asDouble())));
            }
            rows.add(row);
        });
        return new TextTable("Bytes of a whole small table", columns, rows);
    }

    /** Everything as text. */
    String text() {
        String end = System.lineSeparator();
        StringBuilder text = new StringBuilder(title()).append(end);
        for (TextTable table : List.of(perEntry(), small())) {
            text.append(end).append(table.heading()).append(end).append(table.text());
        }
        return text.append(end).append(String.join(end, notes())).append(end).toString();
    }

    private List<String> notes() {
        JsonNode any = answers.values().iterator().next();
        long object = any.path("objectBytes").asLong();
        long reference = any.path("referenceBytes").asLong();
        return List.of(
                format(
                        "java %s: an object without fields takes %d bytes (compact headers %s), a reference %d"
                                + " (compressed references %s).",
                        System.getProperty("java.runtime.version"),
                        object,
                        object < PLAIN_OBJECT_BYTES ? "on" : "off",
                        reference,
                        reference < PLAIN_REFERENCE_BYTES ? "on" : "off"),
                "mean, worst: over the fills of one doubling.",
                "trimmed: after removing 90 % at random, with all maintenance done; fresh: a new table of what is left.",
                "RehashingTable: rows included, and in them 4 bytes that stand for the value.");
    }

    /** Everything as a page, with the fills as a chart. */
    HtmlReport html() {
        HtmlReport page = new HtmlReport(title());
        Map<String, double[]> lines = new LinkedHashMap<>();
        answers.forEach((map, answer) -> lines.put(map.title(), fills(answer).toArray()));
        JsonNode sizes = answers.values().iterator().next().path("fills");
        double[] x = StreamSupport.stream(sizes.spliterator(), false)
                .mapToDouble(fill -> fill.path("entries").asDouble())
                .toArray();
        perEntry().addTo(page);
        page.chart("Bytes of an entry, beyond key and value", "entries", "bytes", false, x, lines);
        small().addTo(page);
        page.table("Notes", List.of(""), notes().stream().map(List::of).toList());
        return page;
    }

    /**
     * Flat objects; {@code measure} says of what: each has {@code bytesPerEntry}; of small it
     * is null where there is no entry; doubling has the mean, and the summary.
     */
    List<Map<String, Object>> results() {
        List<Map<String, Object>> results = new ArrayList<>();
        answers.forEach((map, answer) -> {
            for (JsonNode fill : answer.path("fills")) {
                long size = fill.path("entries").asLong();
                perEntry(results, map, "fill", size, fill.path("bytes").asLong());
            }
            long left = answer.path("trimmedEntries").asLong();
            perEntry(results, map, "trimmed", left, answer.path("trimmedBytes").asLong());
            perEntry(results, map, "fresh", left, answer.path("freshBytes").asLong());
            for (JsonNode size : answer.path("small")) {
                Map<String, Object> result =
                        result(map, "small", size.path("entries").asLong());
                double bytes = size.path("bytesPerMap").asDouble();
                long held = size.path("entries").asLong();
                result.put("bytesPerEntry", held == 0 ? null : bytes / held);
                result.put("bytesPerMap", bytes);
                results.add(result);
            }
            Map<String, Object> doubling = result(map, "doubling", entries);
            doubling.put("bytesPerEntry", mean(answer));
            doubling.put("worstBytesPerEntry", worst(answer));
            doubling.put("trimmedToFreshRatio", trimmed(answer, "trimmedBytes") / trimmed(answer, "freshBytes"));
            doubling.put("objectBytes", answer.path("objectBytes").asLong());
            doubling.put("referenceBytes", answer.path("referenceBytes").asLong());
            results.add(doubling);
        });
        return results;
    }

    private void perEntry(List<Map<String, Object>> results, Peer map, String measure, long size, long bytes) {
        Map<String, Object> result = result(map, measure, size);
        result.put("bytesPerEntry", (double) bytes / size);
        result.put("bytes", bytes);
        results.add(result);
    }

    private Map<String, Object> result(Peer map, String measure, long size) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("map", map.toString());
        result.put("keys", keys.toString());
        result.put("measure", measure);
        result.put("entries", size);
        return result;
    }
}
