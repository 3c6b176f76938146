package io.reclaim.eviction;

import java.util.List;

/**
 * What an evictor has done since it was made.
 *
 * @param evictions entries evicted
 * @param evictedBytes bytes that their removal released
 * @param remembered evictions of entries that were drawn for an earlier victim and kept in the pool, or were offered
 * @param drawn entries drawn
 * @param coldness how cold those drawn were: place {@code i} counts coldness from {@code 2^(i-1)} to {@code 2^i - 1}, place
 *     0 those of coldness 0; 64 places
 */
public record EvictionReport(long evictions, long evictedBytes, long remembered, long drawn, List<Long> coldness) {

    /**
     * Copies the list.
     *
     * @param evictions see the record
     * @param evictedBytes see the record
     * @param remembered see the record
     * @param drawn see the record
     * @param coldness see the record
     */
    public EvictionReport {
        coldness = List.copyOf(coldness);
    }

    /**
     * How often remembering paid.
     *
     * @return the share of victims that came from the pool, 0 to 1; 0 before the first eviction
     */
    public double poolHitRate() {
        return evictions == 0 ? 0 : (double) remembered / evictions;
    }
}
