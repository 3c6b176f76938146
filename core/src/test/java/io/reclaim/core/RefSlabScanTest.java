package io.reclaim.core;

import static io.reclaim.core.ScannedPopulation.START;
import static io.reclaim.core.SlabFixture.PAGE;
import static io.reclaim.core.SlabFixture.pass;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefSlabScanTest {
    private final SlabFixture fixture = new SlabFixture(1);
    private final RefSlab slab = fixture.slab;
    private final EntrySample sample = new EntrySample(100);

    @Test
    void scan_empty_overAtOnce() {
        assertThat(slab.scan(START, 10, sample)).isEqualTo(START);
        assertThat(sample.size()).isZero();
    }

    @Test
    void scan_oneRef_metInTheOnlyCall() {
        fixture.take(1);

        assertThat(slab.scan(START, 1, sample)).isEqualTo(START);
        assertThat(sample).hasToString("EntrySample[0=0]");
    }

    @Test
    void scan_holes_liveFromHighToLow() {
        fixture.take(3 * PAGE).releaseIf(ref -> ref % 1000 != 1);

        assertThat(pass(slab, 100, 100))
                .containsExactly(
                        12_001, 11_001, 10_001, 9_001, 8_001, 7_001, 6_001, 5_001, 4_001, 3_001, 2_001, 1_001, 1);
    }

    @Test
    void scan_placesUsedUp_continuesBelow() {
        fixture.take(5);

        long cursor = slab.scan(START, 2, sample);
        assertThat(cursor).isNotEqualTo(START);
        cursor = slab.scan(cursor, 2, sample);
        assertThat(cursor).isNotEqualTo(START);
        assertThat(slab.scan(cursor, 2, sample)).isEqualTo(START);

        assertThat(sample).hasToString("EntrySample[4=0, 3=0, 2=0, 1=0, 0=0]");
    }

    @Test
    void scan_sampleFull_continuesBelow() {
        fixture.take(5);
        long cursor = slab.scan(START, 100, sample.clear(3));
        assertThat(sample).hasToString("EntrySample[4=0, 3=0, 2=0]");

        assertThat(slab.scan(cursor, 100, sample.clear(3))).isEqualTo(START);
        assertThat(sample).hasToString("EntrySample[1=0, 0=0]");
    }

    @Test
    void scan_partlyFilledSample_appendsBehind() {
        fixture.take(5);
        sample.clear(2).add(77, 770);

        slab.scan(START, 100, sample);

        assertThat(sample).hasToString("EntrySample[77=770, 4=0]");
    }

    @Test
    void scan_sameLengthAsThePlaces_passEnds() {
        fixture.take(100);
        for (int places : new int[] {1, 7, 50, 99, 100, 101, Integer.MAX_VALUE}) {
            assertThat(pass(slab, places, 100)).hasSize(100).doesNotHaveDuplicates();
            assertThat(pass(slab, Integer.MAX_VALUE, Math.min(places, 1000)))
                    .hasSize(100)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void scan_allBelowReleasedMeanwhile_overWithoutMore() {
        fixture.take(10);
        long cursor = slab.scan(START, 3, sample.clear(10));
        fixture.releaseIf(ref -> ref < 7);

        assertThat(slab.scan(cursor, 3, sample.clear(10))).isEqualTo(START);
        assertThat(sample.size()).isZero();
    }

    @Test
    void scan_allReleasedMeanwhile_overWithoutMore() {
        fixture.take(2 * PAGE);
        long cursor = slab.scan(START, 3, sample.clear(10));
        fixture.releaseIf(ref -> true);

        assertThat(slab.scan(cursor, 3, sample.clear(10))).isEqualTo(START);
        assertThat(sample.size()).isZero();
    }

    @Test
    void scan_boundFallsBelowTheCursor_restIsMet() {
        fixture.take(3 * PAGE);
        long cursor = slab.scan(START, 3, sample.clear(10));
        fixture.releaseIf(ref -> ref >= 2);

        assertThat(slab.scan(cursor, 10, sample.clear(10))).isEqualTo(START);
        assertThat(sample).hasToString("EntrySample[1=0, 0=0]");
    }

    @Test
    void scan_slabGrowsAboveTheCursor_restIsMetOnce() {
        fixture.take(100);
        long cursor = slab.scan(START, 40, sample.clear(100));
        fixture.take(5 * PAGE);

        List<Integer> met = new ArrayList<>();
        while (cursor != START) {
            cursor = slab.scan(cursor, 40, sample.clear(100));
            SlabFixture.addRefs(sample, met);
        }

        assertThat(met).hasSize(60).startsWith(59).endsWith(0).doesNotHaveDuplicates();
    }

    @Test
    void scan_twoPassesInterleaved_eachMeetsAll() {
        fixture.take(50);
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        long slow = START;
        do {
            slow = slab.scan(slow, 3, sample.clear(100));
            SlabFixture.addRefs(sample, first);
            second.addAll(pass(slab, 8, 100));
        } while (slow != START);

        assertThat(first).hasSize(50);
        assertThat(second).hasSize(17 * 50);
    }
}
