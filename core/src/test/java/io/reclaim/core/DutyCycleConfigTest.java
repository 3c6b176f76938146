package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DutyCycleConfigTest {

    @Test
    void defaults_areTenTicksOfFiftyMillis() {
        DutyCycleConfig config = DutyCycleConfig.defaults();

        assertThat(config.ticksPerSecond()).isEqualTo(10);
        assertThat(config.nanosPerTick()).isEqualTo(50_000_000);
        assertThat(config.periodMillis()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 500", "100, 10", "499, 2", "500, 2"})
    void periodMillis_anyRate_isTheSecondDivided(int ticksPerSecond, long periodMillis) {
        assertThat(new DutyCycleConfig(ticksPerSecond, 1).periodMillis()).isEqualTo(periodMillis);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 501, Integer.MAX_VALUE})
    void constructor_rateOutOfRange_throws(int ticksPerSecond) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DutyCycleConfig(ticksPerSecond, 1))
                .withMessage("ticksPerSecond must be 1 to 500: " + ticksPerSecond);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0})
    void constructor_timeNotPositive_throws(long nanosPerTick) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DutyCycleConfig(10, nanosPerTick))
                .withMessage("nanosPerTick must be positive: " + nanosPerTick);
    }
}
