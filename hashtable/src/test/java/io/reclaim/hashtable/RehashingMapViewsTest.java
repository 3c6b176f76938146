package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.WorkBudget;
import java.util.AbstractMap.SimpleEntry;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RehashingMapViewsTest {

    private interface Change {
        void apply(RehashingMap<Integer, Integer> map);
    }

    private static RehashingMap<Integer, Integer> numbers(int size) {
        RehashingMap<Integer, Integer> map = new RehashingMap<>();
        for (int i = 0; i < size; i++) {
            map.put(i, -i);
        }
        return map;
    }

    static List<Change> changes() {
        return List.of(
                map -> map.put(1000, 0),
                map -> map.remove(3),
                map -> map.clear(),
                map -> map.keySet().remove(4),
                map -> map.values().remove(-5),
                map -> map.rehashing().step(0, WorkBudget.ofUnits(1)));
    }

    static List<Change> harmless() {
        return List.of(
                map -> map.put(3, 17),
                map -> map.remove(1000),
                map -> map.get(3),
                map -> map.scan(0, 5, (key, value) -> {}),
                map -> map.rehashing().step(0, WorkBudget.ofUnits(0)),
                map -> map.keySet().remove(-1));
    }

    /** 30 entries, with a rehash under way. */
    private static RehashingMap<Integer, Integer> midRehash() {
        RehashingMap<Integer, Integer> map = new RehashingMap<>();
        map.pauseRehash();
        for (int i = 0; i < 30; i++) {
            map.put(i, -i);
        }
        map.resumeRehash();
        return map;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void next_mapChanged_failsFast(Change change) {
        RehashingMap<Integer, Integer> map = midRehash();
        Iterator<Map.Entry<Integer, Integer>> entries = map.entrySet().iterator();
        Iterator<Integer> keys = map.keySet().iterator();
        entries.next();
        keys.next();
        change.apply(map);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(entries::next);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(keys::next);
        assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(entries::remove);
        map.checkIntegrity();
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void next_nothingMoved_goesOn(Change change) {
        RehashingMap<Integer, Integer> map = midRehash();
        Iterator<Integer> keys = map.keySet().iterator();
        keys.next();
        change.apply(map);
        keys.next();
        keys.remove();
        assertThat(map).hasSize(29);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 57, 500, 5000})
    void iterator_anySize_eachOnceThenNoSuchElement(int size) {
        RehashingMap<Integer, Integer> map = numbers(size);
        Set<Integer> met = new HashSet<>();
        Iterator<Integer> iterator = map.keySet().iterator();
        while (iterator.hasNext()) {
            assertThat(met.add(iterator.next())).isTrue();
        }
        assertThat(met).hasSize(size);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
    }

    @Test
    void iteratorRemove_beforeNextOrTwice_refused() {
        RehashingMap<Integer, Integer> map = numbers(3);
        Iterator<Integer> iterator = map.keySet().iterator();
        assertThatIllegalStateException().isThrownBy(iterator::remove);
        iterator.next();
        iterator.remove();
        assertThatIllegalStateException().isThrownBy(iterator::remove);
        assertThat(map).hasSize(2);
    }

    @Test
    void iteratorRemove_afterLast_removesLast() {
        RehashingMap<Integer, Integer> map = numbers(1);
        Iterator<Integer> iterator = map.keySet().iterator();
        iterator.next();
        assertThat(iterator.hasNext()).isFalse();
        iterator.remove();
        assertThat(map).isEmpty();
    }

    @Test
    void iteratorRemove_chainedBuckets_eachMetOnceAndGone() {
        RehashingMap<HashedKey, Integer> map = new RehashingMap<>();
        for (int id = 0; id < 300; id++) {
            map.put(new HashedKey(id, id % 2), id);
        }
        int met = 0;
        for (Iterator<HashedKey> i = map.keySet().iterator(); i.hasNext(); met++) {
            HashedKey key = i.next();
            i.remove();
            assertThat(map.containsKey(key)).isFalse();
            map.checkIntegrity();
        }
        assertThat(met).isEqualTo(300);
        assertThat(map).isEmpty();
    }

    @Test
    void iteratorRemove_all_idleWorkGivesBytesBack() {
        RehashingMap<Integer, Integer> map = numbers(20_000);
        long full = map.bytes();
        map.entrySet().removeIf(entry -> true);
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        assertThat(map.bytes()).isLessThan(full / 100);
        map.checkIntegrity();
    }

    @Test
    void setValue_entryOfIteration_writtenThrough() {
        RehashingMap<Integer, Integer> map = numbers(100);
        for (Map.Entry<Integer, Integer> entry : map.entrySet()) {
            assertThat(entry.setValue(entry.getKey() + 1)).isEqualTo(-entry.getKey());
            assertThat(entry.getValue()).isEqualTo(entry.getKey() + 1);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(map.get(i)).isEqualTo(i + 1);
        }
    }

    @Test
    void setValue_null_refusedAndUnchanged() {
        RehashingMap<Integer, Integer> map = numbers(1);
        Map.Entry<Integer, Integer> entry = map.entrySet().iterator().next();
        assertThatNullPointerException().isThrownBy(() -> entry.setValue(null)).withMessage("value");
        assertThat(map.get(0)).isZero();
    }

    @Test
    void keySet_view_backedByMap() {
        RehashingMap<Integer, Integer> map = numbers(10);
        Set<Integer> keys = map.keySet();
        assertThat(keys).hasSize(10).contains(9);
        assertThat(keys.remove(9)).isTrue();
        assertThat(keys.remove(9)).isFalse();
        assertThat(map.containsKey(9)).isFalse();
        map.put(20, 0);
        assertThat(keys.contains(20)).isTrue();
        assertThat(keys.retainAll(Set.of(1, 2, 20))).isTrue();
        assertThat(map).containsOnlyKeys(1, 2, 20);
        keys.clear();
        assertThat(map).isEmpty();
        assertThat(map.bytes()).isZero();
    }

    @Test
    void entrySet_view_backedByMap() {
        RehashingMap<Integer, Integer> map = numbers(10);
        Set<Map.Entry<Integer, Integer>> entries = map.entrySet();
        assertThat(entries).hasSize(10);
        assertThat(entries.contains(Map.entry(3, -3))).isTrue();
        assertThat(entries.contains(Map.entry(3, 3))).isFalse();
        assertThat(entries.contains(new SimpleEntry<>(null, 3))).isFalse();
        assertThat(entries.contains(new SimpleEntry<>(3, null))).isFalse();
        Object noEntry = "no entry";
        assertThat(entries.contains(noEntry)).isFalse();
        assertThat(entries.remove(noEntry)).isFalse();
        assertThat(entries.remove(Map.entry(3, 3))).isFalse();
        assertThat(entries.remove(Map.entry(3, -3))).isTrue();
        assertThat(map).hasSize(9);
        assertThat(entries.removeAll(List.of(Map.entry(1, -1), Map.entry(2, 7))))
                .isTrue();
        assertThat(map).hasSize(8).containsKey(2);
        entries.clear();
        assertThat(map).isEmpty();
    }

    @Test
    void values_view_backedByMap() {
        RehashingMap<Integer, Integer> map = numbers(10);
        map.put(10, -3);
        assertThat(map.values()).hasSize(11).contains(-9);
        assertThat(map.values().remove(-3)).isTrue();
        assertThat(map).hasSize(10);
        assertThat(map.values().contains(-3)).isTrue();
        assertThat(map.values().removeIf(value -> value < -4)).isTrue();
        assertThat(map.values()).containsExactlyInAnyOrder(0, -1, -2, -3, -4);
        map.checkIntegrity();
    }

    @Test
    void stream_entries_all() {
        assertThat(numbers(500).entrySet().stream()
                        .mapToInt(Map.Entry::getValue)
                        .sum())
                .isEqualTo(-499 * 250);
    }
}
