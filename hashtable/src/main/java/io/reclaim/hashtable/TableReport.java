package io.reclaim.hashtable;

import java.util.Arrays;
import java.util.List;

/**
 * How full and how even a table is, and how far a resize has come.
 *
 * @param size entries
 * @param buckets buckets in use
 * @param targetBuckets buckets that the resize moves to; equal to {@code buckets} when idle
 * @param steps buckets split or merged since the table was made
 * @param refusals steps of growth that the {@link GrowthGate} postponed
 * @param bytes held for buckets
 * @param chainLengths element {@code i}: buckets with {@code i} entries among the inspected, the last element: or more
 */
public record TableReport(
        int size, int buckets, int targetBuckets, long steps, long refusals, long bytes, List<Integer> chainLengths) {
    /** Buckets inspected for the histogram, at most. */
    static final int INSPECTED = 1024;

    /** Elements of the histogram. */
    static final int LENGTHS = 16;

    /**
     * Copies the histogram.
     *
     * @param size see the record
     * @param buckets see the record
     * @param targetBuckets see the record
     * @param steps see the record
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

    /** Counts a chain of some length. */
    static void count(int[] lengths, int length) {
        lengths[Math.min(length, lengths.length - 1)]++;
    }

    static List<Integer> list(int[] lengths) {
        return Arrays.stream(lengths).boxed().toList();
    }
}
