package io.reclaim.expiry;

import io.reclaim.core.accounting.Counter;
import java.util.stream.Stream;

/**
 * Counts lags, the milliseconds from an entry's deadline to its removal, to an eighth of their value.
 *
 * <p>Adding is O(1). Bytes: about 12 KB, fixed. Threads: one writer; may be read from any thread and may lag.
 */
public final class LagHistogram {
    /*
     * Lags below 8 have a bucket each; from there each doubling has 8: index = 8 (e - 2) + the three bits behind the
     * highest, e being the position of the highest bit.
     */
    private static final int SUB_LOG2 = 3;
    private static final int SUB = 1 << SUB_LOG2;
    private static final int BUCKETS = SUB * (Long.SIZE - SUB_LOG2);

    private final Counter[] counts =
            Stream.generate(Counter::new).limit(BUCKETS).toArray(Counter[]::new);
    private final Counter total = new Counter();
    private final Counter max = new Counter();

    LagHistogram() {}

    void add(long lagMillis) {
        counts[bucket(lagMillis)].add(1);
        total.add(1);
        max.max(lagMillis);
    }

    private static int bucket(long lag) {
        if (lag < SUB) {
            return (int) Math.max(0, lag);
        }
        int e = Long.SIZE - 1 - Long.numberOfLeadingZeros(lag);
        return SUB * (e - SUB_LOG2 + 1) + ((int) (lag >>> (e - SUB_LOG2)) & (SUB - 1));
    }

    /** The largest lag of a bucket. */
    private static long most(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int e = bucket / SUB + SUB_LOG2 - 1;
        return ((SUB + bucket % SUB + 1L) << (e - SUB_LOG2)) - 1;
    }

    /**
     * Lags counted.
     *
     * @return their number
     */
    public long total() {
        return total.get();
    }

    /**
     * The longest lag.
     *
     * @return milliseconds, exact; 0 if there is none
     */
    public long maxMillis() {
        return max.get();
    }

    /**
     * The lag that a share of all does not exceed.
     *
     * @param percent 0 to 100
     * @return milliseconds, too high by at most an eighth and never above the longest; 0 if there is none
     */
    public long percentileMillis(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be 0 to 100: " + percent);
        }
        long wanted = (long) Math.max(1, Math.ceil(percent / 100 * total()));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket].get();
            if (seen >= wanted) {
                return Math.min(most(bucket), maxMillis());
            }
        }
        return maxMillis();
    }

    @Override
    public String toString() {
        return "p50=" + percentileMillis(50) + " ms, p99=" + percentileMillis(99) + " ms, max=" + max + " ms";
    }
}
