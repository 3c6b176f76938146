package io.reclaim.benchmarks.hitratio;

import java.util.Arrays;

/** Doubly linked lists of ids on two arrays. An id is in one list at most. All operations are O(1). */
final class IdLists {
    static final int NONE = -1;

    /*
     * List l has a sentinel of its own, at ids + l, whose next is the front and whose previous is the back: no case
     * distinction anywhere. A link to itself or NONE: in no list.
     */

    private final int ids;
    private final int[] next;
    private final int[] previous;
    private final int[] sizes;

    IdLists(int ids, int lists) {
        this.ids = ids;
        this.next = new int[ids + lists];
        this.previous = new int[ids + lists];
        this.sizes = new int[lists];
        Arrays.fill(next, NONE);
        for (int s = ids; s < next.length; s++) {
            next[s] = s;
            previous[s] = s;
        }
    }

    boolean linked(int id) {
        return next[id] != NONE;
    }

    int size(int list) {
        return sizes[list];
    }

    void addFirst(int list, int id) {
        assert !linked(id) : "in a list already: " + id;
        int sentinel = ids + list;
        int first = next[sentinel];
        next[id] = first;
        previous[id] = sentinel;
        previous[first] = id;
        next[sentinel] = id;
        sizes[list]++;
    }

    void remove(int list, int id) {
        assert linked(id) : "in no list: " + id;
        next[previous[id]] = next[id];
        previous[next[id]] = previous[id];
        next[id] = NONE;
        sizes[list]--;
    }

    /** The id at the back, or NONE. */
    int last(int list) {
        return idOrNone(previous[ids + list]);
    }

    /** Removes and returns the id at the back, or NONE. */
    int removeLast(int list) {
        int last = last(list);
        if (last != NONE) {
            remove(list, last);
        }
        return last;
    }

    /** The neighbour towards the front, or NONE at the front. */
    int towardsFront(int id) {
        return idOrNone(previous[id]);
    }

    private int idOrNone(int place) {
        return place < ids ? place : NONE;
    }

    /** Checks that a list's links agree in both directions, and its size. */
    void checkIntegrity(int list) {
        int sentinel = ids + list;
        int count = 0;
        for (int at = next[sentinel]; at != sentinel; at = next[at]) {
            if (previous[next[at]] != at || count++ > sizes[list]) {
                throw new IllegalStateException("links of list " + list + " are torn at " + at);
            }
        }
        if (count != sizes[list]) {
            throw new IllegalStateException("size of list " + list + " is wrong: " + sizes[list]);
        }
    }
}
