package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntrySample;
import io.reclaim.core.IntColumn;
import io.reclaim.core.LongColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Uniform;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who has a deadline, and which, in no order: a dense array of refs beside two columns. What {@link SweepingExpiry} and
 * {@link ExpiryCycle} look through.
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
     * behind the walk would be missed. putShuffled moves entries too, and heeds one walk; scans go over the slab's refs.
     *
     * Invariants: refs[place(ref)] == ref for every entry; place == NOWHERE and deadline == NO_DEADLINE for others;
     * pages = those that [0, size) needs, and at most one spare.
     */

    private static final int NOWHERE = -1;
    private static final int PAGE_LOG2 = 12;
    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int PAGE_MASK = PAGE - 1;

    private int[] @Nullable [] refs = new int[4][];
    private int size;
    private int pages;
    private final RefSlab slab;
    private final IntColumn place;
    private final LongColumn deadline;
    private final MemoryAccount account;
    private final RandomGenerator random;

    /**
     * An empty index.
     *
     * @param slab where refs come from; its rows get the columns {@code place} and {@code deadline}
     * @param account charged for pages
     * @param random where draws come from
     */
    public DeadlineArray(RefSlab slab, MemoryAccount account, RandomGenerator random) {
        this.slab = requireNonNull(slab, "slab");
        this.account = requireNonNull(account, "account");
        this.random = requireNonNull(random, "random");
        this.place = slab.rows().intColumn("place", NOWHERE);
        this.deadline = slab.rows().longColumn("deadline", Deadlines.NO_DEADLINE);
    }

    /**
     * Gives an entry a deadline, its first or another.
     *
     * @param ref a live entry
     * @param deadlineMillis 0 to {@link Deadlines#LATEST}
     */
    public void put(int ref, long deadlineMillis) {
        assert deadlineMillis >= 0 && deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        deadline.set(ref, deadlineMillis);
        if (place.get(ref) == NOWHERE) {
            if (size == pages << PAGE_LOG2) {
                makePage();
            }
            set(size, ref);
            size++;
        }
    }

    /**
     * As {@link #put}, but a new entry gets a random place, as in a hash table, among those a walk has visited or among
     * the others, in proportion to their numbers. What else is moved stays on its side of the walk, so that it still meets
     * whoever stays. O(1).
     *
     * @param cursor where the walk is
     * @return where it is now
     */
    long putShuffled(int ref, long deadlineMillis, long cursor) {
        boolean known = place.get(ref) != NOWHERE;
        put(ref, deadlineMillis);
        if (known) {
            return cursor;
        }
        int last = size - 1;
        int at = Uniform.below(random, size);
        if (cursor == START || at >= cursor) {
            swap(at, last);
            return cursor;
        }
        int border = (int) Math.min(cursor, last);
        swap(border, last);
        swap(at, border);
        return border + 1L;
    }

    private void swap(int at, int other) {
        int ref = ref(at);
        set(at, ref(other));
        set(other, ref);
    }

    /**
     * Moves a deadline to a later time.
     *
     * @param ref a live entry
     * @param deadlineMillis at most {@link Deadlines#LATEST}
     * @return whether it was moved; not if there is none, or the new one is not later
     */
    public boolean postpone(int ref, long deadlineMillis) {
        if (place.get(ref) == NOWHERE || deadlineMillis <= deadline.get(ref)) {
            return false;
        }
        deadline.set(ref, deadlineMillis);
        return true;
    }

    /**
     * What the next {@link #put} can charge at most.
     *
     * @return bytes; 0 while there is room
     */
    public long putCost() {
        return size == pages << PAGE_LOG2 ? PAGE_BYTES : 0;
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
        deadline.set(ref, Deadlines.NO_DEADLINE);
        size--;
        int last = ref(size);
        if (last != ref) {
            set(hole, last);
        }
        if (size <= (pages - 2) << PAGE_LOG2) {
            pages--;
            refs[pages] = null;
            account.release(PAGE_BYTES);
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
        return deadline.get(ref);
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
            add(Uniform.below(random, size), into);
        }
    }

    /** Goes downward over refs, which stay where they are; a place is a live ref. */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return TimedRefs.scan(slab, deadline, cursor, maxPlaces, into);
    }

    /** As {@link #scan}, but over the array, downward; a place is an entry. For the one who chooses how to put. */
    long walk(long cursor, int maxPlaces, EntrySample into) {
        int at = cursor == START ? size : (int) Math.min(cursor, size);
        for (int left = maxPlaces; at > 0 && left > 0 && !into.full(); left--) {
            at--;
            add(at, into);
        }
        return at;
    }

    private void add(int at, EntrySample into) {
        int ref = ref(at);
        into.add(ref, deadline.get(ref));
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
        account.charge(PAGE_BYTES);
        if (pages == refs.length) {
            refs = Arrays.copyOf(refs, pages * 2);
        }
        refs[pages] = new int[PAGE];
        pages++;
    }

    /**
     * Checks the invariants of the essay, in O(refs of the slab).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        for (int at = 0; at < size; at++) {
            int ref = ref(at);
            Integrity.check(slab.live(ref), "dead ref at place", at);
            Integrity.check(place.get(ref) == at, "place and ref disagree at place", at);
            Integrity.check(deadline.get(ref) != Deadlines.NO_DEADLINE, "no deadline at place", at);
        }
        int placed = 0;
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            boolean in = place.get(ref) != NOWHERE;
            Integrity.check(
                    in == (deadline.get(ref) != Deadlines.NO_DEADLINE), "deadline without place or reverse, ref", ref);
            placed += in ? 1 : 0;
        }
        Integrity.check(placed == size, "refs with a place", placed);
        int needed = (size + PAGE_MASK) >>> PAGE_LOG2;
        Integrity.check(pages == needed || pages == needed + 1, "pages", pages);
        Integrity.check(account.bytes() == (long) pages * PAGE_BYTES, "bytes charged", account.bytes());
    }

    @Override
    public String toString() {
        return "DeadlineArray[" + size + "]";
    }
}
