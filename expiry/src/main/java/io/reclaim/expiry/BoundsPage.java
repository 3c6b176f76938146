package io.reclaim.expiry;

import java.util.Arrays;

/**
 * A tournament of 256 lower bounds of deadlines, 16 to one twice over, in an array of ints.
 *
 * <p>{@code lower} is O(1), {@code raise} and {@code next} are at most 32 comparisons, {@code rebase} 273 now and then.
 */
final class BoundsPage {
    /*
     *     [0] least of all | [1..16] of 16 leaves each | [17..272] leaves | [273, 274] epoch | [275] entries
     *
     * A bound is the milliseconds from the epoch to a deadline, saturated: 0 may be any time before, FAR any time after;
     * both are right, being too low. EMPTY is no deadline at all. Once the clock is 2^30 ms, twelve days, beyond the epoch,
     * the next visit moves it: bounds get less by as much, at 0 they stay.
     */
    static final int LEAVES = 256;
    static final int COUNT = 275;
    static final int BYTES = 16 + (COUNT + 1) * Integer.BYTES;
    private static final int FAN_LOG2 = 4;
    private static final int FAN = 1 << FAN_LOG2;
    private static final int MIDDLE = 1;
    private static final int LEAF = MIDDLE + FAN;
    private static final int EPOCH = 273;
    private static final int EMPTY = Integer.MAX_VALUE;
    private static final int FAR = EMPTY - 1;
    private static final long REBASE_MILLIS = 1L << 30;
    private static final int NONE = -1;

    private BoundsPage() {}

    static int[] make(long epochMillis) {
        int[] page = new int[COUNT + 1];
        Arrays.fill(page, 0, EPOCH, EMPTY);
        epoch(page, Math.max(0, epochMillis));
        return page;
    }

    private static long epoch(int[] page) {
        return (page[EPOCH] & 0xffff_ffffL) | ((long) page[EPOCH + 1] << 32);
    }

    private static void epoch(int[] page, long millis) {
        page[EPOCH] = (int) millis;
        page[EPOCH + 1] = (int) (millis >>> 32);
    }

    private static int since(int[] page, long millis) {
        return millis == Deadlines.NO_DEADLINE ? EMPTY : (int) Math.max(0, Math.min(FAR, millis - epoch(page)));
    }

    private static long absolute(int[] page, int since) {
        return since == EMPTY ? Deadlines.NO_DEADLINE : since == 0 ? 0 : epoch(page) + since;
    }

    /** A bound as a time. */
    static long bound(int[] page, int leaf) {
        return absolute(page, page[LEAF + leaf]);
    }

    /** The least bound as a time. */
    static long least(int[] page) {
        return absolute(page, page[0]);
    }

    /** Makes a bound as low as a deadline; whether the least of all became lower. */
    static boolean lower(int[] page, int leaf, long millis) {
        int since = since(page, millis);
        if (page[LEAF + leaf] <= since) {
            return false;
        }
        page[LEAF + leaf] = since;
        int middle = MIDDLE + (leaf >>> FAN_LOG2);
        if (page[middle] <= since) {
            return false;
        }
        page[middle] = since;
        if (page[0] <= since) {
            return false;
        }
        page[0] = since;
        return true;
    }

    /** Sets a bound, higher than it was or not, and computes those above. */
    static void raise(int[] page, int leaf, long millis) {
        page[LEAF + leaf] = since(page, millis);
        int sixteen = leaf >>> FAN_LOG2;
        page[MIDDLE + sixteen] = least(page, LEAF + (sixteen << FAN_LOG2));
        page[0] = least(page, MIDDLE);
    }

    private static int least(int[] page, int from) {
        int least = EMPTY;
        for (int i = from; i < from + FAN; i++) {
            least = Math.min(least, page[i]);
        }
        return least;
    }

    /** The first leaf from one on whose bound is reached, or NONE. */
    static int next(int[] page, int from, long nowMillis) {
        // Before the epoch only 0 is reached; EMPTY never is.
        int now = (int) Math.max(0, Math.min(FAR, nowMillis - epoch(page)));
        if (page[0] > now) {
            return NONE;
        }
        for (int leaf = from; leaf < LEAVES; ) {
            if ((leaf & (FAN - 1)) == 0 && page[MIDDLE + (leaf >>> FAN_LOG2)] > now) {
                leaf += FAN;
            } else if (page[LEAF + leaf] <= now) {
                return leaf;
            } else {
                leaf++;
            }
        }
        return NONE;
    }

    /**
     * Moves the epoch to a time if that is far beyond it, or before it: the clock went back. A bound of 0 may be any time
     * before and stays.
     */
    static void rebase(int[] page, long nowMillis) {
        long by = nowMillis - epoch(page);
        if (by >= 0 && by < REBASE_MILLIS) {
            return;
        }
        for (int i = 0; i < EPOCH; i++) {
            if (page[i] != EMPTY && page[i] != 0) {
                page[i] = (int) Math.max(0, Math.min(FAR, page[i] - by));
            }
        }
        epoch(page, nowMillis);
    }

    static void checkIntegrity(int[] page) {
        Integrity.check(page[0] == least(page, MIDDLE), "least of all is not that of the sixteens", page[0]);
        for (int sixteen = 0; sixteen < FAN; sixteen++) {
            int below = least(page, LEAF + (sixteen << FAN_LOG2));
            Integrity.check(page[MIDDLE + sixteen] == below, "least of sixteen is not that of the leaves", sixteen);
        }
    }
}
