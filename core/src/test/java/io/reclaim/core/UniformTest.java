package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniformTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 4095, 1 << 30, Integer.MAX_VALUE - 1, Integer.MAX_VALUE})
    void below_extremeBits_bothEndsReached(int bound) {
        assertThat(Uniform.below(() -> 0L, bound)).isZero();
        assertThat(Uniform.below(() -> 1L, bound)).isZero();
        assertThat(Uniform.below(() -> -1L, bound)).isEqualTo(bound - 1);
        assertThat(Uniform.below(() -> Long.MIN_VALUE, bound)).isEqualTo(bound / 2);
    }

    @Test
    void below_once_drawsSixtyFourBitsOnce() {
        int[] draws = {0};

        Uniform.below(
                () -> {
                    draws[0]++;
                    return 42;
                },
                10);

        assertThat(draws[0]).isEqualTo(1);
    }

    @Property(tries = 1000, seed = "41")
    void below_anyBits_withinTheBound(@ForAll long bits, @ForAll @IntRange(min = 1) int bound) {
        assertThat(Uniform.below(() -> bits, bound)).isBetween(0, bound - 1);
    }

    @Property(tries = 1000, seed = "42")
    void below_moreBits_neverLess(@ForAll long a, @ForAll long b, @ForAll @IntRange(min = 1) int bound) {
        long less = Long.compareUnsigned(a, b) < 0 ? a : b;
        long more = less == a ? b : a;

        assertThat(Uniform.below(() -> less, bound)).isLessThanOrEqualTo(Uniform.below(() -> more, bound));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 10, 64, 1000})
    void below_seeded_chiSquareFits(int bound) {
        SplittableRandom random = new SplittableRandom(20);
        long[] counts = new long[bound];
        for (int i = 0; i < 100 * bound; i++) {
            counts[Uniform.below(random, bound)]++;
        }

        ChiSquare.assertUniform("numbers below " + bound + ", seed 20", counts);
    }

    @Test
    void below_largestBound_chiSquareOfEqualRangesFits() {
        SplittableRandom random = new SplittableRandom(21);
        long[] counts = new long[128];
        for (int i = 0; i < 100_000; i++) {
            counts[Uniform.below(random, Integer.MAX_VALUE) >>> 24]++;
        }

        ChiSquare.assertUniform("ranges below 2^31 - 1, seed 21", counts);
    }
}
