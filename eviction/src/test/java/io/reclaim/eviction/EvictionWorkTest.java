package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionWorkTest {
    private static final long PLENTY = 1000;

    private final LimitedStore store = new LimitedStore(20);
    private final EvictionWork work = store.work;

    @Test
    void construct_missingParts_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new EvictionWork(null, store.evictor()))
                .withMessage("limit");
        assertThatNullPointerException()
                .isThrownBy(() -> new EvictionWork(store.limit, null))
                .withMessage("evictor");
        assertThatNullPointerException().isThrownBy(() -> work.evictor(null)).withMessage("evictor");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 50",
        "5, 250",
        "9, 450",
        "10, 500",
        "11, 575",
        "12, 661",
        "20, 2022",
        "50, 133931",
        "99, 126205358"
    })
    void tenacityNanos_belowHundred_isThatOfRedisInMicros(int tenacity, long micros) {
        assertThat(EvictionWork.tenacityNanos(tenacity)).isEqualTo(micros * 1000);
    }

    @Test
    void tenacityNanos_hundred_isUntimed() {
        assertThat(EvictionWork.tenacityNanos(100)).isEqualTo(WorkBudget.UNTIMED);
        assertThat(EvictionWork.DEFAULT_TENACITY).isEqualTo(10);
    }

    @Test
    void tenacityNanos_higher_takesLonger() {
        for (int tenacity = 0; tenacity < 100; tenacity++) {
            assertThat(EvictionWork.tenacityNanos(tenacity)).isLessThan(EvictionWork.tenacityNanos(tenacity + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void tenacityNanos_outside_refused(int tenacity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EvictionWork.tenacityNanos(tenacity))
                .withMessageContaining("tenacity")
                .withMessageContaining(": " + tenacity);
    }

    @Test
    void step_limitKept_evictsNothing() {
        WorkBudget budget = WorkBudget.ofUnits(PLENTY);
        assertThat(work.step(0, budget)).isFalse();
        store.limitTo(20);
        assertThat(work.step(0, budget)).isFalse();
        assertThat(store.population.asked()).isEmpty();
        assertThat(budget.spent()).isZero();
        assertThat(work.stuck()).isFalse();
    }

    @Test
    void step_limitExceeded_evictsNoMoreThanItTakes() {
        WorkBudget budget = WorkBudget.ofUnits(PLENTY);
        store.limitTo(13);
        assertThat(work.step(0, budget)).isFalse();
        assertThat(store.population.size()).isEqualTo(13);
        assertThat(budget.spent()).isEqualTo(7);
        assertThat(store.limit.excess()).isZero();
    }

    @Test
    void step_excessOfOneByte_evictsOneEntry() {
        store.limit.maxBytes(20 * LimitedStore.BYTES - 1);
        work.step(0, WorkBudget.ofUnits(PLENTY));
        assertThat(store.population.size()).isEqualTo(19);
    }

    @Test
    void step_budgetEnds_isPendingAndGoesOn() {
        store.limitTo(13);
        assertThat(work.step(0, WorkBudget.ofUnits(3))).isTrue();
        assertThat(store.population.size()).isEqualTo(17);
        assertThat(work.stuck()).isFalse();
        assertThat(work.step(0, WorkBudget.ofUnits(4))).isFalse();
        assertThat(store.population.size()).isEqualTo(13);
    }

    @Test
    void step_noBudget_isPendingIfTheLimitIsExceeded() {
        assertThat(work.step(0, WorkBudget.ofUnits(0))).isFalse();
        store.limitTo(13);
        assertThat(work.step(0, WorkBudget.ofUnits(0))).isTrue();
        assertThat(store.population.size()).isEqualTo(20);
    }

    @Test
    void step_bytesThatDoNotCount_areLeftOut() {
        MemoryAccount buffer = store.ledger.open("buffer", Kind.NOT_COUNTED);
        store.limitTo(20);
        buffer.charge(1000);
        work.step(0, WorkBudget.ofUnits(PLENTY));
        assertThat(store.population.size()).isEqualTo(20);
    }

    @Test
    void step_nothingLeftToEvict_isDoneAndStuck() {
        store.ledger.open("buffer", Kind.OVERHEAD).charge(1000);
        store.limitTo(20);
        assertThat(work.step(0, WorkBudget.ofUnits(PLENTY))).isFalse();
        assertThat(store.population.size()).isZero();
        assertThat(store.limit.excess()).isPositive();
        assertThat(work.stuck()).isTrue();
    }

    @Test
    void step_removerRefusesAll_isDoneAndStuck() {
        store.population.refused.addAll(store.population.refs());
        store.limitTo(13);
        assertThat(work.step(0, WorkBudget.ofUnits(PLENTY))).isFalse();
        assertThat(work.stuck()).isTrue();
    }

    @Test
    void stuck_somethingEvictableAgain_isOver() {
        store.population.refused.addAll(store.population.refs());
        store.limitTo(13);
        work.step(0, WorkBudget.ofUnits(PLENTY));
        store.population.refused.clear();
        assertThat(work.step(0, WorkBudget.ofUnits(PLENTY))).isFalse();
        assertThat(work.stuck()).isFalse();
        assertThat(store.population.size()).isEqualTo(13);
    }

    @Test
    void stuck_limitRaised_isOverAfterTheNextStep() {
        store.population.refused.addAll(store.population.refs());
        store.limitTo(13);
        work.step(0, WorkBudget.ofUnits(PLENTY));
        store.limitTo(20);
        assertThat(work.step(0, WorkBudget.ofUnits(0))).isFalse();
        assertThat(work.stuck()).isFalse();
    }

    @Test
    void stuck_stepThatCouldDoNothing_isNotOver() {
        store.population.refused.addAll(store.population.refs());
        store.limitTo(13);
        work.step(0, WorkBudget.ofUnits(PLENTY));
        work.step(0, WorkBudget.ofUnits(0));
        assertThat(work.stuck()).isTrue();
    }

    @Test
    void evictor_replaced_isAskedFromThenOn() {
        store.population.refused.addAll(store.population.refs());
        store.limitTo(13);
        work.step(0, WorkBudget.ofUnits(PLENTY));
        SampledEvictor other = store.evictor();
        store.population.refused.clear();
        work.evictor(other);
        assertThat(work.stuck()).isFalse();
        work.step(0, WorkBudget.ofUnits(PLENTY));
        assertThat(other.evictions()).isEqualTo(7);
        assertThat(other.evictedBytes()).isEqualTo(7 * LimitedStore.BYTES);
    }
}
