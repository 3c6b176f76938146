package io.reclaim.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One page with tables and charts that needs nothing but itself. */
public final class HtmlReport {
    private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String PAGE = "page.html";

    private final String title;
    private final List<Map<String, Object>> parts = new ArrayList<>();

    /**
     * An empty page.
     *
     * @param title its heading
     */
    public HtmlReport(String title) {
        this.title = title;
    }

    /**
     * Adds a table.
     *
     * @param heading what it shows
     * @param columns its head
     * @param rows its lines
     * @return this
     */
    public HtmlReport table(String heading, List<String> columns, List<List<String>> rows) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("heading", heading);
        part.put("columns", columns);
        part.put("rows", rows);
        parts.add(part);
        return this;
    }

    /**
     * Adds a chart of lines.
     *
     * @param heading what it shows
     * @param xLabel what goes to the right
     * @param yLabel what goes up, with its unit
     * @param logarithmic whether y is
     * @param x one value for each point
     * @param lines the values of each line, one for each x, by its name, in order
     * @return this
     */
    public HtmlReport chart(
            String heading,
            String xLabel,
            String yLabel,
            boolean logarithmic,
            double[] x,
            Map<String, double[]> lines) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("heading", heading);
        part.put("xLabel", xLabel);
        part.put("yLabel", yLabel);
        part.put("logarithmic", logarithmic);
        part.put("labels", List.copyOf(lines.keySet()));
        List<double[]> data = new ArrayList<>();
        data.add(x);
        data.addAll(lines.values());
        part.put("data", data);
        parts.add(part);
        return this;
    }

    /**
     * Writes the file.
     *
     * @param file where to; replaced if it exists
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Map<String, Object> content = Map.of("title", title, "parts", parts);
        // Inside a script element "<" could begin what ends it too early.
        String json = JsonReport.text(content).replace("<", "\\u003c");
        Files.writeString(
                file,
                text(PAGE, HtmlReport.class.getResourceAsStream(PAGE))
                        .replace("/*UPLOT_CSS*/", chart("uPlot.min.css"))
                        .replace("/*UPLOT_JS*/", chart("uPlot.iife.min.js"))
                        .replace("/*CONTENT*/", json));
    }

    private static String chart(String file) throws IOException {
        return text(CHARTS + file, ClassLoader.getSystemResourceAsStream(CHARTS + file));
    }

    private static String text(String name, @Nullable InputStream resource) throws IOException {
        if (resource == null) {
            throw new FileNotFoundException("not on the class path: " + name);
        }
        try (InputStream in = resource) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
