package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeBucketsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3, 3", "4, 4", "7, 7", "8, 8", "9, 8", "10, 9", "15, 11", "16, 12", "19, 12", "20, 13"
    })
    void of_smallAges_asInTheTable(int age, int bucket) {
        assertThat(AgeBuckets.of(age)).isEqualTo(bucket);
    }

    @Test
    void of_oldestAges_lastBucket() {
        assertThat(AgeBuckets.of(28_671)).isEqualTo(54);
        assertThat(AgeBuckets.of(28_672)).isEqualTo(55);
        assertThat(AgeBuckets.of((1 << 24) - 1)).isEqualTo(55);
    }

    @Test
    void buckets_followOneAnother() {
        int age = 0;
        for (int b = 0; b < AgeBuckets.COUNT; b++) {
            assertThat(AgeBuckets.least(b)).as("least of %d", b).isEqualTo(age);
            age += AgeBuckets.width(b);
        }
        assertThat(age).isEqualTo(1 << 15);
    }

    @Property(tries = 1000, seed = "301")
    void of_anyAge_liesInItsBucket(@ForAll @IntRange(max = (1 << 15) - 1) int age) {
        int bucket = AgeBuckets.of(age);
        assertThat(age).isBetween(AgeBuckets.least(bucket), AgeBuckets.least(bucket) + AgeBuckets.width(bucket) - 1);
    }
}
