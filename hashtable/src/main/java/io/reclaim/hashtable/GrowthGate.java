package io.reclaim.hashtable;

/**
 * Asked before a table takes memory for a step of its resize; a refusal postpones the step. (A shrink, too, may need a
 * page before it gives one back.)
 *
 * <p>Must not change the table. It is asked with the bytes of one page of buckets at a time, since no more is ever
 * taken at once.
 *
 * @see "Redis server.c, dictResizeAllowed"
 */
@FunctionalInterface
public interface GrowthGate {
    /** Lets every step pass. */
    GrowthGate OPEN = bytes -> true;

    /**
     * Whether the table may take memory now.
     *
     * @param bytes how much
     * @return true to go on; false to be asked again at the next step
     */
    boolean mayGrow(long bytes);
}
