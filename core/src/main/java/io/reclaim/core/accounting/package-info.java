/**
 * One truth about memory: every byte is charged to a {@link io.reclaim.core.accounting.MemoryAccount} of a
 * {@link io.reclaim.core.accounting.MemoryLedger} before it is taken and released after it is given back, so the ledger
 * is never below the truth and a {@link io.reclaim.core.accounting.MemoryLimit} is never overshot.
 *
 * <p>{@link io.reclaim.core.accounting.MemoryReport} is a coherent copy for people and monitors. A
 * {@link io.reclaim.core.accounting.Counter} is what all of them are made of.
 */
package io.reclaim.core.accounting;
