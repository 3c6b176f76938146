package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

/** What {@link MapState#numbers} should hold, and whether it does. */
final class Numbers {
    /** Enough for chains and several buckets, few enough for a large table to shrink. */
    static final int SIZE = 60;

    private Numbers() {}

    /** Keys 0 to {@code SIZE - 1}, each with its negation as value. */
    static Map<Integer, Integer> hashMap() {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < SIZE; i++) {
            numbers.put(i, -i);
        }
        return numbers;
    }

    static void assertSame(RehashingMap<Integer, Integer> map, Map<Integer, Integer> expected) {
        assertThat(map.equals(expected)).isTrue();
        assertThat(expected.equals(map)).isTrue();
        map.checkIntegrity();
    }
}
