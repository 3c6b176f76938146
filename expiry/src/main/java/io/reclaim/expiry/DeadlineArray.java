package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntrySample;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Uniform;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who has a deadline, and which, in no order: a dense array of refs beside two columns. What {@link SweepingExpiry}
 * sweeps.
 *
 * <p>{@code put}, {@code remove} and a draw are O(1). Bytes per entry: 12 in the row for every entry of the slab, 4 for
 * those with a deadline, in pages of 16 KB that come and go. Draws are uniform; a scan goes downward over the refs of the
 * slab, a place being a live ref, and meets every entry that stays, whatever is put or removed between its calls.
 *
 * <p>Allocates nothing but pages. Not thread-safe.
 */
public final class DeadlineArray implements SampledPopulation, ScannedPopulation {
    /** Bytes of a page: what is taken at once. */
    public static final int PAGE_BYTES = 16 + (1 << 12) * Integer.BYTES;

    /*
     * places:   0      1      2            size-1
     *         [ ref ][ ref ][ ref ] ...   [ ref ]          row of each ref: place, deadline
     *
     * A removed entry's place is taken by the last one. That is why a walk goes downward: what moves comes from a place
     * that was already visited, or was about to be, to one that is still ahead. Upward, a last entry moved into a place
     * behind the walk would be missed.
     *
     * Invariants: refs[place(ref)] == ref for every entry; place == NOWHERE and deadline == NO_DEADLINE for others;
     * pages = those that [0, size) needs, and at most one spare.
     */

    private static final int NOWHERE = -1;
    private static final int PAGE_LOG2 = 12;
    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int PAGE_MASK = PAGE - 1;

    private int[] @Nullable [] refs = new int[4][];
    private int pages;
    private final RefSlab slab;
    private final IntColumn place;
    private final DeadlineColumn deadlines;
    private final ChargedMemory memory;
    private final RandomGenerator random;

    /**
     * An empty index.
     *
     * @param slab where refs come from; its rows get the columns {@code place} and {@code deadline}
     * @param account charged for pages
     * @param random where draws come from
     */
    public DeadlineArray(RefSlab slab, MemoryAccount account, RandomGenerator random) {
        this(slab, new ChargedMemory(account), random);
    }

    DeadlineArray(RefSlab slab, ChargedMemory memory, RandomGenerator random) {
        this.slab = requireNonNull(slab, "slab");
        this.memory = memory;
        this.random = requireNonNull(random, "random");
        this.place = slab.rows().intColumn("place", NOWHERE);
        this.deadlines = new DeadlineColumn(slab);
    }

    /**
     * Gives an entry a deadline, its first or another.
     *
     * @param ref a live entry
     * @param deadlineMillis 0 to {@link Deadlines#LATEST}
     */
    public void put(int ref, long deadlineMillis) {
        assert deadlineMillis >= 0 && deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (place.get(ref) != NOWHERE) {
            deadlines.set(ref, deadlineMillis);
            return;
        }
        int size = deadlines.size();
        if (size == pages << PAGE_LOG2) {
            makePage();
        }
        set(size, ref);
        deadlines.enter(ref, deadlineMillis);
    }

    /**
     * Moves a deadline to a later time.
     *
     * @param ref a live entry
     * @param deadlineMillis at most {@link Deadlines#LATEST}
     * @return whether it was moved; not if there is none, or the new one is not later
     */
    public boolean postpone(int ref, long deadlineMillis) {
        if (place.get(ref) == NOWHERE || deadlineMillis <= deadlines.get(ref)) {
            return false;
        }
        deadlines.set(ref, deadlineMillis);
        return true;
    }

    /**
     * What the next {@link #put} can charge at most.
     *
     * @return bytes; 0 while there is room
     */
    public long putCost() {
        return deadlines.size() == pages << PAGE_LOG2 ? PAGE_BYTES : 0;
    }

