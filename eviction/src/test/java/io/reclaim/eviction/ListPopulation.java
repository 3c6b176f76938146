package io.reclaim.eviction;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.Uniform;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Entries in a list: the simplest population, and the remover of its entries. Draws can be prescribed; draws and removals
 * are written down.
 */
final class ListPopulation implements SampledPopulation, EntryRemover {
    /** What the remover says of each entry: its ref plus this. */
    static final long BYTES = 100;

    final Set<Integer> refused = new HashSet<>();
    int drawsPerSample = Integer.MAX_VALUE;

    private final List<Integer> refs = new ArrayList<>();
    private final Map<Integer, Long> attributes = new HashMap<>();
    private final Deque<Integer> prescribed = new ArrayDeque<>();
    private final List<List<Integer>> samples = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();
    private final List<Integer> removed = new ArrayList<>();
    private final SplittableRandom random;

    ListPopulation(long seed) {
        random = new SplittableRandom(seed);
    }

    void put(int ref, long attribute) {
        if (attributes.put(ref, attribute) == null) {
            refs.add(ref);
        }
    }

    void take(int ref) {
        attributes.remove(ref);
        refs.remove((Integer) ref);
    }

    /** The next draws are these; the ones after are random again. */
    void prescribe(Integer... draws) {
        prescribed.clear();
        Collections.addAll(prescribed, draws);
    }

    List<Integer> refs() {
        return Collections.unmodifiableList(refs);
    }

    Map<Integer, Long> attributes() {
        return Collections.unmodifiableMap(attributes);
    }

    /** The refs of each sample drawn, in order. */
    List<List<Integer>> samples() {
        return samples;
    }

    /** The refs that the remover was called with, in order. */
    List<Integer> asked() {
        return asked;
    }

    /** The refs that it removed. */
    List<Integer> removed() {
        return removed;
    }

    void forgetRecords() {
        samples.clear();
        asked.clear();
        removed.clear();
    }

    @Override
    public int size() {
        return refs.size();
    }

    @Override
    public long attribute(int ref) {
        return attributes.getOrDefault(ref, GONE);
    }

    @Override
    public void sample(EntrySample into) {
        List<Integer> sample = new ArrayList<>();
        while (!into.full() && !refs.isEmpty() && sample.size() < drawsPerSample) {
            int ref = prescribed.isEmpty() ? refs.get(Uniform.below(random, refs.size())) : prescribed.remove();
            sample.add(ref);
            into.add(ref, attributes.get(ref));
        }
        samples.add(sample);
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        asked.add(ref);
        if (cause != RemovalCause.EVICTED) {
            throw new AssertionError("not the cause of an eviction: " + cause);
        }
        if (!attributes.containsKey(ref) || refused.contains(ref)) {
            return NOT_LIVE;
        }
        take(ref);
        removed.add(ref);
        return BYTES + ref;
    }

    @Override
    public String toString() {
        return "ListPopulation" + attributes;
    }
}
