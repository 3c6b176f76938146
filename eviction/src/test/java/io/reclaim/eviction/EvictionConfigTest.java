package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionConfigTest {
    private static final CoarseClock CLOCK = ApproximateLru.REDIS_CLOCK;

    @Test
    void defaults_areThoseOfRedisWithTheFineClock() {
        assertThat(EvictionConfig.defaults())
                .isEqualTo(new EvictionConfig(5, 16, 10, 1, ApproximateLru.FINE_CLOCK, 10));
    }

    @Test
    void construct_leastAndMost_accepted() {
        EvictionConfig least = new EvictionConfig(1, 1, 0, 0, CLOCK, 0);
        assertThat(least.samples()).isEqualTo(1);
        assertThat(least.poolSize()).isEqualTo(1);
        assertThat(least.lfuLogFactor()).isZero();
        assertThat(least.lfuDecayMinutes()).isZero();
        assertThat(least.tenacity()).isZero();
        assertThat(least.clock()).isSameAs(CLOCK);
        EvictionConfig most = new EvictionConfig(64, 64, Integer.MAX_VALUE, Integer.MAX_VALUE, CLOCK, 100);
        assertThat(most.samples()).isEqualTo(64);
        assertThat(most.poolSize()).isEqualTo(64);
        assertThat(most.lfuLogFactor()).isEqualTo(Integer.MAX_VALUE);
        assertThat(most.lfuDecayMinutes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(most.tenacity()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "samples, 0, 16, 10, 1, 10, 0",
        "samples, 65, 16, 10, 1, 10, 65",
        "poolSize, 5, 0, 10, 1, 10, 0",
        "poolSize, 5, 65, 10, 1, 10, 65",
        "lfuLogFactor, 5, 16, -1, 1, 10, -1",
        "lfuDecayMinutes, 5, 16, 10, -2, 10, -2",
        "tenacity, 5, 16, 10, 1, -3, -3",
        "tenacity, 5, 16, 10, 1, 101, 101"
    })
    void construct_settingOutside_refusedByNameAndValue(
            String name, int samples, int poolSize, int factor, int decay, int tenacity, int value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EvictionConfig(samples, poolSize, factor, decay, CLOCK, tenacity))
                .withMessageStartingWith(name + " must be ")
                .withMessageEndingWith(": " + value);
    }

    @Test
    void construct_noClock_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new EvictionConfig(5, 16, 10, 1, null, 10))
                .withMessage("clock");
    }

    @Test
    void withSamples_changesNothingElse() {
        EvictionConfig config = new EvictionConfig(3, 7, 20, 9, CLOCK, 55);
        assertThat(config.withSamples(64)).isEqualTo(new EvictionConfig(64, 7, 20, 9, CLOCK, 55));
        assertThat(config.samples()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65})
    void withSamples_outside_refused(int wanted) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EvictionConfig.defaults().withSamples(wanted))
                .withMessage("samples must be 1 to 64: " + wanted);
    }
}
