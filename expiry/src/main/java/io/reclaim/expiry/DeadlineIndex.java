package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/**
 * Exact expiry, the default: entries with a deadline in the order of their deadlines, a tick being as fine as the order
 * is. No entry is removed before its deadline; each is removed by the first step at or after the end of the tick that its
 * deadline lies in, as far as the budget goes.
 *
 * <p>{@code put}, {@code postpone} and {@code remove} are O(1). A step spends one unit for each entry it removes or brings
 * nearer, at most three times for each of the latter; where nothing is due it costs O(1). Bytes: 12 in the row of every
 * entry of the slab, 4.3 for those with a deadline, and for each occupied slot of time a chunk half empty; at a million
 * entries 8.6 beyond the deadline itself. With few entries it is more: 17 KB for each of up to four rings, 140 for an
 * entry that is alone in its tick; {@link DeadlineBoundsTree} takes less there.
 *
 * <p>An entry put during a step, by a listener, and one that the remover refuses, is looked at a tick later; where the
 * clock has just jumped by thousands of ticks, perhaps in the same step, at most three times.
 *
 * <p>The clock may jump. Forward: in O(entries that became due). Backward by more than {@value #REWIND_TICKS} ticks: the
 * entries are sorted anew, one unit each, before anything is removed. By less: what is put meanwhile is removed when the
 * clock has caught up.
 *
 * <p>Draws are uniform, expected O(1) but for some 30 tries where slots have one entry each. A scan goes downward over the refs
 * of the slab, a place being a live ref. Allocates nothing but pages and rings. Not thread-safe.
 *
 * @see "G. Varghese, T. Lauck, Hashed and Hierarchical Timing Wheels, SOSP 1987"
 */
public final class DeadlineIndex implements ExpiryStrategy, SampledPopulation, ScannedPopulation {
    /** Bytes of a page of chunks: what is taken at once. */
    public static final int PAGE_BYTES = ChunkPool.PAGE_BYTES;

    /** Bytes of a ring: taken when the first deadline falls into its reach. */
    public static final int RING_BYTES = Ring.BYTES;

    /** The finest tick, 1 ms, as a power of two. */
    public static final int FINEST_TICK_LOG2 = 0;

    /** The coarsest tick, 65 s, as a power of two. */
    public static final int COARSEST_TICK_LOG2 = 16;

    /** A clock that goes back by more ticks than this has the entries sorted anew. */
    public static final int REWIND_TICKS = 1024;

    /*
     * Refs lie in slots of time: TimeSlots holds them, Horizon says which slot a tick belongs to. A slot never begins later
     * than the deadlines in it. Postponing only stores the deadline: the entry is found too early in its slot and put where
     * it belongs then. So the order costs nothing beyond what a dense index has anyway, a place in the row and a ref in an
     * array.
     *
     * A step walks ring 0 up to now, slot by slot; what is due goes through the remover, what is not is put elsewhere. Then
     * it empties the slots of the other rings that wholly fit into the ring below, long before their time. When ring 0 is
     * empty it jumps to the earliest occupied slot of any ring, so that idle years take O(1).
     *
     * There are two sets of rings. One is in use; when the clock has gone back far, the entries of the other are put one by
     * one where they belong by the new time.
     *
     * Memory within a step: emptying a slot may need a chunk in each of many others. Each page is asked of `mayGrow`; if it
     * is refused, the ref is parked in the next tick's slot, a lower bound like any other, and judged again there. A
     * reserve of two chunks that put leaves alone is what parking begins with; when even that is used up, a page is taken
     * unasked. So is the first ring, once, if no entry was near enough to need it before.
     *
     * Tried and lost: chains of refs through the rows (2 to 4 times the cost of an expired entry, for each link is a cache
     * miss); lists without unlinking (50 B an entry under overwriting).
     *
     * Invariants: an entry is in a slot iff it has a deadline; slot's start <= max(tick of the deadline, the latest step's
     * tick + 1); the laws of TimeSlots and Horizon.
     */

    private static final int RINGS = Horizon.RINGS;
    /** Rows that are fetched side by side before their entries are looked at: one alone costs a cache miss each. */
    private static final int TOGETHER = 8;