    /**
     * Takes an entry's deadline away.
     *
     * @param ref a live entry
     * @return whether it had one
     */
    public boolean remove(int ref) {
        int hole = place.get(ref);
        if (hole == NOWHERE) {
            return false;
        }
        place.set(ref, NOWHERE);
        deadlines.leave(ref);
        int size = deadlines.size();
        int last = ref(size);
        if (last != ref) {
            set(hole, last);
        }
        if (size <= (pages - 2) << PAGE_LOG2) {
            pages--;
            refs[pages] = null;
            memory.release(PAGE_BYTES);
        }
        return true;
    }

    /**
     * Takes note that an entry, with a deadline or without, has another ref and that its row was copied: part of a
     * {@link io.reclaim.core.RefHolder}. O(1), charges nothing.
     *
     * @param from the entry's ref until now
     * @param to its ref from now on
     */
    public void moved(int from, int to) {
        int at = place.get(to);
        assert at == NOWHERE || ref(at) == from : "row of ref " + from + " was not copied to " + to;
        if (at != NOWHERE) {
            set(at, to);
        }
    }

    /**
     * An entry's deadline.
     *
     * @param ref a live entry
     * @return the deadline or {@link Deadlines#NO_DEADLINE}
     */
    public long deadline(int ref) {
        return deadlines.get(ref);
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
        int size = deadlines.size();
        while (size > 0 && !into.full()) {
            add(Uniform.below(random, size), into);
        }
    }

    /** Goes downward over refs, which stay where they are; a place is a live ref. */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return deadlines.scan(cursor, maxPlaces, into);
    }

    /** As {@link #scan}, but over the array, downward; a place is an entry. */
    long walk(long cursor, int maxPlaces, EntrySample into) {
        int at = cursor == START ? size() : (int) Math.min(cursor, size());
        for (int left = maxPlaces; at > 0 && left > 0 && !into.full(); left--) {
            at--;
            add(at, into);
        }
        return at;
    }

    private void add(int at, EntrySample into) {
        int ref = ref(at);
        into.add(ref, deadlines.get(ref));
    }

    @SuppressWarnings("NullAway") // only called below size
    private int ref(int at) {
        return refs[at >>> PAGE_LOG2][at & PAGE_MASK];
    }

    @SuppressWarnings("NullAway") // only called for places whose page is there
    private void set(int at, int ref) {
        refs[at >>> PAGE_LOG2][at & PAGE_MASK] = ref;
        place.set(ref, at);
    }

    private void makePage() {
        int[] page = memory.take(PAGE_BYTES, () -> {
            if (pages == refs.length) {
                refs = Arrays.copyOf(refs, pages * 2);
            }
            return new int[PAGE];
        });
        refs[pages] = page;
        pages++;
    }

    /**
     * Checks the invariants of the essay, in O(refs of the slab).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        int size = deadlines.size();
        deadlines.checkIntegrity();
        for (int at = 0; at < size; at++) {
            int ref = ref(at);
            Integrity.check(slab.live(ref), "dead ref at place", at);
            Integrity.check(place.get(ref) == at, "place and ref disagree at place", at);
            Integrity.check(deadlines.get(ref) != Deadlines.NO_DEADLINE, "no deadline at place", at);
        }
        int placed = 0;
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            boolean in = place.get(ref) != NOWHERE;
            Integrity.check(
                    in == (deadlines.get(ref) != Deadlines.NO_DEADLINE), "deadline without place or reverse, ref", ref);
            placed += in ? 1 : 0;
        }
        Integrity.check(placed == size, "refs with a place", placed);
        int needed = (size + PAGE_MASK) >>> PAGE_LOG2;
        Integrity.check(pages == needed || pages == needed + 1, "pages", pages);
        Integrity.check(memory.bytes() == (long) pages * PAGE_BYTES, "bytes charged", memory.bytes());
    }

    @Override
    public String toString() {
        return "DeadlineArray[" + size() + "]";
    }
}
