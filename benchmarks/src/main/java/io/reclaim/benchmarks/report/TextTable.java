package io.reclaim.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text under a head, aligned: the first column to the left, the others to the right.
 *
 * @param heading what it shows
 * @param columns its head; all empty for none
 * @param rows its lines, each with as many cells as there are columns
 */
public record TextTable(String heading, List<String> columns, List<List<String>> rows) {
    /**
     * Copies the lists.
     *
     * @param heading see the record
     * @param columns see the record
     * @param rows see the record
     */
    public TextTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("a row must have " + columns.size() + " cells: " + row);
            }
        }
    }

    /**
     * Everything but the heading.
     *
     * @return lines, each ended
     */
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        if (columns.stream().anyMatch(column -> !column.isEmpty())) {
            lines.add(columns);
        }
        lines.addAll(rows);
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder(" ");
            for (int c = 0; c < widths.length; c++) {
                String pad = " ".repeat(widths[c] - line.get(c).length());
                row.append(' ')
                        .append(c == 0 ? line.get(c) + pad : pad + line.get(c))
                        .append(' ');
            }
            text.append(row.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    /**
     * The same on a page.
     *
     * @param page what it is added to
     */
    public void addTo(HtmlReport page) {
        page.table(heading, columns, rows);
    }
}
