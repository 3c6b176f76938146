/**
 * The example that composes every module: {@link io.reclaim.benchmarks.store.ReferenceStore}, a store of bytes under a
 * memory limit, without a heap object per entry.
 *
 * <p>How an entry is laid out: its row has the index's link, the policy's metadata, the place and value of its deadline,
 * and the handle of one block that holds key and value ({@code EntryBlock}). Its ref is the block's owner tag.
 */
package io.reclaim.benchmarks.store;
