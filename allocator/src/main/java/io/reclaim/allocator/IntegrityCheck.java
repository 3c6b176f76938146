package io.reclaim.allocator;

import io.reclaim.core.accounting.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** Walks an allocator's chunks and runs and compares what it finds with every count that is kept. */
final class IntegrityCheck {
    private final SizeClassAllocator allocator;
    private final SizeClasses classes;
    private final @Nullable BlockGuard guard;
    private final int[] runs;
    private final int[] freeSlots;
    private long used;
    private long overhead;

    private IntegrityCheck(SizeClassAllocator allocator, @Nullable BlockGuard guard) {
        this.allocator = allocator;
        this.classes = allocator.classes();
        this.guard = guard;
        this.runs = new int[classes.count()];
        this.freeSlots = new int[classes.count()];
    }

    static void of(
            SizeClassAllocator allocator, MemoryAccount blocks, MemoryAccount overhead, @Nullable BlockGuard guard) {
        IntegrityCheck check = new IntegrityCheck(allocator, guard);
        long largeRequested = 0;
        long large = 0;
        int largeBlocks = 0;
        for (int page = 0; page < allocator.chunks().bound(); page++) {
            Chunk chunk = allocator.chunks().get(page);
            if (chunk == null) {
                continue;
            }
            check.overhead += Chunk.OVERHEAD;
            require(chunk.page == page, "chunk's page", page);
            if (chunk.large()) {
                large += chunk.largeBytes;
                largeRequested += chunk.requested;
                largeBlocks++;
            } else {
                check.chunk(chunk);
            }
        }
        for (int c = 0; c < check.runs.length; c++) {
            ClassRuns in = allocator.runs().of(c);
            if (in != null) {
                check.overhead += ClassRuns.OVERHEAD;
                in.checkIntegrity();
            }
            require(check.runs[c] == (in == null ? 0 : in.runs), "runs of class", c);
            require(check.freeSlots[c] == (in == null ? 0 : in.freeSlots()), "free slots of class", c);
        }
        allocator.chunks().checkIntegrity();
        LargeBlocks counted = allocator.large();
        require(large == counted.bytes() && largeBlocks == counted.count(), "large bytes", large);
        require(largeRequested == counted.requested(), "bytes requested of large blocks", largeRequested);
        require(check.used + large == blocks.bytes(), "bytes charged for blocks", blocks.bytes());
        require(check.overhead == overhead.bytes(), "bytes charged for overhead", overhead.bytes());
    }

    private void chunk(Chunk chunk) {
        int used = 0;
        for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
            Run run = chunk.run(unit);
            if (run == null) {
                continue;
            }
            used++;
            require(run.chunk == chunk, "chunk of a run in page", chunk.page);
            int units = classes.units(run.sizeClass);
            require(unit >= run.firstUnit && unit < run.firstUnit + units, "unit of a run in page", chunk.page);
            if (unit == run.firstUnit) {
                run(run);
            }
        }
        require(used == chunk.usedUnits(), "used units in page", chunk.page);
    }

    private void run(Run run) {
        run.checkIntegrity();
        require(run.in == allocator.runs().of(run.sizeClass), "class of a run in page", run.chunk.page);
        if (guard != null) {
            guard.checkIntegrity(run);
        }
        boolean listed = run.level >= 0;
        require(!listed || run.freeSlots() > 0, "full run in a list, page", run.chunk.page);
        require(run.level != ClassRuns.FULL || run.freeSlots() == 0, "run with room in no list, page", run.chunk.page);
        require(run.level != ClassRuns.RECENT || run.in.recent(run), "run on no stack, page", run.chunk.page);
        runs[run.sizeClass]++;
        freeSlots[run.sizeClass] += run.freeSlots();
        used += (long) run.live() * run.size;
        overhead += run.overhead();
    }

    private static void require(boolean holds, String what, long where) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong: " + where);
        }
    }
}
