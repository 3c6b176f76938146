package io.reclaim.expiry;

import static io.reclaim.core.WorkBudget.UNITS_PER_CLOCK_READ;
import static io.reclaim.expiry.ExpiryFixture.FAR;
import static io.reclaim.expiry.ExpiryFixture.config;
import static io.reclaim.expiry.ExpiryQuirk.CLOCK_EVERY_16_LOOPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.WorkBudget;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryCycleBudgetTest {
    private static final long REMOVAL_NANOS = 800;

    @Test
    void step_noUnit_looksAtNothingAndIsPending() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(10, i -> 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        WorkBudget budget = WorkBudget.ofUnits(0);

        assertThat(fixture.step(cycle, 0, budget)).isTrue();
        assertThat(budget.spent()).isZero();
        assertThat(fixture.removed).isEmpty();
        assertThat(cycle.counters().timeCapped()).isEqualTo(1);
        assertThat(cycle.counters().steps()).isEqualTo(1);
    }

    @Test
    void step_unitsForAll_isNotPending() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(40, i -> 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));

        assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(40))).isFalse();
        assertThat(fixture.index.size()).isZero();
        assertThat(cycle.counters().timeCapped()).isZero();
    }

    @Test
    void step_oneUnitTooFew_isPendingWithOneLeft() {
        ExpiryFixture fixture = new ExpiryFixture().addAll(40, i -> 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));

        assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(39))).isTrue();
        assertThat(fixture.index.size()).isEqualTo(1);
        assertThat(cycle.counters().timeCapped()).isEqualTo(1);
        assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(1))).isFalse();
        assertThat(fixture.index.size()).isZero();
    }

    @Property(tries = 500, seed = "71")
    void step_anyUnits_neverSpendsMoreAndIsPendingWhenTheyWereTooFew(
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll @IntRange(max = 300) int units,
            @ForAll @IntRange(min = 1, max = 10) int effort,
            @ForAll @IntRange(max = 100) int stalePercent,
            @ForAll Random random) {
        ExpiryFixture fixture = new ExpiryFixture();
        ExpiryFixture unlimited = new ExpiryFixture();
        for (int i = 0; i < size; i++) {
            long deadline = random.nextInt(100) < stalePercent ? 0 : FAR;
            fixture.add(deadline);
            unlimited.add(deadline);
        }
        long needed = unlimited.step(unlimited.cycle(ExpiryConfig.effort(effort)), 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(effort));
        WorkBudget budget = WorkBudget.ofUnits(units);
        boolean pending = fixture.step(cycle, 0, budget);

        assertThat(budget.spent()).isEqualTo(Math.min(units, needed));
        assertThat(pending).isEqualTo(units < needed);
        assertThat(cycle.counters().timeCapped()).isEqualTo(pending ? 1 : 0);
        assertThat(cycle.counters().expired()).isEqualTo(fixture.removed.size()).isLessThanOrEqualTo(budget.spent());
        fixture.checkIntegrity();
    }

    @Test
    void step_cutOffInMidLoop_restOfTheLoopIsLookedAtNext() {
        for (int place = 80; place < 90; place++) {
            int stale = place;
            ExpiryFixture fixture = new ExpiryFixture().addAll(100, i -> i == stale ? 0 : FAR);
            ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
            assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(10))).isTrue();
            assertThat(fixture.removed).isEmpty();
            fixture.step(cycle, 0);
            assertThat(fixture.removed).containsExactly(stale);
        }
    }

    /**
     * One loop a step. What a cut-off loop had looked at may be looked at again, so a pass takes at most that much more;
     * an entry skipped would be met in the next pass only.
     */
    @Property(tries = 1000, seed = "72")
    void step_cutOffAnywhere_nothingIsSkipped(
            @ForAll @IntRange(min = 1, max = 400) int size,
            @ForAll @IntRange(min = 1, max = 40) int keysPerLoop,
            @ForAll @IntRange(max = 60) int stalePercent,
            @ForAll Random random) {
        ExpiryFixture fixture = new ExpiryFixture();
        fixture.addAll(size, i -> random.nextInt(100) < stalePercent ? 0 : FAR);
        long stale = fixture.pass(size, size).stream()
                .filter(ref -> fixture.index.deadline(ref) == 0)
                .count();
        ExpiryCycle cycle = fixture.cycle(config(keysPerLoop, 100));
        long allowed = size;
        long spent = 0;
        while (fixture.removed.size() < stale) {
            boolean cut = random.nextInt(4) == 0;
            WorkBudget budget = WorkBudget.ofUnits(cut ? random.nextInt(keysPerLoop) : keysPerLoop);
            allowed += fixture.step(cycle, 0, budget) ? budget.spent() : 0;
            spent += budget.spent();
            assertThat(spent).isLessThanOrEqualTo(allowed);
        }
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 19})
    void step_budgetsBelowALoop_everyEntryIsReachedAllTheSame(int units) {
        ExpiryFixture fixture = new ExpiryFixture().addAll(100, i -> i == 0 ? 0 : FAR);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        for (int i = 0; i < 100; i++) {
            fixture.step(cycle, 0, WorkBudget.ofUnits(units));
        }

        assertThat(fixture.removed).containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 100000", "1, 1000000", "10, 100000", "10, 1000000"})
    void step_timedBudget_worstStepEndsLessThanSixteenRemovalsLate(int effort, long nanos) {
        ManualTicker ticker = new ManualTicker();
        ExpiryFixture fixture = new ExpiryFixture().addAll(20_000, i -> i % 3 == 0 ? FAR : 0);
        ExpiryCycle cycle = new ExpiryCycle(fixture.index, slow(fixture, ticker), ExpiryConfig.effort(effort));
        WorkBudget budget = new WorkBudget(ticker);
        long worst = 0;
        for (int i = 0; i < 300; i++) {
            long start = ticker.nanos();
            cycle.step(0, budget.start(Long.MAX_VALUE, nanos));
            worst = Math.max(worst, ticker.nanos() - start);
        }

        assertThat(worst).isLessThan(nanos + UNITS_PER_CLOCK_READ * REMOVAL_NANOS);
        assertThat(worst).isGreaterThanOrEqualTo(nanos);
        assertThat(fixture.removed).hasSize(nanos == 0 ? 0 : 13_333);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void step_clockEvery16Loops_worstStepEndsLessThanSixteenLoopsLate(int effort) {
        ManualTicker ticker = new ManualTicker();
        ExpiryFixture fixture = new ExpiryFixture().addAll(20_000, i -> 0);
        ExpiryConfig config = ExpiryConfig.effort(effort).withQuirks(CLOCK_EVERY_16_LOOPS);
        ExpiryCycle cycle = new ExpiryCycle(fixture.index, slow(fixture, ticker), config);
        WorkBudget budget = new WorkBudget(ticker);
        long quantum = 16L * config.keysPerLoop() * REMOVAL_NANOS;
        long worst = 0;
        for (int i = 0; i < 20_000 / 320; i++) {
            long start = ticker.nanos();
            cycle.step(0, budget.start(Long.MAX_VALUE, 1_000_000));
            worst = Math.max(worst, ticker.nanos() - start);
        }

        assertThat(fixture.index.size()).isZero();
        assertThat(worst).isBetween(1_000_000L, 1_000_000 + quantum - 1);
        assertThat(worst % quantum).isZero();
    }

    private static EntryRemover slow(ExpiryFixture fixture, ManualTicker ticker) {
        return (ref, cause) -> {
            ticker.advance(REMOVAL_NANOS);
            return fixture.remove(ref, cause);
        };
    }
}
