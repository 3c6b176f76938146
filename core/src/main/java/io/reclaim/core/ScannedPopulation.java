package io.reclaim.core;

/**
 * A population that can be walked in pieces, with changes allowed between them.
 *
 * <p>The law: an entry that is in the population from the first call of a pass to the last is met at least once. Others
 * may be met or not; any may be met twice.
 */
public interface ScannedPopulation extends Population {
    /** The cursor that a pass begins with, and that its last call returns. */
    long START = 0;

    /**
     * Continues a pass until the sample is full, the places are used up, or the pass is over.
     *
     * @param cursor {@link #START} to begin, else what the last call returned
     * @param maxPlaces how many places to look at, {@code >= 1}; what a place is, the implementation says
     * @param into where the entries go; must not be full
     * @return where to continue, or {@link #START} when the pass is over
     */
    long scan(long cursor, int maxPlaces, EntrySample into);
}
