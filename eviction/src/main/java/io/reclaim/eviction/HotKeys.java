package io.reclaim.eviction;

import java.util.Arrays;

/**
 * Finds the keys that are used most, with a fixed number of counters.
 *
 * <p>For every key that has a counter, {@code count - error <= true number of touches <= count}; every key that makes up more than
 * one in {@code counters} of all touches has one; no error is larger than {@code touches / counters}. So keys whose
 * {@code count - error} is above all other counts are certainly the hottest; a stream without hot keys leaves large
 * errors, and says so by them.
 *
 * <p>On a path where each nanosecond counts, pass on one of 8 or 16 touches: the shares of hot keys stay the same.
 *
 * <p>{@code touch} is O(1), expected, and allocates nothing. 52 to 60 bytes for each counter. Not thread-safe.
 *
 * @see "Metwally, Agrawal, El Abbadi, Efficient Computation of Frequent and Top-k Elements in Data Streams, ICDT 2005"
 */
public final class HotKeys {
    /** The most counters there can be. */
    public static final int MAX_COUNTERS = 1 << 24;

    /*
     * Space-Saving: a key without a counter takes over that with the least count, and its count as the error: it may
     * have been touched as often before.
     *
     * The paper's structure is a list of groups of equal counts, each a list of counters. Here counters lie in an array
     * in ascending order of counts, so a group is a range of places:
     *
     *   place    0   1   2   3   4   5   6
     *   count    3   3   3   4   4   7   9
     *            \-group-/   \--/
     *
     * To count, a counter changes places with the last of its group, which shrinks by this place; there it joins the
     * group to the right, if that is of one more, or becomes a group of its own. Nothing else moves. The least count is
     * at place 0.
     *
     * A table with linear probing finds the place of a key, at most half full; removal shifts back what follows, so
     * there are no tombstones.
     *
     * Invariants: counts ascend with places, groups are the maximal ranges of equal counts, the sum of all counts is the
     * number of touches, and each counter's key is found at its place.
     */

    private static final int FREE = -1;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final long[] keys;
    private final long[] errors;
    private final int[] groups;
    private final int[] slotOfPlace;

    private final long[] groupCounts;
    private final int[] groupFirst;
    private final int[] groupLast;
    private final int[] freeGroups;
    private int freeGroupCount;

    private final int[] placeOfSlot;
    private final int shift;
    private int lowest;
    private long touches;

    /**
     * A tracker.
     *
     * @param counters how many, 1 to {@link #MAX_COUNTERS}; ten times the number of keys of interest is a good choice
     */
    public HotKeys(int counters) {
        if (counters < 1 || counters > MAX_COUNTERS) {
            throw new IllegalArgumentException("counters must be 1 to " + MAX_COUNTERS + ": " + counters);
        }
        keys = new long[counters];
        errors = new long[counters];
        groups = new int[counters];
        slotOfPlace = new int[counters];
        int mostGroups = counters + 1; // one more for a moment, while a counter changes groups
        groupCounts = new long[mostGroups];
        groupFirst = new int[mostGroups];
        groupLast = new int[mostGroups];
        freeGroups = new int[mostGroups];
        int slotsLog2 = Integer.SIZE - Integer.numberOfLeadingZeros(2 * counters - 1);
        placeOfSlot = new int[1 << slotsLog2];
        shift = Long.SIZE - slotsLog2;
        clear();
    }

    /** Forgets all. */
    public void clear() {
        lowest = keys.length;
        touches = 0;
        freeGroupCount = freeGroups.length;
        for (int g = 0; g < freeGroups.length; g++) {
            freeGroups[g] = g;
        }
        Arrays.fill(placeOfSlot, FREE);
    }

    /**
     * A key was used.
     *
     * @param key its name, or 64 bits of hash
     */
    public void touch(long key) {
        touches++;
        int slot = slot(key);
        int place = placeOfSlot[slot];
        if (place != FREE) {
            raise(place);
        } else if (lowest > 0) {
            begin(key, slot);
        } else {
            takeOver(key);
        }
    }

    /** A counter that was not in use: it comes in below all others, with the count 1. */
    private void begin(long key, int slot) {
        int place = --lowest;
        keys[place] = key;
        errors[place] = 0;
        link(place, slot);
        int above = place + 1;
        if (above < keys.length && groupCounts[groups[above]] == 1) {
            join(place, groups[above]);
        } else {
            makeGroup(place, 1);
        }
    }

    /** The counter with the least count gets another key. */
    private void takeOver(long key) {
        int group = groups[0];
        int place = groupLast[group]; // of those with the least count the one that need not move
        unlink(slotOfPlace[place]);
        keys[place] = key;
        errors[place] = groupCounts[group];
        link(place, slot(key));
        raise(place);
    }

