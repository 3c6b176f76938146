package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Times to live that are shortened at random. */
class TtlJitterTest {
    private static final int DRAWS = 200_000;

    @Test
    void apply_anyTtl_isUniformBetweenItsEnds() {
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
    void apply_ends() {
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
}
