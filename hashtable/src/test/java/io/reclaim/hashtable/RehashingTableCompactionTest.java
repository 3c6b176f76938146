package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehashingTableCompactionTest {

    /** A table of numbers that compacts its slab, and the accounts of both. */
    private static final class Compacted {
        final MemoryLedger ledger = new MemoryLedger();
        final RefSlab slab;
        final RehashingTable<Integer> table;
        final SlabCompaction compaction;

        Compacted(int maxRefs) {
            EntryRows rows = new EntryRows(ledger.open("rows", Kind.OVERHEAD));
            slab = new RefSlab(rows, ledger.open("slab", Kind.OVERHEAD), new SplittableRandom(1), maxRefs);
            table = new RehashingTable<>(
                    slab,
                    ledger.open("buckets", Kind.OVERHEAD),
                    ledger.open("keys", Kind.OVERHEAD),
                    KeyEquality.natural(),
                    GrowthGate.OPEN);
            compaction = new SlabCompaction(slab, table::moved);
        }

        Compacted fill(int from, int to) {
            for (int key = from; key < to; key++) {
                table.insert(key, slab.take());
            }
            return this;
        }

        Compacted removeDownTo(int size) {
            while (slab.size() > size) {
                int ref = slab.draw();
                table.remove(ref);
                slab.release(ref);
            }
            return this;
        }

        Compacted maintain() {
            table.rehashing().step(0, WorkBudget.ofUnits(Long.MAX_VALUE));
            compaction.step(0, WorkBudget.ofUnits(Long.MAX_VALUE));
            table.checkIntegrity();
            slab.checkIntegrity();
            ledger.checkIntegrity();
            return this;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 9_000, 30_000, 60_000, 82_000, 131_072, 180_000})
    void removeNineTenths_maintained_atMostOneAndAHalfOfAFreshTable(int size) {
        Compacted fresh = new Compacted(RefSlab.MAX_REFS).fill(0, size / 10).maintain();

        Compacted shrunk = new Compacted(RefSlab.MAX_REFS)
                .fill(0, size)
                .maintain()
                .removeDownTo(size / 10)
                .maintain();

        assertThat(shrunk.ledger.used()).isLessThanOrEqualTo(fresh.ledger.used() * 3 / 2);
    }

    @Test
    void scan_compactedUnitByUnitBetweenCalls_everyKeyMet() {
        Compacted compacted = new Compacted(RefSlab.MAX_REFS).fill(0, 30_000).removeDownTo(2_000);
        Set<Integer> met = new HashSet<>();
        EntrySample sample = new EntrySample(2);
        long cursor = ScannedPopulation.START;
        do {
            cursor = compacted.table.scan(cursor, 10, sample.clear(2));
            for (int i = 0; i < sample.size(); i++) {
                met.add(compacted.table.key(sample.ref(i)));
            }
            compacted.compaction.step(0, WorkBudget.ofUnits(1));
        } while (cursor != ScannedPopulation.START);

        assertThat(met).hasSize(2_000);
        assertThat(compacted.compaction.movedEntries()).isGreaterThan(900);
        compacted.maintain();
    }

    @Test
    void limitOfRefs_reachedAndCompacted_tableFollows() {
        int limit = 2 * EntryRows.ENTRIES_PER_PAGE + 5;
        Compacted limited = new Compacted(limit).fill(0, limit).maintain();
        long used = limited.ledger.used();
        assertThat(limited.slab.take()).isEqualTo(RefSlab.NO_REF);
        assertThat(limited.ledger.used()).isEqualTo(used);

        limited.removeDownTo(100).maintain();
        assertThat(limited.slab.bound()).isLessThanOrEqualTo(EntryRows.ENTRIES_PER_PAGE);
        limited.fill(limit, 2 * limit - 100).maintain();

        assertThat(limited.slab.take()).isEqualTo(RefSlab.NO_REF);
        assertThat(limited.ledger.used()).isEqualTo(used);
        for (int key = limit; key < 2 * limit - 100; key++) {
            assertThat(limited.table.key(limited.table.find(key))).isEqualTo(key);
        }
    }

    @Test
    void moved_anyPlaceInAChain_chainGoesOn() {
        TableModel model = new TableModel(RehashingTableModelTest.BY_LENGTH);
        model.spread(List.of("a", "b", "c", "d", "e"));
        long page = model.keys.bytes() / 5;
        for (int pages = 5; pages > 1; pages--) {
            assertThat(model.keys.bytes()).isEqualTo(pages * page);
            model.compact(1);
            model.check();
        }
        assertThat(model.keys.bytes()).isEqualTo(page);
        assertThat(model.compaction.movedEntries()).isEqualTo(4);
    }

    @Test
    void moved_refNotInTheTable_refusedAndNothingChanged() {
        TableModel model = new TableModel();
        model.insert("a");
        int stranger = model.slab.take();
        int other = model.slab.take();

        assertThatIllegalStateException()
                .isThrownBy(() -> model.table.moved(stranger, other))
                .withMessage("ref is not in the index: " + stranger);

        model.slab.release(stranger);
        model.slab.release(other);
        model.check();
    }
}
