package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** That steps end, and that small steps get on. */
class ExpiryStrategyProgressTest {
    private static final long T = 1_000_000_000_000L;
    private static final long MANY = 1_000_000;

    private final RefSlab slab = new RefSlab(
            new EntryRows(MemoryAccount.standalone("rows")), MemoryAccount.standalone("slab"), new SplittableRandom(1));
    private final MemoryAccount account = MemoryAccount.standalone("deadlines");
    private final ExpiryStrategy[] self = new ExpiryStrategy[1];
    private final EntryRemover remover = (ref, cause) -> {
        self[0].remove(ref);
        slab.release(ref);
        return 1;
    };

    private DeadlineBoundsTree tree(EntryRemover by) {
        DeadlineBoundsTree tree = new DeadlineBoundsTree(slab, by, account, new SplittableRandom(2));
        self[0] = tree;
        return tree;
    }

    private SweepingExpiry sweep() {
        SweepingExpiry sweep =
                new SweepingExpiry(new DeadlineArray(slab, account, new SplittableRandom(2)), remover, 0.5);
        self[0] = sweep;
        return sweep;
    }

    private static boolean step(ExpiryStrategy strategy, long nowMillis, long units) {
        WorkBudget budget = WorkBudget.ofUnits(units);
        boolean pending = strategy.step(nowMillis, budget);
        assertThat(budget.spent()).isLessThanOrEqualTo(units);
        return pending;
    }

    @Test
    void tree_clockGoesBackBehindItsEpoch_stepEnds() {
        DeadlineBoundsTree tree = tree(remover);
        step(tree, T, MANY);
        tree.put(slab.take(), T + 1_000_000);
        tree.put(slab.take(), T - 3_000_000);
        assertThat(step(tree, T - 3_600_000, MANY)).isFalse();
        assertThat(tree.size()).isEqualTo(2);
        assertThat(step(tree, T - 3_000_000, MANY)).isFalse();
        assertThat(tree.size()).isEqualTo(1);
        step(tree, T + 1_000_000, MANY);
        assertThat(tree.size()).isZero();
        tree.checkIntegrity();
    }

    @Test
    void tree_negativeTime_nothingDone() {
        DeadlineBoundsTree tree = tree(remover);
        tree.put(slab.take(), 0);
        assertThat(step(tree, -5, MANY)).isFalse();
        assertThat(tree.size()).isEqualTo(1);
    }

    @Test
    void tree_removerRefusesAtTheEndOfTime_stepEnds() {
        DeadlineBoundsTree tree = tree((ref, cause) -> EntryRemover.NOT_LIVE);
        tree.put(slab.take(), 5);
        assertThat(step(tree, Long.MAX_VALUE, MANY)).isFalse();
    }

    @Test
    void tree_stepsOfFewUnits_allAreRemoved() {
        DeadlineBoundsTree tree = tree(remover);
        for (int i = 0; i < 100; i++) {
            tree.put(slab.take(), 10);
        }
        for (int i = 0; i < 1_000 && tree.size() > 0; i++) {
            step(tree, 10, 3);
        }
        assertThat(tree.size()).isZero();
        tree.checkIntegrity();
    }

    @Test
    void sweep_stepsOfFewUnits_allAreRemoved() {
        SweepingExpiry sweep = sweep();
        for (int i = 0; i < 100; i++) {
            sweep.put(slab.take(), 10);
        }
        for (int i = 0; i < 100_000 && sweep.population().size() > 0; i++) {
            step(sweep, 10 + i, 5);
        }
        assertThat(sweep.population().size()).isZero();
    }

    @Test
    void sweep_stepsTooSeldomForItsTarget_goesOnForEver() {
        SweepingExpiry sweep = sweep();
        for (int i = 0; i < 100; i++) {
            sweep.put(slab.take(), 50);
        }
        long now = 0;
        for (int i = 0; i < 3_000; i++) {
            now += 100;
            step(sweep, now, MANY);
            while (slab.size() < 100) {
                sweep.put(slab.take(), now + 50);
            }
        }
        sweep.checkIntegrity();
        long before = sweep.counters().expired();
        step(sweep, now + 100, MANY);
        assertThat(sweep.counters().expired()).isGreaterThan(before);
    }

    @Test
    void cycle_steppedByItsRemover_outerCycleGoesOn() {
        DeadlineTable table = new DeadlineTable(slab, account, new SplittableRandom(2));
        ExpiryCycle[] cycle = new ExpiryCycle[1];
        EntryRemover stepping = (ref, cause) -> {
            assertThat(cycle[0].step(10, WorkBudget.ofUnits(MANY))).isTrue();
            assertThat(cycle[0].fast().step(10, WorkBudget.ofUnits(MANY))).isTrue();
            table.remove(ref);
            slab.release(ref);
            return 1;
        };
        cycle[0] = new ExpiryCycle(table, stepping, ExpiryConfig.effort(10));
        for (int i = 0; i < 5_000; i++) {
            cycle[0].put(slab.take(), 10);
        }
        cycle[0].step(10, WorkBudget.ofUnits(MANY));
        assertThat(table.size()).isZero();
    }

    @Test
    void index_ringForAClockGoneBackRefused_pendingUntilItIsGranted() {
        boolean[] grants = new boolean[1];
        DeadlineIndex index = new DeadlineIndex(
                slab, remover, account, new SplittableRandom(2), DeadlineIndex.FINEST_TICK_LOG2, bytes -> grants[0]);
        self[0] = index;
        step(index, T, MANY);
        index.put(slab.take(), T + 1_000);
        index.put(slab.take(), T - 3_599_000);
        assertThat(step(index, T - 3_600_000, MANY)).isTrue();
        grants[0] = true;
        assertThat(step(index, T - 3_600_000, MANY)).isFalse();
        assertThat(step(index, T - 3_599_000, MANY)).isFalse();
        assertThat(index.size()).isEqualTo(1);
        index.checkIntegrity();
    }

    @Test
    void index_gateThrows_nothingIsTorn() {
        boolean[] throwing = new boolean[1];
        DeadlineIndex index = new DeadlineIndex(
                slab, remover, account, new SplittableRandom(2), DeadlineIndex.FINEST_TICK_LOG2, bytes -> {
                    if (throwing[0]) {
                        throw new IllegalStateException("no answer");
                    }
                    return true;
                });
        self[0] = index;
        for (int i = 0; i < 2_000; i++) {
            index.put(slab.take(), T + 100_000L * i);
        }
        throwing[0] = true;
        int thrown = 0;
        for (int i = 0; i < 3_000; i++) {
            try {
                step(index, T + 50_000L * i, MANY);
            } catch (IllegalStateException e) {
                thrown++;
            }
            index.checkIntegrity();
        }
        throwing[0] = false;
        step(index, T + 300_000_000L, MANY);
        assertThat(thrown).isPositive();
        assertThat(index.size()).isZero();
    }
}
