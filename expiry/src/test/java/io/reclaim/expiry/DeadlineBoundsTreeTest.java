package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import org.junit.jupiter.api.Test;

/** Bytes and futile visits of the bounds tree. */
class DeadlineBoundsTreeTest {
    @Test
    void put_halfAMillion_aQuarterOfAByteForEachPlace() {
        StrategyModel model = new StrategyModel(Mode.COMPACT);
        int n = 500_000;
        for (int i = 0; i < n; i++) {
            model.strategy.put(model.slab.take(), i);
        }
        assertThat((double) model.account.bytes() / n).isLessThan(0.28);
    }

    @Test
    void step_postponedAndRemoved_futileVisitsAreNoMoreThanThose() {
        StrategyModel model = new StrategyModel(Mode.COMPACT);
        for (int i = 0; i < 16_000; i++) {
            model.strategy.put(model.slab.take(), 100);
        }
        for (int ref = 0; ref < 16_000; ref += 40) {
            model.strategy.put(ref, 50);
            model.strategy.postpone(ref, 100);
        }
        WorkBudget budget = CycleFixture.plenty();
        assertThat(model.strategy.step(60, budget)).isFalse();
        assertThat(budget.spent()).isEqualTo(400 * 16);
        assertThat(model.strategy.nextDeadlineMillis()).isEqualTo(100);
    }
}
