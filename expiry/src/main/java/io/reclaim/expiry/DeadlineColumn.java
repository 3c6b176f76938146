package io.reclaim.expiry;

import io.reclaim.core.EntrySample;
import io.reclaim.core.LongColumn;
import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import io.reclaim.core.ScannedPopulation;

/**
 * The deadline in the row of every entry of a slab, and how many have one.
 *
 * <p>{@code get} and {@code set} are for live refs, {@code attribute} is for any. O(1) each. Not thread-safe.
 */
final class DeadlineColumn {
    private final RefSlab slab;
    private final LongColumn millis;
    private int size;

    /** Declares the column {@code deadline}. */
    DeadlineColumn(RefSlab slab) {
        this.slab = slab;
        this.millis = slab.rows().longColumn("deadline", Deadlines.NO_DEADLINE);
    }

    /** How many entries have a deadline. */
    int size() {
        return size;
    }

    /** A live entry's deadline or {@link Deadlines#NO_DEADLINE}. */
    long get(int ref) {
        return millis.get(ref);
    }

    /** Gives an entry its first deadline. */
    void enter(int ref, long deadlineMillis) {
        millis.set(ref, deadlineMillis);
        size++;
    }

    /** Gives an entry that has a deadline another. */
    void set(int ref, long deadlineMillis) {
        millis.set(ref, deadlineMillis);
    }

    /** Takes the deadline away from an entry that has one. */
    void leave(int ref) {
        millis.set(ref, Deadlines.NO_DEADLINE);
        size--;
    }

    /** Whether an entry, live or not, is live and has a deadline. */
    boolean timed(int ref) {
        return slab.live(ref) && millis.get(ref) != Deadlines.NO_DEADLINE;
    }

    /** As {@link Population#attribute}: the deadline in milliseconds. */
    long attribute(int ref) {
        return timed(ref) ? millis.get(ref) : Population.GONE;
    }

    /** A scan downward over the refs of the slab, as {@link ScannedPopulation#scan}; a place is a live ref. */
    long scan(long cursor, int maxPlaces, EntrySample into) {
        int at = cursor == ScannedPopulation.START ? slab.bound() : (int) Math.min(cursor, slab.bound());
        for (int left = maxPlaces; left > 0 && !into.full(); left--) {
            at = slab.previousLive(at);
            if (at == RefSlab.NO_REF) {
                return ScannedPopulation.START;
            }
            long deadline = millis.get(at);
            if (deadline != Deadlines.NO_DEADLINE) {
                into.add(at, deadline);
            }
        }
        return slab.previousLive(at) == RefSlab.NO_REF ? ScannedPopulation.START : at;
    }

    /** Counts those with a deadline, in O(live refs). */
    void checkIntegrity() {
        int count = 0;
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            count += millis.get(ref) == Deadlines.NO_DEADLINE ? 0 : 1;
        }
        Integrity.check(count == size, "refs with a deadline", size);
    }
}
