package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/**
 * Decides whether a reader recomputes a value before it expires, with a probability that grows toward the deadline, so
 * that many readers of one value do not all find it gone at once.
 *
 * <p>Each reader asks on its own, without coordination: {@code recompute(..)} is true with the probability {@code
 * exp(-left / (beta * cost))}, left being the time to the deadline and cost how long a recomputation takes. At and after
 * the deadline it is certain.
 *
 * <p>Why this law: the first reader to recompute leaves its value behind after the cost; who decides to recompute within
 * that time does so in vain. An exponential is the only law for which the ratio of the chances to decide now and a cost
 * later, {@code exp(1 / beta)}, is the same at all times, whatever the rate of reads; of all laws that keep those who
 * recompute in vain below a bound, it begins the latest before the deadline.
 *
 * <p>O(1), allocates nothing. As thread-safe as its random source.
 *
 * @see "A. Vattani, F. Chierichetti, K. Lowenstein, Optimal Probabilistic Cache Stampede Prevention, PVLDB 8(8), 2015"
 */
public final class EarlyExpiration {
    private final double beta;
    private final RandomGenerator random;

    /**
     * A decision of a given eagerness.
     *
     * @param beta 1 is the paper's choice; more recomputes earlier; above 0
     * @param random where chance comes from
     */
    public EarlyExpiration(double beta, RandomGenerator random) {
        if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("beta must be positive and finite: " + beta);
        }
        this.beta = beta;
        this.random = requireNonNull(random, "random");
    }

    /**
     * Whether to recompute now.
     *
     * @param deadlineMillis when the value expires, or {@link Deadlines#NO_DEADLINE}
     * @param costMillis how long a recomputation takes, {@code >= 0}
     * @param nowMillis the time
     * @return whether this reader should; never for a value without a deadline
     */
    public boolean recompute(long deadlineMillis, double costMillis, long nowMillis) {
        if (deadlineMillis == Deadlines.NO_DEADLINE) {
            return false;
        }
        double unit = 1 - random.nextDouble(); // above 0, at most 1
        return -beta * costMillis * Math.log(unit) >= (double) deadlineMillis - nowMillis;
    }
}
