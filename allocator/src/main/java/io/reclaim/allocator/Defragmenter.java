package io.reclaim.allocator;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.Counter;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Moves blocks out of sparse runs, and runs out of sparse chunks, so that these can be given back.
 *
 * <p>Every move makes progress: a run is emptied only if the other runs of its class have room for all its blocks, a
 * chunk only if the others have room for its runs, so no move takes new memory from the page source.
 *
 * <p>Cost: one unit for each 4 KiB moved, a block counting 64 bytes more than it has; a search for the next victim is
 * O(classes) or O(chunks) and costs one unit. Large blocks never move. One defragmenter for an allocator, for its life: a run that is
 * half emptied is known to this one alone. Allocates nothing but descriptors of runs. Not thread-safe.
 *
 * @see "Redis defrag.c, which walks all keys and asks for each whether its block lies in a sparse slab"
 */
public final class Defragmenter implements IncrementalWork {
    /*
     * Two kinds of victims:
     *
     * A run: of the class whose free slots amount to most whole runs (counted in bytes), the sparsest. Its blocks go to
     * the current run and then to the fullest ones. While it drains, the program may fill the holes that were counted
     * on; then the run is left as it is and filed again.
     *
     * A chunk, when no class has a run to spare: the one with the fewest used units, if the others have as many free.
     * For each of its runs one is opened elsewhere and takes its blocks. A run of four units may find no four adjacent
     * free units even if there are enough; then chunks are left alone until some run was closed elsewhere.
     *
     * Push, not pull: only blocks in the way are touched, where Redis visits every key (8.4 million refused for 0.25
     * million moved in one measured pass).
     */

    private static final int BYTES_PER_UNIT = 4096;
    /** What moving a block costs beside its bytes, in bytes. */
    private static final int BYTES_PER_BLOCK = 64;

    private final SizeClassAllocator allocator;
    private final BlockOwner owner;
    private final DefragConfig config;
    private final LongPredicate admits;
    private @Nullable Run victim;
    private int nextSlot;
    private int debt;
    private @Nullable Run target;
    private @Nullable Chunk victimChunk;
    private long stuckAtChange = -1;
    private boolean working;
    private final Counter movedBytes = new Counter();
    private final Counter movedBlocks = new Counter();

    /**
     * A defragmenter that may take what descriptors need.
     *
     * @param allocator whose blocks to move
     * @param owner told of every move
     * @param config when to work
     */
    public Defragmenter(SizeClassAllocator allocator, BlockOwner owner, DefragConfig config) {
        this(allocator, owner, config, bytes -> true);
    }

    /**
     * A defragmenter under a memory limit.
     *
     * @param allocator whose blocks to move
     * @param owner told of every move
     * @param config when to work
     * @param admits whether so many bytes of descriptors may be charged now
     */
    public Defragmenter(SizeClassAllocator allocator, BlockOwner owner, DefragConfig config, LongPredicate admits) {
        this.allocator = requireNonNull(allocator, "allocator");
        this.owner = requireNonNull(owner, "owner");
        this.config = requireNonNull(config, "config");
        this.admits = requireNonNull(admits, "admits");
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (!working && !wanted()) {
            return false;
        }
        working = true;
        while (!budget.exhausted()) {
            if (victim == null) {
                if (!budget.spend()) {
                    return true;
                }
                if (!chooseVictim()) {
                    working = false;
                    return false;
                }
            }
            if (!drain(budget)) {
                return true;
            }
        }
        return true;
    }

    /** Whether so much is idle that work begins. */
    private boolean wanted() {
        long used = allocator.used();
        long idle = allocator.reserved() - allocator.overheadBytes() - used;
        return idle > config.ignoreBytes() && idle > (config.startRatio() - 1) * used;
    }

    /** Empties the victim as far as the budget allows; false if the budget ended. */
    private boolean drain(WorkBudget budget) {
        Run from = requireNonNull(victim);
        while (!closed(from)) {
            int slot = from.nextTaken(nextSlot);
            if (slot < 0) {
                nextSlot = 0;
                continue;
            }
            Run to = targetFor(from);
            if (to == null) {
                allocator.stopDrain(from);
                break;
            }
            if (debt >= BYTES_PER_UNIT && !payDebt(budget)) {
                return false;
            }
            debt += from.size + BYTES_PER_BLOCK;
            nextSlot = slot + 1;
            allocator.move(from, slot, to, owner);
            movedBlocks.add(1);
            movedBytes.add(from.size);
        }
        endDrain();
        return true;
    }

