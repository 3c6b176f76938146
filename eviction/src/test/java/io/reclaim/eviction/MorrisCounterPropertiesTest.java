package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class MorrisCounterPropertiesTest {

    @Property(tries = 500, seed = "11")
    void increment_anyDraw_addsOneIfTheDrawIsBelowTheChance(
            @ForAll @IntRange(max = 255) int counter,
            @ForAll @IntRange int factor,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double draw) {
        int next = new MorrisCounter(factor, new FixedChance(draw)).increment(counter);

        boolean counted = draw < MorrisCounter.probability(counter, factor);
        assertThat(next).isEqualTo(counted ? counter + 1 : counter).isBetween(0, MorrisCounter.MAX);
    }

    @Property(tries = 500, seed = "12")
    void probability_higherCounterOrFactor_neverMoreLikely(
            @ForAll @IntRange(max = 254) int counter, @ForAll @IntRange(max = Integer.MAX_VALUE - 1) int factor) {
        double chance = MorrisCounter.probability(counter, factor);

        assertThat(chance).isBetween(0.0, 1.0);
        assertThat(MorrisCounter.probability(counter + 1, factor)).isLessThanOrEqualTo(chance);
        assertThat(MorrisCounter.probability(counter, factor + 1)).isLessThanOrEqualTo(chance);
    }

    @Property(tries = 50, seed = "13")
    void increment_sameSeed_sameCounts(
            @ForAll long seed, @ForAll @IntRange(max = 50) int factor, @ForAll @IntRange(max = 1000) int hits) {
        assertThat(count(seed, factor, hits)).isEqualTo(count(seed, factor, hits));
    }

    private static int count(long seed, int factor, int hits) {
        MorrisCounter counter = new MorrisCounter(factor, new SplittableRandom(seed));
        int count = MorrisCounter.INITIAL;
        for (int i = 0; i < hits; i++) {
            count = counter.increment(count);
        }
        return count;
    }
}
