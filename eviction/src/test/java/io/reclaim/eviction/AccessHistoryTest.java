package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessHistoryTest {

    @Property(tries = 1000, seed = "311")
    void metadata_anyTimes_ageIsTheirDifference(
            @ForAll int clock,
            @ForAll @IntRange(max = (1 << 24) - 1) int age,
            @ForAll @IntRange(max = 255) int history) {
        int metadata = AccessHistory.metadata(clock - age, history);
        assertThat(AccessHistory.age(metadata, clock)).isEqualTo(age);
        assertThat(AccessHistory.history(metadata)).isEqualTo(history);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 3", "3, 3", "4, 4", "511, 10", "512, 11", "16777215, 11"})
    void intervalOf_age_oneAnOctave(int age, int interval) {
        assertThat(AccessHistory.intervalOf(age)).isEqualTo(interval);
        if (interval < 11) {
            assertThat(AccessHistory.leastAge(interval)).isEqualTo(Integer.highestOneBit(age));
        }
    }

    @Test
    void next_manyTimes_frequencySaturates() {
        int history = AccessHistory.NEW;
        for (int n = 1; n <= 40; n++) {
            history = AccessHistory.next(history, 5);
            assertThat(AccessHistory.frequency(history)).isEqualTo(Math.min(15, n));
            assertThat(AccessHistory.interval(history)).isEqualTo(4);
        }
    }

    @Test
    void frequencyClass_eachFrequency() {
        int[] classes = {0, 1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5};
        for (int f = 0; f < classes.length; f++) {
            assertThat(AccessHistory.frequencyClass(f)).as("of %d", f).isEqualTo(classes[f]);
        }
    }

    @Test
    void classOf_anyByte_isAClass() {
        for (int history = 0; history < 256; history++) {
            assertThat(AccessHistory.classOf(history)).isBetween(0, AccessHistory.CLASSES - 1);
        }
    }
}
