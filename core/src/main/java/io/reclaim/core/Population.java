package io.reclaim.core;

/** Entries of one kind, each with an attribute: a policy's metadata, a deadline, a hash. */
public interface Population {
    /** What {@link #attribute} says of a ref that is not in the population. */
    long GONE = -1;

    /**
     * How many entries there are.
     *
     * @return {@code >= 0}
     */
    int size();

    /**
     * What the population knows of an entry. O(1).
     *
     * @param ref any ref, live or not
     * @return the attribute, {@code >= 0}, or {@link #GONE}
     */
    long attribute(int ref);
}
