package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.ColumnPopulation;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many of the evicted are among the truly oldest: N entries used in order, then N / 2 more, each for a victim. */
class SampledEvictorStatisticsTest {
    private static final int ENTRIES = 10_000;
    private static final int ADDED = ENTRIES / 2;
    private static final int RUNS = 20;

    /**
     * Each run counts 5,000 evictions. An eviction among the oldest leaves fewer of them, which makes the next one less
     * likely: such a count varies less than independent trials do. So sqrt(p (1 - p) / 100,000) bounds the deviation of
     * the mean of 20 runs, at most 0.15 points; 5 of them, and half of the last digit.
     */
    private static double bound(double percent) {
        return 5 * Math.sqrt(percent * (100 - percent) / ((double) ADDED * RUNS)) + 0.05;
    }

    @ParameterizedTest
    @CsvSource({"3, 75.4", "5, 85.3", "10, 92.7"})
    void evict_poolOfSixteen_shareOfTheOldestIsThatOfUniformSamples(int samples, double percent) {
        assertThat(meanPercent(samples, 16, 1)).as("seeds 81 on").isCloseTo(percent, within(bound(percent)));
        assertThat(meanPercent(samples, 16, 0))
                .as("clock stands still, seeds 81 on")
                .isCloseTo(percent, within(bound(percent)));
    }

    @ParameterizedTest
    @CsvSource({"3, 65.9", "5, 76.8", "10, 87.4"})
    void evict_poolOfOne_shareOfTheOldestIsThatOfTheSampleAlone(int samples, double percent) {
        double mean = meanPercent(samples, 1, 1);
        assertThat(mean).as("seeds 81 on").isCloseTo(percent, within(bound(percent)));
        assertThat(mean).as("seeds 81 on").isCloseTo(theory(samples), within(bound(percent)));
    }

    @Test
    void evict_sampleOfOneWithoutPool_isRandom() {
        double percent = theory(1);
        assertThat(percent).isCloseTo(100 * (1 - Math.exp(-0.5)), within(1e-3));
        assertThat(meanPercent(1, 1, 1)).as("seeds 81 on").isCloseTo(percent, within(bound(percent)));
    }

    /**
     * Without a pool the victim is among the oldest unless all k draws miss them. With s(t) the share of the oldest still
     * there after t N evictions, s' = -(1 - (1 - s)^k), s(0) = 1/2; what is asked for is 2 (s(0) - s(1/2)).
     */
    private static double theory(int samples) {
        int steps = 100_000;
        double left = 0.5;
        for (int i = 0; i < steps; i++) {
            left -= 0.5 / steps * (1 - Math.pow(1 - left, samples));
        }
        return 200 * (0.5 - left);
    }

    private static double meanPercent(int samples, int poolSize, int millisPerInsert) {
        double sum = 0;
        for (int run = 0; run < RUNS; run++) {
            sum += percent(samples, poolSize, millisPerInsert, 81 + run);
        }
        return sum / RUNS;
    }

    private static double percent(int samples, int poolSize, int millisPerInsert, long seed) {
        EntryRows rows = new EntryRows(MemoryAccount.standalone("rows"));
        IntColumn metadata = rows.intColumn("metadata", 0);
        RefSlab slab = new RefSlab(rows, MemoryAccount.standalone("slab"), new SplittableRandom(seed));
        ApproximateLru lru = new ApproximateLru(new CoarseClock(32, 1));
        int[] oldest = new int[1];
        SampledEvictor evictor = new SampledEvictor(
                new ColumnPopulation(slab, metadata),
                lru,
                (ref, cause) -> {
                    oldest[0] += metadata.get(ref) < ENTRIES / 2 ? 1 : 0;
                    slab.release(ref);
                    return 1;
                },
                samples,
                poolSize);
        for (int i = 0; i < ENTRIES; i++) {
            metadata.set(slab.take(), lru.admit(0, i));
        }
        for (int i = 0; i < ADDED; i++) {
            long now = ENTRIES + (long) i * millisPerInsert;
            evictor.evict(now);
            metadata.set(slab.take(), lru.admit(0, now));
        }
        assertThat(evictor.evictions()).isEqualTo(ADDED);
        return 100.0 * oldest[0] / ADDED;
    }
}