    private void raise(int from) {
        int group = groups[from];
        int place = groupLast[group];
        if (from != place) {
            exchange(from, place);
        }
        long counted = groupCounts[group] + 1;
        int above = place + 1;
        boolean joins = above < keys.length && groupCounts[groups[above]] == counted;
        if (groupFirst[group] == place) {
            if (!joins) {
                groupCounts[group] = counted; // alone, and stays so
                return;
            }
            freeGroups[freeGroupCount++] = group;
        } else {
            groupLast[group] = place - 1;
        }
        if (joins) {
            join(place, groups[above]);
        } else {
            makeGroup(place, counted);
        }
    }

    private void join(int place, int group) {
        groups[place] = group;
        groupFirst[group] = place;
    }

    private void makeGroup(int place, long counted) {
        int group = freeGroups[--freeGroupCount];
        groups[place] = group;
        groupFirst[group] = place;
        groupLast[group] = place;
        groupCounts[group] = counted;
    }

    /** Two counters of one group. */
    private void exchange(int a, int b) {
        long key = keys[a];
        keys[a] = keys[b];
        keys[b] = key;
        long error = errors[a];
        errors[a] = errors[b];
        errors[b] = error;
        int slot = slotOfPlace[a];
        link(a, slotOfPlace[b]);
        link(b, slot);
    }

    /** Where a key is, or would be. */
    private int slot(long key) {
        int slot = home(key);
        while (placeOfSlot[slot] != FREE && keys[placeOfSlot[slot]] != key) {
            slot = slot + 1 & placeOfSlot.length - 1;
        }
        return slot;
    }

    private int home(long key) {
        return (int) (((key ^ (key >>> 32)) * MIX) >>> shift);
    }

    private void link(int place, int slot) {
        placeOfSlot[slot] = place;
        slotOfPlace[place] = slot;
    }

    /** Empties a slot, and moves back those behind it that can be nearer to their home. */
    private void unlink(int emptied) {
        int mask = placeOfSlot.length - 1;
        int hole = emptied;
        for (int slot = hole + 1 & mask; placeOfSlot[slot] != FREE; slot = slot + 1 & mask) {
            int home = home(keys[placeOfSlot[slot]]);
            if ((slot - home & mask) >= (slot - hole & mask)) {
                link(placeOfSlot[slot], hole);
                hole = slot;
            }
        }
        placeOfSlot[hole] = FREE;
    }

    /**
     * How many keys have a counter.
     *
     * @return 0 to the number of counters
     */
    public int size() {
        return keys.length - lowest;
    }

    /**
     * All touches.
     *
     * @return their number
     */
    public long touches() {
        return touches;
    }

    /**
     * A key by rank.
     *
     * @param rank 0 for the key with the highest count, to {@link #size()} - 1
     * @return the key
     */
    public long key(int rank) {
        return keys[place(rank)];
    }

    /**
     * How often the key of a rank was touched at most.
     *
     * @param rank see {@link #key}
     * @return touches
     */
    public long count(int rank) {
        return groupCounts[groups[place(rank)]];
    }

    /**
     * By how much the count of a rank may be too high.
     *
     * @param rank see {@link #key}
     * @return touches, less than the count
     */
    public long error(int rank) {
        return errors[place(rank)];
    }

    private int place(int rank) {
        if (rank < 0 || rank >= size()) {
            throw new IllegalArgumentException("rank must be 0 to " + (size() - 1) + ": " + rank);
        }
        return keys.length - 1 - rank;
    }

    /**
     * Checks the invariants of the essay, in O(counters).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        long sum = 0;
        int groupsInUse = 0;
        for (int place = lowest; place < keys.length; place++) {
            int group = groups[place];
            boolean begins = place == lowest || groups[place - 1] != group;
            groupsInUse += begins ? 1 : 0;
            check(!begins || groupFirst[group] == place, "first of its group", place);
            check(begins || place <= groupLast[group], "last of its group", place);
            check(
                    !begins || place == lowest || groupCounts[groups[place - 1]] < groupCounts[group],
                    "order of counts",
                    place);
            check(errors[place] >= 0 && errors[place] < groupCounts[group], "error", place);
            check(placeOfSlot[slotOfPlace[place]] == place && slot(keys[place]) == slotOfPlace[place], "slot", place);
            sum += groupCounts[group];
        }
        check(sum == touches, "sum of counts", keys.length);
        check(groupsInUse + freeGroupCount == freeGroups.length, "number of groups", groupsInUse);
        check(Arrays.stream(placeOfSlot).filter(place -> place != FREE).count() == size(), "number of slots", size());
    }

    private static void check(boolean holds, String what, int where) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong at " + where);
        }
    }

    @Override
    public String toString() {
        return "HotKeys[" + size() + " of " + keys.length + " counters, touches=" + touches + "]";
    }
}
