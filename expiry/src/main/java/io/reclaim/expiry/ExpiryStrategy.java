package io.reclaim.expiry;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.SampledPopulation;

/**
 * Keeps deadlines and removes the stale, each step a bounded piece, through the store's
 * {@link io.reclaim.core.EntryRemover}.
 *
 * <p>Law of all strategies: no entry is removed before its deadline. How long after it is what tells them apart.
 *
 * <p>The clock may stand still, jump forward or go back; deadlines are compared with the time of the step alone.
 *
 * <p>A removal, and a listener it tells, may put and remove deadlines during a step, due ones too: the step ends all the
 * same, and a later one finds them. Passive expiry, on access, is the store's. Not thread-safe.
 */
public interface ExpiryStrategy extends IncrementalWork {

    /**
     * Gives an entry a deadline, its first or another.
     *
     * @param ref a live entry
     * @param deadlineMillis 0 to {@link Deadlines#LATEST}
     */
    void put(int ref, long deadlineMillis);

    /**
     * Moves a deadline to a later time, as an access does where the time to live counts from the last one. Charges
     * nothing.
     *
     * @param ref a live entry
     * @param deadlineMillis at most {@link Deadlines#LATEST}
     * @return whether it was moved; not if there is none, or the new one is not later
     */
    boolean postpone(int ref, long deadlineMillis);

    /**
     * What the next {@link #put} can charge at most. O(1).
     *
     * @return bytes
     */
    long putCost();

    /**
     * Takes an entry's deadline away. To be called before its ref is released.
     *
     * @param ref a live entry
     * @return whether it had one
     */
    boolean remove(int ref);

    /**
     * Takes note that an entry, with a deadline or without, has another ref and that its row was copied: part of a
     * {@link io.reclaim.core.RefHolder}. Not during a step: a step keeps refs.
     *
     * @param from the entry's ref until now
     * @param to its ref from now on
     */
    void moved(int from, int to);

    /**
     * An entry's deadline. O(1).
     *
     * @param ref a live entry
     * @return the deadline or {@link Deadlines#NO_DEADLINE}
     */
    long deadline(int ref);

    /**
     * Until when the caller may sleep after a step that left nothing: a step before would do nothing. Deadlines that are
     * put later may bring it nearer.
     *
     * @return a time that is not after the earliest deadline, rounded up to the strategy's tick; {@link
     *     Deadlines#NO_DEADLINE} if there is none; 0 if the strategy keeps no order
     */
    long nextDeadlineMillis();

    /**
     * The entries with a deadline, with the deadline as attribute.
     *
     * @return always the same view
     */
    SampledPopulation population();

    /**
     * What was done so far.
     *
     * @return always the same counters
     */
    ExpiryCounters counters();

    /**
     * Checks the invariants, in O(refs of the slab).
     *
     * @throws IllegalStateException if one does not hold
     */
    void checkIntegrity();
}
