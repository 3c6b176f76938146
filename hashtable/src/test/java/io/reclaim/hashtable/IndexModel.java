package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRows;
import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An index, what it should hold, and the laws of each of its operations. */
final class IndexModel {
    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount buckets = ledger.open("buckets", Kind.OVERHEAD);
    private final MemoryAccount ballast = ledger.open("ballast", Kind.NOT_COUNTED);
    final SwitchedGate gate = new SwitchedGate();
    final RefSlab slab = new RefSlab(
            new EntryRows(ledger.open("rows", Kind.OVERHEAD)),
            ledger.open("refs", Kind.OVERHEAD),
            new SplittableRandom(11));
    final RehashingIndex index = new RehashingIndex(slab, buckets, gate);
    /** The hash each ref was inserted with. */
    final Map<Integer, Integer> hashes = new HashMap<>();

    final List<Integer> refs = new ArrayList<>();
    long worstSteps;
    int pauses;
    private int writes;
    private final RefMatcher<Wanted> matcher = this::matches;
    final SlabCompaction compaction = new SlabCompaction(slab, this::moved);

    private record Wanted(int ref, int hash) {}

    private boolean matches(Wanted wanted, int ref) {
        assertThat(slab.live(ref)).as("asked about live ref %d", ref).isTrue();
        // At the least the two bits that choose among the fewest buckets agree.
        assertThat((RehashingIndex.mix(hashes.get(ref)) ^ RehashingIndex.mix(wanted.hash)) & 3)
                .isZero();
        return ref == wanted.ref;
    }

    int insert(int hash) {
        return insert(hash, slab.take());
    }

    private int insert(int hash, int ref) {
        long cost = index.insertCost(hash);
        long used = levelPeak();
        TableReport before = watched() ? index.report() : null;
        index.insert(hash, ref);
        hashes.put(ref, hash);
        refs.add(ref);
        assertThat(ledger.peak() - used).as("bytes charged by insert").isLessThanOrEqualTo(cost);
        worked(before);
        return ref;
    }

    void insertMany(int count, SplittableRandom random, int mask) {
        for (int i = 0; i < count; i++) {
            insert(random.nextInt() & mask);
        }
    }

    /** Inserts a few entries whose refs lie anywhere in some further pages, as if many others had been there. */
    void spread(int count, SplittableRandom random, int mask) {
        int[] taken = new int[(1 + random.nextInt(3)) * EntryRows.ENTRIES_PER_PAGE];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = slab.take();
        }
        for (int i = 0; i < taken.length; i++) {
            int other = random.nextInt(i + 1);
            int ref = taken[i];
            taken[i] = taken[other];
            taken[other] = ref;
        }
        for (int i = count; i < taken.length; i++) {
            slab.release(taken[i]);
        }
        for (int i = 0; i < count; i++) {
            insert(random.nextInt() & mask, taken[i]);
        }
    }

    /** Gives entries lower refs; takes no step of a rehash and no byte. */
    void compact(int units) {
        long steps = index.report().steps();
        long peak = levelPeak();
        compaction.step(0, WorkBudget.ofUnits(units));
        assertThat(ledger.peak()).as("most ever charged").isEqualTo(peak);
        assertThat(index.report().steps()).isEqualTo(steps);
    }

    private void moved(int from, int to) {
        index.moved(from, to);
        hashes.put(to, hashes.remove(from));
        refs.set(refs.indexOf(from), to);
    }

    /** Removes the entry at a place of {@link #refs}, taken modulo their number. */
    void removeAt(int place) {
        int at = Math.floorMod(place, refs.size());
        int ref = refs.get(at);
        refs.set(at, refs.get(refs.size() - 1));
        refs.remove(refs.size() - 1);
        TableReport before = watched() ? index.report() : null;
        index.remove(ref);
        worked(before);
        hashes.remove(ref);
        slab.release(ref);
    }

    void removeDownTo(int size, SplittableRandom random) {
        while (refs.size() > size) {
            removeAt(random.nextInt(refs.size()));
        }
    }

    /** A report looks at 1,024 buckets, so among many entries only one write in 16 is watched. */
    private boolean watched() {
        return refs.size() < 2000 || writes++ % 16 == 0;
    }

    private void worked(@Nullable TableReport before) {
        if (before == null) {
            return;
        }
        TableReport after = index.report();
        long steps = after.steps() - before.steps();
        boolean growing = after.targetBuckets() > after.buckets() || after.buckets() > before.buckets();
        worstSteps = Math.max(worstSteps, steps);
        assertThat(steps)
                .isLessThanOrEqualTo(growing ? RehashingIndex.SPLITS_PER_WRITE : RehashingIndex.MERGES_PER_WRITE);
        assertThat((long) Math.abs(after.buckets() - before.buckets())).isEqualTo(steps);
        if (pauses > 0 || index.mode() == ResizeMode.FORBID) {
            assertThat(steps).isZero();
        }
    }

    int find(int ref, int hash) {
        return index.find(hash, new Wanted(ref, hash), matcher);
    }

    void findAll() {
        hashes.forEach((ref, hash) -> assertThat(find(ref, hash)).isEqualTo(ref));
    }

    /** Rehashes in idle time; each unit is at most one bucket. */
    void idle(long units) {
        long steps = index.report().steps();
        WorkBudget budget = WorkBudget.ofUnits(units);
        boolean more = index.rehashing().step(0, budget);
        assertThat(index.report().steps() - steps).isLessThanOrEqualTo(budget.spent());
        assertThat(budget.spent()).isLessThanOrEqualTo(units);
        if (gate.open && pauses == 0 && index.mode() != ResizeMode.FORBID) {
            assertThat(more).isEqualTo(resizing());
        } else if (pauses > 0 || index.mode() == ResizeMode.FORBID) {
            assertThat(more).isFalse();
            assertThat(budget.spent()).isZero();
        }
    }

    boolean resizing() {
        TableReport report = index.report();
        return report.targetBuckets() != report.buckets();
    }

    void check() {
        index.checkIntegrity();
        slab.checkIntegrity();
        ledger.checkIntegrity();
        assertThat(index.size()).isEqualTo(hashes.size());
        assertThat(index.report().size()).isEqualTo(hashes.size());
        assertThat(index.report().bytes()).isEqualTo(buckets.bytes());
        hashes.forEach((ref, hash) ->
                assertThat(index.attribute(ref)).isEqualTo(Integer.toUnsignedLong(RehashingIndex.mix(hash))));
        assertThat(index.attribute(slab.bound())).isEqualTo(Population.GONE);
    }

    /** Makes the next charge, however short, show in the ledger's peak. */
    private long levelPeak() {
        ballast.charge(ledger.peak() - ledger.used());
        return ledger.used();
    }
}
