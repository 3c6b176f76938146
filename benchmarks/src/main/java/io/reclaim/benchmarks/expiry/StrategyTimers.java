package io.reclaim.benchmarks.expiry;

import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.expiry.DeadlineArray;
import io.reclaim.expiry.DeadlineBoundsTree;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.expiry.SweepingExpiry;
import java.util.SplittableRandom;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/** One of ours alone, over rows that hold nothing else; an entry's number is its ref. */
final class StrategyTimers implements TimerPeer {
    private static final double TARGET_PERCENT = 0.5;

    private final ExpiryStrategy strategy;
    private final IntArrayList expired;
    private final WorkBudget budget = new WorkBudget(() -> 0);
    private int[] refs = {};

    StrategyTimers(String name, int entries, IntArrayList expired) {
        this.expired = expired;
        MemoryAccount account = MemoryAccount.standalone("rows");
        RefSlab slab = new RefSlab(new EntryRows(account), account, new SplittableRandom(1));
        SplittableRandom random = new SplittableRandom(2);
        MemoryAccount held = MemoryAccount.standalone("deadlines");
        this.strategy = switch (name) {
            case "exact" -> new DeadlineIndex(slab, (ref, cause) -> expire(ref), held, random);
            case "compact" -> new DeadlineBoundsTree(slab, (ref, cause) -> expire(ref), held, random);
            default ->
                new SweepingExpiry(new DeadlineArray(slab, held, random), (ref, cause) -> expire(ref), TARGET_PERCENT);
        };
        for (int i = 0; i < entries; i++) {
            int ref = slab.take();
            if (ref != i) {
                throw new IllegalStateException("a new slab gives refs in order, not " + ref + " after " + i);
            }
        }
    }

    /** As a store does whose remover is called; the ref stays. */
    private long expire(int ref) {
        strategy.remove(ref);
        expired.add(ref);
        return 0;
    }

    @Override
    public void select(int[] entries) {
        refs = entries;
    }

    @Override
    public void put(int at, long deadline) {
        strategy.put(refs[at], deadline);
    }

    @Override
    public void postpone(int at, long deadline) {
        strategy.postpone(refs[at], deadline);
    }

    @Override
    public void remove(int at) {
        strategy.remove(refs[at]);
    }

    @Override
    public void step(long now) {
        strategy.step(now, budget.start(Long.MAX_VALUE, WorkBudget.UNTIMED));
    }

    /** Until when nothing is due. */
    long nextDeadlineMillis() {
        return strategy.nextDeadlineMillis();
    }
}
