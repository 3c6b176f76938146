package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MorrisCounterStatisticsTest {
    private static final int COUNTERS = 10_000;
    private static final long SEED = 21;

    @ParameterizedTest
    @CsvSource({
        "1, 100, 18.50, 2.07",
        "1, 1000, 49.06, 3.80",
        "1, 10000, 145.76, 6.83",
        "1, 100000, 255, 0",
        "1, 1000000, 255, 0",
        "10, 100, 9.72, 1.22",
        "10, 1000, 19.38, 2.17",
        "10, 10000, 49.96, 3.86",
        "10, 100000, 146.66, 6.87",
        "10, 1000000, 255, 0",
        "100, 100, 6.79, 0.73",
        "100, 1000, 9.81, 1.24",
        "100, 10000, 19.47, 2.18",
        "100, 100000, 50.05, 3.87",
        "100, 1000000, 146.75, 6.87"
    })
    void count_afterHits_distributedAsTheChain(int factor, int hits, double mean, double deviation) {
        MorrisChain chain = new MorrisChain(factor).hits(hits);

        assertThat(chain.mean()).isCloseTo(mean, within(0.005 + 1e-9));
        assertThat(chain.deviation()).isCloseTo(deviation, within(0.005 + 1e-9));
        assertSimulated("waits", chain, random -> waited(random, factor, hits));
        if (hits <= 1000) {
            assertSimulated("hits", chain, random -> counted(new MorrisCounter(factor, random), hits));
        }
        if (mean < 255) {
            assertThat(5 + Math.sqrt(2.0 * hits / factor)).isCloseTo(mean, within(1.0));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 10000", "10, 10000"})
    void count_manyHitsOneByOne_distributedAsTheChain(int factor, int hits) {
        assertSimulated(
                "hits", new MorrisChain(factor).hits(hits), random -> counted(new MorrisCounter(factor, random), hits));
    }

    /**
     * The mean of 10,000 counters has a standard error of SD / 100: 4 of them. Their standard deviation has one of about
     * SD / sqrt(20,000), 0.7 %: 5 % is 7 of them.
     */
    private static void assertSimulated(String how, MorrisChain chain, ToIntFunction<SplittableRandom> simulation) {
        SplittableRandom random = new SplittableRandom(SEED);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < COUNTERS; i++) {
            double off = simulation.applyAsInt(random) - chain.mean();
            sum += off;
            squares += off * off;
        }
        double deviation = chain.deviation();
        double error = sum / COUNTERS;
        assertThat(error).as("mean by %s, seed %d", how, SEED).isCloseTo(0, within(4 * deviation / 100 + 1e-9));
        assertThat(Math.sqrt(squares / COUNTERS - error * error))
                .as("deviation by %s, seed %d", how, SEED)
                .isCloseTo(deviation, within(0.05 * deviation + 1e-9));
    }

    private static int counted(MorrisCounter counter, int hits) {
        int count = MorrisCounter.INITIAL;
        for (int i = 0; i < hits; i++) {
            count = counter.increment(count);
        }
        return count;
    }

    /** Draws how many hits each step takes: geometric, so exact, and as quick for a million hits as for a thousand. */
    private static int waited(SplittableRandom random, int factor, int hits) {
        long left = hits;
        for (int count = MorrisCounter.INITIAL; count < MorrisCounter.MAX; count++) {
            double chance = MorrisCounter.probability(count, factor);
            left -= chance == 1 ? 1 : 1 + (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-chance));
            if (left < 0) {
                return count;
            }
        }
        return MorrisCounter.MAX;
    }
}
