package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

/**
 * Settings of sampled eviction.
 *
 * @param samples entries drawn at a time for a victim, 1 to 64 (Redis: {@code maxmemory-samples})
 * @param poolSize coldest entries remembered, 1 to 64; 16 in Redis
 * @param lfuLogFactor see {@link MorrisCounter}, {@code >= 0} (Redis: {@code lfu-log-factor})
 * @param lfuDecayMinutes see {@link LogarithmicLfu}, {@code >= 0} (Redis: {@code lfu-decay-time})
 * @param clock of the policies that rank by time
 * @param tenacity how long one step of eviction may take, 0 to 100, see {@link EvictionWork#tenacityNanos} (Redis:
 *     {@code maxmemory-eviction-tenacity})
 */
public record EvictionConfig(
        int samples, int poolSize, int lfuLogFactor, int lfuDecayMinutes, CoarseClock clock, int tenacity) {

    /**
     * Checks the arguments.
     *
     * @param samples see the record
     * @param poolSize see the record
     * @param lfuLogFactor see the record
     * @param lfuDecayMinutes see the record
     * @param clock see the record
     * @param tenacity see the record
     */
    public EvictionConfig {
        check("samples", samples, 1, 64);
        check("poolSize", poolSize, 1, 64);
        check("lfuLogFactor", lfuLogFactor, 0, Integer.MAX_VALUE);
        check("lfuDecayMinutes", lfuDecayMinutes, 0, Integer.MAX_VALUE);
        check("tenacity", tenacity, 0, 100);
        requireNonNull(clock, "clock");
    }

    /**
     * Redis' defaults, but for the clock, which is finer.
     *
     * @return 5 samples, pool of 16, factor 10, decay 1 minute, tenacity 10
     */
    public static EvictionConfig defaults() {
        return new EvictionConfig(
                5,
                16,
                MorrisCounter.DEFAULT_FACTOR,
                LogarithmicLfu.DEFAULT_DECAY_MINUTES,
                ApproximateLru.FINE_CLOCK,
                EvictionWork.DEFAULT_TENACITY);
    }

    /**
     * These settings with another number of samples.
     *
     * @param wanted 1 to 64
     * @return a copy
     */
    public EvictionConfig withSamples(int wanted) {
        return new EvictionConfig(wanted, poolSize, lfuLogFactor, lfuDecayMinutes, clock, tenacity);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
