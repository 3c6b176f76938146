/**
 * One truth about memory: every byte is charged to a {@link io.reclaim.core.accounting.MemoryAccount} of a
 * {@link io.reclaim.core.accounting.MemoryLedger} before it is taken and released after it is given back, so the ledger
 * is never below the truth and a {@link io.reclaim.core.accounting.MemoryLimit} is never overshot.
 *
 * <p>What is charged: pages, runs, blocks and their descriptors, by the sizes of their arrays. Directories of pages, some
 * 10 to 40 bytes for each 4,096 entries, and the few objects that a structure is made of are not; a store charges a fixed
 * sum for them.
 *
 * <p>{@link io.reclaim.core.accounting.MemoryReport} is a coherent copy for people and monitors. A
 * {@link io.reclaim.core.accounting.Counter} is what all of them are made of.
 */
package io.reclaim.core.accounting;
