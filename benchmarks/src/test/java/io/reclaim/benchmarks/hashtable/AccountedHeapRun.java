package io.reclaim.benchmarks.hashtable;

import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.store.StoreConfig;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.Deadlines;
import io.reclaim.hashtable.GrowthGate;
import io.reclaim.hashtable.KeyEquality;
import io.reclaim.hashtable.RehashingIndex;
import io.reclaim.hashtable.RehashingMap;
import io.reclaim.hashtable.RehashingTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Builds each structure, and prints what it charged and what the heap grew by: what {@link AccountedHeapTest} runs in
 * JVMs of other object layouts.
 */
final class AccountedHeapRun {
    private static final int ENTRIES = 150_000;
    private static final Long[] KEYS = new Long[ENTRIES];

    /** A structure, and what it says that it takes. */
    private record Accounted(Object structure, LongSupplier bytes) {}

    private AccountedHeapRun() {}

    /** Prints a line for each structure: name, bytes charged, bytes measured. */
    @SuppressWarnings("SystemOut") // read by the parent
    public static void main(String[] args) {
        for (int i = 0; i < ENTRIES; i++) {
            KEYS[i] = (long) i << 20;
        }
        weigh("rows", AccountedHeapRun::rows);
        weigh("index", AccountedHeapRun::index);
        weigh("table", AccountedHeapRun::table);
        weigh("map", AccountedHeapRun::map);
        weigh("deadlines", AccountedHeapRun::deadlines);
        weigh("allocator", AccountedHeapRun::allocator);
        weigh("store", AccountedHeapRun::store);
    }

    @SuppressWarnings("SystemOut") // read by the parent
    private static void weigh(String name, Supplier<Accounted> made) {
        List<Accounted> kept = new ArrayList<>(List.of(made.get())); // loads classes
        kept.clear();
        long before = UsedHeap.bytes();
        kept.add(made.get());
        long measured = UsedHeap.bytes() - before;
        System.out.println(name + " " + kept.get(0).bytes.getAsLong() + " " + measured);
        kept.clear();
    }

    private static RefSlab slab(MemoryLedger ledger) {
        EntryRows rows = new EntryRows(ledger.open("rows", Kind.OVERHEAD));
        IntColumn column = rows.intColumn("metadata", 0);
        assert column != null;
        return new RefSlab(rows, ledger.open("slab", Kind.OVERHEAD), new SplittableRandom(1));
    }

    private static Accounted rows() {
        MemoryLedger ledger = new MemoryLedger();
        RefSlab slab = slab(ledger);
        for (int i = 0; i < ENTRIES; i++) {
            slab.take();
        }
        for (int ref = ENTRIES / 2; ref < ENTRIES; ref++) {
            slab.release(ref);
        }
        return new Accounted(slab, ledger::used);
    }

    private static Accounted index() {
        MemoryLedger ledger = new MemoryLedger();
        RefSlab slab = slab(ledger);
        RehashingIndex index = new RehashingIndex(slab, ledger.open("buckets", Kind.OVERHEAD));
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < ENTRIES; i++) {
            index.insert(random.nextInt(), slab.take());
        }
        return new Accounted(index, ledger::used);
    }

    private static Accounted table() {
        MemoryLedger ledger = new MemoryLedger();
        RefSlab slab = slab(ledger);
        RehashingTable<Long> table = new RehashingTable<>(
                slab,
                ledger.open("buckets", Kind.OVERHEAD),
                ledger.open("keys", Kind.OVERHEAD),
                KeyEquality.natural(),
                GrowthGate.OPEN);
        for (Long key : KEYS) {
            table.insert(key, slab.take());
        }
        return new Accounted(table, ledger::used);
    }

    private static Accounted map() {
        RehashingMap<Long, String> map = new RehashingMap<>();
        for (Long key : KEYS) {
            map.put(key, "value");
        }
        return new Accounted(map, () -> map.report().bytes());
    }

    private static Accounted deadlines() {
        MemoryLedger ledger = new MemoryLedger();
        RefSlab slab = slab(ledger);
        DeadlineIndex deadlines = new DeadlineIndex(
                slab, (ref, cause) -> 0, ledger.open("deadlines", Kind.OVERHEAD), new SplittableRandom(3));
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < ENTRIES; i++) {
            deadlines.put(slab.take(), random.nextInt(1_000_000));
        }
        return new Accounted(deadlines, ledger::used);
    }

    /** What no block uses is not charged, but known to be held. */
    private static Accounted allocator() {
        MemoryLedger ledger = new MemoryLedger();
        SizeClassAllocator allocator = new SizeClassAllocator(
                new SizeClasses(20),
                new HeapPages(),
                ledger.open("blocks", Kind.DATASET),
                ledger.open("overhead", Kind.OVERHEAD));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < ENTRIES; i++) {
            allocator.allocate(random.nextInt(16, 256), i);
        }
        allocator.allocate(1 << 21, -1);
        return new Accounted(allocator, allocator::reserved);
    }

    private static Accounted store() {
        ReferenceStore store =
                new ReferenceStore(StoreConfig.of(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, new HeapPages()));
        byte[] value = new byte[64];
        for (Long key : KEYS) {
            byte[] bytes = ByteBuffer.allocate(16).putLong(key).array();
            store.put(bytes, value, key % 10 == 0 ? 1_000 + key : Deadlines.NO_DEADLINE, 0);
        }
        return new Accounted(store, () -> store.report().reservedBytes());
    }
}
