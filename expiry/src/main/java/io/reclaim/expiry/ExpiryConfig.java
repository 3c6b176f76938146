package io.reclaim.expiry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Settings of an {@link ExpiryCycle}.
 *
 * @param ticksPerSecond how often the slow cycle runs, 1 to 500
 * @param keysPerLoop keys that one loop looks at, 1 to 2^20
 * @param acceptableStalePercent a loop that found more stale than this is followed by another, 0 to 100
 * @param slowCpuPercent share of each tick that a slow cycle may take, 1 to 100
 * @param fastNanos how long a fast cycle may take, {@code > 0}
 * @param randomKeys whether a loop draws keys at random (Redis up to 5) or goes on where the last one ended
 * @param quirks faults of Redis to have
 */
public record ExpiryConfig(
        int ticksPerSecond,
        int keysPerLoop,
        int acceptableStalePercent,
        int slowCpuPercent,
        long fastNanos,
        boolean randomKeys,
        Set<ExpiryQuirk> quirks) {

    /**
     * Checks the arguments and copies the quirks.
     *
     * @param ticksPerSecond see the record
     * @param keysPerLoop see the record
     * @param acceptableStalePercent see the record
     * @param slowCpuPercent see the record
     * @param fastNanos see the record
     * @param randomKeys see the record
     * @param quirks see the record
     */
    public ExpiryConfig {
        check("ticksPerSecond", ticksPerSecond, 1, 500);
        check("keysPerLoop", keysPerLoop, 1, 1 << 20);
        check("acceptableStalePercent", acceptableStalePercent, 0, 100);
        check("slowCpuPercent", slowCpuPercent, 1, 100);
        if (fastNanos <= 0) {
            throw new IllegalArgumentException("fastNanos must be positive: " + fastNanos);
        }
        quirks = Set.copyOf(quirks);
    }

    /**
     * Redis' {@code active-expire-effort}, repaired: each step of effort looks at 5 more keys a loop, tolerates 1 % less
     * stale ones, takes 2 % more CPU and a quarter of a millisecond more in a fast cycle.
     *
     * @param effort 1 to 10
     * @return ten ticks a second; at effort 1: 20 keys, 10 %, 25 % CPU, 1 ms
     */
    public static ExpiryConfig effort(int effort) {
        check("effort", effort, 1, 10);
        int e = effort - 1;
        return new ExpiryConfig(10, 20 + 5 * e, 10 - e, 25 + 2 * e, 1_000_000 + 250_000L * e, false, Set.of());
    }

    /**
     * Redis up to version 5: ten times a second, 20 random keys, again while more than a quarter of them was stale.
     *
     * @return the settings, repaired
     */
    public static ExpiryConfig classic() {
        return new ExpiryConfig(10, 20, 25, 25, 1_000_000, true, Set.of());
    }

    /**
     * These settings with faults of Redis, and no others.
     *
     * @param wanted the faults
     * @return a copy
     */
    public ExpiryConfig withQuirks(ExpiryQuirk... wanted) {
        Set<ExpiryQuirk> set = EnumSet.noneOf(ExpiryQuirk.class);
        Collections.addAll(set, wanted);
        return new ExpiryConfig(
                ticksPerSecond, keysPerLoop, acceptableStalePercent, slowCpuPercent, fastNanos, randomKeys, set);
    }

    /**
     * How long a slow cycle may take.
     *
     * @return nanoseconds: its share of a tick
     */
    public long slowNanos() {
        return slowCpuPercent * 1_000_000_000L / ticksPerSecond / 100;
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }
}
