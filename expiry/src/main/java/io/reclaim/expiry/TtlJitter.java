package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/**
 * Shortens times to live at random, so that entries that were written together do not expire together.
 *
 * <p>Never lengthens one: who asks for a minute may rely on it as the most. O(1), allocates nothing. As thread-safe as
 * its random source.
 */
public final class TtlJitter {
    private final double share;
    private final RandomGenerator random;

    /**
     * A jitter of a size.
     *
     * @param percent by how much a time to live is shortened at most, 0 to 100
     * @param random where chance comes from
     */
    public TtlJitter(double percent, RandomGenerator random) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be 0 to 100: " + percent);
        }
        this.share = percent / 100;
        this.random = requireNonNull(random, "random");
    }

    /**
     * A time to live that is somewhat shorter.
     *
     * @param ttlMillis how long at most
     * @return uniform between (100 - percent) % of it and all of it, at least 1 if the argument is; the argument if that is
     *     zero or negative
     */
    public long apply(long ttlMillis) {
        if (ttlMillis <= 0) {
            return ttlMillis;
        }
        long less = (long) (random.nextDouble() * share * ttlMillis);
        return Math.max(1, ttlMillis - less);
    }
}
