package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import io.reclaim.core.WorkBudget;
import org.junit.jupiter.api.Test;

class NoDeadlinesTest {
    private final NoDeadlines none = new NoDeadlines();

    @Test
    void anyRef_hasNoDeadline() {
        assertThat(none.deadline(5)).isEqualTo(Deadlines.NO_DEADLINE);
        assertThat(none.nextDeadlineMillis()).isEqualTo(Deadlines.NO_DEADLINE);
        assertThat(none.remove(5)).isFalse();
        assertThat(none.postpone(5, 7)).isFalse();
        assertThat(none.putCost()).isZero();
        assertThat(none.attribute(5)).isEqualTo(Population.GONE);
        none.moved(5, 4);
        none.checkIntegrity();
    }

    @Test
    void put_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> none.put(5, 77))
                .withMessage("there are no deadlines here, so ref 5 cannot have 77");
    }

    @Test
    void step_hasNothingToDo() {
        WorkBudget budget = WorkBudget.ofUnits(3);
        assertThat(none.step(1, budget)).isFalse();
        assertThat(budget.spent()).isZero();
        assertThat(none.counters().steps()).isZero();
        EntrySample sample = new EntrySample(4);
        none.population().sample(sample);
        assertThat(sample.size()).isZero();
        assertThat(none.size()).isZero();
        assertThat(none).hasToString("NoDeadlines");
    }
}
