package io.reclaim.eviction;

/**
 * What Redis' choice of a victim does that {@link SampledEvictor} does not, unless asked to. Use them, with a {@link BucketWalk} as
 * the population, to reproduce what Redis evicts; nothing gets better by them.
 *
 * @see "Redis evict.c, evictionPoolPopulate and performEvictions"
 */
public enum EvictionQuirk {
    /**
     * A candidate goes by the coldness it had when it was drawn, even if it was used since. Without the quirk it is
     * judged again right before removal, and dropped if it is warmer.
     */
    STALE_SCORES,

    /**
     * An entry that is drawn again takes another place in the pool. Without the quirk it has one place, with the
     * coldness it had last.
     */
    REPEATED_CANDIDATES
}
