package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.CycleFixture.config;
import static io.reclaim.expiry.Deadlines.LATEST;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.WorkBudget;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryCycleTest {
    private final CycleFixture fixture = new CycleFixture();
    private final ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));

    @Test
    void new_null_isRefused() {
        ExpiryConfig config = ExpiryConfig.effort(1);
        assertThatNullPointerException()
                .isThrownBy(() -> new ExpiryCycle(null, fixture, config))
                .withMessage("table");
        assertThatNullPointerException()
                .isThrownBy(() -> new ExpiryCycle(fixture.table, null, config))
                .withMessage("remover");
        assertThatNullPointerException().isThrownBy(() -> fixture.cycle(null)).withMessage("config");
    }

    @Test
    void new_anyConfig_isToldAndNothingIsCounted() {
        ExpiryConfig config = ExpiryConfig.effort(7);
        ExpiryCycle fresh = fixture.cycle(config);

        assertThat(fresh.config()).isSameAs(config);
        assertThat(fresh.population()).isSameAs(fixture.table);
        assertThat(fresh.fast()).isSameAs(fresh.fast());
        assertThat(fresh.counters().expired()
                        + fresh.counters().timeCapped()
                        + fresh.counters().steps())
                .isZero();
        assertThat(fresh.staleEstimatePercent()).isZero();
        assertThat(fresh.averageTtlMillis()).isZero();
        assertThat(fresh.toString()).contains("0 with a deadline", "expired=0");
    }

    @Test
    void put_postponeRemove_goToTheIndex() {
        int ref = fixture.slab.take();
        assertThat(cycle.deadline(ref)).isEqualTo(NO_DEADLINE);
        assertThat(cycle.remove(ref)).isFalse();
        assertThat(cycle.putCost()).isEqualTo(fixture.table.putCost()).isPositive();

        cycle.put(ref, 10);
        assertThat(cycle.putCost()).isZero();
        assertThat(cycle.deadline(ref)).isEqualTo(10);
        cycle.put(ref, 20);
        assertThat(cycle.deadline(ref)).isEqualTo(20);
        assertThat(cycle.population().attribute(ref)).isEqualTo(20);

        assertThat(cycle.remove(ref)).isTrue();
        assertThat(cycle.remove(ref)).isFalse();
        assertThat(cycle.deadline(ref)).isEqualTo(NO_DEADLINE);
        fixture.checkIntegrity();
    }

    @Test
    void nextDeadlineMillis_anyEntry_isUnknownElseNone() {
        assertThat(cycle.nextDeadlineMillis()).isEqualTo(NO_DEADLINE);
        fixture.add(500);
        assertThat(cycle.nextDeadlineMillis()).isZero();
        fixture.step(cycle, 500);
        assertThat(cycle.nextDeadlineMillis()).isEqualTo(NO_DEADLINE);
    }

    @Test
    void step_empty_spendsNothing() {
        WorkBudget budget = CycleFixture.plenty();

        assertThat(cycle.step(5, budget)).isFalse();
        assertThat(budget.spent()).isZero();
        assertThat(cycle.counters().steps()).isEqualTo(1);
    }

    @Test
    void step_boundary_removedFromTheDeadlineOn() {
        fixture.add(1000);
        fixture.step(cycle, 999);
        assertThat(fixture.removed).isEmpty();

        fixture.step(cycle, 1000);
        assertThat(fixture.removed).containsExactly(0);
        assertThat(cycle.counters().expired()).isEqualTo(1);
        assertThat(fixture.slab.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1, 0",
        "9223372036854775806, 9223372036854775805, 9223372036854775806",
        "9223372036854775806, 0, 9223372036854775807"
    })
    void step_endsOfTheRange_removedFromTheDeadlineOn(long deadline, long before, long reached) {
        fixture.add(deadline);
        fixture.step(cycle, before);
        assertThat(fixture.removed).isEmpty();
        fixture.step(cycle, reached);
        assertThat(fixture.removed).hasSize(1);
    }

    @Test
    void step_clockJumpsThereAndBack_removesByTheTimeGivenAlone() {
        fixture.addAll(10, i -> 1000L * i);
        fixture.step(cycle, 3000);
        assertThat(fixture.removed).containsExactlyInAnyOrder(0, 1, 2, 3);
        fixture.step(cycle, -LATEST);
        fixture.step(cycle, 0);
        assertThat(fixture.removed).hasSize(4);
        int late = fixture.add(2000);
        fixture.step(cycle, 1999);
        assertThat(fixture.removed).hasSize(4);
        fixture.step(cycle, 2000);
        assertThat(fixture.removed).hasSize(5).endsWith(late);
        fixture.step(cycle, Long.MAX_VALUE);
        assertThat(fixture.table.size()).isZero();
    }

    @Test
    void step_postponedEntry_stays() {
        fixture.addAll(3, i -> 10);
        fixture.table.put(1, 11);
        fixture.step(cycle, 10);

        assertThat(fixture.removed).containsExactlyInAnyOrder(0, 2);
        assertThat(cycle.deadline(1)).isEqualTo(11);
    }

    @Test
    void step_allStale_oneCycleRemovesAll() {
        fixture.addAll(8192, i -> i);

        long units = fixture.step(cycle, 8192);
        assertThat(units).as("keys, and merges of what were their buckets").isBetween(8192L, 2 * 8192L);
        assertThat(fixture.table.buckets()).isEqualTo(4);
        assertThat(cycle.counters().expired()).isEqualTo(8192);
        assertThat(fixture.table.size()).isZero();
        assertThat(cycle.counters().steps()).isEqualTo(1);
        assertThat(cycle.counters().timeCapped()).isZero();
        assertThat(cycle).hasToString("ExpiryCycle[0 with a deadline, expired=8192]");
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @CsvSource({
        "20, 10, 0, false",
        "20, 10, 2, false",
        "20, 10, 3, true",
        "65, 1, 1, false",
        "65, 1, 2, true",
        "19, 10, 2, false",
        "101, 0, 1, false",
        "100, 0, 1, true",
        "20, 25, 5, false",
        "20, 25, 6, true",
        "20, 100, 20, false",
        "1, 99, 1, true"
    })
    void step_firstLoop_repeatsOnlyAboveTheAcceptableWholePercent(
            int keysPerLoop, int acceptable, int stale, boolean repeats) {
        int n = Integer.highestOneBit(3 * keysPerLoop) << 1;
        fixture.addInOrder(n, i -> i < stale ? 10 : FAR);

        assertThat(fixture.step(fixture.cycle(config(keysPerLoop, acceptable)), 10))
                .isEqualTo(repeats ? 2L * keysPerLoop : keysPerLoop);
        assertThat(fixture.removed).hasSize(stale);
    }

    @Test
    void step_fewerEntriesThanALoop_looksAtEachOnce() {
        fixture.addAll(8, i -> FAR);

        assertThat(fixture.step(cycle, 0)).isEqualTo(8);
        assertThat(fixture.step(cycle, 0)).isEqualTo(8);
    }

    @Test
    void step_nothingStale_nextStepGoesOnWhereThisOneEnded() {
        fixture.addInOrder(128, i -> i == 127 ? 10 : FAR);
        for (int i = 0; i < 6; i++) {
            assertThat(fixture.step(cycle, 10)).isEqualTo(20);
            assertThat(fixture.removed).isEmpty();
        }
        fixture.step(cycle, 10);

        assertThat(fixture.removed).hasSize(1);
    }

    @Test
    void step_endOfPassInMidCycle_cycleEndsThere() {
        fixture.addAll(64, i -> FAR);
        fixture.step(cycle, 0);
        for (int ref = 0; ref < 64; ref++) {
            fixture.table.put(ref, 10);
        }

        assertThat(fixture.step(cycle, 10)).isEqualTo(44);
        assertThat(fixture.removed).hasSize(44);
        assertThat(fixture.step(cycle, 10)).isEqualTo(20);
    }

    @Test
    void step_tableShrinksUnderTheCursor_nothingIsMissed() {
        fixture.addInOrder(100, i -> i < 90 ? FAR : 10);
        fixture.step(cycle, 10);
        fixture.pass().stream()
                .filter(ref -> fixture.table.deadline(ref) == FAR)
                .forEach(fixture::drop);
        assertThat(fixture.table.buckets()).isLessThan(100);
        fixture.step(cycle, 10);

        assertThat(fixture.removed).hasSize(10);
        fixture.checkIntegrity();
    }

    @Test
    void step_keysOfOneBucket_areLookedAtTogether() {
        CycleFixture random = new CycleFixture(6);
        random.addAll(1000, i -> 10);
        List<List<Integer>> buckets =
                random.buckets().stream().filter(keys -> !keys.isEmpty()).toList();
        ExpiryCycle one = random.cycle(config(1, 100));
        for (List<Integer> keys : buckets.subList(0, buckets.size() / 2)) {
            random.step(one, 10);
            assertThat(random.removed).containsExactlyElementsOf(keys);
            random.removed.clear();
        }
        assertThat(buckets).anyMatch(keys -> keys.size() > 2);
    }

    /** With one key in the first bucket and others from the 897th on. */
    @Test
    void step_mostBucketsEmpty_aLoopEndsAfterTwentyForEachKeyOneWithoutKeyIsRepeated() {
        fixture.addAll(1024, i -> FAR);
        fixture.pass().subList(1, 896).forEach(fixture::drop);
        assertThat(fixture.table.buckets()).isEqualTo(1024);
        ExpiryCycle own = fixture.cycle(config(3, 100));

        assertThat(fixture.step(own, 10)).isEqualTo(3 * 20);
        assertThat(fixture.step(own, 10)).isEqualTo(896 - 60 + 3);
    }

    @Test
    void step_pointsBehindTheLastEntry_findsItAllTheSame() {
        fixture.add(FAR);
        assertThat(fixture.step(cycle, 10)).isEqualTo(1);

        assertThat(fixture.step(cycle, 10)).isEqualTo(4);
        assertThat(fixture.step(cycle, 10)).isEqualTo(4);
    }

    @Test
    void step_classic_removesAllThatIsStaleInTheEnd() {
        ExpiryCycle classic = fixture.cycle(ExpiryConfig.classic());
        fixture.addAll(300, i -> i % 2 == 0 ? 10 : FAR);
        for (int i = 0; i < 2000 && fixture.removed.size() < 150; i++) {
            fixture.step(classic, 10);
        }

        assertThat(fixture.removed).hasSize(150).allMatch(ref -> ref % 2 == 0);
        assertThat(classic.counters().expired()).isEqualTo(150);
        fixture.checkIntegrity();
    }

    @Test
    void step_classicOneEntry_removedInOneLoop() {
        fixture.add(10);

        assertThat(fixture.step(fixture.cycle(ExpiryConfig.classic()), 10)).isEqualTo(1);
        assertThat(fixture.removed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void step_sameSeedAndCalls_removesTheSameInTheSameOrder(boolean random) {
        CycleFixture[] twins = {new CycleFixture(3), new CycleFixture(3)};
        for (CycleFixture twin : twins) {
            ExpiryCycle own = twin.cycle(random ? ExpiryConfig.classic() : ExpiryConfig.effort(3));
            twin.addAll(500, i -> i * 37 % 501);
            for (int now = 0; now < 500; now += 50) {
                twin.step(own, now);
            }
        }

        assertThat(twins[0].removed).isNotEmpty().isEqualTo(twins[1].removed);
    }

    @Test
    void step_survivorsOfAWalkPostponed_tableGetsSmallAllTheSame() {
        CycleFixture many = new CycleFixture(3);
        ExpiryCycle cycle = many.cycle(ExpiryConfig.effort(10));
        many.addAll(1 << 16, i -> 10);
        while (many.table.size() > 128) {
            many.step(cycle, 10, WorkBudget.ofUnits(64));
        }
        int left = many.table.size();
        for (int ref : many.pass()) {
            assertThat(cycle.postpone(ref, FAR)).isTrue();
        }
        for (int i = 0; i < 200 && many.table.shrinking(); i++) {
            many.step(cycle, 10);
            assertThat(many.pass()).hasSize(left).doesNotHaveDuplicates();
        }

        assertThat(left).isBetween(65, 128);
        assertThat(many.table.buckets()).isLessThanOrEqualTo(8 * left);
        many.checkIntegrity();
    }

    @Test
    void step_lastEntryRemovedFromALargeTable_pendingUntilItIsSmall() {
        CycleFixture many = new CycleFixture(3);
        ExpiryCycle cycle = many.cycle(ExpiryConfig.effort(10));
        many.addAll(1 << 14, i -> 10);
        boolean pending = true;
        while (pending) {
            assertThat(cycle.nextDeadlineMillis()).isZero();
            pending = many.step(cycle, 10, WorkBudget.ofUnits(64));
        }

        assertThat(many.table.size()).isZero();
        assertThat(many.table.buckets()).isEqualTo(4);
        assertThat(cycle.nextDeadlineMillis()).isEqualTo(NO_DEADLINE);
    }

    @Test
    void step_classicWithoutBudget_looksAtNobody() {
        fixture.addAll(300, i -> 10);
        WorkBudget none = WorkBudget.ofUnits(0);

        assertThat(fixture.step(fixture.cycle(repairedClassic()), 10, none)).isTrue();
        assertThat(fixture.removed).isEmpty();
        assertThat(none.spent()).isZero();
    }

    private static ExpiryConfig repairedClassic() {
        return new ExpiryConfig(10, 20, 10, 25, 1_000_000, true, Set.of());
    }
}
