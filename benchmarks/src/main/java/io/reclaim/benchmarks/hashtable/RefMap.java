package io.reclaim.benchmarks.hashtable;

import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.hashtable.GrowthGate;
import io.reclaim.hashtable.KeyEquality;
import io.reclaim.hashtable.RehashingTable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RehashingTable} in the clothes of a {@link Map}, so that it can run beside maps. A store keeps values elsewhere;
 * here a column of 4 bytes stands for what it keeps in the row, and the key is returned in place of the value.
 *
 * <p>Iteration is a scan. Not thread-safe.
 */
final class RefMap extends AbstractMap<Object, Object> {
    private static final int BATCH = 64;

    private final MemoryLedger ledger = new MemoryLedger();
    private final RefSlab slab;
    private final IntColumn metadata;
    private final RehashingTable<Object> table;
    private final SlabCompaction compaction;

    RefMap() {
        EntryRows rows = new EntryRows(account("rows"));
        metadata = rows.intColumn("metadata", 0);
        slab = new RefSlab(rows, account("slab"), new SplittableRandom(1));
        table = new RehashingTable<>(slab, account("buckets"), account("keys"), KeyEquality.natural(), GrowthGate.OPEN);
        compaction = new SlabCompaction(slab, table::moved);
    }

    private MemoryAccount account(String name) {
        return ledger.open(name, MemoryAccount.Kind.OVERHEAD);
    }

    /** What a store does in idle time. */
    IncrementalWork maintenance() {
        return (nowMillis, budget) -> {
            boolean compacting = compaction.step(nowMillis, budget);
            return table.rehashing().step(nowMillis, budget) || compacting;
        };
    }

    RehashingTable<Object> table() {
        return table;
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public @Nullable Object get(Object key) {
        int ref = table.find(key);
        return ref == RefSlab.NO_REF ? null : table.key(ref);
    }

    @Override
    public boolean containsKey(Object key) {
        return table.find(key) != RefSlab.NO_REF;
    }

    @Override
    public @Nullable Object put(Object key, Object value) {
        int ref = table.find(key);
        if (ref == RefSlab.NO_REF) {
            ref = slab.take();
            table.insert(key, ref);
            metadata.set(ref, 1);
            return null;
        }
        metadata.set(ref, metadata.get(ref) + 1);
        return table.key(ref);
    }

    @Override
    public @Nullable Object remove(Object key) {
        int ref = table.find(key);
        if (ref == RefSlab.NO_REF) {
            return null;
        }
        Object old = table.key(ref);
        table.remove(ref);
        slab.release(ref);
        return old;
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<Object, Object>> iterator() {
                return new Scan();
            }

            @Override
            public int size() {
                return table.size();
            }
        };
    }

    private final class Scan implements Iterator<Entry<Object, Object>> {
        private final EntrySample batch = new EntrySample(BATCH);
        private long cursor = ScannedPopulation.START;
        private int at;

        Scan() {
            fill();
        }

        private void fill() {
            batch.clear(BATCH);
            cursor = table.scan(cursor, BATCH, batch);
            at = 0;
        }

        @Override
        public boolean hasNext() {
            return at < batch.size();
        }

        @Override
        public Entry<Object, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Object key = table.key(batch.ref(at));
            if (++at == batch.size() && cursor != ScannedPopulation.START) {
                fill();
            }
            return new SimpleImmutableEntry<>(key, key);
        }
    }
}
