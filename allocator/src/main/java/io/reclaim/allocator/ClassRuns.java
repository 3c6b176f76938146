package io.reclaim.allocator;

import io.reclaim.core.accounting.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** The runs of one size class, sorted by how full they are. */
final class ClassRuns {
    /** Steps of fullness. */
    static final int LEVELS = 16;

    /** A run without a free slot: in no list. */
    static final byte FULL = -1;

    /** The run that allocation takes from: in no list. */
    static final byte CURRENT = -2;

    /** A run that is being emptied: in no list, nothing is allocated from it. */
    static final byte DRAINING = -3;

    /** A run that was full until a block of it was freed lately: in the stack of these. */
    static final byte RECENT = -4;

    private static final int MOST_RECENT = 8;

    /** Runs of a level that are looked at for one that stays. */
    private static final int TRIED = 32;

    /** From this level on less than half is live. */
    private static final int HALF_LIVE = LEVELS / 2;

    static final long OVERHEAD = 96 + 2 * (16 + LEVELS * 8) + 16 + MOST_RECENT * 8;

    /*
     * Runs that have free slots and are not the current one are in a doubly linked list for their level. Taking the
     * fullest is looking at the lowest level that is not empty; the victim of defragmentation is in the highest. A free
     * or an allocation moves a run to another list only when it crosses a sixteenth.
     *
     * Runs of the lowest chunks, as many as would hold all used bytes, are filed at the front of their list, the others
     * at the back. Blocks are moved to the front run and away from the back one, so that all classes fill the same chunks
     * and empty the others. With one end for both, half of what was left after 90 % was deleted moved twice.
     *
     * Where allocations follow frees, nearly all runs are full, each free makes a hole in one, and the next allocation
     * fills it. Such a run is not filed but put on a stack of at most 8, which allocation takes from first: a push and a
     * pop, where the list is four writes into three runs, two of them out of the cache. Whoever asks for the fullest or
     * the sparsest run has the stack filed first.
     */

    private final @Nullable Run[] heads = new @Nullable Run[LEVELS];
    private final @Nullable Run[] tails = new @Nullable Run[LEVELS];
    private final MemoryAccount blocks;
    private final int chunkBytes;
    private final @Nullable Run[] currents;
    private final int sizeClass;
    private int levels;
    private final @Nullable Run[] recent = new @Nullable Run[MOST_RECENT];
    private int recents;

    int runs;
    /** Of runs but the current one. */
    private int freeSlotsBeside;

    /** Since the class has runs, but what these still count themselves; and the bytes that were asked for with them. */
    long allocations;

    long requested;

    /**
     * No runs.
     *
     * @param currents where the current one of each class is kept
     */
    ClassRuns(MemoryAccount blocks, int chunkBytes, @Nullable Run[] currents, int sizeClass) {
        this.currents = currents;
        this.sizeClass = sizeClass;
        this.blocks = blocks;
        this.chunkBytes = chunkBytes;
    }

    /** Whether the lowest chunks, up to that of the run, do not suffice for all used bytes. */
    private boolean stays(Run run) {
        return (long) run.chunk.page * chunkBytes < blocks.bytes();
    }

    /** Files a run that is in no list by its fullness. */
    void file(Run run) {
        if (run.freeSlots() == 0) {
            run.level = FULL;
            return;
        }
        int level = run.fillLevel();
        boolean front = stays(run);
        Run before = front ? null : tails[level];
        Run after = front ? heads[level] : null;
        run.level = (byte) level;
        run.previous = before;
        run.next = after;
        if (before != null) {
            before.next = run;
        } else {
            heads[level] = run;
        }
        if (after != null) {
            after.previous = run;
        } else {
            tails[level] = run;
        }
        levels |= 1 << level;
    }

    /** Takes a run out of its list or the stack, or from being the current one, and marks it. */
    void unfile(Run run, byte mark) {
        if (run == current()) {
            freeSlotsBeside += run.freeSlots();
            currents[sizeClass] = null;
        } else if (run.level >= 0) {
            Run before = run.previous;
            Run after = run.next;
            if (before != null) {
                before.next = after;
            } else {
                heads[run.level] = after;
                if (after == null) {
                    levels &= ~(1 << run.level);
                }
            }
            if (after != null) {
                after.previous = before;
            } else {
                tails[run.level] = before;
            }
            run.previous = null;
            run.next = null;
        } else if (run.level == RECENT) {
            forget(run);
        }
        run.level = mark;
    }

    @Nullable Run current() {
        return currents[sizeClass];
    }

    /** Free slots of all runs. */
    int freeSlots() {
        Run run = current();
        return freeSlotsBeside + (run == null ? 0 : run.freeSlots());
    }

