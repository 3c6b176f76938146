package io.reclaim.eviction;

import io.reclaim.core.Population;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What happens when memory is full, under the ten names of Redis' {@code maxmemory-policy}, and {@code hit-density}.
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
    VOLATILE_TTL("volatile-ttl", Ranking.TTL, true),
    /** The one that is expected to give the fewest hits for its room; not of Redis. See {@link HitDensity}. */
    HIT_DENSITY("hit-density", Ranking.DENSITY, false);

    private static final int DENSITY_SAMPLES = 10;

    private enum Ranking {
        NONE,
        LRU,
        LFU,
        LRM,
        RANDOM,
        TTL,
        DENSITY
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
     * @return the setting, or 1 where all entries are alike, or at least 10 for {@link #HIT_DENSITY}
     */
    public int samples(EvictionConfig config) {
        return switch (ranking) {
            case RANDOM -> 1;
            case DENSITY -> Math.max(DENSITY_SAMPLES, config.samples());
            default -> config.samples();
        };
    }

    /**
     * Whether newcomers are to be offered to the evictor, that one may be found less worthy than all others.
     *
     * @return true for {@link #HIT_DENSITY}
     */
    public boolean offersNewcomers() {
        return ranking == Ranking.DENSITY;
    }

    /**
     * The ranking as an object, for a store that charges what it takes.
     *
     * @param config the settings
     * @param random where chances come from
     * @param population whose entries are ranked
     * @param ghosts charged for what a policy keeps of evicted entries
     * @param mayGrow asked before bytes are charged
     * @return a new policy; for {@link #NOEVICTION} one that ranks by use, so that metadata are of use after a change
     */
    public EvictionPolicy ranking(
            EvictionConfig config,
            RandomGenerator random,
            Population population,
            MemoryAccount ghosts,
            LongPredicate mayGrow) {
        return ranking == Ranking.DENSITY ? new HitDensity(population, 0, ghosts, mayGrow) : ranking(config, random);
    }

    /**
     * The ranking as an object, where it needs nothing but metadata.
     *
     * @param config the settings
     * @param random where chances come from
     * @return a new policy; for {@link #NOEVICTION} one that ranks by use, so that metadata are of use after a change
     * @throws IllegalStateException for {@link #HIT_DENSITY}, which needs its population
     */
    public EvictionPolicy ranking(EvictionConfig config, RandomGenerator random) {
        return switch (ranking) {
            case NONE, LRU -> new ApproximateLru(config.clock());
            case LFU -> new LogarithmicLfu(new MorrisCounter(config.lfuLogFactor(), random), config.lfuDecayMinutes());
            case LRM -> new LeastRecentlyModified(config.clock());
            case RANDOM -> new RandomEviction();
            case TTL -> new VolatileTtl();
            case DENSITY -> throw new IllegalStateException("policy needs its population: " + redisName);
        };
    }

    @Override
    public String toString() {
        return redisName;
    }
}
