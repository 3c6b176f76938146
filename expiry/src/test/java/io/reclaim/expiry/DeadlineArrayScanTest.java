package io.reclaim.expiry;

import static io.reclaim.core.ScannedPopulation.START;
import static io.reclaim.expiry.ExpiryFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntrySample;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeadlineArrayScanTest {

    @Test
    void scan_empty_isOverAtOnce() {
        ExpiryFixture fixture = new ExpiryFixture();
        EntrySample sample = new EntrySample(3);

        assertThat(fixture.index.walk(START, 5, sample)).isEqualTo(START);
        assertThat(fixture.index.walk(4, 5, sample)).isEqualTo(START);
        assertThat(sample.size()).isZero();
    }

    @Test
    void scan_untouched_meetsEachOnceWithItsDeadline() {
        for (int size : new int[] {1, 2, 7, PAGE, PAGE + 1}) {
            ExpiryFixture fixture = new ExpiryFixture().addAll(size, i -> 5L * i);
            EntrySample sample = new EntrySample(PAGE + 1);
            assertThat(fixture.index.walk(START, PAGE + 2, sample)).isEqualTo(START);
            assertThat(sample.size()).isEqualTo(size);
            for (int i = 0; i < size; i++) {
                assertThat(sample.attribute(i)).isEqualTo(5L * sample.ref(i));
            }
            assertThat(fixture.pass(3, 2)).hasSize(size).doesNotHaveDuplicates();
        }
    }

    @Test
    void scan_limits_stopsAtTheFirstThatIsReached() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(10, i -> i);
        EntrySample sample = new EntrySample(9);

        long cursor = fixture.index.walk(START, 4, sample);
        assertThat(sample.size()).isEqualTo(4);
        cursor = fixture.index.walk(cursor, 4, sample.clear(3));
        assertThat(sample.size()).isEqualTo(3);
        assertThat(cursor).isNotEqualTo(START);
        cursor = fixture.index.walk(cursor, 4, sample.clear(9));
        assertThat(sample.size()).isEqualTo(3);
        assertThat(cursor).isEqualTo(START);
    }

    @Test
    void scan_targetReachedAtTheEnd_isOver() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(6, i -> i);
        EntrySample sample = new EntrySample(3);

        long cursor = fixture.index.walk(START, 3, sample);
        assertThat(cursor).isNotEqualTo(START);
        assertThat(fixture.index.walk(cursor, 3, sample.clear(3))).isEqualTo(START);
        assertThat(sample.size()).isEqualTo(3);
    }

    @Test
    void scan_emptiedMidway_isOver() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(10, i -> i);
        EntrySample sample = new EntrySample(4);
        long cursor = fixture.index.walk(START, 4, sample);
        for (int ref = 0; ref < 10; ref++) {
            fixture.drop(ref);
        }

        assertThat(fixture.index.walk(cursor, 4, sample.clear(4))).isEqualTo(START);
        assertThat(sample.size()).isZero();
    }

    @Test
    void scan_metEntriesRemoved_thoseThatFillTheHolesAreMet() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(100, i -> i);
        EntrySample sample = new EntrySample(1);
        Set<Integer> met = new HashSet<>();
        long cursor = START;
        do {
            cursor = fixture.index.walk(cursor, 1, sample.clear(1));
            assertThat(met.add(sample.ref(0))).isTrue();
            fixture.drop(sample.ref(0));
        } while (cursor != START);

        assertThat(met).hasSize(100);
        fixture.checkIntegrity();
    }

    @Property(tries = 3000, seed = "31")
    void scan_anyChangesBetweenCalls_whoeverStayedIsMet(
            @ForAll @IntRange(min = 1, max = 150) int size,
            @ForAll @IntRange(min = 1, max = 30) int maxPlaces,
            @ForAll @IntRange(min = 1, max = 30) int target,
            @ForAll @IntRange(max = 12) int changes,
            @ForAll Random random) {
        assertStayedMet(size, maxPlaces, target, changes, random);
    }

    @Property(tries = 60, seed = "32")
    void scan_changesOverPageEdges_whoeverStayedIsMet(
            @ForAll @IntRange(min = PAGE - 100, max = 2 * PAGE + 100) int size,
            @ForAll @IntRange(min = 50, max = 900) int maxPlaces,
            @ForAll @IntRange(min = 50, max = 900) int target,
            @ForAll @IntRange(max = 900) int changes,
            @ForAll Random random) {
        assertStayedMet(size, maxPlaces, target, changes, random);
    }

    private static void assertStayedMet(int size, int maxPlaces, int target, int changes, Random random) {
        ExpiryFixture fixture = new ExpiryFixture(random.nextLong()).addAll(size, i -> i);
        EntrySample sample = new EntrySample(target);
        long cursor = START;
        for (int pass = 0; pass < 3; pass++) {
            Set<Integer> owed = new HashSet<>(fixture.pass(size, size));
            assertThat(owed).hasSize(fixture.index.size());
            do {
                cursor = fixture.index.walk(cursor, maxPlaces, sample.clear(target));
                for (int i = 0; i < sample.size(); i++) {
                    assertThat(fixture.index.attribute(sample.ref(i))).isEqualTo(sample.attribute(i));
                    owed.remove(sample.ref(i));
                }
                if (cursor != START) {
                    assertThat(sample.size()).isEqualTo(Math.min(maxPlaces, target));
                    for (int i = random.nextInt(changes + 1); i > 0; i--) {
                        change(fixture, owed, random);
                    }
                }
            } while (cursor != START);
            assertThat(owed).as("pass %d", pass).isEmpty();
        }
        fixture.checkIntegrity();
    }

    private static void change(ExpiryFixture fixture, Set<Integer> owed, Random random) {
        int ref = fixture.slab.draw();
        switch (ref < 0 ? 0 : random.nextInt(7)) {
            case 0, 1 -> fixture.add(random.nextInt(1000));
            case 2 -> fixture.index.put(ref, random.nextInt(1000));
            case 3 -> {
                fixture.index.remove(ref);
                fixture.index.put(ref, 7);
                owed.remove(ref);
            }
            case 4 -> {
                fixture.index.remove(ref);
                owed.remove(ref);
            }
            default -> {
                fixture.drop(ref);
                owed.remove(ref);
            }
        }
    }
}