    /** Makes a run the current one, filing the one that was. */
    void makeCurrent(Run run) {
        Run before = current();
        if (before != null) {
            unfile(before, FULL);
            file(before);
        }
        unfile(run, CURRENT);
        freeSlotsBeside -= run.freeSlots();
        currents[sizeClass] = run;
    }

    /** After a run was opened; it is in no list. */
    void opened(Run run) {
        runs++;
        freeSlotsBeside += run.slots;
    }

    /** Before a run is closed. */
    void closing(Run run) {
        unfile(run, FULL);
        runs--;
        freeSlotsBeside -= run.freeSlots();
        count(run);
    }

    /** Takes over what a run has counted. */
    void count(Run run) {
        allocations += run.allocations();
        requested += run.requested();
    }

    /** After a slot was taken of a run that is not the current one. */
    void slotTaken(Run run) {
        freeSlotsBeside--;
        boolean listed = run.level >= 0;
        if ((listed || run.level == RECENT) && (run.freeSlots() == 0 || (listed && run.fillLevel() != run.level))) {
            unfile(run, FULL);
            file(run);
        }
    }

    /** After a slot was given back of a run that is not the current one. */
    void slotReleased(Run run) {
        freeSlotsBeside++;
        if (run.level == FULL && recents < MOST_RECENT) {
            recent[recents++] = run;
            run.level = RECENT;
        } else if (run.level == FULL || (run.level >= 0 && run.level != run.fillLevel())) {
            unfile(run, FULL);
            file(run);
        }
    }

    /** Takes a run from the stack, most often the last. */
    private void forget(Run run) {
        int i = --recents;
        Run above = recent[i];
        recent[i] = null;
        while (above != run) {
            i--;
            Run moved = recent[i];
            recent[i] = above;
            above = moved;
        }
    }

    /** Files the runs of the stack, so that the last is the first of its list. */
    private void fileRecent() {
        int count = recents;
        recents = 0;
        for (int i = 0; i < count; i++) {
            Run run = recent[i];
            recent[i] = null;
            if (run != null) {
                file(run);
            }
        }
    }

    /** A run with a free slot becomes the current one, the last that was full before, or the fullest; null if none. */
    @Nullable Run nextCurrent() {
        Run run = recents > 0 ? recent[recents - 1] : listedFullest();
        if (run != null) {
            makeCurrent(run);
        }
        return run;
    }

    /** Whether a run is on the stack. */
    boolean recent(Run run) {
        int i = recents - 1;
        while (i >= 0 && recent[i] != run) {
            i--;
        }
        return i >= 0;
    }

    @Nullable Run listedFullest() {
        return levels == 0 ? null : heads[Integer.numberOfTrailingZeros(levels)];
    }

    /**
     * A nearly full run with a free slot, to move blocks to, or null; not the current one. If less than half of it is
     * live, then preferably one in a chunk that stays.
     */
    @Nullable Run fullest() {
        fileRecent();
        Run fullest = listedFullest();
        int level = fullest == null || fullest.level < HALF_LIVE ? LEVELS : fullest.level;
        for (; level < LEVELS; level++) {
            Run run = heads[level];
            for (int tried = 0; run != null && tried < TRIED; tried++) {
                if (stays(run)) {
                    return run;
                }
                run = run.next;
            }
        }
        return fullest;
    }

    /** A nearly empty run, to move blocks from, or null; not the current one. */
    @Nullable Run sparsest() {
        fileRecent();
        return listedSparsest();
    }

    @Nullable Run listedSparsest() {
        return levels == 0 ? null : tails[31 - Integer.numberOfLeadingZeros(levels)];
    }

    /** A run with a free slot, the current one if it has one, else the one that would become it; or null. */
    @Nullable Run withFreeSlot() {
        Run run = current();
        if (run != null && run.freeSlots() > 0) {
            return run;
        }
        return recents > 0 ? recent[recents - 1] : listedFullest();
    }

    void checkIntegrity() {
        for (int level = 0; level < LEVELS; level++) {
            if ((heads[level] != null) != ((levels >>> level & 1) != 0)) {
                throw new IllegalStateException("level bit is wrong: " + level);
            }
            Run before = null;
            for (Run run = heads[level]; run != null; run = run.next) {
                if (run.level != level || run.previous != before || run.freeSlots() == 0) {
                    throw new IllegalStateException("wrong list for " + run);
                }
                if (run.fillLevel() != level) {
                    throw new IllegalStateException("wrong level for " + run + ": " + level);
                }
                before = run;
            }
            if (tails[level] != before) {
                throw new IllegalStateException("wrong end of the list of level " + level);
            }
        }
        for (int i = 0; i < MOST_RECENT; i++) {
            Run run = recent[i];
            boolean right = run == null ? i >= recents : i < recents && run.level == RECENT && run.freeSlots() > 0;
            if (!right) {
                throw new IllegalStateException("wrong on the stack of recent ones: " + run);
            }
        }
    }
}
