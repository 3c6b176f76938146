package io.reclaim.benchmarks.hitratio;

import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.Uniform;
import io.reclaim.eviction.BucketWalk;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The resident keys, each with an attribute: in a dense list, from which draws are uniform, and in the buckets of a chained
 * hashtable as Redis has it, which doubles when there are as many keys as buckets, or, where
 * memory has run out, 1.618 times as many. Refs are the ids of the log.
 */
final class ResidentIds implements SampledPopulation, BucketWalk.Buckets {
    private static final int LEAST_BUCKETS = 4;
    private static final int NOWHERE = -1;
    /** Redis' server.c, HASHTABLE_MAX_LOAD_FACTOR: a table that is fuller grows whatever the limit. */
    private static final double MOST_LOAD = 1.618;

    private final RequestLog log;
    private final RandomGenerator random;
    private final int[] list;
    private final int[] place;
    private final long[] attributes;
    private int size;
    private int[] heads = empty(LEAST_BUCKETS);
    private final int[] behind;

    ResidentIds(RequestLog log, RandomGenerator random) {
        this.log = log;
        this.random = random;
        this.list = new int[log.keys()];
        this.place = new int[log.keys()];
        this.behind = new int[log.keys()];
        this.attributes = new long[log.keys()];
        Arrays.fill(place, NOWHERE);
    }

    private static int[] empty(int buckets) {
        int[] heads = new int[buckets];
        Arrays.fill(heads, RefSlab.NO_REF);
        return heads;
    }

    boolean contains(int id) {
        return place[id] != NOWHERE;
    }

    /** Adds a key; whether there is memory for a larger table is up to the caller. */
    void add(int id, long attribute, boolean mayGrow) {
        attributes[id] = attribute;
        place[id] = size;
        list[size++] = id;
        if (size > heads.length && (mayGrow || size > MOST_LOAD * heads.length)) {
            heads = empty(2 * heads.length);
            for (int i = 0; i < size; i++) {
                link(list[i]);
            }
        } else {
            link(id);
        }
    }

    void remove(int id) {
        int last = list[--size];
        list[place[id]] = last;
        place[last] = place[id];
        place[id] = NOWHERE;
        unlink(id);
    }

    void attribute(int id, long attribute) {
        attributes[id] = attribute;
    }

    private int bucket(int id) {
        return log.hash(id) & heads.length - 1;
    }

    private void link(int id) {
        int bucket = bucket(id);
        behind[id] = heads[bucket];
        heads[bucket] = id;
    }

    private void unlink(int id) {
        int bucket = bucket(id);
        if (heads[bucket] == id) {
            heads[bucket] = behind[id];
            return;
        }
        int before = heads[bucket];
        while (behind[before] != id) {
            before = behind[before];
        }
        behind[before] = behind[id];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long attribute(int ref) {
        return contains(ref) ? attributes[ref] : GONE;
    }

    @Override
    public void sample(EntrySample into) {
        while (size > 0 && !into.full()) {
            int id = list[Uniform.below(random, size)];
            into.add(id, attributes[id]);
        }
    }

    @Override
    public int buckets() {
        return heads.length;
    }

    @Override
    public int first(int bucket) {
        return heads[bucket];
    }

    @Override
    public int next(int ref) {
        return behind[ref];
    }

    /** Checks that list and buckets hold the same keys. */
    void checkIntegrity() {
        int chained = 0;
        for (int b = 0; b < heads.length; b++) {
            for (int id = heads[b]; id != RefSlab.NO_REF; id = behind[id]) {
                if (!contains(id) || list[place[id]] != id || bucket(id) != b) {
                    throw new IllegalStateException("a chain has a key that does not belong there: " + id);
                }
                chained++;
            }
        }
        if (chained != size) {
            throw new IllegalStateException("chains have " + chained + " keys, the list " + size);
        }
    }
}
