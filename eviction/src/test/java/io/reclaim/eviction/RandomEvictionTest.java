package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RandomEvictionTest {
    private final RandomEviction any = new RandomEviction();

    @Property(tries = 100, seed = "43")
    void entries_whateverTheirMetadata_areAlike(
            @ForAll int metadata, @ForAll @LongRange(max = Long.MAX_VALUE) long attribute, @ForAll long nowMillis) {
        assertThat(any.admit(metadata, nowMillis)).isZero();
        assertThat(any.touch(metadata, nowMillis)).isEqualTo(metadata);
        assertThat(any.modify(metadata, nowMillis)).isEqualTo(metadata);
        assertThat(any.coldness(attribute, nowMillis)).isZero();
    }

    /**
     * Of 20 entries 10 are evicted, 20,000 times over. An entry goes with probability 1/2, so its count has a standard
     * deviation of sqrt(20,000 / 4) = 70.7; 5 of them.
     */
    @Test
    void evict_oneSample_eachEntryAlike() {
        int runs = 20_000;
        int[] evictions = new int[20];
        ListPopulation population = new ListPopulation(44);
        for (int run = 0; run < runs; run++) {
            for (int ref = 0; ref < evictions.length; ref++) {
                population.put(ref, 0);
            }
            SampledEvictor evictor = new SampledEvictor(population, any, population, 1, 16);
            population.forgetRecords();
            for (int i = 0; i < 10; i++) {
                evictor.evict(0);
            }
            population.removed().forEach(ref -> evictions[ref]++);
        }
        assertThat(Arrays.stream(evictions).sum()).isEqualTo(10 * runs);
        for (int count : evictions) {
            assertThat(count).as("seed 44").isCloseTo(runs / 2, within(354));
        }
    }

    @Test
    void toString_isItsName() {
        assertThat(any).hasToString("RandomEviction");
    }
}
