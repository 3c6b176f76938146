package io.reclaim.expiry;

import io.reclaim.core.WorkBudget;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Keys written at once, with times to live uniform from 1 to 60 seconds, under a cycle in virtual time. */
final class UniformWorkload {
    static final int TICK_MILLIS = 100;
    /** What a removal is taken to cost; it turns a budget of time into one of units. */
    private static final long KEY_NANOS = 800;

    private final CycleFixture fixture;
    private final ExpiryConfig config;
    private final long[] deadlines;
    private final boolean offerFast;
    private int due;
    final ExpiryCycle cycle;

    UniformWorkload(int keys, ExpiryConfig config, boolean offerFast, long seed) {
        this.config = config;
        this.offerFast = offerFast;
        fixture = new CycleFixture(seed);
        cycle = fixture.cycle(config);
        SplittableRandom random = new SplittableRandom(seed);
        deadlines = random.longs(keys, 1000, 60_000).toArray();
        for (long deadline : deadlines) {
            fixture.add(deadline);
        }
        Arrays.sort(deadlines);
    }

    /** Keys that become stale in a tick. */
    double stalePerTick() {
        return (double) deadlines.length * TICK_MILLIS / 59_000;
    }

    /** Runs from the beginning; returns the mean of the stale share, taken before each tick of the time given. */
    double meanStaleShare(long fromMillis, long toMillis) {
        double sum = 0;
        for (long now = 1; now <= toMillis; now++) {
            while (due < deadlines.length && deadlines[due] <= now) {
                due++;
            }
            if (now % TICK_MILLIS == 0) {
                sum += now > fromMillis ? staleShare() : 0;
                fixture.step(cycle, now, WorkBudget.ofUnits(config.slowNanos() / KEY_NANOS));
            }
            if (offerFast) {
                fixture.nowMillis = now;
                cycle.fast().step(now, WorkBudget.ofUnits(config.fastNanos() / KEY_NANOS));
            }
        }
        return sum * TICK_MILLIS / (toMillis - fromMillis);
    }

    private double staleShare() {
        return (double) (due - fixture.removed.size()) / fixture.table.size();
    }
}
