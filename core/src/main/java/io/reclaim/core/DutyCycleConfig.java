package io.reclaim.core;

/**
 * How often a {@link DutyCycle} runs and how long a tick may take.
 *
 * @param ticksPerSecond runs a second, 1 to 500 (Redis: {@code hz})
 * @param nanosPerTick time that all works of one tick may take together, in nanoseconds, {@code > 0}
 */
public record DutyCycleConfig(int ticksPerSecond, long nanosPerTick) {

    /**
     * Checks the arguments.
     *
     * @param ticksPerSecond see the record
     * @param nanosPerTick see the record
     */
    public DutyCycleConfig {
        if (ticksPerSecond < 1 || ticksPerSecond > 500) {
            throw new IllegalArgumentException("ticksPerSecond must be 1 to 500: " + ticksPerSecond);
        }
        if (nanosPerTick <= 0) {
            throw new IllegalArgumentException("nanosPerTick must be positive: " + nanosPerTick);
        }
    }

    /**
     * Ten ticks a second of at most 50 ms.
     *
     * @return the defaults
     */
    public static DutyCycleConfig defaults() {
        return new DutyCycleConfig(10, 50_000_000);
    }

    /**
     * The time between two ticks.
     *
     * @return milliseconds, at least 2
     */
    public long periodMillis() {
        return 1000 / ticksPerSecond;
    }
}
