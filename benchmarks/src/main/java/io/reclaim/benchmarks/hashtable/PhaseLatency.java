package io.reclaim.benchmarks.hashtable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What the operations of one phase took over all rounds.
 *
 * <p>Raw: the times of every round, those with a garbage collection inside in a histogram of their own. Repeated: for
 * each operation the least of its rounds, which drops what came from outside in one round alone; an operation that had a
 * collection inside in every round is left out.
 */
final class PhaseLatency {
    /** Percentiles, by their name in results. */
    private static final Map<String, Double> PERCENTILES = percentiles();

    private static final int DIGITS = 3;

    private final Histogram raw = histogram();
    private final Histogram collected = histogram();
    private final int[] least;
    private long rawNanos;
    private long rawMax;
    private long collectedMax;
    private long collectionMillis;

    PhaseLatency(int operations) {
        least = new int[operations];
        Arrays.fill(least, -1); // the greatest code
    }

    private static Histogram histogram() {
        return new Histogram(1, TimeCode.LONGEST_NANOS, DIGITS);
    }

    private static Map<String, Double> percentiles() {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("p50Nanos", 50.0);
        all.put("p99Nanos", 99.0);
        all.put("p999Nanos", 99.9);
        all.put("p9999Nanos", 99.99);
        all.put("p99999Nanos", 99.999);
        all.put("p999999Nanos", 99.9999);
        return all;
    }

    /**
     * Adds a round.
     *
     * @param times one for each operation, in the order of the other rounds
     * @param collecting milliseconds of garbage collection in it
     */
    void add(OperationTimes times, long collecting) {
        if (times.size() != least.length) {
            throw new IllegalArgumentException("a round must have " + least.length + " operations: " + times.size());
        }
        collectionMillis += collecting;
        for (int i = 0; i < least.length; i++) {
            int code = times.code(i);
            long nanos = TimeCode.nanos(code);
            if (TimeCode.collected(code)) {
                collected.recordValue(nanos);
                collectedMax = Math.max(collectedMax, nanos);
            } else {
                raw.recordValue(nanos);
                rawNanos += nanos;
                rawMax = Math.max(rawMax, nanos);
            }
            least[i] = TimeCode.lesser(least[i], code);
        }
    }

    /** The operation whose least time is the greatest, or -1 if all of them had a collection inside. */
    private int worst(int from, int to) {
        int worst = -1;
        for (int i = from; i < to; i++) {
            if (!TimeCode.collected(least[i])
                    && (worst < 0 || TimeCode.nanos(least[i]) > TimeCode.nanos(least[worst]))) {
                worst = i;
            }
        }
        return worst;
    }

    /**
     * The repeated worst of equal parts of the phase.
     *
     * @param parts how many, at most as there are operations
     * @return nanoseconds, at least 1; 0 for a part without an operation that counts
     */
    long[] worstOfParts(int parts) {
        long[] nanos = new long[parts];
        for (int p = 0; p < parts; p++) {
            int from = (int) ((long) least.length * p / parts);
            int to = (int) ((long) least.length * (p + 1) / parts);
            int worst = worst(from, to);
            nanos[p] = worst < 0 ? 0 : Math.max(1, TimeCode.nanos(least[worst]));
        }
        return nanos;
    }

    /** Everything but {@link #worstOfParts}, as in results. */
    Map<String, Object> result() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("count", raw.getTotalCount());
        result.put("meanNanos", raw.getTotalCount() == 0 ? 0 : Math.round((double) rawNanos / raw.getTotalCount()));
        PERCENTILES.forEach((name, percent) -> result.put(name, percentile(raw, percent, rawMax)));
        result.put("maxNanos", rawMax);
        Histogram repeated = repeated();
        int worst = worst(0, least.length);
        long repeatedMax = worst < 0 ? 0 : TimeCode.nanos(least[worst]);
        result.put("repeatedP9999Nanos", percentile(repeated, 99.99, repeatedMax));
        result.put("repeatedP99999Nanos", percentile(repeated, 99.999, repeatedMax));
        result.put("repeatedMaxNanos", repeatedMax);
        result.put("repeatedMaxAt", worst);
        result.put("repeatedLeftOut", least.length - repeated.getTotalCount());
        result.put("gcCount", collected.getTotalCount());
        result.put("gcMaxNanos", collectedMax);
        result.put("gcNanos", 1_000_000 * collectionMillis);
        return result;
    }

    private Histogram repeated() {
        Histogram repeated = histogram();
        for (int code : least) {
            if (!TimeCode.collected(code)) {
                repeated.recordValue(TimeCode.nanos(code));
            }
        }
        return repeated;
    }

    /** Buckets of a histogram are rounded up: never more than what was seen. */
    private static long percentile(Histogram histogram, double percent, long max) {
        return Math.min(max, histogram.getValueAtPercentile(percent));
    }
}
