package io.reclaim.hashtable;

import static io.reclaim.hashtable.Numbers.SIZE;
import static io.reclaim.hashtable.Numbers.assertSame;
import static io.reclaim.hashtable.Numbers.hashMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reclaim.core.WorkBudget;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What java.util.Map.Entry promises of the entries that an iterator returns. */
class RehashingMapEntriesTest {
    @ParameterizedTest
    @EnumSource
    void entries_kept_equalToOthersWithKeyAndValue(MapState state) {
        List<Map.Entry<Integer, Integer>> entries =
                new ArrayList<>(state.numbers(SIZE).entrySet());
        Set<Map.Entry<Integer, Integer>> met = new HashSet<>();
        for (Map.Entry<Integer, Integer> entry : entries) {
            Map.Entry<Integer, Integer> same = Map.entry(entry.getKey(), -entry.getKey());
            assertThat(entry.equals(same)).isTrue();
            assertThat(same.equals(entry)).isTrue();
            assertThat(entry).hasSameHashCodeAs(same).hasToString(same.toString());
            assertThat(entry.equals(Map.entry(entry.getKey(), 1))).isFalse();
            assertThat(entry.equals(Map.entry(-1, entry.getValue()))).isFalse();
            assertThat(entry.equals(new SimpleEntry<>(null, null))).isFalse();
            assertThat(met.add(same)).isTrue();
        }
        assertThat(met).hasSize(SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void setValue_duringIteration_oldValueAndWrittenThrough(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        for (Map.Entry<Integer, Integer> entry : map.entrySet()) {
            assertThat(entry.setValue(1000 - entry.getKey())).isEqualTo(-entry.getKey());
            assertThat(entry.setValue(entry.getKey())).isEqualTo(1000 - entry.getKey());
            assertThat(entry.getValue()).isEqualTo(entry.getKey());
            assertThat(map.get(entry.getKey())).isEqualTo(entry.getKey());
            expected.put(entry.getKey(), entry.getKey());
        }
        assertSame(map, expected);
    }

    @Test
    void setValue_entriesOfEqualHashes_eachItsOwn() {
        RehashingMap<HashedKey, Integer> map = new RehashingMap<>();
        for (int id = 0; id < 40; id++) {
            map.put(new HashedKey(id, 3), id);
        }
        for (Map.Entry<HashedKey, Integer> entry : map.entrySet()) {
            entry.setValue(-entry.getKey().id());
        }
        for (int id = 0; id < 40; id++) {
            assertThat(map.get(new HashedKey(id, 3))).isEqualTo(-id);
        }
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void entry_afterItsRemoval_keepsKeyAndValue(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        List<Map.Entry<Integer, Integer>> removed = new ArrayList<>();
        for (Iterator<Map.Entry<Integer, Integer>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Integer, Integer> entry = i.next();
            if (entry.getKey() % 2 == 0) {
                i.remove();
                removed.add(entry);
            }
        }
        for (Map.Entry<Integer, Integer> entry : removed) {
            assertThat(entry).isEqualTo(Map.entry(entry.getKey(), -entry.getKey()));
        }
        assertThat(removed).hasSize(SIZE / 2).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void entry_afterValueWasReplaced_oldOrNewValue(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        for (Iterator<Map.Entry<Integer, Integer>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Integer, Integer> entry = i.next();
            map.put(entry.getKey(), 1);
            assertThat(entry.getValue()).isIn(1, -entry.getKey());
        }
        assertThat(map.values()).containsOnly(1).hasSize(SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void setValue_afterRemoval_mapStaysWithoutIt(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        for (Iterator<Map.Entry<Integer, Integer>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Integer, Integer> entry = i.next();
            if (entry.getKey() % 3 == 0) {
                i.remove();
                expected.remove(entry.getKey());
                setOrRefuse(entry, 99);
            }
        }
        assertSame(map, expected);
    }

    @ParameterizedTest
    @EnumSource
    void setValue_entryFoundBeforeResize_noOtherEntryHarmed(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        List<Map.Entry<Integer, Integer>> entries = new ArrayList<>(map.entrySet());
        Map<Integer, Integer> expected = hashMap();
        for (int i = SIZE; i < 20 * SIZE; i++) {
            map.put(i, -i);
            expected.put(i, -i);
        }
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        for (Map.Entry<Integer, Integer> entry : entries) {
            if (setOrRefuse(entry, 99)) {
                assertThat(map.get(entry.getKey())).isIn(99, -entry.getKey());
                expected.put(entry.getKey(), map.get(entry.getKey()));
            }
        }
        assertSame(map, expected);
    }

    @Test
    void setValue_nullAfterRemoval_neverInTheMap() {
        RehashingMap<Integer, Integer> map = MapState.FRESH.numbers(2);
        Iterator<Map.Entry<Integer, Integer>> iterator = map.entrySet().iterator();
        Map.Entry<Integer, Integer> entry = iterator.next();
        iterator.remove();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> entry.setValue(null))
                .isInstanceOfAny(NullPointerException.class, IllegalStateException.class);
        assertThat(map).hasSize(1).doesNotContainKey(entry.getKey());
    }

    /** Map.Entry leaves open what an entry does that is no longer in its map. */
    private static boolean setOrRefuse(Map.Entry<Integer, Integer> entry, int value) {
        try {
            entry.setValue(value);
            return true;
        } catch (IllegalStateException gone) {
            return false;
        }
    }
}
