package io.reclaim.benchmarks.store;

import io.reclaim.allocator.AllocatorReport;
import io.reclaim.allocator.Defragmenter;
import io.reclaim.core.accounting.BlockMemory;
import io.reclaim.core.accounting.DefragFigures;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.StoreFigures;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.hashtable.TableReport;

/** The figures of a {@link ReferenceStore}: together in the terms of Redis' INFO, and of each part in its own. Not thread-safe. */
public final class StoreReports {
    private final StoreEntries entries;
    private final MemoryLedger ledger;
    private final MemoryLimit limit;
    private final long startupBytes;
    private final Defragmenter defragmenter;

    StoreReports(
            StoreEntries entries,
            MemoryLedger ledger,
            MemoryLimit limit,
            long startupBytes,
            Defragmenter defragmenter) {
        this.entries = entries;
        this.ledger = ledger;
        this.limit = limit;
        this.startupBytes = startupBytes;
        this.defragmenter = defragmenter;
    }

    MemoryReport memory(MaxMemoryPolicy policy, boolean defragEnabled) {
        TableReport table = entries.index.report();
        return MemoryReport.of(ledger, limit)
                .with(new StoreFigures(
                        entries.slab.size(),
                        startupBytes,
                        policy.redisName(),
                        table.buckets(),
                        table.bytes(),
                        0,
                        ExpiryMode.stalePercent(entries.expiry)))
                .with(blocks())
                .with(new DefragFigures(
                        defragEnabled,
                        (int) Math.round(defragmenter.cyclePercent()),
                        defragmenter.movedBytes(),
                        defragmenter.reclaimedBytes()));
    }

    /**
     * What the allocator holds.
     *
     * @return the figures now
     */
    public AllocatorReport allocator() {
        return entries.allocator.report();
    }

    /**
     * How full and even the table is.
     *
     * @return the figures now
     */
    public TableReport table() {
        return entries.index.report();
    }

    /**
     * Bytes that defragmentation moved.
     *
     * @return their number
     */
    public long movedBytes() {
        return defragmenter.movedBytes();
    }

    /**
     * Bytes of rows that compaction moved, so that pages of rows could be given back.
     *
     * @return their number
     */
    public long compactedBytes() {
        return entries.compaction.movedEntries() * entries.slab.rows().bytesPerRow();
    }

    /**
     * Bytes of chunks that defragmentation emptied.
     *
     * @return their number
     */
    public long reclaimedBytes() {
        return defragmenter.reclaimedBytes();
    }

    private BlockMemory blocks() {
        AllocatorReport blocks = entries.allocator.report();
        long allocated = blocks.usedBytes() + blocks.overheadBytes();
        long wasted = 0;
        for (AllocatorReport.ClassReport sizeClass : blocks.classes()) {
            wasted += sizeClass.size() * sizeClass.freeBlocks();
        }
        return new BlockMemory(allocated, allocated + wasted, blocks.reservedBytes(), wasted);
    }
}
