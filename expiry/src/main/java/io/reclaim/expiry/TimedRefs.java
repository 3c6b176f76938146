package io.reclaim.expiry;

import io.reclaim.core.EntrySample;
import io.reclaim.core.LongColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.ScannedPopulation;

/** The refs of a slab that have a deadline, found by walking it. */
final class TimedRefs {
    private TimedRefs() {}

    /** A scan downward over live refs, as {@link ScannedPopulation#scan}; a place is a live ref. */
    static long scan(RefSlab slab, LongColumn deadline, long cursor, int maxPlaces, EntrySample into) {
        int at = cursor == ScannedPopulation.START ? slab.bound() : (int) Math.min(cursor, slab.bound());
        for (int left = maxPlaces; left > 0 && !into.full(); left--) {
            at = slab.previousLive(at);
            if (at == RefSlab.NO_REF) {
                return ScannedPopulation.START;
            }
            long millis = deadline.get(at);
            if (millis != Deadlines.NO_DEADLINE) {
                into.add(at, millis);
            }
        }
        return slab.previousLive(at) == RefSlab.NO_REF ? ScannedPopulation.START : at;
    }

    /** How many have a deadline, in O(live refs). */
    static int count(RefSlab slab, LongColumn deadline) {
        int count = 0;
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            count += deadline.get(ref) == Deadlines.NO_DEADLINE ? 0 : 1;
        }
        return count;
    }
}
