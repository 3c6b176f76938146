package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import java.util.function.IntToLongFunction;

/**
 * What the owner of entries knows and the policy does not, as a change of their coldness: size, price, or that an entry
 * must stay.
 *
 * <p>Called for every draw. It must not throw, nor change the population.
 */
@FunctionalInterface
public interface CandidateWeight {
    /** The answer for an entry that must not be evicted now. */
    long PINNED = -1;

    /** Goes by the policy alone. */
    CandidateWeight NONE = (ref, coldness) -> coldness;

    /**
     * Weighs a candidate.
     *
     * @param ref a live entry
     * @param coldness what the policy says of it, {@code >= 0}
     * @return the coldness to go by, higher goes first, {@code >= 0}, or {@link #PINNED}
     */
    long weigh(int ref, long coldness);

    /**
     * Weighs by size: an entry that takes more room has to be worth more. To be used with policies whose coldness is a
     * ratio scale: {@link HitDensity}, {@link ApproximateLru}, {@link LeastRecentlyModified}.
     *
     * @param bytes the size of an entry, {@code >= 1}
     * @param beta 1: as many hits as possible; 0: as many bytes hit as possible; or between
     * @return coldness times {@code bytes} to the power {@code beta}
     */
    static CandidateWeight bytes(IntToLongFunction bytes, double beta) {
        requireNonNull(bytes, "bytes");
        if (!(beta >= 0 && beta <= 1)) {
            throw new IllegalArgumentException("beta must be 0 to 1: " + beta);
        }
        if (beta == 1) {
            return (ref, coldness) -> (long) ((double) coldness * (double) bytes.applyAsLong(ref));
        }
        return (ref, coldness) -> (long) ((double) coldness * Math.pow((double) bytes.applyAsLong(ref), beta));
    }
}
