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
 * chunk only if the others have room for its runs, so no move takes new memory from the page source, and work ends.
 *
 * <p>Two ways to run it, which go together. In a duty cycle: give it {@link #cyclePercent} of each tick. By bytes written:
 * after a write, spend {@link #unitsFor} it in a {@link #step}; memory then stays close to what is used however fast the
 * program writes. Both grow with fragmentation as the {@link DefragConfig} says.
 *
 * <p>Cost: one unit for each 4 KiB moved, a block counting 256 bytes more than it has, a search for victims 512 bytes; it is
 * O(classes). What is left of a unit is kept for the next step. A step without units does nothing; one of {@code n} units
 * moves at most {@code n + 1} times 4 KiB, or one block that is larger. Large blocks never move. Allocates nothing but
 * descriptors of runs. One at a time for an allocator: {@link #stop} one before another is made. Not thread-safe.
 *
 * @see "Redis defrag.c, which walks all keys and asks for each whether its block lies in a sparse slab"
 */
public final class Defragmenter implements IncrementalWork {
    /*
     * Two kinds of victims:
     *
     * Runs, chosen by VictimSearch. Their blocks go to the current run and then to the fullest ones. While one drains,
     * the program may fill the holes that were counted on; then the run is left as it is and filed again.
     *
     * A chunk, when no class has a run to spare: the one with the fewest used units, if the others have as many free.
     * For each of its runs one is opened elsewhere and takes its blocks. A longer run may find no adjacent
     * free units even if there are enough; then chunks are left alone until some run was closed elsewhere.
     *
     * Moved bytes. Emptying a run whose live share is p moves p bytes for each byte given back, so runs alone never cost
     * more than one byte moved for a byte given back, and replacing everything that is live by blocks of other sizes no
     * more than its bytes once, however small the idle share that is allowed: an idle share of e leaves victims of
     * p = 1 - 2e at the least. That is why a start ratio of 1.004 moves little more than one of 1.03. Chunks cost up to
     * as much again.
     *
     * A search that finds nothing is not repeated before a run was opened or closed, or a unit of space more is idle:
     * classes that hold less than a run of holes each have nothing to give, and the ratio may stay above the start for
     * ever.
     *
     * Push, not pull: only blocks in the way are touched, where Redis visits every key (8.4 million refused for 0.25
     * million moved in one measured pass).
     */

    private static final int BYTES_PER_UNIT = 4096;
    /**
     * What moving a block costs beside its bytes, in bytes: misses in the bitmaps, tags and tables of both runs and of the
     * owner, about 200 ns, as much as copying 2 KB. With 64 a step of 100-byte blocks took 6 us, one of 1,750-byte blocks 1.
     */
    private static final int BYTES_PER_BLOCK = 256;
    /** What looking for victims costs, in bytes. */
    private static final int BYTES_PER_SEARCH = 512;
    /** At the start ratio so many times fewer units are earned by writing than at the full one. */
    private static final double SLOWEST = 0.25;

    private final SizeClassAllocator allocator;
    private final RunPool runs;
    private final BlockOwner owner;
    private final DefragConfig config;
    private final LongPredicate admits;
    private final VictimSearch search;
    private @Nullable Run victim;
    private int nextSlot;
    private int credit;
    private double earned;
    private @Nullable Run target;
    private @Nullable Chunk victimChunk;
    private long stuckAtChange = -1;
    private boolean working;
    private long changesAtEnd = -1;
    private long idleAtEnd;
    /** Whether memory for wider tags was refused. */
    private boolean refused;

    private final Counter movedBytes = new Counter();
    private final Counter movedBlocks = new Counter();
    private final Counter reclaimedBytes = new Counter();

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
        this.runs = allocator.runs();
        this.owner = requireNonNull(owner, "owner");
        this.config = requireNonNull(config, "config");
        this.admits = requireNonNull(admits, "admits");
        this.search = new VictimSearch(allocator.classes(), runs);
    }

    /**
     * The share of each tick that it may use now, by how fragmented the allocator is. O(1).
     *
     * @return 0 if there is nothing to do, else from the least percentage of the configuration to the greatest
     */
    public double cyclePercent() {
        if (!working && !wanted()) {
            return 0;
        }
        int range = config.maxCyclePercent() - config.minCyclePercent();
        return config.minCyclePercent() + range * config.effort(idle(), allocator.used());
    }

    /**
     * How many units a {@link #step} may spend for bytes that were written, by how fragmented the allocator is; what is
     * less than a unit is kept for the next call. O(1).
     *
     * @param writtenBytes since the last call, {@code >= 0}
     * @return units, 0 if there is nothing to do
     */
    public long unitsFor(long writtenBytes) {
        if (!working && !wanted()) {
            earned = 0;
            return 0;
        }
        double effort = config.effort(idle(), allocator.used());
        earned += writtenBytes * (SLOWEST + (1 - SLOWEST) * effort) / config.writtenPerUnit();
        long units = (long) earned;
        earned -= units;
        return units;
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (!working && !wanted()) {
            return false;
        }
        working = true;
        if (budget.exhausted()) {
            return true;
        }
        long open = allocator.openBytes();
        boolean pending = work(budget);
        reclaimedBytes.add(Math.max(0, open - allocator.openBytes()));
        return pending;
    }

    private boolean work(WorkBudget budget) {
        do {
            if (victim == null) {
                if (!pay(BYTES_PER_SEARCH, budget)) {
                    return true;
                }
                if (!chooseVictim()) {
                    end();
                    return false;
                }
            }
            if (!drain(budget)) {
                return true;
            }
        } while (!refused);
        refused = false;
        stop();
        end();
        return false;
    }

    /** What is neither used nor closed: used and reserved differ by this, but for descriptors and memory to purge. */
    private long idle() {
        return allocator.openBytes() - allocator.used();
    }

    /** Whether so much is idle that work begins, and the last search does not tell that it is in vain. */
    private boolean wanted() {
        long idle = idle();
        return idle > config.ignoreBytes()
                && idle > (config.startRatio() - 1) * allocator.used()
                && (runs.changes() != changesAtEnd
                        || idle >= idleAtEnd + allocator.classes().unitBytes());
    }

    private void end() {
        working = false;
        changesAtEnd = runs.changes();
        idleAtEnd = idle();
    }

    /**
     * Gives up what is begun: runs that are half emptied are used again. A later {@link #step} begins anew.
     */
    public void stop() {
        Run from = victim;
        if (from != null) {
            if (!closed(from)) {
                runs.stopDrain(from);
            }
            endDrain();
        }
        search.stop();
        victimChunk = null;
        working = false;
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
                runs.stopDrain(from);
                break;
            }
            long widening = runs.widenCost(to, from.owner(slot));
            if (widening > 0 && !admits.test(widening)) {
                refused = true;
                runs.stopDrain(from);
                break;
            }
            if (!pay(from.size + BYTES_PER_BLOCK, budget)) {
                return false;
            }
            nextSlot = slot + 1;
            allocator.move(from, slot, to, owner);
            movedBlocks.add(1);
            movedBytes.add(from.size);
        }
        endDrain();
        return true;
    }

    /** Spends as many units as are not covered by what is left of earlier ones; false if the budget ended. */
    private boolean pay(int bytes, WorkBudget budget) {
        int missing = bytes - credit;
        if (missing > 0) {
            int units = (missing + BYTES_PER_UNIT - 1) / BYTES_PER_UNIT;
            if (!budget.spend(units)) {
                return false;
            }
            credit += units * BYTES_PER_UNIT;
        }
        credit -= bytes;
        return true;
    }

    private static boolean closed(Run run) {
        return run.chunk.run(run.firstUnit) != run;
    }

    private @Nullable Run targetFor(Run from) {
        Run opened = target;
        return opened != null && !closed(opened) && opened.freeSlots() > 0 ? opened : runs.forMove(from.sizeClass);
    }

    private void endDrain() {
        Run opened = target;
        if (opened != null && !closed(opened)) {
            runs.stopDrain(opened);
        }
        victim = null;
        target = null;
        nextSlot = 0;
    }

    /** False if nothing is to be gained, or not enough is idle any more. */
    private boolean chooseVictim() {
        runs.closeEmptyRun();
        boolean enough = !search.sweeping() && idle() <= (config.stopRatio() - 1) * allocator.used();
        Run run = enough ? null : search.next();
        victim = run;
        return run != null || (!enough && chooseRunOfChunk());
    }

    private boolean chooseRunOfChunk() {
        Chunk chunk = victimChunk;
        if (chunk == null || chunk.empty()) {
            if (stuckAtChange == runs.changes()) {
                return false;
            }
            chunk = allocator.chunks().sparsest();
        }
        Run run = chunk == null ? null : firstRun(chunk);
        if (chunk == null || run == null || !admits.test(runs.openCost(run))) {
            victimChunk = null;
            stuckAtChange = chunk == null ? runs.changes() : stuckAtChange;
            return false;
        }
        victimChunk = chunk;
        Run opened = run.live() == 0 ? null : runs.openForMove(run, chunk);
        if (run.live() > 0 && opened == null) {
            victimChunk = null; // the program took the room, or it is not in one piece
            stuckAtChange = runs.changes();
            return false;
        }
        victim = run;
        target = opened;
        runs.startDrain(run);
        return true;
    }

    /** A longest run: it finds room more easily before the shorter ones took it. */
    private static @Nullable Run firstRun(Chunk chunk) {
        Run longest = null;
        for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
            Run run = chunk.run(unit);
            if (run != null && (longest == null || run.units > longest.units)) {
                longest = run;
            }
        }
        return longest;
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

    /**
     * Bytes of chunks that were closed because a step took the last block from them; may be read from any thread. A chunk
     * that was thinned out here and lost its last block to the program is not among them.
     *
     * @return their number
     */
    public long reclaimedBytes() {
        return reclaimedBytes.get();
    }

    @Override
    public String toString() {
        return "Defragmenter[moved " + movedBlocks + " blocks, " + movedBytes + " bytes]";
    }
}
