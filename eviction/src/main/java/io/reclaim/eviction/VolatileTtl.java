package io.reclaim.eviction;

/**
 * Sooner to expire, sooner to go. To be used with a population whose attribute is the deadline in milliseconds; keeps no
 * metadata. Stateless, thread-safe.
 *
 * @see "Redis evict.c, evictionPoolPopulate, MAXMEMORY_VOLATILE_TTL"
 */
public final class VolatileTtl implements EvictionPolicy {

    /** The policy. */
    public VolatileTtl() {}

    @Override
    public int admit(int hash, long nowMillis) {
        return 0;
    }

    @Override
    public int touch(int metadata, long nowMillis) {
        return metadata;
    }

    /** Counts down as the deadline goes up. */
    @Override
    public long coldness(long attribute, long nowMillis) {
        return Long.MAX_VALUE - attribute;
    }

    @Override
    public String toString() {
        return "VolatileTtl";
    }
}
