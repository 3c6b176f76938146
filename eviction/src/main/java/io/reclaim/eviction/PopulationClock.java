package io.reclaim.eviction;

/**
 * Time in accesses relative to a population: a tick is a sixteenth of as many accesses as there are entries, so that ages
 * mean the same at every size.
 *
 * <p>All methods are O(1) and allocate nothing. Not thread-safe.
 */
final class PopulationClock {
    /** Ticks for as many accesses as there are entries. */
    static final int TICKS = 16;

    /*
     * While a population fills up, nobody knows how large it will be, and ticks are as short as it is small. When it is
     * full, an entry that came early looks old: of C different accesses the first is 16 (1 + ln(C/16)) ticks ago, not 16.
     * So until then lengths of ticks are powers of two, and it is remembered when each began. What happened before is
     * counted again in ticks of the length at the end:
     *
     *     length    1  1  1 ..  2  2  2  ..  4   4   4  ..  | length of a full population
     *               ^ began[0]  ^ began[1]   ^ began[2]     | filled
     *                      ^ then                           `---- fresh ----' now
     *
     *     age = fresh + accesses from then until filled / length
     *
     * Ages put right, together with forgetting what was counted by wrong ones, are 0.2 points in the mean of 44 cold starts
     * (the module's README, Tried).
     */

    private static final int LENGTHS = 32;
    /** Nobody is left from before; and times of 24 bits are not to become ambiguous. */
    private static final int FORGOTTEN = 1 << 20;

    private static final int NOTHING_BEFORE = Integer.MAX_VALUE;

    private int now;
    /** Ages up to this one are in ticks of a full population. */
    private int fresh = NOTHING_BEFORE;

    private boolean filling = true;
    private int longest;
    private final int[] began = new int[LENGTHS];
    private final double[] ticksAfter = new double[LENGTHS];
    private double fullLength;

    PopulationClock() {
        this(0);
    }

    /** A clock that has counted some ticks already. */
    PopulationClock(int now) {
        this.now = now;
        began[0] = now;
    }

    /** Ticks since the beginning; wraps. */
    int now() {
        return now;
    }

    /** Begins the next tick; how many accesses it takes. */
    int tick(int entries) {
        now++;
        int length = Math.max(1, entries / TICKS);
        if (filling) {
            int log2 = 31 - Integer.numberOfLeadingZeros(length);
            while (longest < log2) {
                began[++longest] = now;
            }
            return 1 << longest;
        }
        if (fresh != NOTHING_BEFORE && ++fresh == FORGOTTEN) {
            fresh = NOTHING_BEFORE;
        }
        return length;
    }

    /** The population has as many entries as it will have. Counts the first time. */
    void filled(int entries) {
        if (!filling) {
            return;
        }
        filling = false;
        fresh = 0;
        fullLength = Math.max(1 << longest, entries / TICKS); // after removals, too, no age grows
        int end = now;
        double after = 0;
        for (int i = longest; i >= 0; i--) {
            ticksAfter[i] = after;
            after += ticks(i, end - began[i]);
            end = began[i];
            began[i] -= now; // from now on counted from here
        }
    }

    /** How many of a full population's ticks are so many of a length. */
    private double ticks(int log2, int count) {
        return count * (double) (1 << log2) / fullLength;
    }

    /** An age, from the ticks that were counted since. */
    int age(int counted) {
        return counted <= fresh ? counted : ageOfOld(counted);
    }

    private int ageOfOld(int counted) {
        int then = fresh - counted;
        int i = longest;
        while (i > 0 && began[i] > then) {
            i--;
        }
        int end = i == longest ? 0 : began[i + 1];
        return (int) (fresh + ticksAfter[i] + ticks(i, end - then));
    }

    /**
     * Checks that lengths began one after the other.
     *
     * @throws IllegalStateException if not
     */
    void checkIntegrity() {
        for (int i = 1; i <= longest; i++) {
            if (began[i] - began[i - 1] < 0) {
                throw new IllegalStateException("ticks of 2^" + i + " began before those of 2^" + (i - 1));
            }
        }
    }

    @Override
    public String toString() {
        return "PopulationClock[now=" + now + ", filling=" + filling + "]";
    }
}
