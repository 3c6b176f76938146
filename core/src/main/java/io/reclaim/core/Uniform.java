package io.reclaim.core;

import java.util.random.RandomGenerator;

/** Uniform whole numbers without a division and without a loop. */
public final class Uniform {
    private Uniform() {}

    /**
     * Draws a number below a bound: one draw of 64 bits, one multiplication. The shares of two numbers differ by at
     * most {@code bound / 2^63}.
     *
     * @param random where the bits come from
     * @param bound one more than the largest result, {@code >= 1}
     * @return 0 to {@code bound - 1}
     * @see "D. Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 2019"
     */
    public static int below(RandomGenerator random, int bound) {
        return (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) bound << 1);
    }
}
