package io.reclaim.benchmarks.hitratio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hit ratios in percent beside those of Caffeine's simulator 3.2.4, and, for Redis' ways of choosing, those of a
 * simulation of Redis. Tolerances: 0.005, for rounding, where nothing is drawn. W-TinyLFU and Caffeine hash with a seed of
 * the run: their own runs differ by tenths of a point, Caffeine's on small caches by 2. (On loop the climber of this
 * simulator's version finds 7 points more than that of 3.2.4; so loop is not here.) Where a paper leaves a detail open,
 * S3-FIFO and SIEVE differ by up to 0.1 and 0.7. Redis draws at random: the means of five seeds are compared; single runs of
 * LFU have a deviation of up to 0.6, and the recorded numbers are of single runs.
 */
class PeerReferenceTest {
    private static final int SEEDS = 5;

    @ParameterizedTest(name = "{0}:{1}")
    @CsvSource({
        "multi3,  300, 45.05, 21.43, 31.24, 36.81, 33.21",
        "multi3, 1500, 62.90, 44.12, 46.51, 55.93, 56.19",
        "2_pools, 200, 56.46, 36.79, 50.27, 50.38, 50.34",
        "2_pools,1000, 68.52, 54.42, 54.37, 54.39, 54.36",
        "sprite,  200, 68.90, 39.88, 42.63, 44.73, 45.42",
        "sprite, 1000, 93.24, 90.64, 89.84, 87.61, 89.69",
        "loop,    256, 25.27,  0.00,  0.00, 24.97, 25.07",
        "loop,    768, 75.81,  0.00,  0.00, 75.02, 75.12",
        "gcc,     256, 92.68, 91.19, 91.38, 90.00, 91.25",
        "gcc,    1024, 93.20, 92.51, 92.54, 91.59, 92.55",
        "web07,   300, 55.89, 41.90, 44.61, 42.53, 45.14",
        "web07,  2000, 67.97, 55.50, 57.86, 57.22, 57.84",
        "web12,   300, 66.85, 49.01, 51.44, 48.39, 51.78",
        "web12,  2000, 82.34, 72.56, 74.60, 74.06, 74.59",
        "multi1,  500, 58.79, 46.51, 49.39, 55.97, 54.91",
        "multi2,  500, 53.62, 35.98, 39.49, 51.08, 48.30"
    })
    void hitRatio_computed_isTheSimulators(
            String trace, int entries, double opt, double lru, double arc, double lirs, double clockPro)
            throws IOException, InterruptedException {
        CellSetup setup = Logs.setup(Logs.of(trace), entries, Unit.ENTRIES);
        assertPercent("opt", setup, opt, 0.005);
        assertPercent("lru", setup, lru, 0.005);
        assertPercent("arc", setup, arc, 0.005);
        assertPercent("lirs", setup, lirs, 0.005);
        assertPercent("clockpro", setup, clockPro, 0.005);
    }

    @ParameterizedTest(name = "{0}:{1}")
    @CsvSource({
        "multi3,  300, 38.59, 35.34, 32.42, 27.74",
        "multi3, 1500, 54.49, 55.61, 48.85, 46.48",
        "2_pools, 200, 50.37, 50.38, 50.32, 50.34",
        "sprite,  200, 48.55, 48.41, 46.64, 43.06",
        "sprite, 1000, 84.03, 86.45, 89.35, 86.98",
        "web07,   300, 46.39, 45.91, 46.65, 45.03",
        "web12,  2000, 72.07, 73.00, 75.55, 74.93",
        "multi1,  500, 55.18, 55.14, 48.90, 49.27",
        "multi2,  500, 47.67, 47.83, 49.17, 35.76"
    })
    void hitRatio_peersWithDetailsOfTheirOwn_isNearTheSimulators(
            String trace, int entries, double tinyLfu, double caffeine, double s3Fifo, double sieve)
            throws IOException, InterruptedException {
        CellSetup setup = Logs.setup(Logs.of(trace), entries, Unit.ENTRIES);
        assertPercent("w-tinylfu", setup, tinyLfu, 0.8);
        assertPercent("caffeine", setup, caffeine, 2.5);
        assertPercent("s3-fifo", setup, s3Fifo, 0.1);
        assertPercent("sieve", setup, sieve, 0.7);
    }

    @ParameterizedTest(name = "{0}:{1}")
    @CsvSource({
        "multi3,  300, 21.32, 29.78, 0.3",
        "multi3, 1500, 43.73, 49.90, 0.5",
        "2_pools, 200, 35.87, 50.30, 0.3",
        "2_pools,1000, 54.41, 54.39, 0.3",
        "sprite,  200, 40.40, 36.03, 0.7",
        "sprite, 1000, 90.25, 85.75, 0.3",
        "loop,    256,  0.00, 19.14, 0.6",
        "loop,    768, 12.65, 64.90, 0.3",
        "gcc,     256, 91.07, 88.60, 0.3",
        "web07,   300, 41.67, 43.91, 0.5",
        "web07,  2000, 55.29, 56.51, 0.5",
        "web12,   300, 48.69, 49.33, 0.7",
        "web12,  2000, 72.26, 73.06, 0.3"
    })
    void hitRatio_asRedis_isThatOfRedis(String trace, int entries, double lru, double lfu, double lfuWithin)
            throws IOException, InterruptedException {
        RequestLog log = Logs.of(trace);
        double lruSum = 0;
        double lfuSum = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            CellSetup one = Logs.setup(log, entries, Unit.ENTRIES);
            CellSetup setup = new CellSetup(log, entries, Unit.ENTRIES, one.eviction(), one.requestsPerSecond(), seed);
            lruSum += Logs.hitPercent("redis:allkeys-lru", setup);
            lfuSum += Logs.hitPercent("redis:allkeys-lfu", setup);
        }
        assertThat(lruSum / SEEDS).as("LRU").isCloseTo(lru, within(0.3));
        assertThat(lfuSum / SEEDS).as("LFU").isCloseTo(lfu, within(lfuWithin));
    }

    private static void assertPercent(String policy, CellSetup setup, double expected, double within)
            throws IOException, InterruptedException {
        assertThat(Logs.hitPercent(policy, setup))
                .as("%s on %s, %d entries", policy, setup.log().name(), setup.capacity())
                .isCloseTo(expected, within(within + 1e-9));
    }
}
