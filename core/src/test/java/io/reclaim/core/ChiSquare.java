package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Pearson's test of counts against expected shares. */
final class ChiSquare {
    private ChiSquare() {}

    /**
     * Asserts that counts fit their shares, neither worse nor better than chance allows.
     *
     * <p>Bound: by Wilson and Hilferty (PNAS 1931) the cube root of chi-square over its n degrees of freedom is normal
     * with mean 1 - 2/(9n) and variance 2/(9n); five of its deviations are left in 3 of 10 million cases on each side.
     *
     * <p>A single bin is lost in the sum over many, so each must also lie within seven of its own deviations: by
     * Chernoff's bound on a Poisson count, exceeded in less than one of a million when 15 or more are expected.
     */
    static void assertFits(String what, long[] counts, double[] shares) {
        long total = 0;
        double allShares = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i];
            allShares += shares[i];
        }
        double chiSquare = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * shares[i] / allShares;
            assertThat(expected).as("expected count of %s, bin %d", what, i).isGreaterThanOrEqualTo(15);
            assertThat(Math.abs(counts[i] - expected))
                    .as("deviation of %s, bin %d", what, i)
                    .isLessThan(7 * Math.sqrt(expected));
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        double freedom = counts.length - 1;
        double variance = 2 / (9 * freedom);
        double low = Math.max(0, 1 - variance - 5 * Math.sqrt(variance));
        double high = 1 - variance + 5 * Math.sqrt(variance);
        assertThat(Math.cbrt(chiSquare / freedom))
                .as("cube root of chi-square over %s degrees of freedom, %s", freedom, what)
                .isBetween(low, high);
    }

    static void assertUniform(String what, long[] counts) {
        double[] shares = new double[counts.length];
        Arrays.fill(shares, 1);
        assertFits(what, counts, shares);
    }
}
