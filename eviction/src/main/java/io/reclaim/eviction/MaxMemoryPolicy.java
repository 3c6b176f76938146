package io.reclaim.eviction;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What happens when memory is full, under the ten names of Redis' {@code maxmemory-policy}.
 *
 * @see "redis.conf, maxmemory-policy"
 */
public enum MaxMemoryPolicy {
    /** Writes are refused. */
    NOEVICTION("noeviction", Ranking.NONE, false),
    /** The least recently used of all. */
    ALLKEYS_LRU("allkeys-lru", Ranking.LRU, false),
    /** The least frequently used of all. */
    ALLKEYS_LFU("allkeys-lfu", Ranking.LFU, false),
    /** The least recently modified of all. */
    ALLKEYS_LRM("allkeys-lrm", Ranking.LRM, false),
    /** Any. */
    ALLKEYS_RANDOM("allkeys-random", Ranking.RANDOM, false),
    /** The least recently used of those with a deadline. */
    VOLATILE_LRU("volatile-lru", Ranking.LRU, true),
    /** The least frequently used of those with a deadline. */
    VOLATILE_LFU("volatile-lfu", Ranking.LFU, true),
    /** The least recently modified of those with a deadline. */
    VOLATILE_LRM("volatile-lrm", Ranking.LRM, true),
    /** Any of those with a deadline. */
    VOLATILE_RANDOM("volatile-random", Ranking.RANDOM, true),
    /** The one with the nearest deadline. */
    VOLATILE_TTL("volatile-ttl", Ranking.TTL, true);

    private enum Ranking {
        NONE,
        LRU,
        LFU,
        LRM,
        RANDOM,
        TTL
    }

    private final String redisName;
    private final Ranking ranking;
    private final boolean onlyVolatile;

    MaxMemoryPolicy(String redisName, Ranking ranking, boolean onlyVolatile) {
        this.redisName = redisName;
        this.ranking = ranking;
        this.onlyVolatile = onlyVolatile;
    }

    /**
     * The policy of a name.
     *
     * @param redisName for instance {@code allkeys-lfu}
     * @return the policy
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public static MaxMemoryPolicy of(String redisName) {
        for (MaxMemoryPolicy policy : values()) {
            if (policy.redisName.equals(redisName)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("no such policy: " + redisName + "; there are " + names());
    }

    /**
     * All names.
     *
     * @return the names, separated by commas
     */
    public static String names() {
        return Arrays.stream(values()).map(policy -> policy.redisName).collect(Collectors.joining(", "));
    }

    /**
     * The name in redis.conf.
     *
     * @return for instance {@code allkeys-lfu}
     */
    public String redisName() {
        return redisName;
    }

    /**
     * Whether anything is ever evicted.
     *
     * @return false for {@link #NOEVICTION}
     */
    public boolean evicts() {
        return ranking != Ranking.NONE;
    }

    /**
     * Whether only entries with a deadline are evicted.
     *
     * @return true for the {@code volatile} ones
     */
    public boolean onlyVolatile() {
        return onlyVolatile;
    }

    /**
     * Whether the attribute that ranks entries is their deadline, not their metadata.
     *
     * @return true for {@link #VOLATILE_TTL}
     */
    public boolean ranksByDeadline() {
        return ranking == Ranking.TTL;
    }

    /**
     * How many entries to draw for a victim.
     *
     * @param config the settings
     * @return the setting, or 1 where all entries are alike
     */
    public int samples(EvictionConfig config) {
        return ranking == Ranking.RANDOM ? 1 : config.samples();
    }

    /**
     * The ranking as an object.
     *
     * @param config the settings
     * @param random where chances come from
     * @return a new policy; for {@link #NOEVICTION} one that ranks by use, so that metadata are of use after a change
     */
    public EvictionPolicy ranking(EvictionConfig config, RandomGenerator random) {
        return switch (ranking) {
            case NONE, LRU -> new ApproximateLru(config.clock());
            case LFU -> new LogarithmicLfu(new MorrisCounter(config.lfuLogFactor(), random), config.lfuDecayMinutes());
            case LRM -> new LeastRecentlyModified(config.clock());
            case RANDOM -> new RandomEviction();
            case TTL -> new VolatileTtl();
        };
    }

    @Override
    public String toString() {
        return redisName;
    }
}
