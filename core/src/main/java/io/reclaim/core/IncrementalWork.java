package io.reclaim.core;

/**
 * Work that is done in bounded steps: a rehash, an expiry cycle, an eviction, a defragmentation, a compaction.
 *
 * <p>Between two steps everything is consistent; any other operation may run there.
 */
@FunctionalInterface
public interface IncrementalWork {

    /**
     * Does as much as the budget allows.
     *
     * <p>Cost: at most the budget, exceeded by at most {@value WorkBudget#UNITS_PER_CLOCK_READ} units in time.
     *
     * @param nowMillis the time to judge deadlines and ages by; it may stand still or go back between calls
     * @param budget what may be spent
     * @return whether work is left that a further step, at the same time, would do
     */
    boolean step(long nowMillis, WorkBudget budget);
}
