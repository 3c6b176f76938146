package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/**
 * Counts hits in 8 bits, each step less likely the higher the count already is.
 *
 * <p>Use it to rank entries by frequency; it cannot tell 1,000,000 hits from 1,100,000. With factor 10 it reaches its
 * end after about 311,500 hits.
 *
 * <p>A counter {@code c} goes up with probability {@code 1 / ((c - 5) * factor + 1)}, always while {@code c <= 5}, never
 * at 255. After {@code n} hits its mean is about {@code 5 + sqrt(2 n / factor)}.
 *
 * <p>{@code increment} is O(1): one random number and one comparison; allocates nothing, reads no clock. 2 KB here, 1
 * byte per counter with the caller. Not thread-safe, as its random source is not.
 *
 * @see "R. Morris, Counting Large Numbers of Events in Small Registers, CACM 1978; Redis evict.c, LFULogIncr"
 */
public final class MorrisCounter {
    /** Where a counter starts, so that a new entry is not the coldest of all. */
    public static final int INITIAL = 5;

    /** Where a counter ends. */
    public static final int MAX = 255;

    /** The default of Redis' {@code lfu-log-factor}. */
    public static final int DEFAULT_FACTOR = 10;

    private final double[] probabilities = new double[MAX + 1];
    private final int factor;
    private final RandomGenerator random;

    /**
     * A way of counting.
     *
     * @param factor how much each step is less likely than the one before, {@code >= 0}; 0 counts every hit
     * @param random where the chances come from
     */
    public MorrisCounter(int factor, RandomGenerator random) {
        if (factor < 0) {
            throw new IllegalArgumentException("factor must not be negative: " + factor);
        }
        this.factor = factor;
        this.random = requireNonNull(random, "random");
        for (int counter = 0; counter <= MAX; counter++) {
            probabilities[counter] = probability(counter, factor);
        }
    }

    /**
     * The chance that a hit raises a counter.
     *
     * @param counter 0 to {@link #MAX}
     * @param factor {@code >= 0}
     * @return 0 to 1
     */
    public static double probability(int counter, int factor) {
        if (counter < 0 || counter > MAX) {
            throw new IllegalArgumentException("counter must be 0 to " + MAX + ": " + counter);
        }
        if (factor < 0) {
            throw new IllegalArgumentException("factor must not be negative: " + factor);
        }
        return counter == MAX ? 0 : 1.0 / ((double) Math.max(0, counter - INITIAL) * factor + 1);
    }

    /**
     * Counts a hit.
     *
     * @param counter 0 to {@link #MAX}
     * @return the counter or one more
     */
    public int increment(int counter) {
        double probability = probabilities[counter];
        return probability >= 1 || random.nextDouble() < probability ? counter + 1 : counter;
    }

    /**
     * How much each step is less likely than the one before.
     *
     * @return as constructed
     */
    public int factor() {
        return factor;
    }

    @Override
    public String toString() {
        return "MorrisCounter[factor=" + factor + "]";
    }
}
