package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RefSlabPropertiesTest {

    /** Sizes about the edges of words and pages. */
    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 200),
                Arbitraries.integers().between(PAGE - 3, PAGE + 3),
                Arbitraries.integers().between(2 * PAGE - 3, 3 * PAGE + 3));
    }

    @Property(tries = 300, seed = "61")
    void scan_takesAndReleasesBetweenCalls_whoeverStayedIsMet(
            @ForAll("sizes") int size,
            @ForAll @IntRange(min = 1, max = 700) int maxPlaces,
            @ForAll @IntRange(min = 1, max = 700) int target,
            @ForAll Random random) {
        SlabFixture fixture = new SlabFixture(5).take(size);
        ColumnPopulation population = new ColumnPopulation(fixture.slab, fixture.metadata);
        fixture.releaseIf(ref -> random.nextInt(3) == 0);
        for (ScannedPopulation scanned : new ScannedPopulation[] {fixture.slab, population}) {
            Set<Integer> stayed = new HashSet<>(SlabFixture.pass(scanned, size + 1, size + 1));
            assertThat(stayed).hasSize(fixture.slab.size());
            EntrySample sample = new EntrySample(target);
            long cursor = ScannedPopulation.START;
            do {
                cursor = scanned.scan(cursor, maxPlaces, sample.clear(target));
                for (int i = 0; i < sample.size(); i++) {
                    assertThat(fixture.slab.live(sample.ref(i))).isTrue();
                    stayed.remove(sample.ref(i));
                }
                if (cursor != ScannedPopulation.START) {
                    changeSomething(fixture.slab, stayed, random);
                }
            } while (cursor != ScannedPopulation.START);
            assertThat(stayed).isEmpty();
        }
    }

    private static void changeSomething(RefSlab slab, Set<Integer> stayed, Random random) {
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(5) < 2) {
                slab.take();
            } else if (slab.size() > 0) {
                int ref = random.nextInt(4) == 0 ? slab.bound() - 1 : slab.draw();
                slab.release(ref);
                stayed.remove(ref);
            }
        }
    }

    @Property(tries = 200, seed = "62")
    void takeCost_anyHistory_equalsWhatTakeCharges(@ForAll("sizes") int size, @ForAll Random random) {
        SlabFixture fixture = new SlabFixture(6).take(size);
        int kept = random.nextInt(100);
        fixture.releaseIf(ref -> random.nextInt(100) >= kept);
        for (int i = 0; i < 2 * PAGE; i++) {
            long before = fixture.ledger.used();
            long cost = fixture.slab.takeCost();
            fixture.slab.take();
            if (fixture.ledger.used() - before != cost) {
                throw new AssertionError("cost " + cost + ", charged " + (fixture.ledger.used() - before));
            }
        }
    }

    @Property(tries = 100, seed = "63")
    void bytes_allReleasedInAnyOrder_onePageIsLeft(
            @ForAll @IntRange(min = 1, max = 3 * PAGE) int size, @ForAll Random random) {
        SlabFixture fixture = new SlabFixture(7).take(size);
        fixture.releaseIf(ref -> random.nextBoolean());
        while (fixture.slab.size() > 0) {
            fixture.slab.release(fixture.slab.draw());
        }

        assertThat(fixture.rowBytes.bytes()).isEqualTo(fixture.rows.bytesPerPage());
        assertThat(fixture.ledger.used()).isEqualTo(fixture.pageCost);
        assertThat(fixture.slab.bound()).isZero();
        fixture.slab.checkIntegrity();
    }

    @Property(tries = 200, seed = "64")
    void previousLive_fromTheBoundDown_isTheScansOrder(@ForAll("sizes") int size, @ForAll Random random) {
        SlabFixture fixture = new SlabFixture(8).take(size);
        int kept = random.nextInt(1000);
        fixture.releaseIf(ref -> random.nextInt(1000) >= kept);
        RefSlab slab = fixture.slab;

        int at = slab.bound();
        int expected = slab.size();
        for (int ref : SlabFixture.pass(slab, 999, 999)) {
            at = slab.previousLive(at);
            expected--;
            assertThat(at).isEqualTo(ref);
        }
        assertThat(slab.previousLive(at)).isEqualTo(RefSlab.NO_REF);
        assertThat(expected).isZero();
    }
}
