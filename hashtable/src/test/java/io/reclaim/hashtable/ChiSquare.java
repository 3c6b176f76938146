package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** Tests that draws are uniform. */
final class ChiSquare {
    private ChiSquare() {}

    /**
     * Chi-square of k cells that are all alike has the mean k - 1 and the variance 2 (k - 1), and is close to normal for
     * k in the hundreds and 50 draws a cell or more; 5 sigma are missed by one honest run in 3 million.
     */
    static void assertUniform(Map<Integer, Integer> counts, int cells, int draws) {
        assertThat(counts.size()).isLessThanOrEqualTo(cells);
        double expected = (double) draws / cells;
        double sum = (cells - counts.size()) * expected;
        for (int count : counts.values()) {
            sum += (count - expected) * (count - expected) / expected;
        }
        double degrees = cells - 1;
        assertThat(sum)
                .as("chi-square of %d cells", cells)
                .isBetween(degrees - 5 * Math.sqrt(2 * degrees), degrees + 5 * Math.sqrt(2 * degrees));
    }
}
