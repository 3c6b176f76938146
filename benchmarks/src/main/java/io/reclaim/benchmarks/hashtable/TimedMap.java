package io.reclaim.benchmarks.hashtable;

import io.reclaim.core.EntrySample;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.hashtable.RehashingMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A table that goes through the phases, every operation timed.
 *
 * <p>Every time holds one read of the clock. The loops allocate nothing of their own, and check what the table answers.
 */
final class TimedMap {
    /*
     * Operations run in chunks: a method that is called often is compiled as a whole, and in the same way in a warm-up
     * of a few thousand operations and in a run of millions; a loop of millions would be replaced while it runs.
     */

    private static final int CHUNK = 1 << 12;
    private static final int SCAN_PLACES = 16;
    private static final int SAMPLE_ENTRIES = 5;

    private final Peer peer;
    private final Object[] growing;
    private final Object[] shuffled;
    private final OperationTimes times;
    private final Object value = new Object();
    private final EntrySample refs = new EntrySample(SCAN_PLACES);
    private final SplittableRandom random = new SplittableRandom(1);
    private int met;
    private Map<Object, Object> map = Map.of();

    /**
     * A table to come.
     *
     * @param peer whose
     * @param growing keys in the order in which they are put
     * @param shuffled the same keys in another order, in which they are used and removed
     * @param times where times go
     */
    TimedMap(Peer peer, Object[] growing, Object[] shuffled, OperationTimes times) {
        this.peer = peer;
        this.growing = growing;
        this.shuffled = shuffled;
        this.times = times;
    }

    /** Lets go of the table, so that it is garbage before the next round, not in it. */
    void drop() {
        map = Map.of();
    }

    /** Makes the table that a phase begins with, if it does not begin with what the one before it left. */
    void prepare(Phase phase) {
        switch (phase) {
            case GROW -> map = peer.create();
            case CLEAR -> fill();
            case GET, OVERWRITE, FIRST_NEXT, SCAN, SAMPLE, SHRINK, LAST_NEXT -> {}
        }
    }

    /**
     * Goes through a phase that was prepared.
     *
     * @param phase possible for this table, after all the ones before it that are
     * @throws IllegalStateException if the table gives a wrong answer
     */
    void run(Phase phase) {
        int operations = phase.operations(growing.length);
        times.begin(operations);
        for (int from = 0; from < operations; from += CHUNK) {
            chunk(phase, from, Math.min(operations, from + CHUNK));
        }
        check(map.size() == sizeAfter(phase), phase);
    }

    private void fill() {
        map = peer.create();
        for (Object key : growing) {
            map.put(key, value);
        }
    }

    private int sizeAfter(Phase phase) {
        return switch (phase) {
            case GROW, GET, OVERWRITE, FIRST_NEXT, SCAN, SAMPLE -> growing.length;
            case SHRINK, LAST_NEXT -> 1;
            case CLEAR -> 0;
        };
    }

    private void chunk(Phase phase, int from, int to) {
        int found = switch (phase) {
            case GROW -> to - from - puts(growing, from, to);
            case GET -> gets(from, to);
            case OVERWRITE -> puts(shuffled, from, to);
            case SHRINK -> removes(from, to);
            case FIRST_NEXT, LAST_NEXT -> firstNext();
            case SCAN -> scan();
            case SAMPLE -> sample();
            case CLEAR -> clear();
        };
        check(found == to - from, phase);
    }

    private void check(boolean right, Phase phase) {
        if (!right) {
            throw new IllegalStateException(peer.title() + " gave a wrong answer in phase " + phase);
        }
    }

    private int puts(Object[] keys, int from, int to) {
        int found = 0;
        long start = times.now();
        for (int i = from; i < to; i++) {
            if (map.put(keys[i], value) != null) {
                found++;
            }
            start = times.record(i, start);
        }
        return found;
    }

    private int gets(int from, int to) {
        int found = 0;
        long start = times.now();
        for (int i = from; i < to; i++) {
            if (map.get(shuffled[i]) != null) {
                found++;
            }
            start = times.record(i, start);
        }
        return found;
    }

    private int removes(int from, int to) {
        int found = 0;
        long start = times.now();
        for (int i = from; i < to; i++) {
            if (map.remove(shuffled[i]) != null) {
                found++;
            }
            start = times.record(i, start);
        }
        return found;
    }

    private int firstNext() {
        long start = times.now();
        @Nullable Object first = map.entrySet().iterator().next();
        times.record(0, start);
        return first == null ? 0 : 1;
    }

    private void meet(Object key, Object seen) {
        met++;
    }

    private int scan() {
        BiConsumer<Object, Object> visitor = this::meet;
        long start = times.now();
        if (map instanceof RehashingMap<Object, Object> ours) {
            ours.scan(0, SCAN_PLACES, visitor);
        } else {
            ((RefMap) map).table().scan(ScannedPopulation.START, SCAN_PLACES, refs.clear(SCAN_PLACES));
        }
        times.record(0, start);
        return 1;
    }

    private int sample() {
        BiConsumer<Object, Object> visitor = this::meet;
        int before = met;
        long start = times.now();
        if (map instanceof RehashingMap<Object, Object> ours) {
            ours.sample(SAMPLE_ENTRIES, random, visitor);
        } else {
            ((RefMap) map).table().sample(refs.clear(SAMPLE_ENTRIES));
            met += refs.size();
        }
        times.record(0, start);
        return met - before == SAMPLE_ENTRIES ? 1 : 0;
    }

    private int clear() {
        long start = times.now();
        map.clear();
        times.record(0, start);
        return 1;
    }

    @Override
    public String toString() {
        return peer.title() + "[" + map.size() + " entries, " + met + " met]";
    }
}
