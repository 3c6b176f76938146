package io.reclaim.eviction;

import io.reclaim.core.RefSlab;

/**
 * The coldest entries met so far, a few of them, across evictions. Each ref is in it at most once, unless repeats are
 * wanted.
 *
 * <p>Operations are O(capacity) on two small arrays and allocate nothing. Not thread-safe.
 *
 * @see "Redis evict.c, evictionPoolPopulate; there a key may fill several slots"
 */
final class EvictionPool {
    /*
     * Ascending by coldness: slot 0 the warmest, slot size - 1 the next victim. A newcomer goes to the left of its
     * equals, so of equally cold entries the one met first goes first. A full pool drops its warmest.
     */

    private final int[] refs;
    private final long[] coldness;
    private final boolean repeats;
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
        refs = new int[capacity];
        coldness = new long[capacity];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Puts an entry in, or renews what is known of it; false if the pool is full of colder ones. */
    boolean offer(int ref, long cold) {
        if (!repeats) {
            forget(ref);
        }
        int at = 0;
        while (at < size && coldness[at] < cold) {
            at++;
        }
        if (size < refs.length) {
            shift(at, at + 1, size - at);
            size++;
        } else if (at == 0) {
            return false;
        } else {
            at--;
            shift(1, 0, at);
        }
        refs[at] = ref;
        coldness[at] = cold;
        return true;
    }

    private void forget(int ref) {
        for (int i = 0; i < size; i++) {
            if (refs[i] == ref) {
                shift(i + 1, i, size - i - 1);
                size--;
                return;
            }
        }
    }

    private void shift(int from, int to, int count) {
        if (count > 0) {
            System.arraycopy(refs, from, refs, to, count);
            System.arraycopy(coldness, from, coldness, to, count);
        }
    }

    /** The coldest entry's ref, or NO_REF. */
    int coldestRef() {
        return size == 0 ? RefSlab.NO_REF : refs[size - 1];
    }

    /** Its coldness when it was offered. */
    long coldestColdness() {
        return coldness[size - 1];
    }

    void dropColdest() {
        size--;
    }

    void checkIntegrity() {
        for (int i = 0; i < size; i++) {
            if (i > 0 && coldness[i] < coldness[i - 1]) {
                throw new IllegalStateException("pool is not in order at " + i);
            }
            for (int j = 0; j < i; j++) {
                if (refs[i] == refs[j] && !repeats) {
                    throw new IllegalStateException("ref is in the pool twice: " + refs[i]);
                }
            }
        }
    }
}
