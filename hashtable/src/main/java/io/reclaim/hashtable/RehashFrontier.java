package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Where a table's resize stands, when it begins, and what it has cost: the two numbers of the rehash protocol (see the
 * package's documentation) and the target they move to. Knows nothing of buckets' contents.
 */
final class RehashFrontier {
    /** More buckets than this are never wanted: a hash has 32 bits and an index is an {@code int}. */
    static final int MAX_BASE = 1 << 30;

    /** Merges to a write while a table shrinks, for each split to a write while it grows. */
    static final int MERGES_PER_SPLIT = 8;

    private static final int TRIM_ROOM = 15;

    /*
     * base N, split s, target T (a power of two):
     *
     *   idle       s == 0, T == N
     *   growing    T > N             next step splits bucket s into s and s + N
     *   shrinking  T <= N otherwise  next step merges the last bucket, s-1+N, into s-1 (if s == 0 then N-1 into N/2-1)
     *
     * `maxLoad` is entries per bucket at which growth begins; shrinking begins at an eighth of it and ends at the size
     * that a table of so many entries would have grown to. That leaves a factor of four or more between the sizes that
     * turn a resize round, so a table that swings within it does not resize at all. Idle time trims closer: there a table
     * that could be half as large, with a little room, is made so.
     *
     * A steady table of a load below 1 splits two buckets a write, so that buckets keep up with entries, and none before
     * the load is reached again, so that it keeps the bytes of a bucket an entry: its growth stands still between writes
     * anywhere in a doubling. Other tables double without a stop, for lookups at a constant high load are slower.
     *
     * Why merges go up to eight times as many: shrinking begins when an eighth of the entries is left, and has to end
     * before the last of them may be gone.
     *
     * A write compares the size with growAt and shrinkAt and nothing else; they are recomputed when anything moves.
     */

    private int base;
    private int split;
    private int target;
    private int growAt;
    private int shrinkAt;
    /** Growth takes no step up to this size. */
    private int splitAt;

    private int pauses;
    private ResizeMode mode = ResizeMode.ALLOW;
    private final int minBase;
    /** A float, for that keeps an empty map under 200 bytes. */
    private final float maxLoad;

    private final boolean steady;

    private long steps;
    private long moved;
    private int worstMoved;
    private @Nullable StepTimer timer;

    RehashFrontier(int minBase, double maxLoad) {
        this(minBase, maxLoad, false);
    }

    private RehashFrontier(int minBase, double maxLoad, boolean steady) {
        this.minBase = minBase;
        this.maxLoad = (float) maxLoad;
        this.steady = steady;
        reset();
    }

    /** A frontier that splits buckets when the load, at least a half, asks for it, and no sooner. */
    static RehashFrontier steady(int minBase, double load) {
        return new RehashFrontier(minBase, load, true);
    }

