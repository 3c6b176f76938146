package io.reclaim.core;

import static io.reclaim.core.WorkBudget.UNITS_PER_CLOCK_READ;
import static io.reclaim.core.WorkBudget.UNTIMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkBudgetTest {
    private final ManualTicker ticker = new ManualTicker();
    private final WorkBudget budget = new WorkBudget(ticker);

    private static long drain(WorkBudget budget) {
        long units = 0;
        while (budget.spend()) {
            units++;
        }
        return units;
    }

    @Test
    void constructor_noTicker_throws() {
        assertThatNullPointerException().isThrownBy(() -> new WorkBudget(null)).withMessage("ticker");
    }

    @Test
    void spend_notStarted_refused() {
        assertThat(budget.exhausted()).isTrue();
        assertThat(budget.spend()).isFalse();
        assertThat(budget.spend(3)).isFalse();
        assertThat(budget.spent()).isZero();
    }

    @Test
    void start_negativeUnits_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.start(-1, UNTIMED))
                .withMessage("maxUnits must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkBudget.ofUnits(-2))
                .withMessage("maxUnits must not be negative: -2");
    }

    @Test
    void start_negativeNanos_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.start(1, -5))
                .withMessage("maxNanos must not be negative: -5");
    }

    @Test
    void start_badArgument_leavesBudgetAsItWas() {
        budget.start(10, UNTIMED);
        budget.spend(4);

        assertThatIllegalArgumentException().isThrownBy(() -> budget.start(3, -1));

        assertThat(budget.spent()).isEqualTo(4);
        assertThat(drain(budget)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 15, 16, 17, 31, 32, 33, 1000})
    void spend_untimed_exactlyTheUnitsThatWereGranted(long units) {
        WorkBudget started = WorkBudget.ofUnits(units);

        assertThat(drain(started)).isEqualTo(units);
        assertThat(started.spent()).isEqualTo(units);
        assertThat(started.exhausted()).isTrue();
        assertThat(started.spend()).isFalse();
        assertThat(started.spent()).isEqualTo(units);
    }

    @Test
    void spend_untimed_readsNoClock() {
        budget.start(1000, UNTIMED);
        drain(budget);

        assertThat(ticker.readings()).isZero();
    }

    @Test
    void spend_timed_readsClockOncePerSixteenUnits() {
        budget.start(10 * UNITS_PER_CLOCK_READ, 1_000_000);
        for (int i = 0; i < 10 * UNITS_PER_CLOCK_READ; i++) {
            assertThat(budget.spend()).isTrue();
        }

        assertThat(ticker.readings()).isEqualTo(10);
    }

    @Test
    void spend_noTime_refused() {
        budget.start(5, 0);

        assertThat(budget.exhausted()).isTrue();
        assertThat(budget.spend()).isFalse();
        assertThat(budget.spent()).isZero();
    }

    @Test
    void spend_timeOver_endsAtTheNextReading() {
        budget.start(1000, 1);
        long units = 0;
        while (budget.spend()) {
            ticker.advance(1);
            units++;
        }

        assertThat(units).isEqualTo(UNITS_PER_CLOCK_READ);
        assertThat(budget.exhausted()).isTrue();
        assertThat(budget.spend()).isFalse();
        assertThat(budget.spend(7)).isFalse();
    }

    @Test
    void spend_oneNanoLeft_goesOn() {
        budget.start(1000, 100);
        budget.spend(UNITS_PER_CLOCK_READ);

        ticker.advance(99);
        assertThat(budget.spend()).isTrue();
        budget.spend(UNITS_PER_CLOCK_READ - 1);

        ticker.advance(1);
        assertThat(budget.spend()).isFalse();
    }

    @Test
    void spend_clockWrapsAround_timeIsTheDifference() {
        ManualTicker wrapping = new ManualTicker(Long.MAX_VALUE - 8);
        WorkBudget started = new WorkBudget(wrapping).start(1000, 40);
        long units = 0;
        while (started.spend()) {
            wrapping.advance(1);
            units++;
        }

        assertThat(wrapping.now()).isNegative();
        assertThat(units).isEqualTo(48);
    }

    @Test
    void spend_largestBudget_spentIsCounted() {
        budget.start(Long.MAX_VALUE, UNTIMED);
        budget.spend(Integer.MAX_VALUE / 1024);

        assertThat(budget.spent()).isEqualTo(Integer.MAX_VALUE / 1024);
        assertThat(budget.exhausted()).isFalse();
    }

    @Test
    void spendMany_acrossGrants_allTaken() {
        WorkBudget started = WorkBudget.ofUnits(100);

        assertThat(started.spend(40)).isTrue();
        assertThat(started.spent()).isEqualTo(40);
        assertThat(started.spend(1)).isTrue();
        assertThat(started.spent()).isEqualTo(41);
        assertThat(started.spend(59)).isTrue();
        assertThat(started.exhausted()).isTrue();
        assertThat(started.spend(1)).isFalse();
    }

    @Test
    void spendMany_moreThanLeft_restForgiven() {
        WorkBudget started = WorkBudget.ofUnits(20);

        assertThat(started.spend(Integer.MAX_VALUE)).isTrue();
        assertThat(started.spent()).isEqualTo(20);
        assertThat(started.spend(1)).isFalse();
        assertThat(started.spent()).isEqualTo(20);
    }

    @Test
    void spendMany_timeOverMidway_restForgiven() {
        budget.start(1000, 10);
        ticker.advance(10);

        assertThat(budget.spend(100)).isTrue();
        assertThat(budget.spent()).isEqualTo(UNITS_PER_CLOCK_READ);
        assertThat(budget.exhausted()).isTrue();
    }

    @Test
    void exhausted_timeOver_readsNoClock() {
        budget.start(1000, 10);
        budget.spend(UNITS_PER_CLOCK_READ);
        long readings = ticker.readings();
        ticker.advance(100);

        assertThat(budget.exhausted()).isFalse();
        assertThat(ticker.readings()).isEqualTo(readings);
    }

    @Test
    void start_again_forgetsUnitsAndTime() {
        budget.start(50, 10);
        budget.spend(20);
        ticker.advance(1000);
        drain(budget);

        assertThat(budget.start(30, 10)).isSameAs(budget);

        assertThat(budget.spent()).isZero();
        assertThat(budget.exhausted()).isFalse();
        assertThat(drain(budget)).isEqualTo(30);
    }

    @Test
    void start_againWithoutTime_formerTimeDoesNotCount() {
        budget.start(50, 10);
        ticker.advance(1000);
        budget.start(50, UNTIMED);

        assertThat(drain(budget)).isEqualTo(50);
    }

    @Test
    void toString_midway_tellsSpentAndLeft() {
        WorkBudget started = WorkBudget.ofUnits(100);
        started.spend(30);

        assertThat(started).hasToString("WorkBudget[spent=30, left=70]");
    }

    @Test
    void systemTicker_readTwice_doesNotGoBack() {
        Ticker system = Ticker.system();
        long first = system.nanos();

        assertThat(system.nanos() - first).isNotNegative();
    }
}
