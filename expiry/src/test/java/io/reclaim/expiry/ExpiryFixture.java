package io.reclaim.expiry;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/** A slab, an index over it, and a remover that takes a ref out of the index and releases it in the slab. */
final class ExpiryFixture implements EntryRemover {
    static final int PAGE = 4096;
    static final long FAR = 1L << 50;

    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount places = ledger.open("places", Kind.OVERHEAD);
    final RefSlab slab;
    final DeadlineArray index;

    /** What was removed, in order. */
    final List<Integer> removed = new ArrayList<>();
    /** The time that removals are judged by. */
    long nowMillis;
    /** Who is not removed. */
    IntPredicate refuses = ref -> false;
    /** Told of a ref that was removed. */
    IntConsumer listener = ref -> {};

    ExpiryFixture() {
        this(1);
    }

    ExpiryFixture(long seed) {
        MemoryAccount rowBytes = ledger.open("rows", Kind.OVERHEAD);
        slab = new RefSlab(new EntryRows(rowBytes), rowBytes, new SplittableRandom(seed));
        index = new DeadlineArray(slab, places, new SplittableRandom(seed + 1));
    }

    int add(long deadlineMillis) {
        int ref = slab.take();
        index.put(ref, deadlineMillis);
        return ref;
    }

    /** Adds entries; in an empty fixture they get the refs, and the places, 0 to n - 1. */
    ExpiryFixture addAll(int n, IntToLongFunction deadlineMillis) {
        for (int i = 0; i < n; i++) {
            add(deadlineMillis.applyAsLong(i));
        }
        return this;
    }

    void drop(int ref) {
        index.remove(ref);
        slab.release(ref);
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        check(cause == RemovalCause.EXPIRED, "cause", ref);
        check(slab.live(ref), "not live", ref);
        check(index.deadline(ref) <= nowMillis, "too early", ref);
        if (refuses.test(ref)) {
            return NOT_LIVE;
        }
        drop(ref);
        removed.add(ref);
        listener.accept(ref);
        return 0;
    }

    /** One whole pass of a scan. */
    List<Integer> pass(int maxPlaces, int target) {
        List<Integer> met = new ArrayList<>();
        EntrySample sample = new EntrySample(target);
        long cursor = ScannedPopulation.START;
        do {
            cursor = index.walk(cursor, maxPlaces, sample.clear(target));
            for (int i = 0; i < sample.size(); i++) {
                met.add(sample.ref(i));
            }
            check(cursor == ScannedPopulation.START || sample.size() > 0, "no progress at", (int) cursor);
        } while (cursor != ScannedPopulation.START);
        return met;
    }

    void checkIntegrity() {
        slab.checkIntegrity();
        index.checkIntegrity();
        ledger.checkIntegrity();
    }

    private static void check(boolean holds, String what, int ref) {
        if (!holds) {
            throw new AssertionError(what + ", ref " + ref);
        }
    }
}
