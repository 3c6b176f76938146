package io.reclaim.benchmarks.allocator;

/**
 * What a {@link SoakRun} does.
 *
 * @param operations how many
 * @param seed of all that is random
 * @param live the most blocks that are live at a time
 * @param checkEvery operations from one full check to the next
 * @param checked whether the allocator checks accesses and poisons free blocks
 */
record SoakConfig(long operations, long seed, int live, long checkEvery, boolean checked) {}
