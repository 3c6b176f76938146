package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LazyFreeTest {
    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryAccount account = ledger.open("dataset", Kind.DATASET);
    private final LazyFree lazyFree = new LazyFree();
    private final List<String> order = new ArrayList<>();

    /** A value whose parts are of 10 bytes. */
    private LazyFree.Part value(String name, int parts) {
        account.charge(10L * parts);
        int[] left = {parts};
        return () -> {
            account.release(10);
            order.add(name);
            return --left[0] > 0;
        };
    }

    @Test
    void free_upTo64Parts_atOnce() {
        assertThat(lazyFree.free(value("a", 64), 64)).isTrue();

        assertThat(account.bytes()).isZero();
        assertThat(lazyFree.pending()).isZero();
        assertThat(lazyFree.freed()).isZero();
    }

    @Test
    void free_65Parts_inSteps() {
        assertThat(lazyFree.free(value("a", 65), 65)).isFalse();

        assertThat(account.bytes()).isEqualTo(650);
        assertThat(lazyFree.pending()).isEqualTo(1);
        assertThat(lazyFree.step(0, WorkBudget.ofUnits(64))).isTrue();
        assertThat(account.bytes()).isEqualTo(10);
        assertThat(lazyFree.step(0, WorkBudget.ofUnits(1))).isFalse();
        assertThat(account.bytes()).isZero();
        assertThat(lazyFree.pending()).isZero();
        assertThat(lazyFree.freed()).isEqualTo(1);
    }

    @Test
    void step_nothingPending_spendsNothing() {
        WorkBudget budget = WorkBudget.ofUnits(5);

        assertThat(lazyFree.step(0, budget)).isFalse();
        assertThat(budget.spent()).isZero();
    }

    @Test
    void free_afterAllWasFreed_waitsAnew() {
        lazyFree.free(value("a", 70), 70);
        lazyFree.step(0, WorkBudget.ofUnits(70));
        lazyFree.free(value("b", 70), 70);
        lazyFree.step(0, WorkBudget.ofUnits(70));

        assertThat(lazyFree.freed()).isEqualTo(2);
        assertThat(account.bytes()).isZero();
    }

    @Property(tries = 100, seed = "103")
    void steps_anyValues_freeAllInOrderOnePartAUnit(
            @ForAll @Size(max = 20) List<@IntRange(min = 65, max = 300) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 200) int units) {
        LazyFreeTest fresh = new LazyFreeTest();
        int total = 0;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            fresh.lazyFree.free(fresh.value("v" + i, sizes.get(i)), sizes.get(i));
            total += sizes.get(i);
            for (int part = 0; part < sizes.get(i); part++) {
                expected.add("v" + i);
            }
        }
        long freed = 0;
        while (freed < total) {
            WorkBudget budget = WorkBudget.ofUnits(units);
            boolean left = fresh.lazyFree.step(0, budget);
            freed += budget.spent();
            assertThat(budget.spent()).isLessThanOrEqualTo(units);
            assertThat(fresh.account.bytes()).isEqualTo(10L * (total - freed));
            assertThat(left).isEqualTo(freed < total);
        }
        assertThat(fresh.order).isEqualTo(expected);
        assertThat(fresh.lazyFree.freed()).isEqualTo(sizes.size());
    }
}
