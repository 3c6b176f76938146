package io.reclaim.benchmarks.hitratio;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.format;

import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.TextTable;
import io.reclaim.eviction.MissRatioCurve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * The curve of an LRU cache's misses over all sizes: exact, and as {@link MissRatioCurve} estimates it.
 *
 * @param log the requests
 * @param samples how many keys were followed at most
 * @param samplingRate the share of keys that was followed in the end
 * @param points where both are compared
 */
record CurveResult(RequestLog log, int samples, double samplingRate, List<Point> points) {
    private static final int POINTS_PER_DOUBLING = 4;
    private static final int ROWS = 12;

    /** Miss ratios of a cache of so many entries. */
    record Point(long entries, double exact, double sampled) {
        double errorPoints() {
            return 100 * Math.abs(sampled - exact);
        }
    }

    static CurveResult of(RequestLog log, int samples) {
        MissRatioCurve curve = new MissRatioCurve(samples);
        for (int r = 0; r < log.requests(); r++) {
            curve.touch(log.hash64(log.id(r)));
        }
        StackDistances distances = StackDistances.of(log);
        List<Point> points = sizes(log.keys())
                .mapToObj(size -> new Point(size, distances.missRatio(size), curve.missRatio(size)))
                .toList();
        return new CurveResult(log, samples, curve.samplingRate(), points);
    }

    /** Evenly spread over the logarithm, the last one with room for all keys. */
    private static LongStream sizes(int keys) {
        double points = POINTS_PER_DOUBLING * Math.log(keys) / Math.log(2);
        return LongStream.rangeClosed(0, (long) Math.ceil(points))
                .map(i -> Math.min(keys, Math.round(Math.pow(2, (double) i / POINTS_PER_DOUBLING))))
                .distinct();
    }

    /** The mean of the estimate's errors over all sizes, in points. */
    double meanErrorPoints() {
        return points.stream().mapToDouble(Point::errorPoints).average().orElse(0);
    }

    /** The largest error over all sizes, in points. */
    double maxErrorPoints() {
        return points.stream().mapToDouble(Point::errorPoints).max().orElse(0);
    }

    TextTable table() {
        List<List<String>> rows = new ArrayList<>();
        int every = Math.max(1, points.size() / ROWS);
        for (int i = (points.size() - 1) % every; i < points.size(); i += every) {
            Point point = points.get(i);
            rows.add(List.of(
                    count(point.entries()),
                    format("%.2f", 100 * point.exact()),
                    format("%.2f", 100 * point.sampled()),
                    format("%.2f", point.errorPoints())));
        }
        String heading = format(
                "LRU misses of %s, percent: exact, and from %.2f %% of the keys; error %.2f points in the mean, %.2f at most",
                log.name(), 100 * samplingRate, meanErrorPoints(), maxErrorPoints());
        return new TextTable(heading, List.of("entries", "exact", "sampled", "error"), rows);
    }

    void addChart(HtmlReport page) {
        Map<String, double[]> lines = new LinkedHashMap<>();
        lines.put("exact", line(point -> 100 * point.exact()));
        lines.put("sampled", line(point -> 100 * point.sampled()));
        page.chart("LRU misses of " + log.name(), "entries", "percent", false, line(Point::entries), lines);
    }

    private double[] line(ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).toArray();
    }

    /** Flat objects, two for each size. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Point point : points) {
            all.add(json("lru-curve", point.entries(), point.exact()));
            Map<String, Object> sampled = json("lru-curve-sampled", point.entries(), point.sampled());
            sampled.put("errorPoints", point.errorPoints());
            sampled.put("samples", samples);
            sampled.put("samplingRate", samplingRate);
            all.add(sampled);
        }
        return all;
    }

    private Map<String, Object> json(String policy, long size, double missRatio) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("trace", log.name());
        point.put("policy", policy);
        point.put("capacity", size);
        point.put("unit", Unit.ENTRIES.toString());
        point.put("requests", log.requests());
        point.put("hitRatio", 1 - missRatio);
        point.put("byteHitRatio", null); // a curve is in entries
        return point;
    }
}
