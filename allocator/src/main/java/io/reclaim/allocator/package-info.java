/**
 * Blocks of bytes outside the heap's objects: allocated by size class, addressed by {@code long} handles, moved together
 * when they leave holes.
 *
 * <ul>
 * <li>{@link io.reclaim.allocator.SizeClassAllocator}: allocate, free, resize, read, write; checked, for finding faults
 *     of its users.
 * <li>{@link io.reclaim.allocator.SizeClasses}: which sizes there are, and why.
 * <li>{@link io.reclaim.allocator.PageSource}: where memory comes from: {@link io.reclaim.allocator.HeapPages},
 *     {@link io.reclaim.allocator.DirectPages} or, where it shall return to the system when wanted,
 *     {@link io.reclaim.allocator.MappedPages}; read and written through {@link io.reclaim.allocator.PageAccess}.
 * <li>{@link io.reclaim.allocator.Defragmenter}: empties sparse runs and chunks, telling the
 *     {@link io.reclaim.allocator.BlockOwner} of each block it moves.
 * <li>{@link io.reclaim.allocator.AllocatorReport}: bytes, ratios, a table of classes.
 * </ul>
 *
 * <h2>Words</h2>
 * <p>A <em>block</em> is what is allocated, an equal part of a <em>run</em>; a run lies in a <em>chunk</em>, which is a
 * page of the page source. <em>Requested</em> bytes are what callers asked for, <em>used</em> bytes are those rounded up
 * to the size class, <em>reserved</em> bytes are what is held from the system.
 */
package io.reclaim.allocator;
