package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.ExpiryQuirk.CLOCK_EVERY_16_LOOPS;
import static io.reclaim.expiry.ExpiryQuirk.GO_ON_AFTER_WRAP;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.WorkBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryQuirkTest {
    private final CycleFixture fixture = new CycleFixture();

    /** How many are removed in a time that is over when the first removal is. */
    private int removedInNoTime(ExpiryConfig config) {
        ManualTicker ticker = new ManualTicker();
        EntryRemover slow = (ref, cause) -> {
            ticker.advance(1_000_000);
            return fixture.remove(ref, cause);
        };
        fixture.addAll(4096, i -> 10);
        fixture.nowMillis = 10;
        ExpiryCycle cycle = new ExpiryCycle(fixture.table, slow, config);
        assertThat(cycle.step(10, new WorkBudget(ticker).start(Long.MAX_VALUE, 1)))
                .isTrue();
        assertThat(cycle.counters().timeCapped()).isEqualTo(1);
        return fixture.removed.size();
    }

    @ParameterizedTest
    @CsvSource({"1, 320", "5, 640", "10, 1040"})
    void clockEvery16Loops_timeIsUp_sixteenLoopsAreDone(int effort, int removed) {
        assertThat(removedInNoTime(ExpiryConfig.effort(effort).withQuirks(CLOCK_EVERY_16_LOOPS)))
                .isEqualTo(removed);
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "10"})
    void clockEvery16Loops_repaired_sixteenKeysAreDone(int effort) {
        assertThat(removedInNoTime(ExpiryConfig.effort(effort))).isEqualTo(16);
    }

    @Test
    void clockEvery16Loops_budgetOfUnits_oneIsALoop() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1).withQuirks(CLOCK_EVERY_16_LOOPS));
        fixture.addAll(128, i -> 10);

        assertThat(fixture.step(cycle, 10, WorkBudget.ofUnits(3))).isTrue();
        assertThat(fixture.removed).hasSize(60);
        assertThat(fixture.step(cycle, 10)).isEqualTo(4);
        assertThat(fixture.removed).hasSize(128);
    }

    @Test
    void clockEvery16Loops_noUnit_looksAtNothing() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1).withQuirks(CLOCK_EVERY_16_LOOPS));
        fixture.add(10);

        assertThat(fixture.step(cycle, 10, WorkBudget.ofUnits(0))).isTrue();
        assertThat(fixture.removed).isEmpty();
    }

    @Test
    void goOnAfterWrap_passOverWithManyStale_beginsAnotherPass() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1).withQuirks(GO_ON_AFTER_WRAP));
        fixture.addAll(64, i -> FAR);
        fixture.step(cycle, 0);
        for (int ref = 0; ref < 64; ref++) {
            fixture.table.put(ref, 10);
        }

        assertThat(fixture.step(cycle, 10)).isEqualTo(64);
        assertThat(fixture.table.size()).isZero();
    }

    @Test
    void goOnAfterWrap_passOverWithFewStale_endsAsRepaired() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1).withQuirks(GO_ON_AFTER_WRAP));
        fixture.addInOrder(64, i -> i % 16 == 0 ? 10 : FAR);

        assertThat(fixture.step(cycle, 10)).isEqualTo(20);
        assertThat(fixture.step(cycle, 10)).isEqualTo(20);
        assertThat(fixture.step(cycle, 10)).isEqualTo(20);
        assertThat(fixture.step(cycle, 10)).isEqualTo(4);
        assertThat(fixture.removed).hasSize(4);
    }

    @Test
    void goOnAfterWrap_dueEntriesInsertedForEver_endsWithTheBudget() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1).withQuirks(GO_ON_AFTER_WRAP));
        fixture.addAll(60, i -> 10);
        fixture.listener = ref -> fixture.add(10);
        WorkBudget budget = WorkBudget.ofUnits(1000);

        assertThat(fixture.step(cycle, 10, budget)).isTrue();
        assertThat(budget.spent()).isEqualTo(1000);
        assertThat(fixture.removed).hasSizeBetween(300, 1000); // of those inserted each 128 or less before
        assertThat(fixture.table.size()).isEqualTo(60);
        fixture.checkIntegrity();
    }

    @Test
    void goOnAfterWrap_repaired_endsAtThePassAsLongAsMoreIsInserted() {
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.addAll(60, i -> 10);
        fixture.listener = ref -> fixture.add(10);

        WorkBudget budget = WorkBudget.ofUnits(1000);
        assertThat(fixture.step(cycle, 10, budget)).isFalse();
        assertThat(budget.spent()).isBetween(60L, 999L);
        assertThat(fixture.table.size()).isEqualTo(60);
    }
}
