package io.reclaim.core.accounting;

/**
 * What an allocator holds, in the terms of jemalloc that Redis reports.
 *
 * @param allocatedBytes in live blocks, rounded up to their class, with their descriptors
 * @param activeBytes the same, and the free blocks of the runs they are cut from
 * @param residentBytes the same, and all else that is held from the system
 * @param wastedBytes in free blocks of runs that have others: what defragmentation can gain
 */
public record BlockMemory(long allocatedBytes, long activeBytes, long residentBytes, long wastedBytes) {
    /** No allocator. */
    public static final BlockMemory NONE = new BlockMemory(0, 0, 0, 0);

    /**
     * Space between live blocks.
     *
     * @return {@code allocator_frag_ratio}: 1 + wasted / allocated; 1 if nothing is allocated
     */
    public double fragmentationRatio() {
        return allocatedBytes == 0 ? 1 : 1 + (double) wastedBytes / allocatedBytes;
    }

    /**
     * What is held beyond runs in use, and could be purged or becomes so by defragmentation.
     *
     * @return {@code allocator_rss_ratio}: resident / active; 1 if nothing is active
     */
    public double residentRatio() {
        return activeBytes == 0 ? 1 : (double) residentBytes / activeBytes;
    }
}
