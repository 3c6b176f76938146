package io.reclaim.hashtable;

import java.util.Arrays;
import java.util.List;

/**
 * How full and how even a table is, how far a resize has come, and what resizing has cost. O(1) to make: cheap enough to
 * read every second.
 *
 * @param size entries
 * @param buckets buckets in use
 * @param targetBuckets buckets that the resize moves to; equal to {@code buckets} when idle
 * @param steps buckets split or merged since the table was made
 * @param moved entries that these steps looked at
 * @param worstMoved the most entries that one step looked at
 * @param nanos time that steps took, in nanoseconds, since they are timed; 0 if they are not
 * @param worstNanos time that the longest of them took
 * @param refusals steps that the {@link GrowthGate} postponed
 * @param bytes held for buckets
 * @param chainLengths element {@code i}: buckets with {@code i} entries among the inspected (all, or 1,024 evenly
 *     spread), the last element: or more
 */
public record TableReport(
        int size,
        int buckets,
        int targetBuckets,
        long steps,
        long moved,
        int worstMoved,
        long nanos,
        long worstNanos,
        long refusals,
        long bytes,
        List<Integer> chainLengths) {
    /** Buckets inspected for the histogram, at most. */
    static final int INSPECTED = 1024;

    /** Elements of the histogram. */
    static final int LENGTHS = 24;

    /**
     * Copies the histogram.
     *
     * @param size see the record
     * @param buckets see the record
     * @param targetBuckets see the record
     * @param steps see the record
     * @param moved see the record
     * @param worstMoved see the record
     * @param nanos see the record
     * @param worstNanos see the record
     * @param refusals see the record
     * @param bytes see the record
     * @param chainLengths see the record
     */
    public TableReport {
        chainLengths = List.copyOf(chainLengths);
    }

    /**
     * Entries by bucket.
     *
     * @return the load
     */
    public double load() {
        return (double) size / buckets;
    }

    /** The bucket to look at as number {@code i} of those inspected. */
    static int inspected(int i, int buckets) {
        return (int) ((long) i * buckets / Math.min(buckets, INSPECTED));
    }

    /** Counts a chain of some length. */
    static void count(int[] lengths, int length) {
        lengths[Math.min(length, lengths.length - 1)]++;
    }

    static List<Integer> list(int[] lengths) {
        return Arrays.stream(lengths).boxed().toList();
    }
}
