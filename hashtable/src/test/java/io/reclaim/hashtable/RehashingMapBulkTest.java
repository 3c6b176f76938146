package io.reclaim.hashtable;

import static io.reclaim.hashtable.Numbers.SIZE;
import static io.reclaim.hashtable.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searching, streaming and removing many at once through the views, compared with those of a HashMap. */
class RehashingMapBulkTest {
    /** Keys 0 to 59; every value is there three times. */
    private static Map<Integer, Integer> expected() {
        Map<Integer, Integer> expected = new HashMap<>();
        for (int i = 0; i < SIZE; i++) {
            expected.put(i, i / 3);
        }
        return expected;
    }

    private static RehashingMap<Integer, Integer> thirds(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        map.replaceAll((key, value) -> key / 3);
        return map;
    }

    /** Asks the same of both maps, and again when the rehash is over. */
    private static void assertLikeHashMap(MapState state, Function<Map<Integer, Integer>, Object> request) {
        RehashingMap<Integer, Integer> map = thirds(state);
        Map<Integer, Integer> expected = expected();
        assertThat(request.apply(map)).isEqualTo(request.apply(expected));
        assertSame(map, expected);
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        assertSame(map, expected);
        assertThat(request.apply(map)).isEqualTo(request.apply(expected));
        assertSame(map, expected);
    }