    /** Spends a unit for each 4 KiB moved; false if the budget ended. */
    private boolean payDebt(WorkBudget budget) {
        int units = debt / BYTES_PER_UNIT;
        if (!budget.spend(units)) {
            return false;
        }
        debt -= units * BYTES_PER_UNIT;
        return true;
    }

    private static boolean closed(Run run) {
        return run.chunk.run(run.firstUnit) != run;
    }

    private @Nullable Run targetFor(Run from) {
        Run opened = target;
        return opened != null && !closed(opened) && opened.freeSlots() > 0
                ? opened
                : allocator.runForMove(from.sizeClass);
    }

    private void endDrain() {
        Run opened = target;
        if (opened != null && !closed(opened)) {
            allocator.stopDrain(opened);
        }
        victim = null;
        target = null;
    }

    private boolean chooseVictim() {
        nextSlot = 0;
        allocator.closeEmptyRun();
        Run run = sparsestRun();
        if (run != null) {
            victim = run;
            allocator.startDrain(run);
            return true;
        }
        return chooseRunOfChunk();
    }

    /** The sparsest run of the class with most bytes to give back, or null. */
    private @Nullable Run sparsestRun() {
        SizeClasses classes = allocator.classes();
        long most = 0;
        Run found = null;
        for (int c = 0; c < classes.count(); c++) {
            ClassRuns in = allocator.classRuns(c);
            if (in == null || in.freeSlots < classes.slots(c)) {
                continue;
            }
            long bytes = (long) (in.freeSlots / classes.slots(c)) * classes.runBytes(c);
            Run sparsest = in.sparsest();
            Run current = in.current;
            if (current != null && (sparsest == null || current.freeSlots() > sparsest.freeSlots())) {
                sparsest = current;
            }
            if (bytes > most && sparsest != null) {
                most = bytes;
                found = sparsest;
            }
        }
        return found;
    }

    private boolean chooseRunOfChunk() {
        Chunk chunk = victimChunk;
        if (chunk == null || chunk.empty()) {
            if (stuckAtChange == allocator.runChanges()) {
                return false;
            }
            chunk = sparsestChunk();
        }
        Run run = chunk == null ? null : firstRun(chunk);
        if (chunk == null || run == null || !admits.test(allocator.openRunCost(run.sizeClass))) {
            victimChunk = null;
            stuckAtChange = chunk == null ? allocator.runChanges() : stuckAtChange;
            return false;
        }
        victimChunk = chunk;
        victim = run;
        if (run.live() == 0) {
            allocator.startDrain(run);
            return true;
        }
        Run opened = allocator.openRunForMove(run.sizeClass, chunk);
        if (opened == null) {
            victimChunk = null;
            victim = null;
            return chooseRunOfChunk(); // the program took the room: another chunk, or none
        }
        target = opened;
        allocator.startDrain(run);
        return true;
    }

    /** A longest run: one of four units finds room more easily before the shorter ones took it. */
    private static @Nullable Run firstRun(Chunk chunk) {
        Run first = null;
        for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
            Run run = chunk.run(unit);
            if (run != null && (unit & 3) == 0 && run == chunk.run(unit + 1)) {
                return run;
            }
            first = first == null ? run : first;
        }
        return first;
    }

    /** The chunk with the fewest used units among those whose runs all fit into the others; null if there is none. */
    private @Nullable Chunk sparsestChunk() {
        long free = 0;
        long freeFours = 0;
        for (int page = 0; page < allocator.chunks().bound(); page++) {
            Chunk chunk = allocator.chunks().get(page);
            if (chunk == null || chunk.large() || chunk.empty()) {
                continue;
            }
            free += chunk.freeUnits();
            freeFours += chunk.freeFours();
        }
        Chunk sparsest = null;
        for (int page = 0; page < allocator.chunks().bound(); page++) {
            Chunk chunk = allocator.chunks().get(page);
            if (chunk == null || chunk.large() || chunk.empty() || chunk.freeUnits() == 0) {
                continue;
            }
            boolean fits = free - chunk.freeUnits() >= chunk.usedUnits()
                    && freeFours - chunk.freeFours() >= chunk.runsOfFour();
            if (fits && (sparsest == null || chunk.usedUnits() <= sparsest.usedUnits())) {
                sparsest = chunk;
            }
        }
        return sparsest;
    }

    /**
     * Bytes moved; may be read from any thread.
     *
     * @return their number
     */
    public long movedBytes() {
        return movedBytes.get();
    }

    /**
     * Blocks moved; may be read from any thread.
     *
     * @return their number
     */
    public long movedBlocks() {
        return movedBlocks.get();
    }

    @Override
    public String toString() {
        return "Defragmenter[moved " + movedBlocks + " blocks, " + movedBytes + " bytes]";
    }
}
