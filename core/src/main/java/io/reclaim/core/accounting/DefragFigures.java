package io.reclaim.core.accounting;

/**
 * How defragmentation goes, for a {@link MemoryReport}.
 *
 * @param enabled whether it may run
 * @param runningPercent of the time it takes now, 0 when idle
 * @param movedBytes moved so far
 * @param reclaimedBytes given back by it so far, or {@link ProcessMemory#UNKNOWN}
 */
public record DefragFigures(boolean enabled, int runningPercent, long movedBytes, long reclaimedBytes) {
    /** No defragmentation. */
    public static final DefragFigures NONE = new DefragFigures(false, 0, 0, ProcessMemory.UNKNOWN);
}
