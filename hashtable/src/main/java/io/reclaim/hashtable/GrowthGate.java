package io.reclaim.hashtable;

/**
 * Asked before a table takes memory for a step of its growth; a refusal postpones the step.
 *
 * <p>Must not change the table. It is asked with the bytes of one page of buckets at a time, since no more is ever
 * taken at once.
 *
 * @see "Redis server.c, dictResizeAllowed"
 */
@FunctionalInterface
public interface GrowthGate {
    /** Lets every growth pass. */
    GrowthGate OPEN = bytes -> true;

    /**
     * Whether the table may take memory now.
     *
     * @param bytes how much
     * @return true to go on; false to be asked again at the next step
     */
    boolean mayGrow(long bytes);
}
