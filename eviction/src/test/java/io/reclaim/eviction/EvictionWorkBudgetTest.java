package io.reclaim.eviction;

import static io.reclaim.core.WorkBudget.UNITS_PER_CLOCK_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionWorkBudgetTest {

    @Property(tries = 200, seed = "98")
    void step_anyUnits_oneVictimAUnitAndNoMore(
            @ForAll @IntRange(min = 1, max = 100) int size,
            @ForAll @IntRange(min = 1, max = 100) int allowed,
            @ForAll @IntRange(min = 1, max = 40) int units) {
        LimitedStore store = new LimitedStore(size).limitTo(allowed);
        int victims = Math.max(0, size - allowed);

        int evicted = 0;
        boolean pending = true;
        for (int steps = 0; pending; steps++) {
            assertThat(steps).isLessThanOrEqualTo(victims / units);
            WorkBudget budget = WorkBudget.ofUnits(units);
            pending = store.work.step(0, budget);
            assertThat(store.population.removed().size() - evicted)
                    .isEqualTo((int) budget.spent())
                    .isLessThanOrEqualTo(units);
            evicted = store.population.removed().size();
            assertThat(pending).isEqualTo(store.limit.excess() > 0);
        }

        assertThat(evicted).isEqualTo(victims);
        assertThat(store.work.stuck()).isFalse();
        store.ledger.checkIntegrity();
    }

    /** The clock is read after every 16 units, so a step ends less than 16 victims after its time. */
    @ParameterizedTest
    @CsvSource({"1, 700", "10, 1000", "10, 31250", "10, 600000", "20, 9000", "30, 50000"})
    void step_tenacityAndSlowRemovals_worstStepWithinTimeAndFifteenVictims(int tenacity, long removalNanos) {
        LimitedStore store = new LimitedStore(3000).limitTo(1);
        store.removalNanos = removalNanos;
        WorkBudget budget = new WorkBudget(store.ticker);
        long mostNanos = EvictionWork.tenacityNanos(tenacity);

        long worst = 0;
        boolean pending = true;
        while (pending) {
            long start = store.ticker.nanos();
            pending = store.work.step(0, budget.start(Long.MAX_VALUE, mostNanos));
            long took = store.ticker.nanos() - start;
            assertThat(took).isGreaterThanOrEqualTo(pending ? mostNanos : 0);
            worst = Math.max(worst, took);
        }

        assertThat(worst).isLessThan(mostNanos + UNITS_PER_CLOCK_READ * removalNanos);
        assertThat(store.population.size()).isEqualTo(1);
    }

    @Test
    void step_tenacityHundred_doesAllAtOnce() {
        LimitedStore store = new LimitedStore(3000).limitTo(1);
        store.removalNanos = 1_000_000_000;

        boolean pending = store.work.step(0, new WorkBudget(store.ticker).start(3000, EvictionWork.tenacityNanos(100)));

        assertThat(pending).isFalse();
        assertThat(store.population.size()).isEqualTo(1);
    }

    @Test
    void step_nothingEvictable_endsAfterOneUnit() {
        LimitedStore store = new LimitedStore(30).limitTo(1);
        store.population.refused.addAll(store.population.refs());
        WorkBudget budget = WorkBudget.ofUnits(1000);

        assertThat(store.work.step(0, budget)).isFalse();

        assertThat(budget.spent()).isEqualTo(1);
    }
}
