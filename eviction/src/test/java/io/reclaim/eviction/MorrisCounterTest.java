package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MorrisCounterTest {

    @Test
    void constants_areThoseOfRedis() {
        assertThat(MorrisCounter.INITIAL).isEqualTo(5);
        assertThat(MorrisCounter.MAX).isEqualTo(255);
        assertThat(MorrisCounter.DEFAULT_FACTOR).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -10, Integer.MIN_VALUE})
    void construct_negativeFactor_refused(int factor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MorrisCounter(factor, new SplittableRandom(1)))
                .withMessageContaining("factor")
                .withMessageContaining(": " + factor);
    }

    @Test
    void construct_noRandom_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new MorrisCounter(10, null))
                .withMessage("random");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void probability_counterOutside_refused(int counter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MorrisCounter.probability(counter, 10))
                .withMessageContaining("counter")
                .withMessageContaining(": " + counter);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, Integer.MAX_VALUE})
    void probability_upToInitial_isOne(int factor) {
        for (int counter = 0; counter <= MorrisCounter.INITIAL; counter++) {
            assertThat(MorrisCounter.probability(counter, factor)).isEqualTo(1.0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6, 10, 11",
        "15, 10, 101",
        "254, 10, 2491",
        "6, 1, 2",
        "254, 1, 250",
        "254, 100, 24901",
        "6, 2147483647, 2147483648",
        "254, 2147483647, 534723428104"
    })
    void probability_aboveInitial_isOneInDistanceTimesFactorAndOne(int counter, int factor, long oneIn) {
        assertThat(MorrisCounter.probability(counter, factor)).isEqualTo(1.0 / oneIn);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, Integer.MAX_VALUE})
    void probability_atMax_isZero(int factor) {
        assertThat(MorrisCounter.probability(255, factor)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 31375", "10, 311500", "100, 3112750"})
    void probability_summedOverAllSteps_givesTheHitsToReachTheEnd(int factor, double hits) {
        double sum = 0;
        for (int counter = MorrisCounter.INITIAL; counter < MorrisCounter.MAX; counter++) {
            sum += 1 / MorrisCounter.probability(counter, factor);
        }
        assertThat(sum).isCloseTo(hits, within(1e-3));
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 20, 100, 254})
    void increment_drawAtTheChance_stays(int counter) {
        double chance = 1.0 / ((counter - 5) * 10 + 1);
        assertThat(new MorrisCounter(10, new FixedChance(chance)).increment(counter))
                .isEqualTo(counter);
        assertThat(new MorrisCounter(10, new FixedChance(Math.nextDown(chance))).increment(counter))
                .isEqualTo(counter + 1);
    }

    @Test
    void increment_upToInitial_alwaysCounts() {
        MorrisCounter unlucky = new MorrisCounter(Integer.MAX_VALUE, new FixedChance(FixedChance.HIGHEST));
        for (int counter = 0; counter <= MorrisCounter.INITIAL; counter++) {
            assertThat(unlucky.increment(counter)).isEqualTo(counter + 1);
        }
        assertThat(unlucky.increment(6)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, Integer.MAX_VALUE})
    void increment_atMax_stays(int factor) {
        assertThat(new MorrisCounter(factor, new FixedChance(0.0)).increment(255))
                .isEqualTo(255);
    }

    @Test
    void increment_factorZero_countsEveryHitToTheEnd() {
        MorrisCounter counter = new MorrisCounter(0, new FixedChance(FixedChance.HIGHEST));
        int count = MorrisCounter.INITIAL;
        for (int hits = 1; hits <= 300; hits++) {
            count = counter.increment(count);
            assertThat(count).isEqualTo(Math.min(255, 5 + hits));
        }
    }

    @Test
    void factor_isAsConstructed() {
        MorrisCounter counter = new MorrisCounter(7, new SplittableRandom(1));
        assertThat(counter.factor()).isEqualTo(7);
        assertThat(counter).hasToString("MorrisCounter[factor=7]");
    }
}
