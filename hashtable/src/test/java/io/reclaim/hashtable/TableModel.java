package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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
        byte[] key = bytes(text);
        int ref = slab.take();
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
