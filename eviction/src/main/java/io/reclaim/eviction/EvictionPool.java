package io.reclaim.eviction;

import io.reclaim.core.RefSlab;
import java.util.Arrays;

/**
 * The coldest entries met so far, a few of them, across evictions. Each ref is in it at most once, unless repeats are
 * wanted.
 *
 * <p>Operations are O(capacity) on two small arrays, mostly one comparison, and allocate nothing. Not thread-safe.
 *
 * @see "Redis evict.c, evictionPoolPopulate; there a key may fill several slots"
 */
final class EvictionPool {
    /*
     * Ascending by coldness: place 0 the warmest, place size - 1 the next victim. A newcomer goes to the left of its
     * equals, so of equally cold entries the one met first goes first. A full pool drops its warmest.
     *
     *     slots of a ring    | . . | warmest ... coldest | . . |     slot of a place = (first + place) & mask
     *                              ` first                             dead slots hold NO_REF
     *
     * Most of what is offered is warmer than all of a full pool (83 % with HitDensity and 86 % hits), and costs one
     * comparison: it is not searched for in the pool. If it is in there as a colder one that it was, which is one in
     * 3,000, it stays, and whoever takes it out judges it again. Of the rest half are colder than all, and a quarter
     * warmer; on a ring neither moves any other.
     */

    private final int[] refs;
    private final long[] coldness;
    private final int mask;
    private final int capacity;
    private final boolean repeats;
    private int first;
    private int size;

    EvictionPool(int capacity) {
        this(capacity, false);
    }

    /** With repeats, as {@link EvictionQuirk#REPEATED_CANDIDATES} has it. */
    EvictionPool(int capacity, boolean repeats) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity of the pool must be positive: " + capacity);
        }
        this.repeats = repeats;
        this.capacity = capacity;
        int slots = Integer.highestOneBit(2 * capacity - 1);
        mask = slots - 1;
        refs = new int[slots];
        coldness = new long[slots];
        clear();
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == capacity;
    }

    void clear() {
        Arrays.fill(refs, RefSlab.NO_REF);
        size = 0;
    }

    /** Puts an entry in, or renews what is known of it; false, and nothing changes, if the pool is full of colder ones. */
    boolean offer(int ref, long cold) {
        if (full() && cold <= coldness[first]) {
            return false;
        }
        insert(ref, cold);
        return true;
    }

    private void insert(int ref, long cold) {
        if (!repeats) {
            forget(ref);
        }
        if (full()) {
            refs[first] = RefSlab.NO_REF;
            first = slot(1);
            size--;
        }
        if (size > 0 && cold <= coldness[first]) {
            first = slot(-1);
            put(0, ref, cold);
        } else {
            int place = size;
            while (place > 0 && coldness[slot(place - 1)] >= cold) {
                move(place - 1, place);
                place--;
            }
            put(place, ref, cold);
        }
        size++;
    }

    private void forget(int ref) {
        for (int i = 0; i < refs.length; i++) {
            if (refs[i] == ref) {
                for (int place = (i - first) & mask; place < size - 1; place++) {
                    move(place + 1, place);
                }
                dropColdest();
                return;
            }
        }
    }

    private int slot(int place) {
        return (first + place) & mask;
    }

    private void put(int place, int ref, long cold) {
        int slot = slot(place);
        refs[slot] = ref;
        coldness[slot] = cold;
    }

    private void move(int from, int to) {
        put(to, refs[slot(from)], coldness[slot(from)]);
    }

    /** The coldest entry's ref, or NO_REF. */
    int coldestRef() {
        return size == 0 ? RefSlab.NO_REF : refs[slot(size - 1)];
    }

    /** Its coldness when it was offered. */
    long coldestColdness() {
        return coldness[slot(size - 1)];
    }

    void dropColdest() {
        size--;
        refs[slot(size)] = RefSlab.NO_REF;
    }

    void checkIntegrity() {
        for (int i = 0; i < refs.length; i++) {
            if ((refs[slot(i)] == RefSlab.NO_REF) != (i >= size)) {
                throw new IllegalStateException("ref " + refs[slot(i)] + " at " + i + " of " + size);
            }
        }
        for (int i = 1; i < size; i++) {
            if (coldness[slot(i)] < coldness[slot(i - 1)]) {
                throw new IllegalStateException("pool is not in order at " + i);
            }
            for (int j = 0; j < i; j++) {
                if (refs[slot(i)] == refs[slot(j)] && !repeats) {
                    throw new IllegalStateException("ref is in the pool twice: " + refs[slot(i)]);
                }
            }
        }
    }
}
