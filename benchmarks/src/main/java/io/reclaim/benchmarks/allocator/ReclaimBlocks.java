package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.Defragmenter;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.Ticker;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import org.jspecify.annotations.Nullable;

/** Ours, on the heap, with a tag for each block; bytes are those of pages, descriptors, bitmaps and tags. */
final class ReclaimBlocks implements BlockHolder {
    private static final int UNITS_WHEN_IDLE = 64;

    private final SizeClassAllocator allocator;
    private final @Nullable Defragmenter defragmenter;
    private final WorkBudget budget = new WorkBudget(Ticker.system());
    private final long[] handles;
    private final MemoryAccount overhead;
    private long due;

    ReclaimBlocks(int numbers, SizeClasses classes, @Nullable DefragConfig config) {
        MemoryLedger ledger = new MemoryLedger();
        overhead = ledger.open("overhead", Kind.OVERHEAD);
        allocator = new SizeClassAllocator(classes, new HeapPages(), ledger.open("blocks", Kind.DATASET), overhead);
        handles = new long[numbers];
        defragmenter =
                config == null ? null : new Defragmenter(allocator, (number, from, to) -> handles[number] = to, config);
    }

    @Override
    public void allocate(int number, int bytes) {
        long handle = allocator.allocate(bytes, number);
        allocator.setInt(handle, 0, number);
        handles[number] = handle;
    }

    @Override
    public void free(int number) {
        allocator.free(handles[number]);
    }

    @Override
    public boolean intact(int number) {
        return allocator.owner(handles[number]) == number && allocator.getInt(handles[number], 0) == number;
    }

    @Override
    public long reservedBytes() {
        return allocator.reserved();
    }

    /** A step is one unit, 4 KiB, however many are due. */
    @Override
    public boolean step(long writtenBytes) {
        Defragmenter work = defragmenter;
        if (work == null) {
            return false;
        }
        due += work.unitsFor(writtenBytes);
        if (due == 0) {
            return false;
        }
        due--;
        due = work.step(0, budget.start(1, WorkBudget.UNTIMED)) ? due : 0;
        return budget.spent() > 0;
    }

    @Override
    public long movedBytes() {
        return defragmenter == null ? 0 : defragmenter.movedBytes();
    }

    @Override
    public long overheadBytes() {
        return overhead.bytes();
    }

    @Override
    public long usedBytes() {
        return allocator.used();
    }

    @Override
    public long settledBytes() {
        Defragmenter work = defragmenter;
        if (work != null) {
            boolean pending = true;
            while (pending) {
                pending = work.step(0, budget.start(UNITS_WHEN_IDLE, WorkBudget.UNTIMED));
            }
        }
        allocator.purge();
        allocator.checkIntegrity();
        return allocator.reserved();
    }
}
