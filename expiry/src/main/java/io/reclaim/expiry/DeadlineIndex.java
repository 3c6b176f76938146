package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.IntColumn;
import io.reclaim.core.LongColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Uniform;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exact expiry, the default: entries with a deadline in the order of their deadlines, a tick being as fine as the order
 * is. No entry is removed before its deadline; each is removed by the first step at or after the end of the tick that its
 * deadline lies in, as far as the budget goes.
 *
 * <p>{@code put}, {@code postpone} and {@code remove} are O(1). A step spends one unit for each entry it removes or brings
 * nearer, at most three times for each of the latter; where nothing is due it costs O(1). Bytes: 12 in the row of every
 * entry of the slab, 4.3 for those with a deadline, and for each occupied slot of time a chunk half empty; at a million
 * entries 8.6 beyond the deadline itself. With few entries it is more: 21 KB for each of up to four rings, 132 for an
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
     * Refs lie in slots of time. Four rings of 4,096 slots; a slot of ring l is 1,024^l ticks wide, so a ring reaches four
     * times as far as a slot of the next is wide:
     *
     *     ring 0   |.|.|.|.|.|.|.|.|.|.|.|.|         1 tick a slot          4,096 ticks from `current`
     *     ring 1   |      .|       |       |         1,024                  4.2 million
     *     ring 2   |                          ...    2^20                   4.3 billion
     *     ring 3                                     2^30                   2^42; what is later goes to its last slot
     *
     * An entry goes to the finest ring that reaches its tick; its slot is never later than its deadline. Postponing only
     * stores the deadline: the entry is found too early in its slot and put where it belongs then. So the order costs
     * nothing beyond what a dense index has anyway, a place in the row and a ref in an array.
     *
     * The overlap is what makes steps even. A slot of ring l may be emptied into the ring below as soon as it wholly fits
     * there, which is three slots before its time: there are 3,072 ticks to move it, ref by ref, with what the budget
     * leaves. Rings that only just meet must move a whole slot at the very tick it begins: then the longest lag is 7 to 13
     * ms with a million entries, with the overlap 1.1 ms.
     *
     * `cascaded[l]` is the next slot of ring l that has not been emptied. Laws, for a ring l > 0:
     *   - its occupied slots lie in [cascaded[l], (current >> 10 l) + 4095], so 4,096 places suffice;
     *   - cascaded[l] <= ((current >> 10 (l-1)) + 4096) >> 10: one more would put refs back into the slot they come from;
     *   - ring l + 1 is past the slot that contains slot s before s is emptied, so that nothing is overtaken;
     *   - ring 0 is not walked beyond cascaded[1] << 10.
     * `current` never goes back. When ring 0 is empty it jumps to the earliest occupied slot of any ring, so that idle
     * years take O(1).
     *
     * There are two sets of rings. One is in use; when the clock has gone back far, the entries of the other are put one by
     * one where they belong by the new time.
     *
     * Memory within a step: emptying a slot may need a chunk in each of many others. Each page is asked of `mayGrow`; if it
     * is refused, the ref is parked in the next tick's slot, a lower bound like any other, and judged again there. A
     * reserve of two chunks that put leaves alone is what parking begins with; when even that is used up, a page is taken
     * unasked.
     *
     * Tried and lost: chains of refs through the rows (2 to 4 times the cost of an expired entry, for each link is a cache
     * miss); lists without unlinking (50 B an entry under overwriting).
     *
     * Invariants: place[ref] and the chunk agree; place is NOWHERE iff there is no deadline; slot's start <= max(tick of the
     * deadline, the latest step's tick + 1); every chunk of a slot but the first is full; the laws above.
     */

    private static final int NOWHERE = -1;
    private static final int RINGS = 4;
    private static final int TOP = RINGS - 1;
    private static final int WIDTH_LOG2 = 10;
    private static final int RESERVE = 2;
    /** Ticks end here, so that those a little later can be computed. */
    private static final long LATEST_TICK = Long.MAX_VALUE - 4 * Ring.SLOTS;

    private final ChunkPool pool;
    private final @Nullable Ring[] rings = new @Nullable Ring[2 * RINGS];
    private final long[] cascaded = new long[RINGS];
    /** First of the four rings in use: 0 or 4. */
    private int base;
    /** The tick that is being walked, or the last one walked. */
    private long current;
    /** The earliest tick that a ref may be linked to. */
    private long earliest;

    /** The latest tick a step was given since the clock last went back far: refs may be parked one tick later. */
    private long latestStep;

    private boolean stepping;
    private int size;
    private final int tickLog2;
    private final RefSlab slab;
    private final IntColumn place;
    private final LongColumn deadline;
    private final EntryRemover remover;
    private final MemoryAccount account;
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
     * @param mayGrow asked with bytes before a step takes them; a refusal costs time, not exactness, but for
     *     that of {@value #RING_BYTES} when the clock went back far: until it is granted or the clock has caught up, steps
     *     are pending and new entries wait. It must not call back in
     */
    public DeadlineIndex(
            RefSlab slab,
            EntryRemover remover,
            MemoryAccount account,
            RandomGenerator random,
            int tickLog2,
            LongPredicate mayGrow) {
        if (tickLog2 < FINEST_TICK_LOG2 || tickLog2 > COARSEST_TICK_LOG2) {
            throw new IllegalArgumentException(
                    "tickLog2 must be " + FINEST_TICK_LOG2 + " to " + COARSEST_TICK_LOG2 + ": " + tickLog2);
        }
        this.slab = requireNonNull(slab, "slab");
        this.remover = requireNonNull(remover, "remover");
        this.account = requireNonNull(account, "account");
        this.random = requireNonNull(random, "random");
        this.mayGrow = requireNonNull(mayGrow, "mayGrow");
        this.tickLog2 = tickLog2;
        this.pool = new ChunkPool(account);
        this.place = slab.rows().intColumn("place", NOWHERE);
        this.deadline = slab.rows().longColumn("deadline", Deadlines.NO_DEADLINE);
    }

    @Override
    public void put(int ref, long deadlineMillis) {
        assert deadlineMillis >= 0 && deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (place.get(ref) == NOWHERE) {
            deadline.set(ref, deadlineMillis);
            link(ref, tick(deadlineMillis), RESERVE);
            size++;
            return;
        }
        long before = deadline.get(ref);
        deadline.set(ref, deadlineMillis);
        if (deadlineMillis < before) {
            unlink(ref);
            link(ref, tick(deadlineMillis), RESERVE);
        }
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        assert deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (deadlineMillis <= deadline.get(ref)) {
            return false;
        }
        if (place.get(ref) == NOWHERE) {
            return false;
        }
        deadline.set(ref, deadlineMillis);
        return true;
    }

    /** The tick up to which entries were removed. */
    long currentTick() {
        return current;
    }

    @Override
    public long putCost() {
        long page = pool.free() <= RESERVE ? PAGE_BYTES : 0;
        for (int l = 0; l < RINGS; l++) {
            if (rings[base + l] == null) {
                return page + RING_BYTES;
            }
        }
        return page;
    }

    @Override
    public boolean remove(int ref) {
        if (place.get(ref) == NOWHERE) {
            return false;
        }
        unlink(ref);
        place.set(ref, NOWHERE);
        deadline.set(ref, Deadlines.NO_DEADLINE);
        size--;
        return true;
    }

    @Override
    public void moved(int from, int to) {
        int at = place.get(to);
        assert at == NOWHERE || pool.ref(at) == from : "row of ref " + from + " was not copied to " + to;
        if (at != NOWHERE) {
            pool.ref(at, to);
        }
    }

    @Override
    public long deadline(int ref) {
        return deadline.get(ref);
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true; // called by a listener: the step that told it goes on
        }
        stepping = true;
        counters.stepped();
        long now = Math.min(Math.max(0, nowMillis) >>> tickLog2, LATEST_TICK);
        boolean done = false;
        try {
            latestStep = Math.max(latestStep, now);
            earliest = Math.max(current, now + 1);
            done = rewound(nowMillis, now, budget)
                    && walk(nowMillis, now, budget)
                    && cascadeAhead(nowMillis, budget)
                    && now >= current - REWIND_TICKS; // else the ring for it was refused: to be asked for again
        } finally {
            earliest = current;
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
        if (now < current - REWIND_TICKS && empty(other) && (size == 0 || mayGrow.test(RING_BYTES))) {
            if (size > 0) {
                base = other;
                other ^= RINGS;
            }
            current = now;
            latestStep = now;
            earliest = now + 1;
            for (int l = 1; l < RINGS; l++) {
                cascaded[l] = now >> (WIDTH_LOG2 * l);
            }
        }
        for (int r = other; r < other + RINGS; r++) {
            Ring ring = rings[r];
            if (ring == null) {
                continue;
            }
            for (long slot = ring.next(0); slot != Ring.NO_SLOT; slot = ring.next(slot)) {
                if (!drain(ring, slot, nowMillis, budget)) {
                    return false;
                }
            }
            rings[r] = null;
            account.release(RING_BYTES);
        }
        return true;
    }

    private boolean empty(int first) {
        for (int r = first; r < first + RINGS; r++) {
            Ring ring = rings[r];
            if (ring != null && !ring.empty()) {
                return false;
            }
        }
        return true;
    }

    /** Removes what is due up to a tick; false if the budget is spent before. */
    private boolean walk(long nowMillis, long now, WorkBudget budget) {
        while (true) {
            Ring ring = rings[base];
            if (ring == null || ring.empty()) {
                jump(now);
            }
            long reach = Math.min(now, (cascaded[1] << WIDTH_LOG2) - 1);
            long slot = ring == null ? Ring.NO_SLOT : ring.next(current, Math.min(reach, current + Ring.MASK));
            if (slot != Ring.NO_SLOT) {
                current = slot;
                if (!drain(requireNonNull(ring), slot, nowMillis, budget)) {
                    return false;
                }
            } else if (reach == now) {
                current = Math.max(current, now);
                return true;
            } else {
                current = Math.max(current, reach + 1);
                if (!cascade(1, (current + Ring.SLOTS) >> WIDTH_LOG2, nowMillis, budget)) {
                    return false;
                }
            }
        }
    }

    /** Goes to where the next entry can be; ring 0 is empty. */
    private void jump(long now) {
        long to = Math.min(now, earliestSlot());
        if (to > current) {
            current = to;
            for (int l = 1; l < RINGS; l++) {
                cascaded[l] = Math.max(cascaded[l], current >> (WIDTH_LOG2 * l));
            }
        }
    }

    /** The tick that the first occupied slot of the rings above ring 0 begins with. */
    private long earliestSlot() {
        long first = Long.MAX_VALUE;
        for (int l = 1; l < RINGS; l++) {
            Ring ring = rings[base + l];
            long slot = ring == null ? Ring.NO_SLOT : ring.next(cascaded[l]);
            if (slot != Ring.NO_SLOT) {
                first = Math.min(first, begin(l, slot));
            }
        }
        return first;
    }

    /** Empties a slot of ring 0 whose time has come: removes what is stale, puts what was postponed where it belongs. */
    private boolean drain(Ring ring, long slot, long nowMillis, WorkBudget budget) {
        while (ring.occupied(slot)) {
            if (!budget.spend()) {
                return false;
            }
            expireOrRelink(last(ring, slot), nowMillis);
        }
        return true;
    }

    private void expireOrRelink(int ref, long nowMillis) {
        long due = deadline.get(ref);
        if (!Deadlines.stale(due, nowMillis)) {
            relink(ref);
        } else if (remover.remove(ref, RemovalCause.EXPIRED) != EntryRemover.NOT_LIVE) {
            counters.expired(nowMillis - due);
        } else if (slab.live(ref) && deadline.get(ref) == due) {
            relink(ref); // refused
        }
    }

    private boolean cascadeAhead(long nowMillis, WorkBudget budget) {
        for (int l = 1; l < RINGS; l++) {
            if (!cascade(l, ((current >> (WIDTH_LOG2 * (l - 1))) + Ring.SLOTS) >> WIDTH_LOG2, nowMillis, budget)) {
                return false;
            }
        }
        return true;
    }

    /** Empties the slots of a ring before one into the rings below; false if the budget is spent before. */
    private boolean cascade(int l, long end, long nowMillis, WorkBudget budget) {
        if (cascaded[l] >= end) {
            return true;
        }
        if (l < TOP && !cascade(l + 1, ((end - 1) >> WIDTH_LOG2) + 1, nowMillis, budget)) {
            return false;
        }
        Ring ring = rings[base + l];
        while (ring != null) {
            long slot = ring.next(cascaded[l], end - 1);
            if (slot == Ring.NO_SLOT) {
                break;
            }
            cascaded[l] = slot;
            if (!drain(ring, slot, nowMillis, budget)) {
                return false;
            }
            cascaded[l] = slot + 1;
        }
        cascaded[l] = Math.max(cascaded[l], end);
        return true;
    }

    /**
     * When a step will find something to do: not later than the earliest deadline rounded up to a tick, earlier where an
     * entry was postponed or is far. O(1).
     */
    @Override
    public long nextDeadlineMillis() {
        if (size == 0) {
            return Deadlines.NO_DEADLINE;
        }
        if (!empty(base ^ RINGS)) {
            return 0;
        }
        long first = Long.MAX_VALUE;
        for (int l = 0; l < RINGS; l++) {
            Ring ring = rings[base + l];
            long slot = ring == null ? Ring.NO_SLOT : ring.next(l == 0 ? current : cascaded[l]);
            if (slot != Ring.NO_SLOT) {
                // A slot above ring 0 can be emptied 3,072 slots of the ring below before its time.
                first = Math.min(first, l == 0 ? slot : begin(l, slot) - (3L << (WIDTH_LOG2 * l)));
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
        return size;
    }

    /** The deadline in milliseconds. */
    @Override
    public long attribute(int ref) {
        if (!slab.live(ref)) {
            return GONE;
        }
        long millis = deadline.get(ref);
        return millis == Deadlines.NO_DEADLINE ? GONE : millis;
    }

    @Override
    public void sample(EntrySample into) {
        while (size > 0 && !into.full()) {
            int chunk = pool.draw(random);
            int at = Uniform.below(random, ChunkPool.REFS);
            if (at < refsIn(chunk)) {
                int ref = pool.ref((chunk << ChunkPool.CHUNK_LOG2) | (ChunkPool.FIRST + at));
                into.add(ref, deadline.get(ref));
            }
        }
    }

    private int refsIn(int chunk) {
        int slot = pool.slot(chunk);
        Ring ring = requireNonNull(rings[slot >>> Ring.SLOTS_LOG2]);
        int index = slot & Ring.MASK;
        return ring.head[index] == chunk ? ring.inHead[index] : ChunkPool.REFS;
    }

    /** Goes downward over refs, which stay where they are; a place is a live ref. */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return TimedRefs.scan(slab, deadline, cursor, maxPlaces, into);
    }

    /** The first tick at whose beginning a deadline is reached. */
    private long tick(long deadlineMillis) {
        long tick = deadlineMillis == 0 ? 0 : ((deadlineMillis - 1) >>> tickLog2) + 1;
        return Math.min(tick, LATEST_TICK);
    }

    /** Puts a ref that is in a slot where it belongs now, or near if there is no memory for that. */
    private void relink(int ref) {
        long tick = Math.max(tick(deadline.get(ref)), earliest);
        boolean room = room(tick); // asks the user: before anything is taken apart
        unlink(ref);
        link(ref, room ? tick : earliest, 0);
    }

    /** Whether a ref can be linked to a tick with memory that is there or granted. */
    private boolean room(long tick) {
        int l = level(tick);
        Ring ring = rings[base + l];
        if (ring == null) {
            return mayGrow.test(RING_BYTES + (pool.free() <= RESERVE ? PAGE_BYTES : 0));
        }
        int inHead = ring.inHead[(int) slot(l, tick) & Ring.MASK];
        return (inHead > 0 && inHead < ChunkPool.REFS) || pool.free() > RESERVE || mayGrow.test(PAGE_BYTES);
    }

    /** The finest ring that reaches a tick. */
    private int level(long tick) {
        int l = 0;
        while (l < TOP && (tick >> (WIDTH_LOG2 * l)) - (current >> (WIDTH_LOG2 * l)) > Ring.MASK) {
            l++;
        }
        return l;
    }

    private long slot(int l, long tick) {
        int shift = WIDTH_LOG2 * l;
        return Math.min(tick >> shift, (current >> shift) + Ring.MASK);
    }

    /** The tick that a slot begins with. */
    private static long begin(int l, long slot) {
        int shift = WIDTH_LOG2 * l;
        return slot > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : slot << shift;
    }

    private void link(int ref, long wanted, int reserve) {
        long tick = Math.max(wanted, earliest);
        int l = level(tick);
        Ring ring = rings[base + l];
        if (ring == null) {
            account.charge(RING_BYTES);
            ring = new Ring();
            rings[base + l] = ring;
        }
        int index = (int) slot(l, tick) & Ring.MASK;
        int inHead = ring.inHead[index];
        if (inHead == 0 || inHead == ChunkPool.REFS) {
            int next = inHead == 0 ? ChunkPool.NONE : ring.head[index];
            ring.head[index] = pool.take(((base + l) << Ring.SLOTS_LOG2) | index, next, reserve);
            if (inHead == 0) {
                ring.occupy(index);
            }
            inHead = 0;
        }
        ring.inHead[index] = (byte) (inHead + 1);
        int at = (ring.head[index] << ChunkPool.CHUNK_LOG2) | (ChunkPool.FIRST + inHead);
        pool.ref(at, ref);
        place.set(ref, at);
    }

    /** Takes a ref out of its slot; the last of the first chunk takes its place. Leaves its own place as it was. */
    private void unlink(int ref) {
        int hole = place.get(ref);
        int slot = pool.slot(hole >>> ChunkPool.CHUNK_LOG2);
        Ring ring = requireNonNull(rings[slot >>> Ring.SLOTS_LOG2]);
        int index = slot & Ring.MASK;
        int head = ring.head[index];
        int left = ring.inHead[index] - 1;
        int last = (head << ChunkPool.CHUNK_LOG2) | (ChunkPool.FIRST + left);
        if (last != hole) {
            int moved = pool.ref(last);
            pool.ref(hole, moved);
            place.set(moved, hole);
        }
        if (left > 0) {
            ring.inHead[index] = (byte) left;
            return;
        }
        int next = pool.next(head);
        pool.give(head);
        if (next == ChunkPool.NONE) {
            ring.vacate(index);
        } else {
            ring.head[index] = next;
            ring.inHead[index] = ChunkPool.REFS;
        }
    }

    /** The last ref of an occupied slot. */
    private int last(Ring ring, long slot) {
        int index = (int) slot & Ring.MASK;
        return pool.ref((ring.head[index] << ChunkPool.CHUNK_LOG2) | (ChunkPool.FIRST + ring.inHead[index] - 1));
    }

    @Override
    public void checkIntegrity() {
        int used = pool.checkIntegrity();
        int refs = 0;
        int chunks = 0;
        int held = 0;
        for (int r = 0; r < rings.length; r++) {
            Ring ring = rings[r];
            if (ring == null) {
                continue;
            }
            held++;
            ring.checkIntegrity();
            int l = r & TOP;
            long from = l == 0 ? current : cascaded[l];
            for (int n = 0; n < Ring.SLOTS; n++) {
                long slot = from + n;
                if (!ring.occupied(slot)) {
                    continue;
                }
                boolean inUse = (r & RINGS) == base;
                Integrity.check(
                        !inUse || slot <= (current >> (WIDTH_LOG2 * l)) + Ring.MASK,
                        "beyond reach: slot of ring " + l,
                        slot);
                int index = (int) slot & Ring.MASK;
                int count = ring.inHead[index];
                for (int c = ring.head[index]; c != ChunkPool.NONE; c = pool.next(c)) {
                    Integrity.check(pool.slot(c) == ((r << Ring.SLOTS_LOG2) | index), "slot of chunk", c);
                    chunks++;
                    for (int i = 0; i < count; i++) {
                        checkRef((c << ChunkPool.CHUNK_LOG2) | (ChunkPool.FIRST + i), inUse ? slot : 0, l);
                        refs++;
                    }
                    count = ChunkPool.REFS;
                }
            }
        }
        Integrity.check(chunks == used, "chunks in slots", chunks);
        Integrity.check(refs == size, "refs in chunks", refs);
        Integrity.check(TimedRefs.count(slab, deadline) == size, "refs with a deadline", size);
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            boolean timed = deadline.get(ref) != Deadlines.NO_DEADLINE;
            Integrity.check(timed == (place.get(ref) != NOWHERE), "deadline without place or reverse, ref", ref);
        }
        for (int l = 1; l < RINGS; l++) {
            long most = ((current >> (WIDTH_LOG2 * (l - 1))) + Ring.SLOTS) >> WIDTH_LOG2;
            Integrity.check(cascaded[l] <= most, "cascaded too far, ring", l);
            Integrity.check(cascaded[l] >= current >> (WIDTH_LOG2 * l), "overtaken ring", l);
        }
        long bytes = (long) pool.pages() * PAGE_BYTES + (long) held * RING_BYTES;
        Integrity.check(account.bytes() == bytes, "bytes charged", account.bytes());
    }

    private void checkRef(int at, long slot, int l) {
        int ref = pool.ref(at);
        Integrity.check(slab.live(ref), "dead ref at place", at);
        Integrity.check(place.get(ref) == at, "place and ref disagree at place", at);
        long tick = Math.max(tick(deadline.get(ref)), latestStep + 1);
        Integrity.check(slot << (WIDTH_LOG2 * l) <= tick, "slot is later than the deadline of ref", ref);
    }

    @Override
    public String toString() {
        return "DeadlineIndex[" + size + "]";
    }
}
