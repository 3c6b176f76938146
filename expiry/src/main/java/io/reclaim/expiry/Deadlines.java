package io.reclaim.expiry;

/** Arithmetic of deadlines: absolute times in milliseconds, {@code >= 0}, that saturate instead of overflowing. */
public final class Deadlines {
    /** The deadline of an entry that has none. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** The latest deadline there is. */
    public static final long LATEST = Long.MAX_VALUE - 1;

    private Deadlines() {}

    /**
     * A time from now.
     *
     * @param nowMillis the time
     * @param ttlMillis how long to live from then; zero or negative means to be stale at once
     * @return the deadline, between 0 and {@link #LATEST}
     */
    public static long after(long nowMillis, long ttlMillis) {
        long sum = nowMillis + ttlMillis;
        boolean overflow = ((nowMillis ^ sum) & (ttlMillis ^ sum)) < 0;
        if (overflow) {
            return ttlMillis > 0 ? LATEST : 0;
        }
        return at(sum);
    }

    /**
     * An absolute time as a deadline.
     *
     * @param millis any time
     * @return the nearest that is between 0 and {@link #LATEST}
     */
    public static long at(long millis) {
        return Math.max(0, Math.min(LATEST, millis));
    }

    /**
     * Whether a deadline is reached.
     *
     * @param deadlineMillis a deadline or {@link #NO_DEADLINE}
     * @param nowMillis the time
     * @return true if {@code now >= deadline}
     */
    public static boolean stale(long deadlineMillis, long nowMillis) {
        return nowMillis >= deadlineMillis && deadlineMillis != NO_DEADLINE;
    }

    /**
     * How long is left.
     *
     * @param deadlineMillis a deadline
     * @param nowMillis the time
     * @return milliseconds, 0 if the deadline is reached; {@link #NO_DEADLINE} if there is none
     */
    public static long remaining(long deadlineMillis, long nowMillis) {
        if (deadlineMillis == NO_DEADLINE) {
            return NO_DEADLINE;
        }
        if (nowMillis >= deadlineMillis) {
            return 0;
        }
        long left = deadlineMillis - nowMillis;
        return left < 0 ? LATEST : Math.min(left, LATEST);
    }
}
