package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PopulationClockTest {
    private final PopulationClock clock = new PopulationClock();

    @Test
    void tick_fullPopulation_aSixteenthOfIt() {
        clock.filled(1600);
        assertThat(clock.tick(1600)).isEqualTo(100);
        assertThat(clock.tick(15)).isEqualTo(1);
        assertThat(clock.tick(0)).isEqualTo(1);
        assertThat(clock.now()).isEqualTo(3);
        clock.checkIntegrity();
    }

    @Test
    void tick_filling_powersOfTwoThatDoNotShrink() {
        assertThat(clock.tick(0)).isEqualTo(1);
        assertThat(clock.tick(1600)).isEqualTo(64);
        assertThat(clock.tick(160)).isEqualTo(64);
        assertThat(clock.tick(16 * 128)).isEqualTo(128);
        clock.checkIntegrity();
    }

    @Test
    void age_neverFilled_whatWasCounted() {
        for (int i = 0; i < 100; i++) {
            clock.tick(16 * i);
        }
        assertThat(clock.age(0)).isZero();
        assertThat(clock.age(90)).isEqualTo(90);
    }

    @Test
    void filled_again_countsTheFirstTime() {
        clock.tick(160);
        clock.filled(160);
        int length = clock.tick(160);
        clock.filled(16_000);
        assertThat(clock.tick(160)).isEqualTo(length);
        assertThat(clock.age(1)).isEqualTo(1);
    }

    @Test
    void filled_afterRemovals_noAgeGrows() {
        for (int i = 0; i < 100; i++) {
            clock.tick(16 * i);
        }
        clock.filled(16);
        for (int counted = 0; counted < 100; counted++) {
            assertThat(clock.age(counted)).isLessThanOrEqualTo(counted);
        }
    }

    @Test
    void age_longAfterwards_whatWasCounted() {
        clock.tick(32_000);
        clock.tick(32_000);
        clock.filled(32_000_000);
        assertThat(clock.age(1)).isZero();
        for (int i = 0; i < 1 << 20; i++) {
            clock.tick(32_000_000);
        }
        assertThat(clock.age((1 << 20) + 1)).isEqualTo((1 << 20) + 1);
    }

    /**
     * Accesses one by one while a population grows, and on when it is full; every time that was noted has the age that a
     * clock has which knew the population beforehand, but for one tick at each end.
     */
    @Property(tries = 200, seed = "77")
    void age_populationGrew_thatOfAClockThatKnewItsSize(
            @ForAll @IntRange(min = 16, max = 20_000) int entries,
            @ForAll @IntRange(min = 1, max = 5) int accessesForEachEntry,
            @ForAll @IntRange(min = 0, max = 40_000) int later,
            @ForAll @IntRange(min = -2000, max = Integer.MAX_VALUE) int start) {
        PopulationClock grown = new PopulationClock(start < 0 ? Integer.MAX_VALUE + start : start);
        int filling = entries * accessesForEachEntry;
        int[] noted = new int[filling + later];
        int untilTick = 1;
        for (int i = 0; i < noted.length; i++) {
            boolean full = i >= filling;
            if (i == filling) {
                grown.filled(entries);
            }
            if (--untilTick == 0) {
                untilTick = grown.tick(full ? entries : i / accessesForEachEntry);
            }
            noted[i] = grown.now();
        }
        grown.checkIntegrity();
        if (later == 0) {
            grown.filled(entries);
        }
        double length = Math.max(1, entries / 16);
        int step = Math.max(1, noted.length / 500);
        int before = Integer.MAX_VALUE;
        for (int i = 0; i < noted.length; i += step) {
            int age = grown.age(grown.now() - noted[i]);
            assertThat((double) age)
                    .as("access %d of %d", i, noted.length)
                    .isCloseTo((noted.length - i) / length, within());
            assertThat(age).isLessThanOrEqualTo(before);
            before = age;
        }
    }

    private static Offset<Double> within() {
        return Offset.offset(3.0);
    }
}
