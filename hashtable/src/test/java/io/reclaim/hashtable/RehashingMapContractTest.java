package io.reclaim.hashtable;

import static io.reclaim.hashtable.Numbers.SIZE;
import static io.reclaim.hashtable.Numbers.assertSame;
import static io.reclaim.hashtable.Numbers.hashMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What java.util.Map promises of equality, text and copies, in every state of the table. */
class RehashingMapContractTest {
    private static void assertDifferent(RehashingMap<Integer, Integer> map, Map<Integer, Integer> other) {
        assertThat(map.equals(other)).isFalse();
        assertThat(other.equals(map)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"FRESH", "COPIED"})
    void numbers_state_workPendingAsNamed(MapState state) {
        boolean pending =
                Set.of(MapState.GROWING, MapState.SHRINKING, MapState.SPARSE).contains(state);
        assertThat(MapState.pending(state.numbers(SIZE))).isEqualTo(pending);
        assertThat(MapState.pending(state.numbers(0))).isEqualTo(pending);
    }

    @ParameterizedTest
    @EnumSource
    void equals_hashMap_byContentsBothWays(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> other = hashMap();
        assertSame(map, other);
        other.put(7, 7);
        assertDifferent(map, other);
        other.remove(7);
        assertDifferent(map, other);
        other.put(SIZE, 0);
        assertDifferent(map, other);
    }

    @ParameterizedTest
    @EnumSource
    void equals_mapInOtherState_byContents(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        for (MapState other : MapState.values()) {
            assertSame(map, other.numbers(SIZE));
            assertDifferent(map, other.numbers(SIZE - 1));
        }
    }

    @Test
    void equals_itselfNullAndOtherTypes_onlyItself() {
        RehashingMap<Integer, Integer> map = MapState.FRESH.numbers(3);
        Object itself = map;
        Object keys = map.keySet();
        Object nothing = null;
        assertThat(map.equals(itself)).isTrue();
        assertThat(map.equals(keys)).isFalse();
        assertThat(map.equals(nothing)).isFalse();
    }

    @Test
    void equals_mapThatRefusesTheKeys_false() {
        Map<Integer, Integer> sorted = new TreeMap<>(Map.of(1, 1));
        RehashingMap<String, Integer> strings = new RehashingMap<>(Map.of("a", 1));
        assertThat(strings.equals((Object) sorted)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void hashCode_mapAndViews_likeHashMap(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        assertThat(map).hasSameHashCodeAs(hashMap());
        assertThat(map.keySet()).hasSameHashCodeAs(hashMap().keySet());
        assertThat(map.entrySet()).hasSameHashCodeAs(hashMap().entrySet());
    }

    @ParameterizedTest
    @EnumSource
    void equals_views_likeHashMap(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        assertThat(map.keySet().equals(hashMap().keySet())).isTrue();
        assertThat(hashMap().keySet().equals(map.keySet())).isTrue();
        assertThat(map.entrySet().equals(hashMap().entrySet())).isTrue();
        assertThat(hashMap().entrySet().equals(map.entrySet())).isTrue();
        map.put(0, 1);
        assertThat(map.keySet().equals(hashMap().keySet())).isTrue();
        assertThat(map.entrySet().equals(hashMap().entrySet())).isFalse();
        assertThat(hashMap().entrySet().equals(map.entrySet())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void toString_mapAndViews_inOrderOfIteration(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> sameOrder = new LinkedHashMap<>(map);
        assertThat(map).hasToString(sameOrder.toString());
        assertThat(map.keySet()).hasToString(sameOrder.keySet().toString());
        assertThat(map.values()).hasToString(sameOrder.values().toString());
        assertThat(map.entrySet()).hasToString(sameOrder.entrySet().toString());
    }

    @Test
    void toString_mapInItself_endsThere() {
        RehashingMap<String, Object> map = new RehashingMap<>();
        map.put("self", map);
        assertThat(map.toString()).isEqualTo("{self=(this Map)}");
    }

    @ParameterizedTest
    @EnumSource
    void constructor_mapInAnyState_independentCopy(MapState state) {
        RehashingMap<Integer, Integer> source = state.numbers(SIZE);
        RehashingMap<Integer, Integer> copy = new RehashingMap<>(source);
        assertSame(copy, hashMap());
        copy.put(0, 100);
        copy.remove(1);
        assertSame(source, hashMap());
        source.clear();
        assertThat(copy).hasSize(SIZE - 1).containsEntry(0, 100);
    }

    @Test
    void constructor_sortedAndEmptyMaps_copied() {
        assertSame(new RehashingMap<>(new TreeMap<>(hashMap())), hashMap());
        assertSame(new RehashingMap<>(Map.of()), Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void putAll_overlapping_replacesAndAdds(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> more = new HashMap<>();
        for (int i = SIZE / 2; i < 3 * SIZE; i++) {
            more.put(i, i);
        }
        map.putAll(more);
        Map<Integer, Integer> expected = hashMap();
        expected.putAll(more);
        assertSame(map, expected);
    }

    @ParameterizedTest
    @EnumSource
    void putAll_itself_unchanged(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        map.putAll(map);
        assertSame(map, hashMap());
    }

    @Test
    void putAll_nullInTheMiddle_refusedAndWhole() {
        Map<Integer, Integer> source = new LinkedHashMap<>();
        source.put(1, 1);
        source.put(2, null);
        source.put(3, 3);
        RehashingMap<Integer, Integer> map = new RehashingMap<>();
        assertThatNullPointerException().isThrownBy(() -> map.putAll(source));
        assertThatNullPointerException().isThrownBy(() -> map.putAll(null));
        assertThat(map.containsKey(2)).isFalse();
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void clear_state_emptyAndUsable(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        map.clear();
        assertSame(map, Map.of());
        assertThat(MapState.pending(map)).isFalse();
        for (int i = 0; i < SIZE; i++) {
            map.put(i, -i);
        }
        assertSame(map, hashMap());
    }
}
