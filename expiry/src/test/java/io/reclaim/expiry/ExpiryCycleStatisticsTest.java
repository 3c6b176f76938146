package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryCycleStatisticsTest {
    private static final int KEYS = 100_000;

    /** The probability that a loop at a stale share ends a cycle: at most the acceptable percentage of it is stale. */
    private static double endsCycle(ExpiryConfig config, double share) {
        int n = config.keysPerLoop();
        double term = Math.pow(1 - share, n);
        double sum = 0;
        for (int stale = 0; stale * 100 / n <= config.acceptableStalePercent(); stale++) {
            sum += term;
            term *= share / (1 - share) * (n - stale) / (stale + 1);
        }
        return sum;
    }

    /**
     * The share that stays as it is. Loops of a cycle are geometric with mean 1/p, p the probability that a loop ends it,
     * and each removes n times the share. As nobody is added, the fresh become fewer by those that become stale, so for
     * the share c to stay, all must become fewer by 1/(1-c) times as many, and that many must be removed.
     */
    private static double balance(ExpiryConfig config, double stalePerTick) {
        double low = 0;
        double high = 0.99;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            double removed = config.keysPerLoop() * middle / endsCycle(config, middle);
            boolean more = removed > stalePerTick / (1 - middle);
            low = more ? low : middle;
            high = more ? middle : high;
        }
        return low;
    }

    /**
     * Where the cursor is, the share is the one of balance, c; behind it, it has grown from 0 since the last pass. Grown
     * evenly, the mean is c/2; it is at most c. A tenth of c is left for the start and the unevenness of passes.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 10})
    void staleShare_uniformDeadlines_isBetweenHalfAndAllOfTheBalance(int effort) {
        UniformWorkload workload = new UniformWorkload(KEYS, ExpiryConfig.effort(effort), false, 91);
        double balance = balance(ExpiryConfig.effort(effort), workload.stalePerTick());

        assertThat(workload.meanStaleShare(10_000, 50_000))
                .as("effort %d, balance %s, seed 91", effort, balance)
                .isBetween(0.4 * balance, 1.1 * balance);
    }

    /** By the bounds above, at least 0.4/1.1 of the ratio of balances, which is 3.9. */
    @Test
    void staleShare_uniformDeadlines_effortTenKeepsItLower() {
        UniformWorkload one = new UniformWorkload(KEYS, ExpiryConfig.effort(1), false, 92);
        UniformWorkload ten = new UniformWorkload(KEYS, ExpiryConfig.effort(10), false, 92);
        double balances =
                balance(one.cycle.config(), one.stalePerTick()) / balance(ten.cycle.config(), ten.stalePerTick());
        assertThat(balances).isCloseTo(3.9, within(0.1));

        assertThat(one.meanStaleShare(10_000, 50_000) / ten.meanStaleShare(10_000, 50_000))
                .as("seed 92")
                .isBetween(balances * 0.4 / 1.1, balances * 1.1 / 0.4);
    }

    /**
     * Random keys have no order, so the share is the same everywhere: that of balance, c = 0.48. A tick removes 330 with
     * a deviation of 320 and a slope of 22 times as much per unit of c; of 57,000 keys that is a relaxation in 16 ticks,
     * a deviation of c of 0.008, and of its mean over 150 ticks of 0.0037. Five of them, and 0.004 as shares are taken
     * before a tick and cycles act on the falling share within it, are 5 % of c.
     */
    @Test
    void staleShare_classicAndUniformDeadlines_isTheBalance() {
        UniformWorkload workload = new UniformWorkload(KEYS, ExpiryConfig.classic(), false, 93);
        double balance = balance(ExpiryConfig.classic(), workload.stalePerTick());

        assertThat(workload.meanStaleShare(35_000, 50_000))
                .as("balance %s, seed 93", balance)
                .isCloseTo(balance, within(0.05 * balance));
    }

    /** At this size no cycle runs out of time, so with the fault no fast cycle finds a reason to run. */
    @Test
    void staleShare_fastCyclesOffered_helpUnlessFractionMeetsPercent() {
        ExpiryConfig repaired = ExpiryConfig.effort(1);
        ExpiryConfig faulty = repaired.withQuirks(ExpiryQuirk.FRACTION_AGAINST_PERCENT);
        UniformWorkload with = new UniformWorkload(KEYS, repaired, true, 94);
        UniformWorkload without = new UniformWorkload(KEYS, faulty, true, 94);

        assertThat(with.meanStaleShare(10_000, 50_000)).isLessThan(0.8 * without.meanStaleShare(10_000, 50_000));
        assertThat(with.cycle.counters().steps())
                .isGreaterThan(without.cycle.counters().steps());
        assertThat(without.cycle.counters().timeCapped()).isZero();
    }

    @Test
    void tenPercentStale_evenlySpreadEffortOne_twentyKeysATick() {
        CycleFixture fixture = new CycleFixture().addInOrder(1 << 17, i -> i % 10 == 0 ? 1 : FAR);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        for (int tick = 1; tick <= 600; tick++) {
            assertThat(fixture.step(cycle, 100L * tick)).isEqualTo(20);
            assertThat(cycle.counters().expired()).isEqualTo(2L * tick);
        }
    }

    /**
     * Loops of a tick are geometric with p = P(at most 2 of 20 stale) = 0.677: mean 1/p, variance (1-p)/p^2; five
     * deviations of the sum. Each loop looks at 20 keys, so in 60 s less than a fifth of a pass is done.
     */
    @Test
    void tenPercentStale_randomlySpreadEffortOne_isNotWorkedDown() {
        SplittableRandom random = new SplittableRandom(95);
        CycleFixture fixture = new CycleFixture().addAll(1 << 17, i -> random.nextInt(10) == 0 ? 1 : FAR);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        double p = endsCycle(ExpiryConfig.effort(1), 0.1);
        assertThat(p).isCloseTo(0.677, within(0.001));
        int ticks = 600;
        long looked = 0;
        for (int tick = 1; tick <= ticks; tick++) {
            looked += fixture.step(cycle, 100L * tick);
        }

        assertThat(looked / 20.0).as("loops, seed 95").isCloseTo(ticks / p, within(5 * Math.sqrt(ticks * (1 - p)) / p));
        assertThat(cycle.counters().expired()).isLessThan(KEYS / 10 / 4);
    }

    /**
     * Loops of a tick are geometric with p = P(at most 1 of 65 stale) = 0.0087, mean and deviation 115: 60 ticks make
     * 6900 on average, with a deviation of 890, and 1540 are a pass.
     */
    @Test
    void tenPercentStale_randomlySpreadEffortTen_isGoneAfterSixSeconds() {
        SplittableRandom random = new SplittableRandom(96);
        CycleFixture fixture = new CycleFixture().addAll(KEYS, i -> random.nextInt(10) == 0 ? 1 : FAR);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(10));
        for (int tick = 1; tick <= 60; tick++) {
            fixture.step(cycle, 100L * tick);
        }

        assertThat(fixture.pass()).as("seed 96").allMatch(ref -> fixture.table.deadline(ref) == FAR);
        assertThat(cycle.counters().expired()).isBetween(9_500L, 10_500L);
    }
}
