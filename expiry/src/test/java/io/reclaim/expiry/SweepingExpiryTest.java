package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.EntrySample;
import io.reclaim.core.WorkBudget;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sweep keeps its target, and comes by in time. */
class SweepingExpiryTest {
    @Test
    void step_steadyDeaths_staleShareIsNearTheTarget() {
        ExpiryFixture fixture = new ExpiryFixture(11);
        SweepingExpiry sweep = new SweepingExpiry(fixture.index, fixture, 0.5);
        SplittableRandom random = new SplittableRandom(12);
        double shares = 0;
        double estimates = 0;
        int measured = 0;
        for (int now = 0; now < 30_000; now++) {
            fixture.nowMillis = now;
            for (int i = 0; i < 5; i++) {
                fixture.add(now + 1000 + random.nextInt(9000));
            }
            sweep.step(now, CycleFixture.plenty());
            if (now > 20_000 && now % 50 == 0) {
                shares += stale(fixture, now);
                estimates += sweep.stalePercent();
                measured++;
            }
        }
        assertThat(shares / measured).isBetween(0.35, 0.65);
        assertThat(estimates / measured).isCloseTo(shares / measured, within(0.1));
        fixture.checkIntegrity();
        sweep.checkIntegrity();
    }

    private static double stale(ExpiryFixture fixture, long now) {
        EntrySample all = new EntrySample(fixture.index.size());
        fixture.index.walk(0, fixture.index.size(), all);
        int stale = 0;
        for (int i = 0; i < all.size(); i++) {
            stale += all.attribute(i) <= now ? 1 : 0;
        }
        return 100.0 * stale / all.size();
    }

    @Test
    void step_presentForAWholePass_isRemovedWithinTenSeconds() {
        ExpiryFixture fixture = new ExpiryFixture(13).addAll(20_000, i -> i == 7 ? 100 : ExpiryFixture.FAR);
        SweepingExpiry sweep = new SweepingExpiry(fixture.index, fixture, 0.5);
        for (int now = 0; now <= 100 + SweepingExpiry.LONGEST_PASS_MILLIS + 16; now += 16) {
            fixture.nowMillis = now;
            sweep.step(now, CycleFixture.plenty());
        }
        assertThat(fixture.removed).containsExactly(7);
        assertThatThrownBy(() -> new SweepingExpiry(fixture.index, fixture, 0)).hasMessageContaining("target");
    }

    /** Deaths begin after a long quiet time, when the sweep is at its slowest: a pass in ten seconds. */
    @Test
    void step_deathsBeginAfterQuietTime_foundByProbesLongBeforeAPass() {
        ExpiryFixture fixture = new ExpiryFixture(17).addAll(100_000, i -> 20_000 + (i * 7919L) % 60_000);
        SweepingExpiry sweep = new SweepingExpiry(fixture.index, fixture, 0.5);
        double most = 0;
        for (int now = 0; now < 50_000; now++) {
            fixture.nowMillis = now;
            sweep.step(now, CycleFixture.plenty());
            if (now > 20_000 && now % 20 == 0) {
                most = Math.max(most, stale(fixture, now));
            }
        }
        // 800 draws see 1.25 % as 3 deviations; without them it is 4 % when the first pass comes by.
        assertThat(most).isBetween(0.5, 2.0);
        sweep.checkIntegrity();
    }

    @Test
    void step_burst_aWholePassAtOnceAndThenSlowAgain() {
        ExpiryFixture fixture = new ExpiryFixture(18).addAll(50_000, i -> i < 5_000 ? 1000 : ExpiryFixture.FAR);
        SweepingExpiry sweep = new SweepingExpiry(fixture.index, fixture, 0.5);
        long spent = 0;
        for (int now = 0; now < 30_000; now++) {
            fixture.nowMillis = now;
            WorkBudget budget = CycleFixture.plenty();
            sweep.step(now, budget);
            spent = now < 20_000 ? 0 : spent + budget.spent();
            if (now == 1050) {
                assertThat(fixture.removed).hasSize(5_000);
            }
        }
        // The slowest: a pass in ten seconds, and 8 probes a step.
        assertThat(spent).isBetween(45_000L + 80_000L, 2 * 45_000L + 80_000L);
    }
}
