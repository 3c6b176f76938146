package io.reclaim.eviction;

import io.reclaim.core.ColumnPopulation;
import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.RemovalListener;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Eviction under a plain {@code HashMap}, as a cache author would put it there: each node has a ref, and a list finds the
 * node of a ref. Values are strings, a character counts as a byte.
 */
final class HashMapCache implements EntryRemover {

    private record Node(String key, String value, int ref) {}

    final MemoryLedger ledger = new MemoryLedger();
    final MemoryAccount dataset = ledger.open("values", Kind.DATASET);
    final MemoryLimit limit;
    final RefSlab slab;
    final SampledEvictor evictor;
    final EvictionWork work;

    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Node> byRef = new ArrayList<>();
    private final IntColumn metadata;
    private final EvictionPolicy policy;
    private final RemovalListener<String, String> listener;

    HashMapCache(long maxBytes, MaxMemoryPolicy name, long seed, RemovalListener<String, String> listener) {
        this.listener = listener;
        MemoryAccount overhead = ledger.open("refs", Kind.OVERHEAD);
        SplittableRandom random = new SplittableRandom(seed);
        EvictionConfig config = EvictionConfig.defaults();
        EntryRows rows = new EntryRows(overhead);
        limit = new MemoryLimit(ledger, maxBytes);
        metadata = rows.intColumn("metadata", 0);
        slab = new RefSlab(rows, overhead, random);
        ColumnPopulation all = new ColumnPopulation(slab, metadata);
        policy = name.ranking(config, random, all, ledger.open("ghosts", Kind.OVERHEAD), limit::admits);
        evictor = new SampledEvictor(all, policy, this, name.samples(config), config.poolSize());
        work = new EvictionWork(limit, evictor);
    }

    String get(String key, long nowMillis) {
        Node node = nodes.get(key);
        if (node == null) {
            return null;
        }
        metadata.set(node.ref(), policy.touch(metadata.get(node.ref()), nowMillis));
        return node.value();
    }

    /** False if there is no room for it: then the key is gone. */
    boolean put(String key, String value, long nowMillis) {
        Node old = nodes.get(key);
        int next = old == null
                ? policy.admit(key.hashCode(), nowMillis)
                : policy.modify(metadata.get(old.ref()), nowMillis);
        if (old != null) {
            remove(old.ref(), RemovalCause.REPLACED);
        }
        while (!limit.admits(value.length() + slab.takeCost())) {
            if (evictor.evict(nowMillis) == SampledEvictor.NOTHING) {
                return false;
            }
        }
        dataset.charge(value.length());
        Node node = new Node(key, value, slab.take());
        metadata.set(node.ref(), next);
        nodes.put(key, node);
        while (byRef.size() <= node.ref()) {
            byRef.add(null);
        }
        byRef.set(node.ref(), node);
        return true;
    }

    boolean remove(String key) {
        Node node = nodes.get(key);
        return node != null && remove(node.ref(), RemovalCause.EXPLICIT) != NOT_LIVE;
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        if (!slab.live(ref)) {
            return NOT_LIVE;
        }
        Node node = byRef.set(ref, null);
        nodes.remove(node.key());
        if (cause == RemovalCause.EVICTED) {
            policy.evicted(node.key().hashCode(), metadata.get(ref));
        }
        slab.release(ref);
        dataset.release(node.value().length());
        listener.removed(node.key(), node.value(), cause);
        return node.value().length();
    }

    int size() {
        return nodes.size();
    }

    void checkIntegrity() {
        slab.checkIntegrity();
        ledger.checkIntegrity();
        evictor.checkIntegrity();
        long bytes = 0;
        for (Node node : nodes.values()) {
            bytes += node.value().length();
            if (!node.equals(byRef.get(node.ref()))) {
                throw new IllegalStateException("not found by its ref: " + node);
            }
        }
        if (slab.size() != nodes.size() || dataset.bytes() != bytes || ledger.peak() > limit.maxBytes()) {
            throw new IllegalStateException("sizes differ or the limit was overshot: " + slab + ", " + ledger);
        }
    }
}
