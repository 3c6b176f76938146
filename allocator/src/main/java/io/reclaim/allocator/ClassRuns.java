package io.reclaim.allocator;

import org.jspecify.annotations.Nullable;

/** The runs of one size class, sorted by how full they are. */
final class ClassRuns {
    /** Steps of fullness. */
    static final int LEVELS = 16;

    /** A run without a free slot: in no list. */
    static final int FULL = -1;

    /** The run that allocation takes from: in no list. */
    static final int CURRENT = -2;

    /** A run that is being emptied: in no list, nothing is allocated from it. */
    static final int DRAINING = -3;

    static final long OVERHEAD = 64 + 16 + LEVELS * 8;

    /*
     * Runs that have free slots and are not the current one are in a doubly linked list for their level. Taking the
     * fullest is looking at the lowest level that is not empty; the victim of defragmentation is in the highest. A free
     * or an allocation moves a run to another list only when it crosses a sixteenth.
     */

    private final @Nullable Run[] heads = new @Nullable Run[LEVELS];
    private int levels;

    @Nullable Run current;

    int runs;
    int freeSlots;

    /** Since the class has runs, and the bytes that were asked for in them. */
    long allocations;

    long requested;

    /** Files a run that is in no list by its fullness. */
    void file(Run run) {
        if (run.freeSlots() == 0) {
            run.level = FULL;
            return;
        }
        int level = run.fillLevel();
        Run head = heads[level];
        run.level = level;
        run.previous = null;
        run.next = head;
        if (head != null) {
            head.previous = run;
        }
        heads[level] = run;
        levels |= 1 << level;
    }

    /** Takes a run out of its list, if it is in one, and marks it. */
    void unfile(Run run, int mark) {
        if (run.level >= 0) {
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
            }
            run.previous = null;
            run.next = null;
        }
        run.level = mark;
    }

    /** Makes a run the current one, filing the one that was. */
    void makeCurrent(Run run) {
        Run before = current;
        if (before != null) {
            current = null;
            file(before);
        }
        unfile(run, CURRENT);
        current = run;
    }

    /** After a slot was taken of a run that is in a list. */
    void slotTaken(Run run) {
        if (run.freeSlots() == 0 || run.fillLevel() != run.level) {
            unfile(run, FULL);
            file(run);
        }
    }

    /** After a slot of the run was given back. */
    void slotReleased(Run run) {
        if (run.level == FULL || (run.level >= 0 && run.level != run.fillLevel())) {
            unfile(run, FULL);
            file(run);
        }
    }

    /** A nearly full run with a free slot, or null; not the current one. */
    @Nullable Run fullest() {
        return levels == 0 ? null : heads[Integer.numberOfTrailingZeros(levels)];
    }

    /** A nearly empty run, or null; not the current one. */
    @Nullable Run sparsest() {
        return levels == 0 ? null : heads[31 - Integer.numberOfLeadingZeros(levels)];
    }

    /** A run with a free slot, the current one if it has one, else the fullest; or null. */
    @Nullable Run withFreeSlot() {
        Run run = current;
        return run != null && run.freeSlots() > 0 ? run : fullest();
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
        }
    }
}
