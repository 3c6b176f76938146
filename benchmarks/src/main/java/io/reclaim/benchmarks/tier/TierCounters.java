package io.reclaim.benchmarks.tier;

/**
 * What became of entries that left memory.
 *
 * @param hits reads that memory missed and the tier, or what waits for it, had
 * @param misses reads that neither had; stale ones and failed reads included
 * @param stale of the misses, those whose record was past its deadline
 * @param written records that were committed
 * @param commits how often
 * @param readFailures reads that failed: a miss, nothing is lost
 * @param writeFailures batches that failed: they are kept and written again
 * @param dropped records given up, at most: what did not fit into memory while the tier failed, and what was in the tier
 *     when it could no longer be believed
 * @param evicted records that the tier gave up because it had no room for them
 * @param distrusts how often the tier was marked before a write that makes a record of it void
 */
public record TierCounters(
        long hits,
        long misses,
        long stale,
        long written,
        long commits,
        long readFailures,
        long writeFailures,
        long dropped,
        long evicted,
        long distrusts) {

    /**
     * The share of reads that missed memory and hit here.
     *
     * @return 0 to 1
     */
    public double hitRatio() {
        return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }
}
