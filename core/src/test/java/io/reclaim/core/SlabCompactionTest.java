package io.reclaim.core;

import static io.reclaim.core.RefSlab.NO_REF;
import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlabCompactionTest {
    private final SlabFixture fixture = new SlabFixture(1);
    private final RefSlab slab = fixture.slab;
    private final List<String> moves = new ArrayList<>();
    private final SlabCompaction compaction = new SlabCompaction(slab, (from, to) -> moves.add(from + "->" + to));

    @AfterEach
    void integrity() {
        slab.checkIntegrity();
        fixture.ledger.checkIntegrity();
    }

    private boolean step(long units) {
        return compaction.step(0, WorkBudget.ofUnits(units));
    }

    /** Steps to the end; the moves made. */
    private int compact() {
        int before = moves.size();
        assertThat(step(1_000_000)).isFalse();
        return moves.size() - before;
    }

    /** Leaves so many live, all of them the last of their pages. */
    private void thin(int pages, int left) {
        fixture.take(pages * PAGE);
        fixture.releaseIf(ref -> (PAGE - 1 - ref % PAGE) * pages + pages - 1 - ref / PAGE >= left);
        assertThat(slab.size()).isEqualTo(left);
    }

    @Test
    void new_null_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new SlabCompaction(null, (from, to) -> {}))
                .withMessage("slab");
        assertThatNullPointerException()
                .isThrownBy(() -> new SlabCompaction(slab, null))
                .withMessage("holder");
    }

    @Test
    void step_emptySlab_nothingToDo() {
        assertThat(step(5)).isFalse();
        fixture.take(1).releaseIf(ref -> true);

        assertThat(step(5)).isFalse();
        assertThat(fixture.pages()).as("the page that any slab keeps").isEqualTo(1);
        assertThat(compaction).hasToString("SlabCompaction[moved 0 entries, returned 0 pages]");
    }

    @Test
    void step_fewInTwoPages_highestToTheLowestHoles() {
        fixture.take(PAGE + 5).releaseIf(ref -> ref < PAGE + 2 && ref != 1);

        assertThat(compact()).isEqualTo(3);

        assertThat(moves).containsExactly("4100->0", "4099->2", "4098->3");
        assertThat(slab.bound()).isEqualTo(4);
        assertThat(fixture.pages()).isEqualTo(1);
        assertThat(compaction).hasToString("SlabCompaction[moved 3 entries, returned 1 pages]");
    }

    @Test
    void step_anyMove_rowGoesWithTheEntry() {
        fixture.take(2 * PAGE).releaseIf(ref -> ref % 100 != 7);
        Set<Long> expected = new HashSet<>();
        for (int ref = slab.previousLive(slab.bound()); ref != NO_REF; ref = slab.previousLive(ref)) {
            fixture.metadata.set(ref, ref);
            fixture.deadline.set(ref, -1L - ref);
            expected.add(-1L - ref);
        }

        assertThat(compact()).isPositive();

        Set<Long> found = new HashSet<>();
        for (int ref = slab.previousLive(slab.bound()); ref != NO_REF; ref = slab.previousLive(ref)) {
            found.add(fixture.deadline.get(ref));
            assertThat(fixture.deadline.get(ref)).isEqualTo(-1L - fixture.metadata.get(ref));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void moved_whenCalled_bothLiveWithTheSameRowAndOnlyThoseOfTheStep() {
        fixture.take(PAGE + 1).releaseIf(ref -> ref < PAGE - 1);
        fixture.metadata.set(PAGE, 42);
        int size = slab.size();
        RefHolder holder = (from, to) -> {
            assertThat(slab.live(from) && slab.live(to)).isTrue();
            assertThat(fixture.metadata.get(from)).isEqualTo(42);
            assertThat(fixture.metadata.get(to)).isEqualTo(42);
            assertThat(slab.size()).isEqualTo(size + 1);
            slab.checkIntegrity();
        };

        assertThat(new SlabCompaction(slab, holder).step(0, WorkBudget.ofUnits(9)))
                .isFalse();

        assertThat(slab.live(PAGE)).isFalse();
        assertThat(slab.size()).isEqualTo(size);
    }

    @Test
    void moved_throws_entryKeepsItsRefAndTheNextStepTriesAgain() {
        fixture.take(PAGE + 1).releaseIf(ref -> ref == 0 || (ref > 10 && ref < PAGE));
        fixture.metadata.set(PAGE, 42);
        boolean[] fails = {true};
        SlabCompaction failing = new SlabCompaction(slab, (from, to) -> {
            if (fails[0]) {
                throw new IllegalStateException("not now");
            }
        });

        assertThatThrownBy(() -> failing.step(0, WorkBudget.ofUnits(9))).hasMessage("not now");
        assertThat(slab.live(PAGE)).isTrue();
        assertThat(slab.live(0)).isFalse();
        assertThat(fixture.metadata.get(PAGE)).isEqualTo(42);
        assertThat(failing.movedEntries()).isZero();
        slab.checkIntegrity();

        fails[0] = false;
        assertThat(failing.step(0, WorkBudget.ofUnits(9))).isFalse();
        assertThat(fixture.metadata.get(0)).isEqualTo(42);
        assertThat(failing.movedEntries()).isEqualTo(1);
    }

    /** With 4,096 k - 2,048 entries max(1, h / 4) pages can go with half a page of room; with one more they cannot. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "4, 3", "5, 4", "7, 6", "8, 6", "9, 7", "12, 9"})
    void step_sizes_beginsWhereAQuarterOfThePagesCanGo(int pages, int rest) {
        thin(pages, rest * PAGE - PAGE / 2 + 1);
        assertThat(step(1)).isFalse();
        assertThat(moves).isEmpty();

        slab.release(slab.draw());
        assertThat(step(1)).isTrue();
        assertThat(moves).hasSize(1);

        compact();
        assertThat(fixture.pages()).isEqualTo(rest);
        assertThat(fixture.ledger.used()).isGreaterThanOrEqualTo(rest * fixture.pageCost);
    }

    @Test
    void step_onePage_neverBegins() {
        fixture.take(PAGE).releaseIf(ref -> ref < PAGE - 1);

        assertThat(step(5)).isFalse();
        assertThat(moves).isEmpty();
    }

    @Test
    void step_end_fewestPagesAndNoSpare() {
        fixture.take(20 * PAGE).releaseIf(ref -> ref % 10 != 3);
        int size = slab.size();

        compact();

        assertThat(fixture.pages()).isEqualTo(2);
        assertThat(fixture.ledger.used()).isEqualTo(2 * fixture.pageCost);
        assertThat(compaction.returnedPages()).isEqualTo(18);
        assertThat(slab.size()).isEqualTo(size);
        assertThat(slab.bound()).as("no hole below").isEqualTo(size);
    }

    @Test
    void step_pageAbsentInTheMiddle_isNotMadeAgain() {
        fixture.take(6 * PAGE);
        fixture.releaseIf(ref -> ref / PAGE == 1 || ref / PAGE == 2 || (ref / PAGE != 0 && ref % PAGE > 100));
        fixture.releaseIf(ref -> ref > 4000 && ref < PAGE);
        assertThat(fixture.rows.has(2)).isFalse();
        long peak = fixture.levelPeak();

        compact();

        assertThat(fixture.ledger.peak()).isEqualTo(peak);
        assertThat(fixture.pages()).isEqualTo(2);
        assertThat(fixture.rows.has(3))
                .as("the second of those that had entries")
                .isTrue();
    }

    @Test
    void step_spareIsTheLowestPage_givenBackAndNotFilled() {
        fixture.take(5 * PAGE).releaseIf(ref -> ref < PAGE || ref % PAGE > 50);
        assertThat(fixture.rows.has(0)).isTrue();

        compact();

        assertThat(fixture.rows.has(0)).isFalse();
        assertThat(fixture.pages()).isEqualTo(1);
        assertThat(moves).hasSize(3 * 51).allMatch(move -> move.contains("->4") || move.contains("->5"));
    }

    @Test
    void step_spareAndHalfAPageFreeElsewhere_spareGoesWithoutAMove() {
        fixture.take(2 * PAGE).releaseIf(ref -> ref >= PAGE / 2 + 1);
        assertThat(fixture.pages()).isEqualTo(2);

        assertThat(compact()).isZero();
        assertThat(fixture.pages()).as("2,047 are free").isEqualTo(2);
        slab.release(7);
        assertThat(compact()).isZero();
        assertThat(fixture.pages()).as("2,048 are free").isEqualTo(1);
    }

    @Test
    void step_sizeSwingsAboutAPageEdge_nothingMovesAndNoPageIsMadeTwice() {
        fixture.take(3 * PAGE + 1);
        long peak = fixture.ledger.peak();
        for (int i = 0; i < 500; i++) {
            slab.release(i % 3 == 0 ? slab.bound() - 1 : slab.draw());
            step(100);
            slab.take();
            step(100);
        }
        assertThat(moves).isEmpty();
        assertThat(fixture.ledger.peak()).isEqualTo(peak);
        assertThat(fixture.ledger.used()).isEqualTo(peak);
    }

    @Test
    void step_shrunkAndCompactedThenSwingsAboutTheEdge_nothingMoves() {
        thin(8, PAGE);
        assertThat(compact()).isPositive();
        assertThat(fixture.ledger.used()).as("one page, full").isEqualTo(fixture.pageCost);
        int before = moves.size();
        for (int i = 0; i < 500; i++) {
            slab.take();
            step(100);
            slab.release(slab.draw());
            step(100);
        }
        assertThat(moves).hasSize(before);
    }

    @Test
    void step_growsWhileCompacted_endsWhereBothMeet() {
        thin(8, 2 * PAGE);
        int units = 0;
        while (step(10)) {
            units += 10;
            fixture.take(20);
        }
        assertThat(units).isLessThan(2 * PAGE);
        assertThat(fixture.pages()).isEqualTo((slab.size() + PAGE - 1) / PAGE);

        int before = moves.size();
        fixture.take(3 * PAGE);
        compact();
        assertThat(moves).hasSize(before);
    }

    @Test
    void pause_stepDoesNothing_untilResumedAsOften() {
        thin(4, 100);
        compaction.pause();
        compaction.pause();
        compaction.resume();

        assertThat(step(1000)).isFalse();
        assertThat(moves).isEmpty();
        compaction.resume();
        assertThat(compact()).isPositive();
        assertThatIllegalStateException().isThrownBy(compaction::resume).withMessage("compaction is not paused");
    }

    @Test
    void take_atTheLimitOfRefs_refusedAndCompactionChangesNothingOfIt() {
        SlabFixture limited = new SlabFixture(1, 2 * PAGE + 10).take(2 * PAGE + 10);
        RefSlab full = limited.slab;
        SlabCompaction work = new SlabCompaction(full, (from, to) -> {});
        assertThat(full.take()).isEqualTo(NO_REF);
        assertThat(work.step(0, WorkBudget.ofUnits(9))).isFalse();

        limited.releaseIf(ref -> ref < PAGE || ref % 3 > 0);
        while (work.step(0, WorkBudget.ofUnits(1))) {
            full.checkIntegrity();
        }
        assertThat(limited.ledger.used()).isEqualTo(limited.pageCost);

        limited.take(2 * PAGE + 10 - full.size());
        long used = limited.ledger.used();
        assertThat(full.size()).isEqualTo(full.maxRefs());
        assertThat(full.take()).isEqualTo(NO_REF);
        assertThat(limited.ledger.used()).isEqualTo(used).isEqualTo(3 * limited.pageCost);
        assertThat(work.movedEntries()).isPositive();
        full.checkIntegrity();
    }
}
