package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlabCompactionBudgetTest {
    private final SlabFixture fixture = new SlabFixture(1);
    private final RefSlab slab = fixture.slab;
    private final SlabCompaction compaction = new SlabCompaction(slab, (from, to) -> {});

    @Test
    void step_noUnits_pendingAndNothingDone() {
        fixture.take(4 * PAGE).releaseIf(ref -> ref % 10 > 0);
        long used = fixture.ledger.used();

        assertThat(compaction.step(0, WorkBudget.ofUnits(0))).isTrue();

        assertThat(compaction.movedEntries()).isZero();
        assertThat(fixture.ledger.used()).isEqualTo(used);
    }

    @Test
    void step_unitByUnit_oneMoveEachAndConsistent() {
        fixture.take(3 * PAGE).releaseIf(ref -> ref % 40 > 0);
        int size = slab.size();
        long units = 1;
        while (compaction.step(0, WorkBudget.ofUnits(1))) {
            slab.checkIntegrity();
            assertThat(slab.size()).isEqualTo(size);
            assertThat(compaction.movedEntries()).isEqualTo(units);
            units++;
        }
        // With the last move the last page to go is empty: the step that makes it ends the run.
        assertThat(compaction.movedEntries()).isEqualTo(units).isLessThan(size);
    }

    @Test
    void step_budgetOfTime_endsWithinOneClockReading() {
        fixture.take(4 * PAGE).releaseIf(ref -> ref % 10 > 0);
        long[] nanos = new long[1];
        WorkBudget budget = new WorkBudget(() -> nanos[0] += 1000).start(Long.MAX_VALUE, 1);

        assertThat(compaction.step(0, budget)).isTrue();

        assertThat(compaction.movedEntries()).isEqualTo(WorkBudget.UNITS_PER_CLOCK_READ);
    }

    @Test
    void step_nothingToDo_spendsNothing() {
        fixture.take(4 * PAGE);
        WorkBudget budget = WorkBudget.ofUnits(100);

        assertThat(compaction.step(0, budget)).isFalse();

        assertThat(budget.spent()).isZero();
    }

    @Test
    void runs_nineTenthsReleased_atMostAPageOfRowsForEachPageReturned() {
        fixture.take(40 * PAGE).releaseIf(ref -> (ref * 0x9e3779b9) >>> 24 > 25);
        assertThat(slab.size()).isBetween(38 * PAGE / 10, 44 * PAGE / 10);

        assertThat(compaction.step(0, WorkBudget.ofUnits(Long.MAX_VALUE))).isFalse();

        // A tenth of 35 pages.
        assertThat(compaction.movedEntries()).isBetween(3L * PAGE, 4L * PAGE);
        assertThat(compaction.returnedPages()).isEqualTo(40 - (slab.size() + PAGE - 1) / PAGE);
        assertThat(compaction.movedEntries()).isLessThanOrEqualTo(slab.size());
        assertThat(compaction.runs()).isEqualTo(1);
    }
}
