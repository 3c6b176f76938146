package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;

/** Pearson's test of counts against equal shares. */
final class ChiSquare {
    private ChiSquare() {}

    /**
     * Asserts that counts are as equal as chance makes them, neither more nor less.
     *
     * <p>Bound: by Wilson and Hilferty (PNAS 1931) the cube root of chi-square over its n degrees of freedom is normal
     * with mean 1 - 2/(9n) and variance 2/(9n); five of its deviations are left in 3 of 10 million cases on each side.
     */
    static void assertUniform(String what, long[] counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double expected = (double) total / counts.length;
        assertThat(expected).as("expected count, %s", what).isGreaterThanOrEqualTo(15);
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = counts.length - 1;
        double variance = 2 / (9 * freedom);
        assertThat(Math.cbrt(chiSquare / freedom))
                .as("cube root of chi-square over %s degrees of freedom, %s", freedom, what)
                .isBetween(Math.max(0, 1 - variance - 5 * Math.sqrt(variance)), 1 - variance + 5 * Math.sqrt(variance));
    }
}
