package io.reclaim.hashtable;

/**
 * Where a table's resize stands, and when it begins: the two numbers of the rehash protocol (see the package's
 * documentation) and the target they move to. Knows nothing of buckets' contents.
 */
final class RehashFrontier {
    /** More buckets than this are never wanted: a hash has 32 bits and an index is an {@code int}. */
    static final int MAX_BASE = 1 << 30;

    /*
     * base N, split s, target T (a power of two):
     *
     *   idle       s == 0, T == N
     *   growing    T > N             next step splits bucket s into s and s + N
     *   shrinking  T <= N otherwise  next step merges the last bucket, s-1+N, into s-1 (if s == 0 then N-1 into N/2-1)
     *
     * `maxLoad` is entries per bucket at which growth begins; shrinking begins at an eighth of it.
     */

    private int base;
    private int split;
    private int target;
    private final int minBase;
    private final double maxLoad;

    RehashFrontier(int minBase, double maxLoad) {
        this.minBase = minBase;
        this.maxLoad = maxLoad;
        this.base = minBase;
        this.target = minBase;
    }

    /** The only bucket that can hold an entry of this hash. */
    int bucket(int hash) {
        int bucket = hash & base - 1;
        return bucket < split ? hash & 2 * base - 1 : bucket;
    }

    int base() {
        return base;
    }

    int split() {
        return split;
    }

    int target() {
        return target;
    }

    /** Buckets in use: 0 to this minus one. */
    int buckets() {
        return base + split;
    }

    boolean pending() {
        return target != base || split != 0;
    }

    boolean growing() {
        return target > base;
    }

    /** Whether one entry more than {@code size - 1} makes a growth begin or go on. */
    boolean wantsToGrow(int size, ResizeMode mode) {
        return mode != ResizeMode.FORBID && (growing() || size > maxLoad * mode.urgency() * buckets());
    }

    /** To be called with the new size after an insert. */
    void inserted(int size, ResizeMode mode) {
        int reached = growing() ? target : buckets();
        if (mode != ResizeMode.FORBID && base < MAX_BASE && size > maxLoad * mode.urgency() * reached) {
            int wanted = base * 2;
            while (wanted < MAX_BASE && size > maxLoad * wanted) {
                wanted *= 2;
            }
            target = wanted;
        }
    }

    /** To be called with the new size after a removal. */
    void removed(int size, ResizeMode mode) {
        if (mode != ResizeMode.FORBID
                && base > minBase
                && size * 8.0 * mode.urgency() <= maxLoad * buckets()
                && baseFor(size) < Math.min(base, target)) {
            target = baseFor(size);
        }
    }

    /** The smallest base at which so many entries are at most half of what makes it grow: room to swing both ways. */
    private int baseFor(int size) {
        int wanted = minBase;
        while (wanted < MAX_BASE && 2.0 * size > maxLoad * wanted) {
            wanted *= 2;
        }
        return wanted;
    }

    /** Before a split: the bucket that is split; its upper half goes to this plus {@link #base()}. */
    int toSplit() {
        return split;
    }

    /** After a split. */
    void didSplit() {
        if (++split == base) {
            base *= 2;
            split = 0;
        }
    }

    /** Before a merge: the last bucket, which is emptied. */
    int toEmpty() {
        return buckets() - 1;
    }

    /** Before a merge: the bucket that takes the entries of the last one. */
    int toMerge() {
        return (split == 0 ? base / 2 : split) - 1;
    }

    /** After a merge. */
    void didMerge() {
        if (split == 0) {
            base /= 2;
            split = base;
        }
        split--;
    }

    /** Back to the smallest size, when no entry is left. */
    void reset() {
        base = minBase;
        target = minBase;
        split = 0;
    }

    void checkIntegrity() {
        if (Integer.bitCount(base) != 1
                || Integer.bitCount(target) != 1
                || base < minBase
                || target < minBase
                || split < 0
                || split >= base) {
            throw new IllegalStateException("frontier is wrong: " + this);
        }
    }

    @Override
    public String toString() {
        return "base=" + base + ", split=" + split + ", target=" + target;
    }
}
