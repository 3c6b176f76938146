package io.reclaim.benchmarks.hitratio;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Results of cells and curves: for people, as text and as a page, and for programs, as JSON and as CSV. */
final class HitRatioReport {
    private static final String OPT = "opt";
    private static final List<String> CSV_COLUMNS =
            List.of("trace", "policy", "capacity", "unit", "requests", "hits", "hitRatio", "byteHitRatio");

    private final Unit unit;
    private final List<CellResult> cells;
    private final List<CurveResult> curves;

    HitRatioReport(Unit unit, List<CellResult> cells, List<CurveResult> curves) {
        this.unit = unit;
        this.cells = List.copyOf(cells);
        this.curves = List.copyOf(curves);
    }

    private List<TextTable> tables() {
        List<TextTable> tables = new ArrayList<>();
        tables.add(ratios("Hit ratio, percent of requests", CellResult::hitRatio));
        if (unit == Unit.BYTES) {
            tables.add(ratios("Byte hit ratio, percent of bytes", CellResult::byteHitRatio));
        }
        if (cells.stream().anyMatch(cell -> cell.policy().equals(OPT))) {
            tables.add(besideOpt());
        }
        if (cells.stream().anyMatch(cell -> cell.extra().containsKey(MemoryLimitedRun.USED))) {
            tables.add(memory());
        }
        for (CurveResult curve : curves) {
            tables.add(curve.table());
        }
        return tables;
    }

    /** One line for each trace and capacity, one column for each policy; a cell that was not run is a dash. */
    private TextTable ratios(String heading, ToDoubleFunction<CellResult> ratio) {
        List<String> policies = policies();
        List<String> columns = new ArrayList<>(List.of("trace", unit.toString()));
        policies.forEach(policy -> columns.add(label(policy)));
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            List<String> row = rows.computeIfAbsent(place(cell), place -> dashes(columns.size()));
            row.set(0, cell.setup().log().name());
            row.set(1, count(cell.setup().capacity()));
            row.set(2 + policies.indexOf(cell.policy()), format("%.2f", 100 * ratio.applyAsDouble(cell)));
        }
        return new TextTable(heading, columns, List.copyOf(rows.values()));
    }

    private static List<String> dashes(int count) {
        return new ArrayList<>(Collections.nCopies(count, "-"));
    }

    private String label(String policy) {
        return policy.equals(OPT) && unit == Unit.BYTES ? "opt (bound)" : policy;
    }

    /** How many times more each policy misses than OPT: the geometric mean over all lines, if it was run in all. */
    private TextTable besideOpt() {
        Map<String, CellResult> opt = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            if (cell.policy().equals(OPT)) {
                opt.put(place(cell), cell);
            }
        }
        Map<String, Double> logs = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            CellResult best = opt.get(place(cell));
            lines.merge(cell.policy(), best == null ? 0 : 1, Integer::sum);
            if (best != null && best.hitRatio() < 1) {
                logs.merge(cell.policy(), Math.log((1 - cell.hitRatio()) / (1 - best.hitRatio())), Double::sum);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        logs.forEach((policy, sum) -> {
            boolean all = lines.getOrDefault(policy, 0) == opt.size();
            rows.add(List.of(policy, all ? format("%.3f", Math.exp(sum / opt.size())) : "-"));
        });
        return new TextTable("Misses beside those of opt, geometric mean", List.of("policy", "ratio"), rows);
    }

    /** Of the policies that ran under a limit of memory. */
    private TextTable memory() {
        List<String> columns =
                List.of("policy", "trace", unit.toString(), "hit ratio", "keys", "used", "limit", "value");
        List<List<String>> rows = new ArrayList<>();
        for (CellResult cell : cells) {
            if (cell.extra().get(MemoryLimitedRun.USED) instanceof Long used) {
                rows.add(List.of(
                        cell.policy(),
                        cell.setup().log().name(),
                        count(cell.setup().capacity()),
                        format("%.2f", 100 * cell.hitRatio()),
                        extra(cell, MemoryLimitedRun.KEYS),
                        count(used),
                        extra(cell, MemoryLimitedRun.LIMIT),
                        extra(cell, MemoryLimitedRun.VALUE)));
            }
        }
        return new TextTable("Memory at the end, bytes", columns, rows);
    }

    private static String extra(CellResult cell, String name) {
        return cell.extra().get(name) instanceof Long number ? count(number) : "-";
    }

    private List<String> policies() {
        return cells.stream().map(CellResult::policy).distinct().toList();
    }

    private static String place(CellResult cell) {
        return cell.setup().log().name() + ":" + cell.setup().capacity();
    }

    /** Everything as text. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (TextTable table : tables()) {
            text.append(text.isEmpty() ? "" : System.lineSeparator())
                    .append(table.heading())
                    .append(System.lineSeparator())
                    .append(table.text());
        }
        return text.toString();
    }

    /** Everything as a page, with the curves of each trace's misses. */
    HtmlReport html() {
        HtmlReport page = new HtmlReport("hit ratios");
        Map<String, Map<String, List<CellResult>>> traces = new LinkedHashMap<>();
        for (CellResult cell : cells) {
            traces.computeIfAbsent(cell.setup().log().name(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(label(cell.policy()), name -> new ArrayList<>())
                    .add(cell);
        }
        traces.forEach((trace, policies) -> addChart(page, trace, policies));
        curves.forEach(curve -> curve.addChart(page));
        tables().forEach(table -> table.addTo(page));
        return page;
    }

    private void addChart(HtmlReport page, String trace, Map<String, List<CellResult>> policies) {
        Map<String, double[]> lines = new LinkedHashMap<>();
        int most = policies.values().stream().mapToInt(List::size).max().orElse(0);
        double[] capacities = new double[0];
        for (Map.Entry<String, List<CellResult>> policy : policies.entrySet()) {
            List<CellResult> points = policy.getValue();
            if (points.size() < most) {
                continue; // not run with every capacity: no line
            }
            capacities =
                    points.stream().mapToDouble(cell -> cell.setup().capacity()).toArray();
            lines.put(
                    policy.getKey(),
                    points.stream()
                            .mapToDouble(cell -> 100 * (1 - cell.hitRatio()))
                            .toArray());
        }
        if (capacities.length > 1) {
            page.chart("Miss ratio of " + trace, unit.toString(), "percent", false, capacities, lines);
        }
    }

    /** Flat objects, one for each cell, and for each point of a curve. */
    List<Map<String, Object>> results() {
        List<Map<String, Object>> results = new ArrayList<>();
        cells.forEach(cell -> results.add(cell.json()));
        curves.forEach(curve -> results.addAll(curve.json()));
        return results;
    }

    /** The same as lines with commas, without what only some have. */
    void writeCsv(Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(CSV_COLUMNS);
            for (Map<String, Object> result : results()) {
                csv.writeRecord(CSV_COLUMNS.stream()
                        .map(column -> String.valueOf(result.getOrDefault(column, "")))
                        .toList());
            }
        }
    }
}
