package io.reclaim.core;

import static io.reclaim.core.ScannedPopulation.START;
import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SlabCompactionPropertiesTest {

    /** Entries have names, which are in their metadata; what is taken later gets higher names. */
    private static final class Names {
        final SlabFixture fixture = new SlabFixture(9);
        final RefSlab slab = fixture.slab;
        final SlabCompaction compaction;
        final BitSet live = new BitSet();
        int next;

        Names() {
            compaction = new SlabCompaction(slab, (from, to) -> {
                check(to < from, "moved up", from);
                check(fixture.metadata.get(to) == fixture.metadata.get(from), "row", to);
            });
        }

        void take() {
            live.set(next);
            fixture.metadata.set(slab.take(), next++);
        }

        void release(int ref) {
            live.clear(fixture.metadata.get(ref));
            slab.release(ref);
        }

        void releaseDownTo(int left, Random random) {
            while (slab.size() > left) {
                release(random.nextInt(50) == 0 ? slab.bound() - 1 : slab.draw());
            }
        }

        void check() {
            slab.checkIntegrity();
            BitSet found = new BitSet();
            for (int ref : SlabFixture.pass(slab, PAGE, PAGE)) {
                found.set(fixture.metadata.get(ref));
            }
            assertThat(found).isEqualTo(live);
        }

        private static void check(boolean holds, String what, int ref) {
            if (!holds) {
                throw new AssertionError(what + ", ref " + ref);
            }
        }
    }

    @Property(tries = 100, seed = "81")
    void scan_takesReleasesAndStepsBetweenCalls_whoeverStayedIsMet(
            @ForAll @IntRange(min = PAGE, max = 5 * PAGE) int size,
            @ForAll @IntRange(min = 1, max = 60) int maxPlaces,
            @ForAll @IntRange(min = 2, max = 60) int part,
            @ForAll @IntRange(max = 60) int changes,
            @ForAll @IntRange(min = 1, max = 60) int units,
            @ForAll Random random) {
        Names names = new Names();
        EntrySample sample = new EntrySample(60);
        for (int pass = 0; pass < 4; pass++) {
            while (names.slab.size() < size) {
                names.take();
            }
            names.releaseDownTo(size / part, random);
            BitSet owed = (BitSet) names.live.clone();
            long cursor = START;
            do {
                cursor = names.slab.scan(cursor, maxPlaces, sample.clear(60));
                for (int i = 0; i < sample.size(); i++) {
                    owed.clear(names.fixture.metadata.get(sample.ref(i)));
                }
                int events = cursor == START ? 0 : random.nextInt(4);
                for (int i = 0; i < events; i++) {
                    if (random.nextBoolean()) {
                        names.compaction.step(0, WorkBudget.ofUnits(1 + random.nextInt(units)));
                    } else {
                        change(names, owed, random.nextInt(1 + changes), random);
                    }
                }
            } while (cursor != START);
            assertThat(owed).as("present for the whole pass, not met").matches(BitSet::isEmpty);
            names.check();
        }
    }

    private static void change(Names names, BitSet owed, int changes, Random random) {
        for (int i = 0; i < changes; i++) {
            if (random.nextInt(3) == 0) {
                names.take();
            } else if (names.slab.size() > 0) {
                names.release(names.slab.draw());
            }
        }
        owed.and(names.live);
    }

    /** Between the end of a run and the next begin so many are released; a run moves not much more than were released. */
    @Property(tries = 120, seed = "82")
    void runs_sizeSwings_apartByReleasesAndMovesWithinThem(
            @ForAll @IntRange(min = 2, max = 9) int pages,
            @ForAll @IntRange(min = 1, max = 3 * PAGE) int swing,
            @ForAll @IntRange(min = 1, max = 500) int units,
            @ForAll Random random) {
        Names names = new Names();
        SlabCompaction compaction = names.compaction;
        long releases = 0;
        long moved = 0;
        boolean running = false;
        int target = pages * PAGE;
        for (int i = 0; i < 40 * PAGE; i++) {
            if (names.slab.size() == target) {
                int low = Math.max(0, pages * PAGE / 2 - swing);
                target = random.nextInt(3) == 0 ? random.nextInt(pages * PAGE) : low + random.nextInt(2 * swing);
            }
            if (names.slab.size() < target) {
                names.take();
            } else if (names.slab.size() > target) {
                names.release(names.slab.draw());
                releases++;
            }
            if (i % 64 > 0) {
                continue;
            }
            int live = names.slab.livePages();
            long runs = compaction.runs();
            running = compaction.step(0, WorkBudget.ofUnits(1 + random.nextInt(units)));
            if (compaction.runs() > runs) {
                assertThat(releases).isGreaterThanOrEqualTo((Math.max(1, live / 4) - 1) * PAGE + PAGE / 2 + 1);
            }
            assertThat(compaction.movedEntries() - moved).isLessThanOrEqualTo(releases + 2 * PAGE - 2);
            if (!running && (compaction.runs() > runs || compaction.movedEntries() > moved)) {
                moved = compaction.movedEntries();
                releases = 0;
            }
        }
        names.check();
        assertThat(compaction.movedEntries()).isLessThanOrEqualTo(5L * 40 * PAGE);
    }

    @Property(tries = 200, seed = "83")
    void run_noOthersBetweenItsSteps_eachEntryAtMostOnceAndFewestPages(
            @ForAll @IntRange(min = 1, max = 9 * PAGE) int size,
            @ForAll @IntRange(min = 0, max = 100) int leftPercent,
            @ForAll @IntRange(min = 1, max = 3000) int units,
            @ForAll Random random) {
        Names names = new Names();
        while (names.next < size) {
            names.take();
        }
        names.releaseDownTo(size * leftPercent / 100, random);
        int pages = names.slab.livePages();
        BitSet moved = new BitSet();
        SlabCompaction compaction = new SlabCompaction(names.slab, (from, to) -> {
            int name = names.fixture.metadata.get(to);
            Names.check(!moved.get(name), "moved twice", to);
            moved.set(name);
        });
        long peak = names.fixture.levelPeak();

        while (compaction.step(0, WorkBudget.ofUnits(1 + random.nextInt(units)))) {
            names.slab.checkIntegrity();
        }

        names.check();
        assertThat(names.fixture.ledger.peak()).as("most ever charged").isEqualTo(peak);
        int emptied = pages - names.slab.livePages();
        assertThat(moved.cardinality()).isLessThanOrEqualTo(emptied * PAGE);
        assertThat((long) moved.cardinality()).isEqualTo(compaction.movedEntries());
        if (compaction.runs() > 0) {
            assertThat(emptied).isGreaterThanOrEqualTo(Math.max(1, pages / 4));
            assertThat(names.fixture.pages()).isEqualTo((names.slab.size() + PAGE - 1) / PAGE);
        }
        assertThat(compaction.step(0, WorkBudget.ofUnits(1))).isFalse();
        assertThat((long) moved.cardinality()).isEqualTo(compaction.movedEntries());
    }
}