    final Horizon horizon = new Horizon();
    private final TimeSlots slots;
    private final DeadlineColumn deadlines;
    /** First of the four rings in use: 0 or 4. */
    private int base;
    /** The earliest tick that a ref may be linked to. */
    private long earliest;

    /** The latest tick a step was given since the clock last went back far: refs may be parked one tick later. */
    private long latestStep;

    private boolean stepping;
    private final int tickLog2;
    private final RefSlab slab;
    private final EntryRemover remover;
    private final LongPredicate mayGrow;
    private final RandomGenerator random;
    private final ExpiryCounters counters = new ExpiryCounters();

    /**
     * An empty index with ticks of a millisecond and memory without limit.
     *
     * @param slab where refs come from; its rows get the columns {@code place} and {@code deadline}
     * @param remover removes the stale; it must take them out of this index, by {@link #remove}
     * @param account charged for pages and rings
     * @param random where draws come from
     */
    public DeadlineIndex(RefSlab slab, EntryRemover remover, MemoryAccount account, RandomGenerator random) {
        this(slab, remover, account, random, FINEST_TICK_LOG2, bytes -> true);
    }

    /**
     * An empty index.
     *
     * @param slab where refs come from; its rows get the columns {@code place} and {@code deadline}
     * @param remover removes the stale; it must take them out of this index, by {@link #remove}
     * @param account charged for pages and rings
     * @param random where draws come from
     * @param tickLog2 log2 of the milliseconds of a tick, {@value #FINEST_TICK_LOG2} to {@value #COARSEST_TICK_LOG2}: how
     *     late entries may be removed
     * @param mayGrow asked with bytes before a step takes them; a refusal costs time, not exactness, and a ring of
     *     {@value #RING_BYTES} may be taken all the same, once. But for that of a ring when the clock went back far: until
     *     it is granted or the clock has caught up, steps are pending and new entries wait. It must not call back in
     */
    public DeadlineIndex(
            RefSlab slab,
            EntryRemover remover,
            MemoryAccount account,
            RandomGenerator random,
            int tickLog2,
            LongPredicate mayGrow) {
        this(slab, remover, new ChargedMemory(account), random, tickLog2, mayGrow);
    }

    DeadlineIndex(
            RefSlab slab,
            EntryRemover remover,
            ChargedMemory memory,
            RandomGenerator random,
            int tickLog2,
            LongPredicate mayGrow) {
        if (tickLog2 < FINEST_TICK_LOG2 || tickLog2 > COARSEST_TICK_LOG2) {
            throw new IllegalArgumentException(
                    "tickLog2 must be " + FINEST_TICK_LOG2 + " to " + COARSEST_TICK_LOG2 + ": " + tickLog2);
        }
        this.slab = requireNonNull(slab, "slab");
        this.remover = requireNonNull(remover, "remover");
        this.random = requireNonNull(random, "random");
        this.mayGrow = requireNonNull(mayGrow, "mayGrow");
        this.tickLog2 = tickLog2;
        this.slots = new TimeSlots(2 * RINGS, slab, memory);
        this.deadlines = new DeadlineColumn(slab);
    }

    @Override
    public void put(int ref, long deadlineMillis) {
        assert deadlineMillis >= 0 && deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (!slots.contains(ref)) {
            long tick = Math.max(tick(deadlineMillis), earliest);
            int l = horizon.ring(tick);
            slots.add(ref, base + l, horizon.slot(l, tick), TimeSlots.RESERVE);
            deadlines.enter(ref, deadlineMillis);
            return;
        }
        if (deadlineMillis < deadlines.get(ref)) {
            move(ref, Math.max(tick(deadlineMillis), earliest), TimeSlots.RESERVE);
        }
        deadlines.set(ref, deadlineMillis);
    }

    private void move(int ref, long tick, int reserve) {
        int l = horizon.ring(tick);
        slots.move(ref, base + l, horizon.slot(l, tick), reserve);
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        assert deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (deadlineMillis <= deadlines.get(ref)) {
            return false; // also if it has none, for that is the latest of all
        }
        deadlines.set(ref, deadlineMillis);
        return true;
    }

    @Override
    public long putCost() {
        return slots.cost(base, base + RINGS);
    }

    @Override
    public boolean remove(int ref) {
        if (!slots.remove(ref)) {
            return false;
        }
        deadlines.leave(ref);
        return true;
    }

