package io.reclaim.eviction;

import java.util.Arrays;

/**
 * How many entries there are of each size, by powers of two: bucket 0 for size 0, bucket {@code b} for sizes from 2^(b-1)
 * to 2^b - 1.
 *
 * <p>{@code add} and {@code remove} are O(1): one count of leading zeros. 512 bytes; allocates nothing. Not thread-safe.
 */
public final class SizeHistogram {
    /** How many buckets there are. */
    public static final int BUCKETS = Long.SIZE;

    private final long[] counts = new long[BUCKETS];
    private long entries;
    private long bytes;

    /** An empty histogram. */
    public SizeHistogram() {}

    /**
     * The bucket of a size.
     *
     * @param size bytes, {@code >= 0}
     * @return 0 to {@link #BUCKETS} - 1
     */
    public static int bucket(long size) {
        assert size >= 0 : "size is negative: " + size;
        return Long.SIZE - Long.numberOfLeadingZeros(size);
    }

    /**
     * The largest size of a bucket.
     *
     * @param bucket 0 to {@link #BUCKETS} - 1
     * @return bytes
     */
    public static long largest(int bucket) {
        return (1L << bucket) - 1;
    }

    /**
     * An entry came.
     *
     * @param size its bytes, {@code >= 0}
     */
    public void add(long size) {
        counts[bucket(size)]++;
        entries++;
        bytes += size;
    }

    /**
     * An entry went.
     *
     * @param size as it was added
     */
    public void remove(long size) {
        assert counts[bucket(size)] > 0 : "no entry of that size: " + size;
        counts[bucket(size)]--;
        entries--;
        bytes -= size;
    }

    /**
     * Entries of a bucket.
     *
     * @param bucket 0 to {@link #BUCKETS} - 1
     * @return their number
     */
    public long count(int bucket) {
        return counts[bucket];
    }

    /**
     * Entries of all buckets.
     *
     * @return their number
     */
    public long entries() {
        return entries;
    }

    /**
     * Sizes of all entries, together.
     *
     * @return bytes
     */
    public long bytes() {
        return bytes;
    }

    /**
     * The size that a share of the entries do not exceed, rounded up to the end of its bucket.
     *
     * @param percent 0 to 100
     * @return bytes; 0 if there is no entry
     */
    public long percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be 0 to 100: " + percent);
        }
        double wanted = percent / 100 * (double) entries;
        long below = 0;
        for (int b = 0; b < BUCKETS; b++) {
            below += counts[b];
            if (below > 0 && (double) below >= wanted) {
                return largest(b);
            }
        }
        return 0;
    }

    /**
     * Checks that the buckets hold all entries.
     *
     * @throws IllegalStateException if not
     */
    public void checkIntegrity() {
        if (Arrays.stream(counts).sum() != entries || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalStateException("buckets hold other than " + entries + " entries: " + this);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("SizeHistogram[");
        for (int b = 0; b < BUCKETS; b++) {
            if (counts[b] != 0) {
                text.append(text.length() > 14 ? ", " : "")
                        .append("<=")
                        .append(largest(b))
                        .append(": ")
                        .append(counts[b]);
            }
        }
        return text.append(']').toString();
    }
}
