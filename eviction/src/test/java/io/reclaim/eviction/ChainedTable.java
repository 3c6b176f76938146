package io.reclaim.eviction;

import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A chained hashtable of refs with attributes, newest first in each bucket; its size is fixed. */
final class ChainedTable implements BucketWalk.Buckets, Population {
    private final List<List<Integer>> buckets = new ArrayList<>();
    private final Map<Integer, Long> attributes = new HashMap<>();

    ChainedTable(int count) {
        for (int b = 0; b < count; b++) {
            buckets.add(new ArrayList<>());
        }
    }

    void put(int ref, long attribute) {
        if (attributes.put(ref, attribute) == null) {
            chain(ref).add(0, ref);
        }
    }

    void remove(int ref) {
        attributes.remove(ref);
        chain(ref).remove((Integer) ref);
    }

    private List<Integer> chain(int ref) {
        int mixed = ref * 0x9e3779b9;
        return buckets.get((((mixed ^ (mixed >>> 15)) * 0x85ebca6b) >>> 8) & (buckets.size() - 1));
    }

    @Override
    public int buckets() {
        return buckets.size();
    }

    @Override
    public int first(int bucket) {
        List<Integer> chain = buckets.get(bucket);
        return chain.isEmpty() ? RefSlab.NO_REF : chain.get(0);
    }

    @Override
    public int next(int ref) {
        List<Integer> chain = chain(ref);
        int at = chain.indexOf(ref) + 1;
        return at == chain.size() ? RefSlab.NO_REF : chain.get(at);
    }

    @Override
    public int size() {
        return attributes.size();
    }

    @Override
    public long attribute(int ref) {
        return attributes.getOrDefault(ref, GONE);
    }
}
