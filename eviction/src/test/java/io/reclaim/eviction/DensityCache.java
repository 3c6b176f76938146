package io.reclaim.eviction;

import io.reclaim.core.EntrySample;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.Uniform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * {@link HitDensity} under a plain {@code HashMap} of nodes: a list is the population, a node's place in it its ref. With
 * pinned entries, weights and a listener.
 */
final class DensityCache<V> implements SampledPopulation {
    private static final class Node<V> {
        int key;
        V value;
        int bytes;
        boolean pinned;
        int metadata;
        int ref;
    }

    final HitDensity policy = new HitDensity(this);
    final SampledEvictor evictor;
    private final Map<Integer, Node<V>> map = new HashMap<>();
    private final List<Node<V>> nodes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final BiConsumer<Integer, V> listener;
    private final long maxBytes;
    long bytes;

    DensityCache(long maxBytes, double beta, BiConsumer<Integer, V> listener) {
        this.maxBytes = maxBytes;
        this.listener = listener;
        CandidateWeight size = CandidateWeight.bytes(ref -> nodes.get(ref).bytes, beta);
        CandidateWeight weight = (ref, cold) -> nodes.get(ref).pinned ? CandidateWeight.PINNED : size.weigh(ref, cold);
        evictor = new SampledEvictor(this, policy, this::remove, 10, 16, weight);
    }

    V get(int key) {
        Node<V> node = map.get(key);
        if (node == null) {
            return null;
        }
        node.metadata = policy.touch(node.metadata, 0);
        return node.value;
    }

    /** Adds a key that is not there; false if there is no room. */
    boolean add(int key, V value, int size, boolean pinned) {
        while (bytes + size > maxBytes) {
            if (evictor.evict(0) == SampledEvictor.NOTHING) {
                return false;
            }
        }
        Node<V> node = new Node<>();
        node.key = key;
        node.value = value;
        node.bytes = size;
        node.pinned = pinned;
        node.ref = nodes.size();
        nodes.add(node);
        map.put(key, node);
        bytes += size;
        node.metadata = policy.admit(Integer.hashCode(key), 0);
        evictor.offer(node.ref, 0);
        return true;
    }

    private long remove(int ref, RemovalCause cause) {
        Node<V> node = nodes.get(ref);
        Node<V> last = nodes.remove(nodes.size() - 1);
        if (last != node) {
            nodes.set(ref, last);
            last.ref = ref;
        }
        map.remove(node.key);
        bytes -= node.bytes;
        policy.evicted(Integer.hashCode(node.key), node.metadata);
        listener.accept(node.key, node.value);
        return node.bytes;
    }

    @Override
    public int size() {
        return nodes.size();
    }

    @Override
    public long attribute(int ref) {
        return ref < nodes.size() ? Integer.toUnsignedLong(nodes.get(ref).metadata) : GONE;
    }

    @Override
    public void sample(EntrySample into) {
        while (!into.full() && !nodes.isEmpty()) {
            int ref = Uniform.below(random, nodes.size());
            into.add(ref, attribute(ref));
        }
    }
}
