/**
 * Entries that live until a deadline.
 *
 * <ul>
 * <li>{@link io.reclaim.expiry.ExpiryStrategy} is what a store uses: put, remove, step. A store changes the way it
 *     expires by wiring another one.
 * <li>{@link io.reclaim.expiry.ExpiryCycle} is Redis' way: sample, remove the stale, go on while many were stale.
 *     {@link io.reclaim.expiry.ExpiryConfig} sets its effort, {@link io.reclaim.expiry.ExpiryQuirk} its faults.
 * <li>{@link io.reclaim.expiry.DeadlineIndex} holds who has a deadline, densely; it is the population that
 *     {@code volatile} eviction policies draw from.
 * <li>{@link io.reclaim.expiry.Deadlines} is the arithmetic, {@link io.reclaim.expiry.ExpireCondition} EXPIRE's NX, XX,
 *     GT and LT.
 * </ul>
 *
 * <p>One strictness everywhere: an entry is stale when {@code now >= deadline}. Redis removes actively at
 * {@code now >= deadline} but hides on access only at {@code now > deadline}, one millisecond later.
 *
 * <p>Passive expiry is the store's: before it answers, it asks {@link io.reclaim.expiry.Deadlines#stale} and removes
 * what is.
 */
package io.reclaim.expiry;
