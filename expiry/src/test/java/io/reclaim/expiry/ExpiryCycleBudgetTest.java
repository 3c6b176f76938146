package io.reclaim.expiry;

import static io.reclaim.core.WorkBudget.UNITS_PER_CLOCK_READ;
import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.CycleFixture.config;
import static io.reclaim.expiry.ExpiryQuirk.CLOCK_EVERY_16_LOOPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.WorkBudget;
import java.util.List;
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
        CycleFixture fixture = new CycleFixture().addAll(10, i -> 0);
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
        CycleFixture fixture = new CycleFixture().addAll(64, i -> 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));

        assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(64))).isFalse();
        assertThat(fixture.table.size()).isZero();
        assertThat(cycle.counters().timeCapped()).isZero();
    }

    @Test
    void step_oneUnitTooFew_isPendingWithOneLeft() {
        CycleFixture fixture = new CycleFixture().addInOrder(32, i -> i % 4 == 3 ? 0 : FAR);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));

        assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(31))).isTrue();
        assertThat(fixture.removed).hasSize(7);
        assertThat(cycle.counters().timeCapped()).isEqualTo(1);
        assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(1))).isFalse();
        assertThat(fixture.removed).hasSize(8);
    }

    @Test
    void step_oneUnitForABucketOfSeveral_looksAtThemAll() {
        CycleFixture fixture = new CycleFixture(6).addAll(1000, i -> 0);
        List<List<Integer>> buckets = fixture.buckets();
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        for (List<Integer> keys : buckets.subList(0, buckets.size() / 2)) {
            WorkBudget budget = WorkBudget.ofUnits(1);
            assertThat(fixture.step(cycle, 0, budget)).isTrue();
            assertThat(budget.spent()).isEqualTo(1);
            assertThat(fixture.removed).containsExactlyElementsOf(keys);
            fixture.removed.clear();
        }
        assertThat(buckets).anyMatch(List::isEmpty).anyMatch(keys -> keys.size() > 2);
    }

    @Property(tries = 500, seed = "71")
    void step_anyUnits_neverSpendsMoreAndIsPendingWhenTheyWereTooFew(
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll @IntRange(max = 300) int units,
            @ForAll @IntRange(min = 1, max = 10) int effort,
            @ForAll @IntRange(max = 100) int stalePercent,
            @ForAll Random random) {
        CycleFixture fixture = new CycleFixture();
        CycleFixture unlimited = new CycleFixture();
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
        // What is missing for the last bucket is forgiven.
        assertThat(!pending || units < needed).isTrue();
        assertThat(pending || fixture.removed.equals(unlimited.removed)).isTrue();
        assertThat(cycle.counters().timeCapped()).isEqualTo(pending ? 1 : 0);
        assertThat(cycle.counters().expired()).isEqualTo(fixture.removed.size());
        fixture.checkIntegrity();
    }

    @Test
    void step_cutOffInMidLoop_restOfTheLoopIsLookedAtNext() {
        for (int place = 10; place < 20; place++) {
            int stale = place;
            CycleFixture fixture = new CycleFixture().addInOrder(128, i -> i == stale ? 0 : FAR);
            ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
            assertThat(fixture.step(cycle, 0, WorkBudget.ofUnits(10))).isTrue();
            assertThat(fixture.removed).isEmpty();
            fixture.step(cycle, 0);
            assertThat(fixture.removed).hasSize(1);
        }
    }

    /** One loop a step; an entry skipped would be met in the next pass only. */
    @Property(tries = 1000, seed = "72")
    void step_cutOffAnywhere_nothingIsSkipped(
            @ForAll @IntRange(min = 1, max = 400) int size,
            @ForAll @IntRange(min = 1, max = 40) int keysPerLoop,
            @ForAll @IntRange(max = 60) int stalePercent,
            @ForAll Random random) {
        CycleFixture fixture = new CycleFixture();
        fixture.addAll(size, i -> random.nextInt(100) < stalePercent ? 0 : FAR);
        long pass = fixture.passUnits();
        long stale = fixture.pass().stream()
                .filter(ref -> fixture.table.deadline(ref) == 0)
                .count();
        ExpiryCycle cycle = fixture.cycle(config(keysPerLoop, 100));
        long spent = 0;
        while (fixture.removed.size() < stale) {
            boolean cut = random.nextInt(4) == 0;
            WorkBudget budget = WorkBudget.ofUnits(cut ? random.nextInt(keysPerLoop) : keysPerLoop);
            fixture.step(cycle, 0, budget);
            spent += budget.spent();
            assertThat(spent).isLessThanOrEqualTo(pass);
        }
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 19})
    void step_budgetsBelowALoop_everyEntryIsReachedAllTheSame(int units) {
        CycleFixture fixture = new CycleFixture().addInOrder(128, i -> i == 127 ? 0 : FAR);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        for (int i = 0; i < 128; i++) {
            fixture.step(cycle, 0, WorkBudget.ofUnits(units));
        }

        assertThat(fixture.removed).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 100000", "1, 1000000", "10, 100000", "10, 1000000"})
    void step_timedBudget_worstStepEndsLessThanSixteenRemovalsLate(int effort, long nanos) {
        ManualTicker ticker = new ManualTicker();
        CycleFixture fixture = new CycleFixture().addAll(20_000, i -> i % 3 == 0 ? FAR : 0);
        ExpiryCycle cycle = new ExpiryCycle(fixture.table, slow(fixture, ticker), ExpiryConfig.effort(effort));
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
        int size = 1 << 15;
        CycleFixture fixture = new CycleFixture().addAll(size, i -> 0);
        ExpiryConfig config = ExpiryConfig.effort(effort).withQuirks(CLOCK_EVERY_16_LOOPS);
        ExpiryCycle cycle = new ExpiryCycle(fixture.table, slow(fixture, ticker), config);
        WorkBudget budget = new WorkBudget(ticker);
        long quantum = 16L * config.keysPerLoop() * REMOVAL_NANOS;
        long worst = 0;
        while (fixture.table.size() > size / 4) { // fewer would be merged into buckets of several
            long start = ticker.nanos();
            cycle.step(0, budget.start(Long.MAX_VALUE, 1_000_000));
            worst = Math.max(worst, ticker.nanos() - start);
        }

        assertThat(worst).isBetween(1_000_000L, 1_000_000 + quantum - 1);
        assertThat(worst % quantum).isZero();
    }

    private static EntryRemover slow(CycleFixture fixture, ManualTicker ticker) {
        return (ref, cause) -> {
            ticker.advance(REMOVAL_NANOS);
            return fixture.remove(ref, cause);
        };
    }
}