    @Override
    public void moved(int from, int to) {
        slots.moved(from, to);
    }

    @Override
    public long deadline(int ref) {
        return deadlines.get(ref);
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true; // called by a listener: the step that told it goes on
        }
        stepping = true;
        counters.stepped();
        long now = Math.min(Math.max(0, nowMillis) >>> tickLog2, Horizon.LATEST_TICK);
        boolean done = false;
        try {
            latestStep = Math.max(latestStep, now);
            earliest = Math.max(horizon.current(), now + 1);
            done = rewound(nowMillis, now, budget)
                    && walk(nowMillis, now, budget)
                    && cascadeAhead(nowMillis, budget)
                    && now
                            >= horizon.current()
                                    - REWIND_TICKS; // else the ring for it was refused: to be asked for again
        } finally {
            earliest = horizon.current();
            stepping = false;
        }
        if (!done) {
            counters.cut();
        }
        return !done;
    }

    /** Sorts the entries anew if the clock has gone back far; false if the budget is spent before that is done. */
    private boolean rewound(long nowMillis, long now, WorkBudget budget) {
        int other = base ^ RINGS;
        if (now < horizon.current() - REWIND_TICKS
                && slots.empty(other, other + RINGS)
                && (size() == 0 || mayGrow.test(RING_BYTES))) {
            if (size() > 0) {
                base = other;
                other ^= RINGS;
            }
            horizon.restart(now);
            latestStep = now;
            earliest = now + 1;
        }
        for (int r = other; r < other + RINGS; r++) {
            Ring ring = slots.ring(r);
            if (ring == null) {
                continue;
            }
            for (long slot = ring.next(0); slot != Ring.NO_SLOT; slot = ring.next(slot)) {
                if (!drain(ring, slot, nowMillis, budget)) {
                    return false;
                }
            }
            slots.drop(r);
        }
        return true;
    }

    /** Removes what is due up to a tick; false if the budget is spent before. */
    private boolean walk(long nowMillis, long now, WorkBudget budget) {
        while (true) {
            Ring ring = slots.ring(base);
            if (ring == null || ring.empty()) {
                jump(now);
            }
            long reach = Math.min(now, horizon.reach());
            long slot = ring == null ? Ring.NO_SLOT : ring.next(horizon.current(), Math.min(reach, horizon.last(0)));
            if (slot != Ring.NO_SLOT) {
                horizon.walkTo(slot);
                if (!drain(requireNonNull(ring), slot, nowMillis, budget)) {
                    return false;
                }
            } else if (reach == now) {
                horizon.walkTo(now);
                return true;
            } else {
                horizon.walkTo(reach + 1);
                if (!cascade(1, horizon.cascadeEnd(1), nowMillis, budget)) {
                    return false;
                }
            }
        }
    }

    /** Goes to where the next entry can be; ring 0 is empty. */
    private void jump(long now) {
        long to = now;
        for (int l = 1; l < RINGS; l++) {
            long slot = next(l);
            if (slot != Ring.NO_SLOT) {
                to = Math.min(to, Horizon.begin(l, slot));
            }
        }
        if (to > horizon.current()) {
            horizon.jumpTo(to);
        }
    }

    /** The first occupied slot of a ring. */
    private long next(int l) {
        Ring ring = slots.ring(base + l);
        return ring == null ? Ring.NO_SLOT : ring.next(horizon.first(l));
    }

    /** Empties a slot: removes what is stale, puts the others where they belong now. */
    private boolean drain(Ring ring, long slot, long nowMillis, WorkBudget budget) {
        for (int unit = 0; ring.occupied(slot); unit++) {
            if (!budget.spend()) {
                return false;
            }
            if (unit % TOGETHER == 0) {
                slots.touch(ring, slot, TOGETHER);
            }
            expireOrMove(slots.last(ring, slot), nowMillis);
        }
        return true;
    }

    private void expireOrMove(int ref, long nowMillis) {
        long due = deadlines.get(ref);
        if (!Deadlines.stale(due, nowMillis)) {
            moveOn(ref);
        } else if (remover.remove(ref, RemovalCause.EXPIRED) != EntryRemover.NOT_LIVE) {
            counters.expired(nowMillis - due);
        } else if (slab.live(ref) && deadlines.get(ref) == due) {
            moveOn(ref); // refused
        }
    }

    /** Puts a ref where it belongs now, or near if there is no memory for that. */
    private void moveOn(int ref) {
        long tick = Math.max(tick(deadlines.get(ref)), earliest);
        int l = horizon.ring(tick);
        long bytes = slots.cost(base + l, horizon.slot(l, tick));
        // The user is asked before anything is taken apart.
        move(ref, bytes == 0 || mayGrow.test(bytes) ? tick : earliest, 0);
    }

    private boolean cascadeAhead(long nowMillis, WorkBudget budget) {
        for (int l = 1; l < RINGS; l++) {
            if (!cascade(l, horizon.cascadeEnd(l), nowMillis, budget)) {
                return false;
            }
        }
        return true;
    }

    /** Empties the slots of a ring before one into the rings below; false if the budget is spent before. */
    private boolean cascade(int l, long end, long nowMillis, WorkBudget budget) {
        if (horizon.first(l) >= end) {
            return true;
        }
        if (l < RINGS - 1 && !cascade(l + 1, Horizon.endAbove(end), nowMillis, budget)) {
            return false;
        }
        Ring ring = slots.ring(base + l);
        while (ring != null) {
            long slot = ring.next(horizon.first(l), end - 1);
            if (slot == Ring.NO_SLOT) {
                break;
            }
            horizon.cascaded(l, slot);
            if (!drain(ring, slot, nowMillis, budget)) {
                return false;
            }
            horizon.cascaded(l, slot + 1);
        }
        horizon.cascaded(l, end);
        return true;
    }

    /**
     * When a step will find something to do: not later than the earliest deadline rounded up to a tick, earlier where an
     * entry was postponed or is far. O(1).
     */
    @Override
    public long nextDeadlineMillis() {
        if (size() == 0) {
            return Deadlines.NO_DEADLINE;
        }
        int other = base ^ RINGS;
        if (!slots.empty(other, other + RINGS)) {
            return 0;
        }
        long first = Long.MAX_VALUE;
        for (int l = 0; l < RINGS; l++) {
            long slot = next(l);
            if (slot != Ring.NO_SLOT) {
                first = Math.min(first, Horizon.due(l, slot));
            }
        }
        return first > Deadlines.LATEST >>> tickLog2 ? Deadlines.LATEST : Math.max(0, first) << tickLog2;
    }

    @Override
    public SampledPopulation population() {
        return this;
    }

    @Override
    public ExpiryCounters counters() {
        return counters;
    }

    @Override
    public int size() {
        return deadlines.size();
    }

    /** The deadline in milliseconds. */
    @Override
    public long attribute(int ref) {
        return deadlines.attribute(ref);
    }

    @Override
    public void sample(EntrySample into) {
        while (size() > 0 && !into.full()) {
            int ref = slots.draw(random);
            if (ref != RefSlab.NO_REF) {
                into.add(ref, deadlines.get(ref));
            }
        }
    }

    /** Goes downward over refs, which stay where they are; a place is a live ref. */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return deadlines.scan(cursor, maxPlaces, into);
    }

    /** The first tick at whose beginning a deadline is reached. */
    private long tick(long deadlineMillis) {
        long tick = deadlineMillis == 0 ? 0 : ((deadlineMillis - 1) >>> tickLog2) + 1;
        return Math.min(tick, Horizon.LATEST_TICK);
    }

    @Override
    public void checkIntegrity() {
        deadlines.checkIntegrity();
        horizon.checkIntegrity();
        slots.checkIntegrity(size(), this::checkSlot);
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            Integrity.check(deadlines.timed(ref) == slots.contains(ref), "deadline without place or reverse, ref", ref);
        }
    }

    private void checkSlot(int ref, int r, int index) {
        if ((r & RINGS) != base) {
            return; // of another time
        }
        int l = r & (RINGS - 1);
        long from = horizon.first(l);
        long slot = from + ((index - from) & Ring.MASK);
        Integrity.check(slot <= horizon.last(l), "beyond reach: slot of ring " + l, slot);
        long tick = Math.max(tick(deadlines.get(ref)), latestStep + 1);
        Integrity.check(Horizon.begin(l, slot) <= tick, "slot is later than the deadline of ref", ref);
    }

    @Override
    public String toString() {
        return "DeadlineIndex[" + size() + "]";
    }
}
