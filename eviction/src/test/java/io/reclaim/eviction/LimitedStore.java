package io.reclaim.eviction;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;

/** Entries of ten bytes each under a limit; each removal takes some time. */
final class LimitedStore implements EntryRemover {
    static final long BYTES = 10;

    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount entries = ledger.open("entries", Kind.DATASET);
    final MemoryLimit limit = new MemoryLimit(ledger, MemoryLimit.UNLIMITED);
    final ListPopulation population = new ListPopulation(97);
    final ManualTicker ticker = new ManualTicker();
    final EvictionWork work;
    long removalNanos;

    LimitedStore(int size) {
        for (int ref = 0; ref < size; ref++) {
            population.put(ref, 0);
            entries.charge(BYTES);
        }
        work = new EvictionWork(limit, evictor());
    }

    SampledEvictor evictor() {
        return new SampledEvictor(population, new RandomEviction(), this, 1, 4);
    }

    LimitedStore limitTo(int size) {
        limit.maxBytes(size * BYTES);
        return this;
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        ticker.advance(removalNanos);
        if (population.remove(ref, cause) == NOT_LIVE) {
            return NOT_LIVE;
        }
        entries.release(BYTES);
        return BYTES;
    }
}
