package io.reclaim.expiry;

import io.reclaim.core.EntrySample;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.WorkBudget;

/**
 * The strategy of a store whose entries never have a deadline: it has no column, so an entry takes 12 bytes less than with
 * {@link DeadlineIndex}, and refuses deadlines.
 *
 * <p>All operations are O(1). As thread-safe as its population's reader needs: it never changes.
 */
public final class NoDeadlines implements ExpiryStrategy, SampledPopulation {
    private final ExpiryCounters counters = new ExpiryCounters();

    /** For a store without deadlines. */
    public NoDeadlines() {}

    /**
     * Refuses.
     *
     * @throws IllegalStateException always: the store was made without deadlines
     */
    @Override
    public void put(int ref, long deadlineMillis) {
        throw new IllegalStateException(
                "there are no deadlines here, so ref " + ref + " cannot have " + deadlineMillis);
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        return false;
    }

    @Override
    public long putCost() {
        return 0;
    }

    @Override
    public boolean remove(int ref) {
        return false;
    }

    @Override
    public void moved(int from, int to) {}

    @Override
    public long deadline(int ref) {
        return Deadlines.NO_DEADLINE;
    }

    @Override
    public long nextDeadlineMillis() {
        return Deadlines.NO_DEADLINE;
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        return false;
    }

    @Override
    public SampledPopulation population() {
        return this;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public long attribute(int ref) {
        return GONE;
    }

    @Override
    public void sample(EntrySample into) {}

    @Override
    public ExpiryCounters counters() {
        return counters;
    }

    @Override
    public void checkIntegrity() {}

    @Override
    public String toString() {
        return "NoDeadlines";
    }
}
