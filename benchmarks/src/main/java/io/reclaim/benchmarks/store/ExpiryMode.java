package io.reclaim.benchmarks.store;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.expiry.DeadlineArray;
import io.reclaim.expiry.DeadlineBoundsTree;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.DeadlineTable;
import io.reclaim.expiry.ExpiryConfig;
import io.reclaim.expiry.ExpiryCycle;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.expiry.NoDeadlines;
import io.reclaim.expiry.SweepingExpiry;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/** How a {@link ReferenceStore} removes what is stale and not asked for. */
public enum ExpiryMode {
    /** In the order of deadlines. */
    EXACT(4L * DeadlineIndex.RING_BYTES + 2L * DeadlineIndex.PAGE_BYTES),
    /** By lower bounds of deadlines, in few bytes. */
    COMPACT(3L * DeadlineBoundsTree.PAGE_BYTES),
    /** By a sweep that keeps the share of stale entries at half a percent. */
    SAMPLING(DeadlineArray.PAGE_BYTES),
    /** As Redis does, by its {@link ExpiryConfig}. */
    FAITHFUL(DeadlineTable.PAGE_BYTES),
    /** Not at all: the store refuses deadlines, and an entry takes 12 bytes less than with {@link #EXACT}. */
    NONE(0);

    private static final double TARGET_STALE_PERCENT = 0.5;
    private static final long STEP_NANOS = 100_000;

    private final long leastBytes;

    ExpiryMode(long leastBytes) {
        this.leastBytes = leastBytes;
    }

    /** What a store with one entry may hold for its deadline. */
    long leastBytes() {
        return leastBytes;
    }

    /** Whether an entry that has a deadline is put elsewhere for an earlier one, which can take memory. */
    boolean movesOnPut() {
        return this == EXACT;
    }

    /** How long a step between two ticks may take. */
    long stepNanos(ExpiryConfig config) {
        return this == FAITHFUL ? config.fastNanos() : STEP_NANOS;
    }

    ExpiryStrategy strategy(
            RefSlab slab,
            EntryRemover remover,
            MemoryAccount account,
            RandomGenerator random,
            ExpiryConfig config,
            LongPredicate mayGrow) {
        return switch (this) {
            case EXACT -> new DeadlineIndex(slab, remover, account, random, DeadlineIndex.FINEST_TICK_LOG2, mayGrow);
            case COMPACT -> new DeadlineBoundsTree(slab, remover, account, random);
            case SAMPLING ->
                new SweepingExpiry(new DeadlineArray(slab, account, random), remover, TARGET_STALE_PERCENT);
            case NONE -> new NoDeadlines();
            case FAITHFUL -> new ExpiryCycle(new DeadlineTable(slab, account, random), remover, config);
        };
    }

    /** What a strategy knows of the share of stale entries among those with a deadline; 0 where it keeps their order. */
    static double stalePercent(ExpiryStrategy strategy) {
        if (strategy instanceof ExpiryCycle cycle) {
            return cycle.staleEstimatePercent();
        }
        return strategy instanceof SweepingExpiry sweep ? sweep.stalePercent() : 0;
    }
}
