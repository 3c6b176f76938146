package io.reclaim.core;

import static io.reclaim.core.WorkBudget.UNITS_PER_CLOCK_READ;
import static io.reclaim.core.WorkBudget.UNTIMED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class WorkBudgetPropertiesTest {

    @Property(tries = 500, seed = "11")
    void spend_anyPieces_neverMoreThanGranted(
            @ForAll @LongRange(min = 0, max = 2000) long maxUnits,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 100) Integer> pieces) {
        WorkBudget budget = WorkBudget.ofUnits(maxUnits);
        long left = maxUnits;
        for (int piece : pieces) {
            boolean spent = piece == 1 ? budget.spend() : budget.spend(piece);

            assertThat(spent).isEqualTo(left > 0);
            left -= Math.min(left, piece);
            assertThat(budget.spent()).isEqualTo(maxUnits - left).isLessThanOrEqualTo(maxUnits);
            assertThat(budget.exhausted()).isEqualTo(left == 0);
        }
    }

    @Property(tries = 500, seed = "12")
    void spend_timed_lessThanSixteenUnitsBeginAfterTheEnd(
            @ForAll @LongRange(min = 1, max = 3000) long maxNanos,
            @ForAll @LongRange(min = 0, max = 2000) long maxUnits,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 50) Integer> unitNanos) {
        ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 1500);
        WorkBudget budget = new WorkBudget(ticker).start(maxUnits, maxNanos);
        long elapsed = 0;
        int late = 0;
        int units = 0;
        while (budget.spend()) {
            late += elapsed >= maxNanos ? 1 : 0;
            int cost = unitNanos.get(units % unitNanos.size());
            ticker.advance(cost);
            elapsed += cost;
            units++;
        }

        assertThat(late).isLessThan(UNITS_PER_CLOCK_READ);
        assertThat(units).isLessThanOrEqualTo((int) maxUnits);
        assertThat(budget.spent()).isEqualTo(units);
        assertThat(units == maxUnits || elapsed >= maxNanos)
                .as("it ends only for want of units or time")
                .isTrue();
    }

    @Property(tries = 300, seed = "13")
    void spendMany_timed_neverMoreThanGrantedAndNeverRevived(
            @ForAll @LongRange(min = 0, max = 500) long maxNanos,
            @ForAll @LongRange(min = 0, max = 500) long maxUnits,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 60) Integer> pieces) {
        ManualTicker ticker = new ManualTicker();
        WorkBudget budget = new WorkBudget(ticker).start(maxUnits, maxNanos);
        boolean ended = false;
        long asked = 0;
        for (int piece : pieces) {
            boolean spent = budget.spend(piece);
            ticker.advance(piece);
            asked += piece;

            assertThat(ended && spent).as("revived").isFalse();
            ended = !spent;
            assertThat(budget.spent()).isLessThanOrEqualTo(Math.min(maxUnits, asked));
            assertThat(ended && !budget.exhausted()).isFalse();
        }
    }

    @Property(tries = 200, seed = "14")
    void start_anyHistory_behavesAsNew(
            @ForAll @LongRange(min = 0, max = 200) long formerUnits,
            @ForAll @LongRange(min = 0, max = 200) long formerNanos,
            @ForAll @IntRange(min = 1, max = 200) int formerPiece,
            @ForAll @LongRange(min = 0, max = 200) long maxUnits) {
        ManualTicker ticker = new ManualTicker();
        WorkBudget budget = new WorkBudget(ticker).start(formerUnits, formerNanos);
        budget.spend(formerPiece);
        ticker.advance(formerPiece);
        budget.spend();

        budget.start(maxUnits, UNTIMED);

        assertThat(budget.spent()).isZero();
        for (long i = 0; i < maxUnits; i++) {
            assertThat(budget.spend()).isTrue();
        }
        assertThat(budget.spend()).isFalse();
    }
}
