package io.reclaim.hashtable;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What a map may be in the middle of when a test begins; reached through its public methods. */
enum MapState {
    FRESH,
    COPIED,
    PAUSED,
    /** The next write goes on to grow. */
    GROWING,
    GROWING_PAUSED,
    GROWING_FORBIDDEN,
    /** The next write goes on to shrink. */
    SHRINKING,
    SHRINKING_PAUSED,
    SHRINKING_FORBIDDEN,
    /** Far too large, and no shrink has begun. */
    SPARSE;

    /** Keys that come and go before the test; growing takes three times as many. */
    private static final int SPARES = 600;

    /** Buckets that a rehash has split or merged when the test begins: some, by far not all. */
    private static final int STEPS = 40;

    /** Keys 0 to {@code size - 1}, each with its negation as value. */
    RehashingMap<Integer, Integer> numbers(int size) {
        List<Map.Entry<Integer, Integer>> numbers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            numbers.add(Map.entry(i, -i));
        }
        return holding(numbers, i -> -1 - i, 0);
    }

    /** A map with these entries, in this state; spare keys must be others. */
    <K, V> RehashingMap<K, V> holding(
            Iterable<? extends Map.Entry<K, V>> entries, IntFunction<? extends K> spareKey, V spareValue) {
        RehashingMap<K, V> map = new RehashingMap<>();
        switch (this) {
            case FRESH -> putAll(map, entries);
            case COPIED -> {
                Map<K, V> source = new LinkedHashMap<>();
                putAll(source, entries);
                map = new RehashingMap<>(source);
            }
            case PAUSED -> {
                map.pauseRehash();
                putAll(map, entries);
            }
            case GROWING, GROWING_PAUSED, GROWING_FORBIDDEN -> {
                int spares = beginGrowth(map, spareKey, spareValue);
                replaceSpares(map, entries, spareKey, spares);
            }
            case SHRINKING, SHRINKING_PAUSED, SHRINKING_FORBIDDEN -> {
                putSpares(map, spareKey, spareValue, 0, SPARES);
                replaceSpares(map, entries, spareKey, SPARES);
                beginShrink(map, spareKey, spareValue);
            }
            case SPARSE -> {
                putSpares(map, spareKey, spareValue, 0, SPARES);
                replaceSpares(map, entries, spareKey, SPARES);
            }
        }
        settle(map);
        return map;
    }

    /** Whether the idle work of a map has something to do. */
    static boolean pending(RehashingMap<?, ?> map) {
        return map.rehashing().step(0, WorkBudget.ofUnits(0));
    }

    private static <K, V> int beginGrowth(RehashingMap<K, V> map, IntFunction<? extends K> spareKey, V spareValue) {
        putSpares(map, spareKey, spareValue, 0, SPARES);
        map.pauseRehash();
        putSpares(map, spareKey, spareValue, SPARES, 3 * SPARES);
        map.resumeRehash();
        map.rehashing().step(0, WorkBudget.ofUnits(STEPS));
        return 3 * SPARES;
    }

    private static <K, V> void beginShrink(RehashingMap<K, V> map, IntFunction<? extends K> spareKey, V spareValue) {
        map.pauseRehash();
        map.mode(ResizeMode.ALLOW);
        map.put(spareKey.apply(0), spareValue);
        map.remove(spareKey.apply(0));
        map.resumeRehash();
        map.rehashing().step(0, WorkBudget.ofUnits(STEPS));
    }

    private static <K, V> void replaceSpares(
            RehashingMap<K, V> map,
            Iterable<? extends Map.Entry<K, V>> entries,
            IntFunction<? extends K> spareKey,
            int spares) {
        map.mode(ResizeMode.FORBID);
        putAll(map, entries);
        for (int i = 0; i < spares; i++) {
            map.remove(spareKey.apply(i));
        }
    }

    private static <K, V> void putSpares(
            RehashingMap<K, V> map, IntFunction<? extends K> spareKey, V spareValue, int from, int to) {
        for (int i = from; i < to; i++) {
            map.put(spareKey.apply(i), spareValue);
        }
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
    }

    private static <K, V> void putAll(Map<K, V> map, Iterable<? extends Map.Entry<K, V>> entries) {
        for (Map.Entry<K, V> entry : entries) {
            map.put(entry.getKey(), entry.getValue());
        }
    }

    private void settle(RehashingMap<?, ?> map) {
        boolean forbidden = this == GROWING_FORBIDDEN || this == SHRINKING_FORBIDDEN;
        map.mode(forbidden ? ResizeMode.FORBID : ResizeMode.ALLOW);
        if (this == GROWING_PAUSED || this == SHRINKING_PAUSED) {
            map.pauseRehash();
        }
    }
}
