package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Recomputing before the deadline: its law, and that no other wastes less. */
class EarlyExpirationTest {
    private static final int DRAWS = 200_000;

    @Test
    void recompute_anyTimeLeft_probabilityIsExponential() {
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
    void recompute_againstAUniformLaw_fewerRecomputeInVainAtTheSameEarliness() {
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
}