    private static List<Collection<?>> views(RehashingMap<?, ?> map) {
        return List.of(map.keySet(), map.values(), map.entrySet());
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource
    void values_contains_eachValueOnly(MapState state) {
        for (int value = -1; value <= SIZE; value++) {
            int wanted = value;
            assertLikeHashMap(
                    state,
                    map -> List.of(map.containsValue(wanted), map.values().contains(wanted), map.containsKey(wanted)));
        }
        assertLikeHashMap(state, map -> map.values().containsAll(range(0, SIZE / 3)));
        assertLikeHashMap(state, map -> map.values().containsAll(range(0, SIZE / 3 + 1)));
    }

    @ParameterizedTest
    @EnumSource
    void values_remove_oneOfThree(MapState state) {
        RehashingMap<Integer, Integer> map = thirds(state);
        for (int left = SIZE; left > SIZE - 3; left--) {
            assertThat(map).hasSize(left);
            assertThat(map.values().remove(4)).isTrue();
        }
        assertThat(map.values().remove(4)).isFalse();
        assertThat(map).hasSize(SIZE - 3).doesNotContainKeys(12, 13, 14);
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void values_bulk_likeHashMap(MapState state) {
        assertLikeHashMap(state, map -> map.values().removeIf(value -> value % 2 == 0));
        assertLikeHashMap(state, map -> map.values().removeIf(value -> value < 0));
        assertLikeHashMap(state, map -> map.values().removeAll(List.of(1, 2, -3)));
        assertLikeHashMap(state, map -> map.values().removeAll(range(3, 200)));
        assertLikeHashMap(state, map -> map.values().removeAll(List.of()));
        assertLikeHashMap(state, map -> map.values().retainAll(List.of(1, 2, -3)));
        assertLikeHashMap(state, map -> map.values().retainAll(range(0, SIZE)));
        assertLikeHashMap(state, map -> map.values().retainAll(List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void keySet_bulk_likeHashMap(MapState state) {
        assertLikeHashMap(state, map -> map.keySet().removeIf(key -> key % 2 == 0));
        assertLikeHashMap(state, map -> map.keySet().removeIf(key -> key < 0));
        assertLikeHashMap(state, map -> map.keySet().removeIf(key -> true));
        assertLikeHashMap(state, map -> map.keySet().removeAll(List.of(1, 2, -3)));
        assertLikeHashMap(state, map -> map.keySet().removeAll(range(3, 200)));
        assertLikeHashMap(state, map -> map.keySet().removeAll(new HashSet<>(range(3, 200))));
        assertLikeHashMap(state, map -> map.keySet().retainAll(Set.of(1, 2, -3)));
        assertLikeHashMap(state, map -> map.keySet().retainAll(new HashSet<>(range(0, SIZE))));
        assertLikeHashMap(state, map -> map.keySet().retainAll(Set.of()));
        assertLikeHashMap(state, map -> map.keySet().containsAll(range(0, SIZE)));
        assertLikeHashMap(state, map -> map.keySet().containsAll(range(0, SIZE + 1)));
        assertLikeHashMap(state, map -> map.keySet().remove(5));
        assertLikeHashMap(state, map -> map.keySet().remove(-5));
    }

    @ParameterizedTest
    @EnumSource
    void entrySet_bulk_likeHashMap(MapState state) {
        Set<Map.Entry<Integer, Integer>> some = Set.of(Map.entry(3, 1), Map.entry(4, 4), Map.entry(-1, 0));
        assertLikeHashMap(state, map -> map.entrySet().removeIf(entry -> entry.getKey() % 3 == entry.getValue() % 3));
        assertLikeHashMap(state, map -> map.entrySet().removeAll(some));
        assertLikeHashMap(state, map -> map.entrySet().retainAll(some));
        assertLikeHashMap(state, map -> map.entrySet().containsAll(some));
        assertLikeHashMap(state, map -> map.entrySet().containsAll(expected().entrySet()));
        assertLikeHashMap(state, map -> map.entrySet().remove(Map.entry(5, 1)));
        assertLikeHashMap(state, map -> map.entrySet().remove(Map.entry(5, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void clear_eachView_mapEmpty(MapState state) {
        for (Function<Map<Integer, Integer>, Collection<?>> view :
                List.<Function<Map<Integer, Integer>, Collection<?>>>of(Map::keySet, Map::values, Map::entrySet)) {
            RehashingMap<Integer, Integer> map = thirds(state);
            Collection<?> all = view.apply(map);
            all.clear();
            assertThat(all).isEmpty();
            assertSame(map, Map.of());
            map.putAll(expected());
            assertThat(all).hasSize(SIZE);
            assertSame(map, expected());
        }
    }

    @ParameterizedTest
    @EnumSource
    void removeIf_predicateThrows_removedOnesGoneOthersStay(MapState state) {
        RehashingMap<Integer, Integer> map = thirds(state);
        int[] calls = new int[1];
        Predicate<Integer> tenThenThrow = key -> {
            if (calls[0]++ == 10) {
                throw new ArithmeticException();
            }
            return true;
        };
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> map.keySet().removeIf(tenThenThrow));
        assertThat(map).hasSizeBetween(SIZE - 10, SIZE);
        map.forEach((key, value) -> assertThat(value).isEqualTo(key / 3));
        map.checkIntegrity();
    }

    @Test
    void views_add_unsupported() {
        RehashingMap<Integer, Integer> map = thirds(MapState.FRESH);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> map.keySet().add(1000));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> map.values().add(1000));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> map.entrySet().add(Map.entry(1000, 1000)));
        assertSame(map, expected());
    }

    @Test
    void views_nullCollectionOrPredicate_refused() {
        RehashingMap<Integer, Integer> map = thirds(MapState.FRESH);
        for (Collection<?> view : views(map)) {
            assertThatNullPointerException().isThrownBy(() -> view.removeIf(null));
            assertThatNullPointerException().isThrownBy(() -> view.removeAll(null));
            assertThatNullPointerException().isThrownBy(() -> view.retainAll(null));
        }
        assertSame(map, expected());
    }

    @ParameterizedTest
    @EnumSource
    void stream_allViews_eachOnce(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        for (Collection<?> view : views(map)) {
            List<Object> listed = new ArrayList<>(view);
            assertThat(listed).hasSize(SIZE).doesNotHaveDuplicates();
            assertThat(view.stream().map(Object.class::cast).toList()).isEqualTo(listed);
            assertThat(view.parallelStream().collect(Collectors.toSet())).isEqualTo(new HashSet<>(listed));
            assertThat(view.stream().count()).isEqualTo(SIZE);
            assertThat(view.toArray()).isEqualTo(listed.toArray());
            assertThat(view.toArray(new Object[0])).isEqualTo(listed.toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void spliterator_advancedThenSplit_eachOnce(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        for (Collection<?> view : views(map)) {
            List<Object> met = new ArrayList<>();
            Spliterator<?> rest = view.spliterator();
            assertThat(rest.hasCharacteristics(Spliterator.DISTINCT)).isEqualTo(view instanceof Set);
            assertThat(rest.tryAdvance(met::add)).isTrue();
            Spliterator<?> part = rest.trySplit();
            if (part != null) {
                part.forEachRemaining(met::add);
            }
            rest.forEachRemaining(met::add);
            assertThat(rest.tryAdvance(met::add)).isFalse();
            assertThat(met).hasSize(SIZE).doesNotHaveDuplicates();
        }
    }
}
