package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.DutyCycle;
import io.reclaim.core.DutyCycleConfig;
import io.reclaim.core.EntrySample;
import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Jitter, early expiration, estimates, lags, and several strategies in one duty cycle. */
class ExpiryAroundTest {
    private static final int DRAWS = 200_000;

    @Test
    void jitter_anyTtl_isUniformBetweenItsEnds() {
        TtlJitter jitter = new TtlJitter(20, new SplittableRandom(1));
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            long ttl = jitter.apply(10_000);
            assertThat(ttl).isBetween(8_000L, 10_000L);
            sum += ttl;
        }
        // The deviation of the mean is 2000 / sqrt(12 * 200,000) = 1.3; 5 of them.
        assertThat(sum / DRAWS).isCloseTo(9_000, within(7.0));
    }

    @Test
    void jitter_ends() {
        TtlJitter all = new TtlJitter(100, new SplittableRandom(1));
        TtlJitter none = new TtlJitter(0, new SplittableRandom(1));
        for (int i = 0; i < 1000; i++) {
            assertThat(all.apply(1)).isEqualTo(1);
            assertThat(all.apply(3)).isBetween(1L, 3L);
            assertThat(none.apply(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        }
        assertThat(all.apply(0)).isZero();
        assertThat(all.apply(-5)).isEqualTo(-5);
        assertThatThrownBy(() -> new TtlJitter(101, new SplittableRandom(1))).hasMessageContaining("101");
        assertThatThrownBy(() -> new TtlJitter(Double.NaN, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void earlyExpiration_anyTimeLeft_probabilityIsExponential() {
        EarlyExpiration early = new EarlyExpiration(2, new SplittableRandom(3));
        for (int left : new int[] {0, 1, 50, 200, 600}) {
            int yes = 0;
            for (int i = 0; i < DRAWS; i++) {
                yes += early.recompute(10_000, 100, 10_000 - left) ? 1 : 0;
            }
            double p = Math.exp(-left / 200.0);
            double deviation = Math.sqrt(p * (1 - p) / DRAWS);
            assertThat((double) yes / DRAWS).isCloseTo(p, within(5 * deviation + 1e-12));
        }
        assertThat(early.recompute(10_000, 100, 10_001)).isTrue();
        assertThat(early.recompute(10_000, 0, 9_999)).isFalse();
        assertThat(early.recompute(Deadlines.NO_DEADLINE, 1e9, Long.MAX_VALUE - 1))
                .isFalse();
        assertThatThrownBy(() -> new EarlyExpiration(0, new SplittableRandom(1)))
                .hasMessageContaining("beta");
    }

    /**
     * Readers come at a steady rate; the first that recomputes is early by some time, and those that decide to recompute
     * before its value is there do so in vain. At the same mean earliness a uniform law has more of them, at any rate.
     */
    @Test
    void earlyExpiration_againstAUniformLaw_fewerRecomputeInVainAtTheSameEarliness() {
        double cost = 100;
        for (double readersPerCost : new double[] {10, 100, 1000}) {
            SplittableRandom random = new SplittableRandom(4);
            double[] exponential = race(readersPerCost, cost, () -> -cost * Math.log(1 - random.nextDouble()));
            double reach = uniformReach(readersPerCost, cost, exponential[0]);
            double[] uniform = race(readersPerCost, cost, () -> reach * random.nextDouble());
            assertThat(uniform[0]).isCloseTo(exponential[0], within(0.1 * exponential[0]));
            assertThat(exponential[1]).as("in vain, of %s", readersPerCost).isLessThan(uniform[1]);
        }
    }

    private static double uniformReach(double readersPerCost, double cost, double earliness) {
        double low = 0;
        double high = 100 * cost;
        for (int i = 0; i < 25; i++) {
            double reach = (low + high) / 2;
            SplittableRandom random = new SplittableRandom(5);
            boolean early = race(readersPerCost, cost, () -> reach * random.nextDouble())[0] > earliness;
            low = early ? low : reach;
            high = early ? reach : high;
        }
        return (low + high) / 2;
    }

    /** Mean earliness of the first, and mean number of others that recompute before its value is there. */
    private static double[] race(double readersPerCost, double cost, DoubleSupplier ahead) {
        double early = 0;
        double vain = 0;
        int rounds = 60;
        double between = cost / readersPerCost;
        for (int round = 0; round < rounds; round++) {
            double first = Double.NaN;
            for (double left = 12 * cost; left > -cost; left -= between) {
                if (!Double.isNaN(first) && left < first - cost) {
                    break;
                }
                if (ahead.getAsDouble() >= left) {
                    vain += Double.isNaN(first) ? 0 : 1;
                    first = Double.isNaN(first) ? left : first;
                }
            }
            early += Math.max(0, first);
        }
        return new double[] {early / rounds, vain / rounds};
    }

    @Test
    void staleEstimate_knownShare_isWithinTheIntervalAsOftenAsItSays() {
        ExpiryFixture fixture = new ExpiryFixture(7).addAll(10_000, i -> i % 20 == 0 ? 10 : 1000);
        EntrySample sample = new EntrySample(1000);
        int held = 0;
        int heldBytes = 0;
        int rounds = 1000;
        for (int i = 0; i < rounds; i++) {
            StaleEstimate estimate = StaleEstimate.of(fixture.index, 500, sample, ref -> 100 + ref % 40);
            held += estimate.percentLow() <= 5 && 5 <= estimate.percentHigh() ? 1 : 0;
            // Every 20th ref is stale: it has 100 or 120 bytes, 110 on the average.
            heldBytes += estimate.bytesLow() <= 55_000 && 55_000 <= estimate.bytesHigh() ? 1 : 0;
            assertThat(estimate.entries()).isCloseTo(estimate.percent() * 100, within(1e-6));
        }
        // 95 % of 1000, a deviation being 7; the discreteness of counts takes some more.
        assertThat(held).isBetween(915, 985);
        assertThat(heldBytes).isBetween(905, 985);
    }

    @Test
    void staleEstimate_ends() {
        ExpiryFixture fixture = new ExpiryFixture(7);
        EntrySample sample = new EntrySample(100);
        assertThat(StaleEstimate.of(fixture.index, 5, sample, ref -> 10).draws())
                .isZero();
        fixture.addAll(50, i -> 10);
        StaleEstimate none = StaleEstimate.of(fixture.index, 5, sample, ref -> 10);
        assertThat(none.percent()).isZero();
        assertThat(none.percentLow()).isZero();
        assertThat(none.percentHigh()).isBetween(3.0, 4.0);
        assertThat(none.bytesHigh()).isCloseTo(none.percentHigh() * 5, within(1e-9));
        StaleEstimate all = StaleEstimate.of(fixture.index, 10, sample, ref -> 10);
        assertThat(all.percent()).isEqualTo(100);
        assertThat(all.percentHigh()).isEqualTo(100);
        assertThat(all.bytes()).isEqualTo(500);
        assertThat(all.bytesLow()).isEqualTo(500);
    }

    @Test
    void lagHistogram_anyLags_percentilesAreTooHighByAnEighthAtMost() {
        LagHistogram histogram = new LagHistogram();
        assertThat(histogram.percentileMillis(99)).isZero();
        SplittableRandom random = new SplittableRandom(1);
        long[] lags = new long[5000];
        for (int i = 0; i < lags.length; i++) {
            lags[i] = random.nextLong(1L << random.nextInt(1, 40));
            histogram.add(lags[i]);
        }
        Arrays.sort(lags);
        for (double percent : new double[] {0, 1, 50, 90, 99, 100}) {
            long exact = lags[Math.max(0, (int) Math.ceil(percent / 100 * lags.length) - 1)];
            assertThat(histogram.percentileMillis(percent)).isBetween(exact, exact + exact / 8);
        }
        assertThat(histogram.maxMillis()).isEqualTo(lags[lags.length - 1]);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.percentileMillis(100)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> histogram.percentileMillis(101)).hasMessageContaining("101");
    }

    @Test
    void dutyCycle_severalStoresWithMoreThanFits_eachGetsItsTurn() {
        ManualTicker ticker = new ManualTicker();
        DutyCycle duty = new DutyCycle(new DutyCycleConfig(100, 1_000_000), ticker);
        List<StrategyModel> stores = new ArrayList<>();
        for (Mode mode : new Mode[] {Mode.EXACT, Mode.COMPACT, Mode.EXACT_TICKS_OF_16, Mode.SAMPLING}) {
            StrategyModel store = new StrategyModel(mode);
            store.random.setSeed(21);
            for (int i = 0; i < 2000; i++) {
                store.put();
            }
            stores.add(store);
            duty.add(
                    mode.toString(),
                    (now, budget) -> {
                        ticker.advance(300_000);
                        return store.strategy.step(now, budget);
                    },
                    300_000);
        }
        for (long now = 10; now < 4000; now += 10) {
            long time = now;
            stores.forEach(store -> store.nowMillis = time);
            duty.tick(now);
        }
        duty.shares().forEach(share -> assertThat(share.cost().steps()).isBetween(280L, 400L));
        stores.forEach(StrategyModel::checkIntegrity);
    }

    @Test
    void sweeping_steadyDeaths_staleShareIsNearTheTarget() {
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
            sweep.step(now, ExpiryFixture.plenty());
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
    void sweeping_presentForAWholePass_isRemovedWithinTenSeconds() {
        ExpiryFixture fixture = new ExpiryFixture(13).addAll(20_000, i -> i == 7 ? 100 : ExpiryFixture.FAR);
        SweepingExpiry sweep = new SweepingExpiry(fixture.index, fixture, 0.5);
        for (int now = 0; now <= 100 + SweepingExpiry.LONGEST_PASS_MILLIS + 16; now += 16) {
            fixture.nowMillis = now;
            sweep.step(now, ExpiryFixture.plenty());
        }
        assertThat(fixture.removed).containsExactly(7);
        assertThatThrownBy(() -> new SweepingExpiry(fixture.index, fixture, 0)).hasMessageContaining("target");
    }

    @Test
    void boundsTree_bytes_aQuarterOfAByteForEachPlace() {
        StrategyModel model = new StrategyModel(Mode.COMPACT);
        int n = 500_000;
        for (int i = 0; i < n; i++) {
            model.strategy.put(model.slab.take(), i);
        }
        assertThat((double) model.account.bytes() / n).isLessThan(0.28);
    }

    @Test
    void boundsTree_postponedAndRemoved_futileVisitsAreNoMoreThanThose() {
        StrategyModel model = new StrategyModel(Mode.COMPACT);
        for (int i = 0; i < 16_000; i++) {
            model.strategy.put(model.slab.take(), 100);
        }
        for (int ref = 0; ref < 16_000; ref += 40) {
            model.strategy.put(ref, 50);
            model.strategy.postpone(ref, 100);
        }
        WorkBudget budget = ExpiryFixture.plenty();
        assertThat(model.strategy.step(60, budget)).isFalse();
        assertThat(budget.spent()).isEqualTo(400 * 16);
        assertThat(model.strategy.nextDeadlineMillis()).isEqualTo(100);
    }
}
