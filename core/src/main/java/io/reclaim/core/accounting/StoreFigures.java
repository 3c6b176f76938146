package io.reclaim.core.accounting;

/**
 * What a store adds to its accounts in a {@link MemoryReport}.
 *
 * @param keys entries, stale ones included
 * @param startupBytes charged when it was empty
 * @param policy what is evicted, by Redis' name
 * @param buckets of the hashtable
 * @param bucketBytes what they take
 * @param rehashingBytes what of it is kept only until a rehash has ended
 * @param stalePercent estimated share of entries past their deadline among those with one, 0 to 100
 */
public record StoreFigures(
        long keys,
        long startupBytes,
        String policy,
        long buckets,
        long bucketBytes,
        long rehashingBytes,
        double stalePercent) {

    /** Nothing is known. */
    public static final StoreFigures NONE = of(0, 0, "noeviction");

    /**
     * Without a table and deadlines.
     *
     * @param keys entries
     * @param startupBytes charged when it was empty
     * @param policy what is evicted
     * @return the figures
     */
    public static StoreFigures of(long keys, long startupBytes, String policy) {
        return new StoreFigures(keys, startupBytes, policy, 0, 0, 0, 0);
    }
}
