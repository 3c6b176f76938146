package io.reclaim.core.accounting;

/** What share of its requests a cache would miss at any size: a miss-ratio curve, as whoever follows requests has it. */
@FunctionalInterface
public interface MissRatios {

    /**
     * The share of requests that a cache of this size misses.
     *
     * @param entries its size, {@code >= 0}
     * @return 0 to 1; never more for a larger size
     */
    double missRatio(long entries);
}
