package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.ExpiryQuirk.FRACTION_AGAINST_PERCENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryCycleFastTest {
    private static final long SOME_KEYS = 20;

    private final CycleFixture fixture = new CycleFixture().addAll(1000, i -> FAR);

    /** Runs a slow cycle out of budget, which leaves the estimate of stale entries alone. */
    private void cutOff(ExpiryCycle cycle, long now) {
        assertThat(fixture.step(cycle, now, WorkBudget.ofUnits(1))).isTrue();
    }

    /** Slow cycles that find nothing but stale entries: each takes the estimate 5 % of the way to 100 %. */
    private void allStale(ExpiryCycle cycle, int cycles) {
        ExpiryConfig config = cycle.config();
        for (int i = 0; i < cycles; i++) {
            for (int ref = fixture.slab.bound() - 1; ref >= 0; ref--) {
                fixture.table.put(ref, 0);
            }
            fixture.step(cycle, 0);
            assertThat(fixture.table.size()).isZero();
            fixture.addAll(10 * config.keysPerLoop(), j -> FAR);
        }
    }

    @Test
    void fast_lastCycleEndedAndNothingStale_doesNothing() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        WorkBudget budget = CycleFixture.plenty();

        assertThat(cycle.fast().step(0, budget)).isFalse();
        fixture.step(cycle, 100);
        assertThat(cycle.fast().step(100, budget)).isFalse();
        assertThat(budget.spent()).isZero();
        assertThat(cycle.counters().steps()).isEqualTo(1);
    }

    @Test
    void fast_lastCycleRanOutOfBudget_runsOnce() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        cutOff(cycle, 100);

        assertThat(fixture.fast(cycle, 100)).isEqualTo(SOME_KEYS);
        assertThat(fixture.fast(cycle, 1000)).isZero();
        assertThat(cycle.counters().steps()).isEqualTo(2);
        assertThat(cycle.counters().timeCapped()).isEqualTo(1);
    }

    @Test
    void fast_itselfRanOutOfBudget_saysSoAndRunsAgain() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        cutOff(cycle, 0);

        assertThat(cycle.fast().step(0, WorkBudget.ofUnits(3))).isTrue();
        assertThat(cycle.counters().timeCapped()).isEqualTo(2);
        assertThat(fixture.fast(cycle, 2)).isEqualTo(SOME_KEYS);
        assertThat(cycle.counters().steps()).isEqualTo(3);
    }

    @Test
    void fast_slowCycleEndsInBetween_reasonIsGone() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        cutOff(cycle, 0);
        fixture.step(cycle, 1);

        assertThat(fixture.fast(cycle, 1)).isZero();
    }

    /** The estimate after n cycles is 1 - 0.95^n: 4.9 % below 5 at 1, 9.75 % below 10 at 2, 14.3 % at 3. */
    @ParameterizedTest
    @CsvSource({"1, 2, false", "1, 3, true", "4, 1, false", "4, 2, true", "7, 1, true", "10, 1, true"})
    void fast_estimateAgainstAcceptable_runsOnlyAbove(int effort, int cycles, boolean runs) {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(effort));
        allStale(cycle, cycles);

        assertThat(fixture.fast(cycle, 0) > 0).isEqualTo(runs);
        assertThat(cycle.counters().steps()).isEqualTo(cycles + (runs ? 1 : 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10})
    void fast_fractionAgainstPercent_runsOnlyAfterACutOff(int effort) {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(effort).withQuirks(FRACTION_AGAINST_PERCENT));
        allStale(cycle, 60);
        assertThat(cycle.staleEstimatePercent()).isGreaterThan(90);

        assertThat(fixture.fast(cycle, 0)).isZero();
        cutOff(cycle, 0);
        assertThat(fixture.fast(cycle, 0)).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = "FRACTION_AGAINST_PERCENT", mode = EnumSource.Mode.EXCLUDE)
    void fast_otherQuirks_compareLikeWithLike(ExpiryQuirk quirk) {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1).withQuirks(quirk));
        allStale(cycle, 3);

        assertThat(fixture.fast(cycle, 0)).isPositive();
    }

    /** Twice 1 ms, 2.25 ms and 3.25 ms, in whole milliseconds. */
    @ParameterizedTest
    @CsvSource({"1, 2", "6, 5", "10, 7"})
    void fast_lessThanTwiceItsDurationAfterTheLast_doesNothing(int effort, int millis) {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(effort));
        long start = 1_000_000;
        cutOff(cycle, start);
        assertThat(fixture.fast(cycle, start)).isPositive();
        for (int after = 0; after < millis; after++) {
            cutOff(cycle, start + after);
            assertThat(fixture.fast(cycle, start + after))
                    .as("after %d ms", after)
                    .isZero();
        }
        cutOff(cycle, start + millis);

        assertThat(fixture.fast(cycle, start + millis)).isPositive();
    }

    @Test
    void fast_firstAtAnyTime_runs() {
        for (long now : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            CycleFixture own = new CycleFixture().addAll(100, i -> Deadlines.LATEST);
            ExpiryCycle cycle = own.cycle(ExpiryConfig.effort(1));
            own.step(cycle, 0, WorkBudget.ofUnits(1));
            assertThat(own.fast(cycle, now)).as("at %d", now).isPositive();
        }
    }

    @Test
    void fast_clockWentBack_runsAndCountsFromThere() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        cutOff(cycle, 1000);
        assertThat(fixture.fast(cycle, 1000)).isPositive();
        cutOff(cycle, 500);
        assertThat(fixture.fast(cycle, 500)).isPositive();
        cutOff(cycle, 501);
        assertThat(fixture.fast(cycle, 501)).isZero();
        assertThat(fixture.fast(cycle, 502)).isPositive();
    }

    @Test
    void fast_skipped_leavesEstimateAndReasonAlone() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        allStale(cycle, 3);
        assertThat(fixture.fast(cycle, 0)).isPositive();
        double estimate = cycle.staleEstimatePercent();
        for (int i = 0; i < 10; i++) {
            assertThat(fixture.fast(cycle, 1)).isZero();
        }

        assertThat(cycle.staleEstimatePercent()).isEqualTo(estimate);
        assertThat(fixture.fast(cycle, 2)).isPositive();
    }

    @Test
    void fast_runs_goesOnWhereTheSlowCycleEnded() {
        CycleFixture own = new CycleFixture().addInOrder(64, i -> i >= 40 ? 10 : FAR);
        ExpiryCycle cycle = own.cycle(ExpiryConfig.effort(1));
        own.step(cycle, 10);
        own.step(cycle, 10, WorkBudget.ofUnits(0));
        assertThat(own.fast(cycle, 10)).isEqualTo(20);
        assertThat(own.removed).isEmpty();
        own.step(cycle, 10);

        assertThat(own.removed).hasSize(24);
    }
}
