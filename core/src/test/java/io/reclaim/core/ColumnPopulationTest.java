package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnPopulationTest {
    private final SlabFixture fixture = new SlabFixture(9);
    private final ColumnPopulation population = new ColumnPopulation(fixture.slab, fixture.metadata);

    @Test
    void constructor_nulls_throw() {
        assertThatNullPointerException()
                .isThrownBy(() -> new ColumnPopulation(null, fixture.metadata))
                .withMessage("slab");
        assertThatNullPointerException()
                .isThrownBy(() -> new ColumnPopulation(fixture.slab, null))
                .withMessage("column");
    }

    @Test
    void size_anySlab_isTheSlabs() {
        assertThat(population.size()).isZero();
        fixture.take(5);
        fixture.slab.release(2);

        assertThat(population.size()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2147483647, 2147483647", "-2147483648, 2147483648", "-1, 4294967295"})
    void attribute_live_isTheColumnUnsigned(int metadata, long attribute) {
        fixture.take(1);
        fixture.metadata.set(0, metadata);
        EntrySample sample = new EntrySample(1);

        assertThat(population.attribute(0)).isEqualTo(attribute);
        population.sample(sample);
        assertThat(sample.attribute(0)).isEqualTo(attribute);
        population.scan(ScannedPopulation.START, 1, sample.clear(1));
        assertThat(sample.attribute(0)).isEqualTo(attribute);
    }

    @Test
    void attribute_notLive_gone() {
        fixture.take(2);
        fixture.slab.release(0);

        for (int ref : new int[] {Integer.MIN_VALUE, -1, 0, 2, PAGE, Integer.MAX_VALUE}) {
            assertThat(population.attribute(ref)).as("ref %d", ref).isEqualTo(Population.GONE);
        }
    }

    @Test
    void sample_empty_addsNothing() {
        EntrySample sample = new EntrySample(3);
        population.sample(sample);

        assertThat(sample.size()).isZero();
    }

    @Test
    void sample_partlyFilled_earlierPairsUntouched() {
        fixture.take(1);
        fixture.metadata.set(0, 12);
        EntrySample sample = new EntrySample(3);
        sample.add(77, 770);

        population.sample(sample);

        assertThat(sample).hasToString("EntrySample[77=770, 0=12, 0=12]");
    }

    @Test
    void scan_partlyFilled_earlierPairsUntouched() {
        fixture.take(5);
        for (int ref = 0; ref < 5; ref++) {
            fixture.metadata.set(ref, 10 * ref);
        }
        EntrySample sample = new EntrySample(3);
        sample.add(77, 770);

        long cursor = population.scan(ScannedPopulation.START, 100, sample);
        assertThat(sample).hasToString("EntrySample[77=770, 4=40, 3=30]");

        assertThat(population.scan(cursor, 100, sample.clear(3))).isEqualTo(ScannedPopulation.START);
        assertThat(sample).hasToString("EntrySample[2=20, 1=10, 0=0]");
    }

    @Test
    void scan_wholePass_eachRefOnceWithItsAttribute() {
        fixture.take(2 * PAGE + 9).releaseIf(ref -> ref % 3 == 0);
        for (int ref = fixture.slab.previousLive(fixture.slab.bound());
                ref != RefSlab.NO_REF;
                ref = fixture.slab.previousLive(ref)) {
            fixture.metadata.set(ref, ref + 1_000_000);
        }
        EntrySample sample = new EntrySample(512);
        long cursor = ScannedPopulation.START;
        int met = 0;
        do {
            cursor = population.scan(cursor, 300, sample.clear(512));
            for (int i = 0; i < sample.size(); i++) {
                assertThat(sample.attribute(i)).isEqualTo(sample.ref(i) + 1_000_000L);
                met++;
            }
        } while (cursor != ScannedPopulation.START);

        assertThat(met).isEqualTo(fixture.slab.size());
    }
}
