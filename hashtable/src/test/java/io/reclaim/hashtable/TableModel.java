package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A table with byte arrays for keys, and what it should hold. */
final class TableModel {
    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount buckets = ledger.open("buckets", Kind.OVERHEAD);
    final MemoryAccount keys = ledger.open("keys", Kind.OVERHEAD);
    private final MemoryAccount ballast = ledger.open("ballast", Kind.NOT_COUNTED);
    final SwitchedGate gate = new SwitchedGate();
    final RefSlab slab = new RefSlab(
            new EntryRows(ledger.open("rows", Kind.OVERHEAD)),
            ledger.open("refs", Kind.OVERHEAD),
            new SplittableRandom(12));
    final SlabCompaction compaction = new SlabCompaction(slab, this::moved);
    final RehashingTable<byte[]> table;
    final Map<String, Integer> refs = new HashMap<>();

    TableModel() {
        this(KeyEquality.bytes(new SipHash(1, 2)));
    }

    TableModel(KeyEquality<byte[]> equality) {
        table = new RehashingTable<>(slab, buckets, keys, equality, gate);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Inserts a key that is not there. */
    int insert(String text) {
        return insert(text, slab.take());
    }

    private int insert(String text, int ref) {
        byte[] key = bytes(text);
        long cost = table.insertCost(key);
        ballast.charge(ledger.peak() - ledger.used());
        long used = ledger.used();
        table.insert(key, ref);
        assertThat(ledger.peak() - used).as("bytes charged by insert").isLessThanOrEqualTo(cost);
        assertThat(table.key(ref)).isSameAs(key);
        refs.put(text, ref);
        return ref;
    }

    void remove(String text) {
        int ref = refs.remove(text);
        table.remove(ref);
        slab.release(ref);
    }

    /** Inserts those of some keys that are not there, with refs that lie pages apart. */
    void spread(Iterable<String> texts) {
        List<Integer> fillers = new ArrayList<>();
        for (String text : texts) {
            for (int i = 0; i < EntryRows.ENTRIES_PER_PAGE; i++) {
                fillers.add(slab.take());
            }
            if (!refs.containsKey(text)) {
                insert(text, slab.take());
            }
        }
        fillers.forEach(slab::release);
    }

    /** Gives entries lower refs; takes no byte. */
    void compact(int units) {
        ballast.charge(ledger.peak() - ledger.used());
        long peak = ledger.peak();
        compaction.step(0, WorkBudget.ofUnits(units));
        assertThat(ledger.peak()).as("most ever charged").isEqualTo(peak);
    }

    private void moved(int from, int to) {
        byte[] key = table.key(from);
        table.moved(from, to);
        assertThat(table.key(to)).isSameAs(key);
        refs.put(new String(key, StandardCharsets.UTF_8), to);
    }

    /** Inserts or removes, whichever is possible. */
    void toggle(String text) {
        if (refs.containsKey(text)) {
            remove(text);
        } else {
            insert(text);
        }
    }

    void check() {
        table.checkIntegrity();
        ledger.checkIntegrity();
        assertThat(table.size()).isEqualTo(refs.size());
        refs.forEach((text, ref) -> {
            assertThat(table.find(bytes(text))).isEqualTo(ref);
            assertThat(table.key(ref)).isEqualTo(bytes(text));
        });
        assertThat(table.find(bytes("absent"))).isEqualTo(RefSlab.NO_REF);
    }
}
