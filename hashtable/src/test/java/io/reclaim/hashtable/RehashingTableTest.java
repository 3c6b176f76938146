package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RehashingTableTest {
    private static final long KEY_PAGE =
            24 + 16 + (long) EntryRows.ENTRIES_PER_PAGE * ObjectLayout.CURRENT.referenceBytes();

    private final TableModel model = new TableModel();
    private final RehashingTable<byte[]> table = model.table;

    private void fill(int size) {
        for (int i = 0; i < size; i++) {
            model.insert("key " + i);
        }
    }

    @Test
    void find_empty_noRef() {
        assertThat(table.find(new byte[0])).isEqualTo(RefSlab.NO_REF);
        assertThat(table.size()).isZero();
        model.check();
    }

    @Test
    void find_equalContents_found() {
        int ref = model.insert("one");
        assertThat(table.find(TableModel.bytes("one"))).isEqualTo(ref);
        assertThat(table.find(TableModel.bytes("onf"))).isEqualTo(RefSlab.NO_REF);
    }

    @Test
    void insert_pageFull_nextPageOfKeys() {
        fill(EntryRows.ENTRIES_PER_PAGE);
        assertThat(model.keys.bytes()).isEqualTo(KEY_PAGE);
        model.insert("one more");
        assertThat(model.keys.bytes()).isEqualTo(2 * KEY_PAGE);
        model.remove("one more");
        assertThat(model.keys.bytes()).isEqualTo(KEY_PAGE);
        model.check();
    }

    @Test
    void insert_moreThanFourPages_directoryGrows() {
        fill(5 * EntryRows.ENTRIES_PER_PAGE);
        assertThat(model.keys.bytes()).isEqualTo(5 * KEY_PAGE);
        model.check();
    }

    @Test
    void remove_all_noKeysHeld() {
        fill(100);
        for (String text : Set.copyOf(model.refs.keySet())) {
            model.remove(text);
        }
        assertThat(model.keys.bytes()).isZero();
        model.check();
    }

    @Test
    void remove_refNeverInserted_refusedAndUnchanged() {
        fill(3);
        int taken = model.slab.take();
        assertThatIllegalStateException().isThrownBy(() -> table.remove(taken)).withMessageContaining("" + taken);
        model.slab.release(taken);
        model.check();
    }

    @Test
    void insert_nullKey_refusedAndUnchanged() {
        int taken = model.slab.take();
        assertThatNullPointerException().isThrownBy(() -> table.insert(null, taken));
        model.slab.release(taken);
        model.check();
    }

    @Test
    void insert_hashThrows_unchanged() {
        KeyEquality<byte[]> broken = new KeyEquality<>() {
            @Override
            public int hash(byte[] key) {
                if (key.length == 3) {
                    throw new UnsupportedOperationException("no hash");
                }
                return 0;
            }

            @Override
            public boolean same(byte[] a, byte[] b) {
                return a.length == b.length;
            }
        };
        TableModel other = new TableModel(broken);
        other.insert("four");
        int taken = other.slab.take();
        assertThatThrownBy(() -> other.table.insert(new byte[3], taken))
                .isInstanceOf(UnsupportedOperationException.class);
        other.slab.release(taken);
        other.check();
    }

    @Test
    void attribute_mixedHash_goneWhenReleased() {
        int ref = model.insert("one");
        int hash = KeyEquality.bytes(new SipHash(1, 2)).hash(TableModel.bytes("one"));
        assertThat(table.attribute(ref)).isEqualTo(Integer.toUnsignedLong(RehashingIndex.mix(hash)));
        model.remove("one");
        assertThat(table.attribute(ref)).isEqualTo(Population.GONE);
    }

    @Test
    void scanAndSample_allEntries_metWithAttributes() {
        fill(50);
        EntrySample sample = new EntrySample(64);
        assertThat(table.scan(ScannedPopulation.START, 64, sample)).isEqualTo(ScannedPopulation.START);
        Set<Integer> met = new HashSet<>();
        for (int i = 0; i < sample.size(); i++) {
            met.add(sample.ref(i));
        }
        assertThat(met).hasSize(50).containsAll(model.refs.values());
        table.sample(sample.clear(20));
        for (int i = 0; i < 20; i++) {
            assertThat(sample.attribute(i)).isEqualTo(table.attribute(sample.ref(i)));
        }
    }

    @Test
    void pauseRehash_fill_growsAfterResume() {
        table.pauseRehash();
        fill(8);
        assertThat(table.report().buckets()).isEqualTo(4);
        table.resumeRehash();
        assertThat(table.rehashing().step(0, WorkBudget.ofUnits(1))).isTrue();
        assertThat(table.report().buckets()).isEqualTo(5);
        assertThat(table.report().bytes()).isEqualTo(model.buckets.bytes());
        assertThatIllegalStateException().isThrownBy(table::resumeRehash);
    }

    @Test
    void mode_forbid_doesNotGrow() {
        table.mode(ResizeMode.FORBID);
        fill(100);
        assertThat(table.report().buckets()).isEqualTo(4);
        model.check();
    }

    @Test
    void constructor_null_refused() {
        KeyEquality<byte[]> equality = KeyEquality.bytes(new SipHash(1, 2));
        assertThatNullPointerException()
                .isThrownBy(() -> new RehashingTable<>(null, model.buckets, model.keys, equality, GrowthGate.OPEN))
                .withMessage("slab");
        assertThatNullPointerException()
                .isThrownBy(() -> new RehashingTable<>(newSlab(), model.buckets, null, equality, GrowthGate.OPEN))
                .withMessage("keys");
        assertThatNullPointerException()
                .isThrownBy(() -> new RehashingTable<>(newSlab(), model.buckets, model.keys, null, GrowthGate.OPEN))
                .withMessage("equality");
    }

    private RefSlab newSlab() {
        return new RefSlab(new EntryRows(model.keys), model.keys, new SplittableRandom(1));
    }

    @Test
    void toString_tells_index() {
        assertThat(table).hasToString("RehashingTable[RehashingIndex[size=0, base=4, split=0, target=4]]");
    }
}
