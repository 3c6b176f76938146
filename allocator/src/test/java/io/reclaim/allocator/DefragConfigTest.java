package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefragConfigTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0, -1, Double.NaN, Double.NEGATIVE_INFINITY})
    void constructor_ratioBelowOne_throws(double ratio) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DefragConfig(ratio, 0))
                .withMessage("startRatio must be at least 1: " + ratio);
    }

    @Test
    void constructor_negativeBytes_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DefragConfig(1, -1))
                .withMessage("ignoreBytes must not be negative: -1");
    }

    @Test
    void defaults_fifthOfAPercentOfAnySize() {
        assertThat(DefragConfig.defaults()).isEqualTo(new DefragConfig(1.002, 0));
        assertThat(new DefragConfig(1, Long.MAX_VALUE).ignoreBytes()).isEqualTo(Long.MAX_VALUE);
    }
}
