package io.reclaim.benchmarks.hashtable;

/**
 * What one operation took, in an {@code int}: nanoseconds up to a second, 1,024 of them beyond, up to 18 minutes; and
 * whether a garbage collection ran meanwhile.
 *
 * <p>Codes as unsigned numbers are ordered: those with a collection after all others, then by time.
 */
final class TimeCode {
    /*
     *     31         30       29                    0
     *     | collected | coarse | nanos or nanos >> 10 |
     *
     * An int, because there is one for every operation: with longs 64 million entries would need 2.5 GB of them.
     */

    private static final int COLLECTED = 1 << 31;
    private static final int COARSE = 1 << 30;
    private static final int COARSE_LOG2 = 10;

    /** The longest time that can be told, about 18 minutes; longer ones are taken for it. */
    static final long LONGEST_NANOS = ((long) COARSE - 1) << COARSE_LOG2;

    private TimeCode() {}

    static int of(long nanos, boolean collected) {
        int time;
        if (nanos < COARSE) {
            time = (int) Math.max(0, nanos);
        } else {
            time = COARSE | (int) (Math.min(nanos, LONGEST_NANOS) >>> COARSE_LOG2);
        }
        return collected ? time | COLLECTED : time;
    }

    static long nanos(int code) {
        long time = code & COARSE - 1;
        return (code & COARSE) == 0 ? time : time << COARSE_LOG2;
    }

    static boolean collected(int code) {
        return (code & COLLECTED) != 0;
    }

    /** Of two times of the same operation, the one that tells more of the operation itself. */
    static int lesser(int one, int other) {
        return Integer.compareUnsigned(one, other) <= 0 ? one : other;
    }
}
