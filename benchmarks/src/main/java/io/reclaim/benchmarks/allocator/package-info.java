/**
 * The allocator beside others: speed, fragmentation, and a long run against a model.
 *
 * <ul>
 * <li>{@link io.reclaim.benchmarks.allocator.FragmentationCommand}: {@code reclaim fragmentation}, reserved memory
 *     against live bytes.
 * <li>{@link io.reclaim.benchmarks.allocator.SoakCommand}: {@code reclaim soak}, random operations against a model.
 * </ul>
 */
package io.reclaim.benchmarks.allocator;
