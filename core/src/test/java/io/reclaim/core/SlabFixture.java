package io.reclaim.core;

import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** A slab with two columns, and the accounts that it charges. */
final class SlabFixture {
    static final int PAGE = EntryRows.ENTRIES_PER_PAGE;
    static final int NO_METADATA = -7;
    static final long NO_DEADLINE = 0x8000_0001_7fff_fffeL;

    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount rowBytes = ledger.open("rows", Kind.OVERHEAD);
    final MemoryAccount bitmapBytes = ledger.open("bitmaps", Kind.OVERHEAD);
    final EntryRows rows = new EntryRows(rowBytes);
    final IntColumn metadata = rows.intColumn("metadata", NO_METADATA);
    private final MemoryAccount ballast = ledger.open("ballast", Kind.NOT_COUNTED);
    final LongColumn deadline = rows.longColumn("deadline", NO_DEADLINE);
    final RefSlab slab;
    /** Bytes of a page of rows and its bitmap. */
    final long pageCost;

    SlabFixture(long seed) {
        this(seed, RefSlab.MAX_REFS);
    }

    SlabFixture(long seed, int maxRefs) {
        slab = new RefSlab(rows, bitmapBytes, new SplittableRandom(seed), maxRefs);
        pageCost = slab.takeCost();
    }

    /** Takes refs, of an empty slab the refs 0 to n - 1. */
    SlabFixture take(int n) {
        for (int i = 0; i < n; i++) {
            slab.take();
        }
        return this;
    }

    SlabFixture releaseIf(IntPredicate released) {
        for (int ref = slab.bound() - 1; ref >= 0; ref--) {
            if (slab.live(ref) && released.test(ref)) {
                slab.release(ref);
            }
        }
        return this;
    }

    /** Makes the next charge, however short, show in the ledger's peak; the peak. */
    long levelPeak() {
        ballast.charge(ledger.peak() - ledger.used());
        return ledger.peak();
    }

    /** The pages of rows that are held, counted one by one. */
    int pages() {
        int pages = 0;
        for (int page = 0; page < 1024; page++) {
            pages += rows.has(page) ? 1 : 0;
        }
        return pages;
    }

    /** One whole pass of a scan. */
    static List<Integer> pass(ScannedPopulation population, int maxPlaces, int target) {
        List<Integer> met = new ArrayList<>();
        EntrySample sample = new EntrySample(target);
        long cursor = ScannedPopulation.START;
        do {
            cursor = population.scan(cursor, maxPlaces, sample.clear(target));
            addRefs(sample, met);
        } while (cursor != ScannedPopulation.START);
        return met;
    }

    static void addRefs(EntrySample sample, List<Integer> into) {
        for (int i = 0; i < sample.size(); i++) {
            into.add(sample.ref(i));
        }
    }
}
