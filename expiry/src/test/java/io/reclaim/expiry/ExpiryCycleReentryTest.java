package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.CycleFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.reclaim.core.WorkBudget;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryCycleReentryTest {
    private final CycleFixture fixture = new CycleFixture();
    private final ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));

    @AfterEach
    void structures_anyTest_areWhole() {
        fixture.checkIntegrity();
    }

    @Test
    void step_listenerInsertsDueEntries_endsAndRemovesThemACallLater() {
        fixture.addAll(200, i -> 10);
        fixture.listener = ref -> fixture.add(10);
        assertThat(fixture.step(cycle, 10, CycleFixture.plenty())).isFalse();
        assertThat(fixture.table.size()).isEqualTo(200);
        int first = fixture.removed.size();
        assertThat(first).as("with those put before the cursor").isBetween(200, 1000);

        fixture.listener = ref -> {};
        fixture.step(cycle, 10);
        assertThat(fixture.table.size()).isZero();
        assertThat(cycle.counters().expired()).isEqualTo(first + 200);
    }

    @Test
    void step_listenerInsertsTwoForEach_endsAllTheSame() {
        fixture.addAll(100, i -> 10);
        fixture.listener = ref -> {
            fixture.add(10);
            fixture.add(9);
        };

        assertThat(fixture.step(cycle, 10, CycleFixture.plenty())).isFalse();
        assertThat(fixture.table.size()).isEqualTo(100 + fixture.removed.size());
    }

    @Test
    void step_randomKeysAndListenerInsertsForEver_endsWithTheBudget() {
        ExpiryCycle classic = fixture.cycle(ExpiryConfig.classic());
        fixture.addAll(50, i -> 10);
        fixture.listener = ref -> fixture.add(10);
        WorkBudget budget = WorkBudget.ofUnits(5000);

        assertThat(fixture.step(classic, 10, budget)).isTrue();
        assertThat(budget.spent()).isEqualTo(5000);
        assertThat(fixture.table.size()).isEqualTo(50);
    }

    @Test
    void step_listenerRemovesAnotherOfTheSameLoop_itIsNotRemovedTwice() {
        fixture.addAll(20, i -> 10);
        fixture.listener = ref -> {
            if (fixture.slab.live(ref ^ 1)) {
                fixture.drop(ref ^ 1);
            }
        };
        fixture.step(cycle, 10);

        assertThat(fixture.removed).hasSize(10);
        assertThat(cycle.counters().expired()).isEqualTo(10);
        assertThat(fixture.table.size()).isZero();
    }

    @Test
    void step_listenerPostponesAnotherOfTheSameLoop_itStays() {
        fixture.addAll(20, i -> 10);
        fixture.listener = ref -> {
            if (fixture.slab.live(ref ^ 1)) {
                fixture.table.put(ref ^ 1, 11);
            }
        };
        fixture.step(cycle, 10);

        assertThat(fixture.removed).hasSize(10);
        assertThat(fixture.table.size()).isEqualTo(10);
    }

    @Test
    void step_listenerPersistsAnotherOfTheSameLoop_itStaysWithoutDeadline() {
        fixture.addAll(2, i -> 10);
        fixture.listener = ref -> fixture.table.remove(ref ^ 1);
        fixture.step(cycle, 10);

        assertThat(fixture.removed).hasSize(1);
        assertThat(fixture.slab.size()).isEqualTo(1);
        assertThat(fixture.table.size()).isZero();
    }

    @Test
    void step_refOfTheSameLoopReusedWithALaterDeadline_newEntryStays() {
        fixture.addAll(20, i -> 10);
        fixture.listener = removed -> {
            if (fixture.removed.size() == 1) {
                int other = removed == 0 ? 1 : 0;
                fixture.drop(other);
                fixture.add(FAR);
                fixture.add(FAR);
                assertThat(fixture.table.deadline(other)).isEqualTo(FAR);
            }
        };
        fixture.step(cycle, 10);

        assertThat(fixture.removed).hasSize(19);
        assertThat(fixture.table.size()).isEqualTo(2);
    }

    @Test
    void step_listenerEmptiesTheIndex_ends() {
        fixture.addAll(100, i -> 10);
        fixture.listener = ref -> {
            for (int other = fixture.slab.bound() - 1; other >= 0; other--) {
                if (fixture.slab.live(other)) {
                    fixture.drop(other);
                }
            }
        };

        assertThat(fixture.step(cycle, 10, CycleFixture.plenty())).isFalse();
        assertThat(fixture.removed).hasSize(1);
        assertThat(fixture.table.size()).isZero();
    }

    @Test
    void step_everyRemovalRefused_endsAfterOneLoop() {
        fixture.addAll(128, i -> 10);
        fixture.refuses = ref -> true;

        assertThat(fixture.step(cycle, 10)).isEqualTo(20);
        assertThat(cycle.counters().expired()).isZero();
        assertThat(cycle.staleEstimatePercent()).isZero();
        assertThat(cycle.averageTtlMillis()).isZero();
        assertThat(fixture.table.size()).isEqualTo(128);
    }

    @Test
    void step_goOnAfterWrapAndEveryRemovalRefused_ends() {
        ExpiryCycle goesOn = fixture.cycle(config(20, 0, ExpiryQuirk.GO_ON_AFTER_WRAP));
        fixture.addAll(16, i -> 10);
        fixture.refuses = ref -> true;

        assertThat(fixture.step(goesOn, 10)).isEqualTo(16);
    }

    @Test
    void step_someRemovalsRefused_othersGo() {
        fixture.addAll(128, i -> 10);
        List<Integer> order = fixture.pass();
        fixture.refuses = ref -> order.indexOf(ref) % 2 == 0;

        assertThat(fixture.step(cycle, 10)).isEqualTo(128);
        assertThat(cycle.counters().expired()).isEqualTo(64);
        assertThat(cycle.staleEstimatePercent()).isCloseTo(2.5, offset(1e-9));
        assertThat(fixture.table.size()).isEqualTo(64);
    }

    @Test
    void step_removerThrows_passesThroughAndALaterPassRemovesTheRest() {
        fixture.addAll(100, i -> 10);
        int thrower = fixture.pass().get(50);
        fixture.listener = ref -> {
            if (ref == thrower) {
                throw new IllegalArgumentException("listener of " + ref);
            }
        };
        assertThatThrownBy(() -> fixture.step(cycle, 10)).hasMessage("listener of " + thrower);
        assertThat(fixture.removed).hasSize(51);
        fixture.checkIntegrity();

        fixture.listener = ref -> {};
        fixture.step(cycle, 10);
        fixture.step(cycle, 10);
        assertThat(fixture.removed).hasSize(100).doesNotHaveDuplicates();
    }
}
