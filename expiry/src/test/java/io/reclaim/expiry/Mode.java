package io.reclaim.expiry;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;

/** The strategies, each as a store would wire it. */
enum Mode {
    EXACT,
    EXACT_TICKS_OF_16,
    EXACT_WITHOUT_MEMORY,
    COMPACT,
    SAMPLING,
    FAITHFUL;

    /** Log2 of a tick; -1 if the mode keeps no order. */
    int tickLog2() {
        return switch (this) {
            case EXACT, EXACT_WITHOUT_MEMORY, COMPACT -> 0;
            case EXACT_TICKS_OF_16 -> 4;
            case SAMPLING, FAITHFUL -> -1;
        };
    }

    boolean ordered() {
        return tickLog2() >= 0;
    }

    ExpiryStrategy strategy(RefSlab slab, EntryRemover remover, MemoryAccount account) {
        SplittableRandom random = new SplittableRandom(3);
        return switch (this) {
            case EXACT -> new DeadlineIndex(slab, remover, account, random);
            case EXACT_TICKS_OF_16 -> new DeadlineIndex(slab, remover, account, random, 4, bytes -> true);
            case EXACT_WITHOUT_MEMORY -> new DeadlineIndex(slab, remover, account, random, 0, bytes -> false);
            case COMPACT -> new DeadlineBoundsTree(slab, remover, account, random);
            case SAMPLING -> new SweepingExpiry(new DeadlineArray(slab, account, random), remover, 0.5);
            case FAITHFUL ->
                new ExpiryCycle(new DeadlineTable(slab, account, random), remover, ExpiryConfig.effort(10));
        };
    }
}