    /** The only bucket that can hold an entry of this hash. No branch: which side of the split it is on is a coin toss. */
    int bucket(int hash) {
        int bucket = hash & (base - 1);
        return bucket | (hash & base & ((bucket - split) >> 31));
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

    ResizeMode mode() {
        return mode;
    }

    /** From the next write on. */
    void mode(ResizeMode mode) {
        this.mode = requireNonNull(mode, "mode");
        adjust();
    }

    /** Takes over another's mode and pauses. */
    void resizeLike(RehashFrontier other) {
        pauses = other.pauses;
        mode(other.mode);
    }

    void pause() {
        pauses++;
    }

    void resume() {
        if (pauses == 0) {
            throw new IllegalStateException("rehash is not paused");
        }
        pauses--;
    }

    boolean paused() {
        return pauses > 0;
    }

    /** Whether a step is due and allowed in a table of this size. */
    boolean mayStep(int size) {
        return due(size) && pauses == 0 && mode != ResizeMode.FORBID;
    }

    private boolean due(int size) {
        return growing() ? size > splitAt : pending();
    }

    /** How many steps one write takes. */
    int stepsPerWrite() {
        int splits = steady ? 2 : 1;
        return growing() ? splits : splits * MERGES_PER_SPLIT;
    }

    /** Whether with so many entries a growth begins or goes on. */
    boolean wantsToGrow(int size) {
        return mode != ResizeMode.FORBID && (growing() || size > growAt);
    }

    /** To be called with the new size after an insert. */
    void inserted(int size) {
        if (size > growAt) {
            target = baseFor(size, base * 2);
            adjust();
        }
    }

    /** To be called with the new size after a removal. */
    void removed(int size) {
        if (size <= shrinkAt) {
            target = baseFor(size, minBase);
            adjust();
        }
    }

    /**
     * To be called with the size when there is time: shrinks to the buckets that so many entries need. Leaves room for a
     * fifteenth more: a size that swings about a threshold, with idle time at every turn, then makes 2 N steps for N / 8
     * times the load of writes, which is 16 a write at a load of 1.
     */
    void trim(int size) {
        if (!due(size) && mode == ResizeMode.ALLOW && baseFor(size + (long) size / TRIM_ROOM, minBase) < base) {
            target = baseFor(size, minBase);
            adjust();
        }
    }

    /** The smallest base at which so many entries do not make it grow. */
    private int baseFor(long size, int least) {
        int wanted = least;
        while (wanted < MAX_BASE && size > (double) maxLoad * wanted) {
            wanted *= 2;
        }
        return wanted;
    }

    /** Before a split: the bucket that is split; its upper half goes to this plus {@link #base()}. */
    int toSplit() {
        return split;
    }

    /** After a split, with the entries that were moved. */
    void didSplit(int entries) {
        if (++split == base) {
            base *= 2;
            split = 0;
        }
        did(entries);
    }

    /** Before a merge: the last bucket, which is emptied. */
    int toEmpty() {
        return buckets() - 1;
    }

    /** Before a merge: the bucket that takes the entries of the last one. */
    int toMerge() {
        return (split == 0 ? base / 2 : split) - 1;
    }

    /** After a merge, with the entries that were moved. */
    void didMerge(int entries) {
        if (split == 0) {
            base /= 2;
            split = base;
        }
        split--;
        did(entries);
    }

    private void did(int entries) {
        steps++;
        moved += entries;
        worstMoved = Math.max(worstMoved, entries);
        if (timer != null) {
            timer.stop();
        }
        adjust();
    }

    /** Back to the smallest size, when no entry is left. */
    void reset() {
        base = minBase;
        target = minBase;
        split = 0;
        adjust();
    }

    private void adjust() {
        if (mode == ResizeMode.FORBID) {
            growAt = Integer.MAX_VALUE;
            shrinkAt = -1;
            return;
        }
        int reached = growing() ? target : buckets();
        double load = (double) maxLoad * mode.urgency();
        splitAt = steady ? (int) (load * buckets()) : -1;
        growAt = reached >= MAX_BASE ? Integer.MAX_VALUE : (int) (load * reached);
        int least = Math.min(target, buckets());
        shrinkAt = least > minBase ? (int) ((double) maxLoad * least / (8 * mode.urgency())) : -1;
    }

    /** Measures steps from now on, or no longer. */
    void time(@Nullable Ticker ticker) {
        timer = ticker == null ? null : new StepTimer(ticker);
    }

    /** Before the entries of a step are moved. */
    void begin() {
        if (timer != null) {
            timer.start();
        }
    }

    /** How the table stands, the rest of it being given. */
    TableReport report(int size, long bytes, long refusals, int[] chainLengths) {
        return new TableReport(
                size,
                buckets(),
                due(size) ? target : buckets(),
                steps,
                moved,
                worstMoved,
                timer == null ? 0 : timer.nanos(),
                timer == null ? 0 : timer.worstNanos(),
                refusals,
                bytes,
                TableReport.list(chainLengths));
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
