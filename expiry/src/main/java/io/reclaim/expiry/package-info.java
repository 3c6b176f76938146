/**
 * Entries that live until a deadline.
 *
 * <ul>
 * <li>{@link io.reclaim.expiry.ExpiryStrategy} is what a store uses: put, postpone, remove, step. A store changes the way
 *     it expires by wiring another one:
 *     <ul>
 *     <li>{@link io.reclaim.expiry.DeadlineIndex}, exact, the default: in the order of deadlines, by slots of time;
 *     <li>{@link io.reclaim.expiry.DeadlineBoundsTree}, compact: exact too, by lower bounds over ref space;
 *     <li>{@link io.reclaim.expiry.SweepingExpiry}, sampling: a sweep steered toward a share of stale entries;
 *     <li>{@link io.reclaim.expiry.NoDeadlines}, for stores whose entries have none;
 *     <li>{@link io.reclaim.expiry.ExpiryCycle}, faithful: Redis' way. {@link io.reclaim.expiry.ExpiryConfig} sets its
 *         effort, {@link io.reclaim.expiry.ExpiryQuirk} its faults.
 *     </ul>
 * <li>{@link io.reclaim.expiry.DeadlineArray} holds who has a deadline, densely, in no order, for the sweep;
 *     {@link io.reclaim.expiry.DeadlineTable} in hash buckets, which the faithful cycle visits one after the other.
 *     Each strategy has a population of its own for {@code volatile} eviction policies to draw from.
 * <li>{@link io.reclaim.expiry.Deadlines} is the arithmetic, {@link io.reclaim.expiry.ExpireCondition} EXPIRE's NX, XX,
 *     GT and LT.
 * <li>{@link io.reclaim.expiry.ExpiryCounters} counts what was done, {@link io.reclaim.expiry.LagHistogram} how late;
 *     {@link io.reclaim.expiry.StaleEstimate} estimates what is stale now, with intervals.
 * <li>{@link io.reclaim.expiry.TtlJitter} keeps entries that were written together from expiring together,
 *     {@link io.reclaim.expiry.EarlyExpiration} the readers of one entry from recomputing it all at once.
 * </ul>
 *
 * <p>One strictness everywhere: an entry is stale when {@code now >= deadline}. Redis removes actively at
 * {@code now >= deadline} but hides on access only at {@code now > deadline}, one millisecond later.
 *
 * <p>Passive expiry is the store's: before it answers, it asks {@link io.reclaim.expiry.Deadlines#stale} and removes
 * what is.
 */
package io.reclaim.expiry;
