package io.reclaim.core;

/** A population that can be drawn from at random. */
public interface SampledPopulation extends Population {

    /**
     * Adds random entries to a sample until it is full, each draw uniform over all entries and independent of the
     * others, so that an entry may be met twice. Adds nothing if the population is empty.
     *
     * <p>An implementation may add fewer than wanted; it never adds an entry that is not in the population.
     *
     * @param into where the entries go, with their attributes
     */
    void sample(EntrySample into);
}
