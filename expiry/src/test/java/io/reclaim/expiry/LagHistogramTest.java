package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lags to an eighth. */
class LagHistogramTest {
    @Test
    void percentile_anyLags_percentilesAreTooHighByAnEighthAtMost() {
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
}
