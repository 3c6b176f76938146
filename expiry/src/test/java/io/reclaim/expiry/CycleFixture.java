package io.reclaim.expiry;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;

/** A slab, a table over it, and a remover that takes a ref out of the table and releases it in the slab. */
final class CycleFixture implements EntryRemover {
    static final long FAR = 1L << 50;

    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount pages = ledger.open("buckets", Kind.OVERHEAD);
    final RefSlab slab;
    final DeadlineTable table;

    /** What was removed, in order. */
    final List<Integer> removed = new ArrayList<>();
    /** The time that removals are judged by. */
    long nowMillis;
    /** Who is not removed. */
    IntPredicate refuses = ref -> false;
    /** Told of a ref that was removed. */
    IntConsumer listener = ref -> {};

    /**
     * Hashes are 0, 1, 2, ..: of so many entries as a power of two, each has a bucket of its own, and the walk meets them in
     * the order of reversed refs, until so many are removed that buckets are merged.
     */
    CycleFixture() {
        this(new Counting());
    }

    CycleFixture(long seed) {
        this(new SplittableRandom(seed));
    }

    private CycleFixture(RandomGenerator random) {
        MemoryAccount rowBytes = ledger.open("rows", Kind.OVERHEAD);
        slab = new RefSlab(new EntryRows(rowBytes), rowBytes, new SplittableRandom(1));
        table = new DeadlineTable(slab, pages, random);
    }

    private static final class Counting implements RandomGenerator {
        private final SplittableRandom random = new SplittableRandom(2);
        private int next;

        @Override
        public int nextInt() {
            return next++;
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }

    /** More units than any cycle that ends by itself spends. */
    static WorkBudget plenty() {
        return WorkBudget.ofUnits(10_000_000);
    }

    static ExpiryConfig config(int keysPerLoop, int acceptableStalePercent, ExpiryQuirk... quirks) {
        return new ExpiryConfig(10, keysPerLoop, acceptableStalePercent, 25, 1_000_000, false, Set.of(quirks));
    }

    ExpiryCycle cycle(ExpiryConfig config) {
        return new ExpiryCycle(table, this, config);
    }

    int add(long deadlineMillis) {
        int ref = slab.take();
        table.put(ref, deadlineMillis);
        return ref;
    }

    /** Adds entries; in an empty fixture they get the refs 0 to n - 1. */
    CycleFixture addAll(int n, IntToLongFunction deadlineMillis) {
        for (int i = 0; i < n; i++) {
            add(deadlineMillis.applyAsLong(i));
        }
        return this;
    }

    /** Adds entries to an empty fixture, with deadlines in the order that a cycle comes to them. */
    CycleFixture addInOrder(int n, IntToLongFunction deadlineMillis) {
        addAll(n, i -> FAR);
        List<Integer> order = pass();
        for (int i = 0; i < n; i++) {
            table.put(order.get(i), deadlineMillis.applyAsLong(i));
        }
        return this;
    }

    void drop(int ref) {
        table.remove(ref);
        slab.release(ref);
    }

    /** Runs a slow cycle; returns the units spent. */
    long step(ExpiryCycle cycle, long now) {
        WorkBudget budget = plenty();
        step(cycle, now, budget);
        return budget.spent();
    }

    boolean step(ExpiryCycle cycle, long now, WorkBudget budget) {
        nowMillis = now;
        return cycle.step(now, budget);
    }

    /** Offers the fast cycle; returns the units spent. */
    long fast(ExpiryCycle cycle, long now) {
        nowMillis = now;
        WorkBudget budget = plenty();
        cycle.fast().step(now, budget);
        return budget.spent();
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        check(cause == RemovalCause.EXPIRED, "cause", ref);
        check(slab.live(ref), "not live", ref);
        check(table.deadline(ref) <= nowMillis, "too early", ref);
        if (refuses.test(ref)) {
            return NOT_LIVE;
        }
        drop(ref);
        removed.add(ref);
        listener.accept(ref);
        return 0;
    }

    /** The refs of each bucket, in the order of a walk from its beginning. */
    List<List<Integer>> buckets() {
        List<List<Integer>> all = new ArrayList<>();
        EntrySample sample = new EntrySample(Math.max(1, table.size()));
        long cursor = ScannedPopulation.START;
        do {
            cursor = table.walk(cursor, sample.clear(sample.capacity()));
            List<Integer> met = new ArrayList<>();
            for (int i = 0; i < sample.size(); i++) {
                met.add(sample.ref(i));
            }
            all.add(met);
        } while (cursor != ScannedPopulation.START);
        return all;
    }

    /** The refs in the order of a walk from its beginning. */
    List<Integer> pass() {
        return buckets().stream().flatMap(List::stream).toList();
    }

    /** What a walk over all costs that nothing disturbs. */
    long passUnits() {
        return buckets().stream().mapToLong(keys -> Math.max(1, keys.size())).sum();
    }

    void checkIntegrity() {
        slab.checkIntegrity();
        table.checkIntegrity();
        ledger.checkIntegrity();
    }

    private static void check(boolean holds, String what, int ref) {
        if (!holds) {
            throw new AssertionError(what + ", ref " + ref);
        }
    }
}
