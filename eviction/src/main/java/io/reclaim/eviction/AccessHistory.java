package io.reclaim.eviction;

/**
 * What {@link HitDensity} knows of an entry, in one {@code int}.
 *
 * <pre>
 * | time of the last access: 24 | frequency: 4 | last interval: 4 |
 *                               `------ history: 8 -------'
 * </pre>
 *
 * <p>Time is in ticks of the policy's clock and wraps. The frequency counts accesses after the first, to 15. The interval
 * is the class of the age at which the entry was accessed last: 0 none yet, 1 under one tick, then one class an octave,
 * 11 for 512 ticks and more. The history falls into {@value #CLASSES} classes: six of the frequency (0, 1, 2, 3-4, 5-8,
 * 9-15) times twelve of the interval.
 *
 * <p>Pure functions; O(1), without branches.
 */
final class AccessHistory {
    static final int FREQUENCY_CLASSES = 6;
    static final int INTERVALS = 12;
    static final int CLASSES = FREQUENCY_CLASSES * INTERVALS;
    static final int HISTORIES = 256;
    /** The history of an entry that nothing is known of. */
    static final int NEW = 0;

    static final int MOST_FREQUENT = 15;

    private static final int HISTORY_BITS = 8;
    private static final int HISTORY_MASK = HISTORIES - 1;
    private static final int TIME_MASK = (1 << 24) - 1;

    private AccessHistory() {}

    static int metadata(int clock, int history) {
        return (clock << HISTORY_BITS) | history;
    }

    static int history(int metadata) {
        return metadata & HISTORY_MASK;
    }

    static int age(int metadata, int clock) {
        return (clock - (metadata >>> HISTORY_BITS)) & TIME_MASK;
    }

    static int frequency(int history) {
        return history >>> 4;
    }

    static int interval(int history) {
        return history & 15;
    }

    /** The history of an entry that is accessed at an age. */
    static int next(int history, int age) {
        return (Math.min(MOST_FREQUENT, frequency(history) + 1) << 4) | intervalOf(age);
    }

    static int intervalOf(int age) {
        return Math.min(INTERVALS - 1, 33 - Integer.numberOfLeadingZeros(age));
    }

    /** The least age of an interval class, {@code >= 1}. */
    static int leastAge(int interval) {
        return interval == 1 ? 0 : 1 << (interval - 2);
    }

    static int frequencyClass(int frequency) {
        return frequency <= 2 ? frequency : Math.min(5, 33 - Integer.numberOfLeadingZeros(frequency - 1));
    }

    static int classOf(int history) {
        return frequencyClass(frequency(history)) * INTERVALS + Math.min(INTERVALS - 1, interval(history));
    }
}
