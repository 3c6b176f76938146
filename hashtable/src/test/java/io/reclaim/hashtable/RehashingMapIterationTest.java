package io.reclaim.hashtable;

import static io.reclaim.hashtable.Numbers.SIZE;
import static io.reclaim.hashtable.Numbers.assertSame;
import static io.reclaim.hashtable.Numbers.hashMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The views and their iterators, with a rehash under way before, during and after. */
class RehashingMapIterationTest {
    private static List<Collection<?>> views(RehashingMap<?, ?> map) {
        return List.of(map.keySet(), map.values(), map.entrySet());
    }

    private static void finish(RehashingMap<?, ?> map) {
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
    }

    @ParameterizedTest
    @EnumSource
    void iterator_exhausted_noSuchElementEachTime(MapState state) {
        for (Collection<?> view : views(state.numbers(SIZE))) {
            Iterator<?> iterator = view.iterator();
            for (int i = 0; i < SIZE; i++) {
                assertThat(iterator.hasNext()).isTrue();
                assertThat(iterator.hasNext()).isTrue();
                iterator.next();
            }
            assertThat(iterator.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
        }
    }

    @ParameterizedTest
    @EnumSource
    void iterator_emptyMap_noSuchElementAndNothingToRemove(MapState state) {
        for (Collection<?> view : views(state.numbers(0))) {
            Iterator<?> iterator = view.iterator();
            assertThat(iterator.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
            assertThatIllegalStateException().isThrownBy(iterator::remove);
        }
    }

    @ParameterizedTest
    @EnumSource
    void iteratorRemove_beforeNextOrTwice_illegalState(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        int left = SIZE;
        for (Collection<?> view : views(map)) {
            Iterator<?> iterator = view.iterator();
            assertThatIllegalStateException().isThrownBy(iterator::remove);
            iterator.next();
            iterator.remove();
            assertThatIllegalStateException().isThrownBy(iterator::remove);
            assertThat(map).hasSize(--left);
            iterator.next();
            iterator.remove();
            assertThat(map).hasSize(--left);
        }
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void iteratorRemove_everySecond_othersStayAndAreMetOnce(MapState state) {
        for (int viewIndex = 0; viewIndex < 3; viewIndex++) {
            RehashingMap<Integer, Integer> map = state.numbers(SIZE);
            Map<Integer, Integer> expected = hashMap();
            List<Integer> order = new ArrayList<>(map.keySet());
            Iterator<?> iterator = views(map).get(viewIndex).iterator();
            for (int i = 0; i < SIZE; i++) {
                iterator.next();
                if (i % 2 == 0) {
                    iterator.remove();
                    expected.remove(order.get(i));
                }
            }
            assertThat(iterator.hasNext()).isFalse();
            assertSame(map, expected);
            finish(map);
            assertSame(map, expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void iteratorRemove_all_emptyAndUsable(MapState state) {
        for (int viewIndex = 0; viewIndex < 3; viewIndex++) {
            RehashingMap<Integer, Integer> map = state.numbers(SIZE);
            Iterator<?> iterator = views(map).get(viewIndex).iterator();
            while (iterator.hasNext()) {
                iterator.next();
                iterator.remove();
            }
            assertSame(map, Map.of());
            map.putAll(hashMap());
            assertSame(map, hashMap());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 300, 5000})
    void iteratorRemove_untilShrinkIsDue_eachMetOnceThenShrinks(int size) {
        RehashingMap<Integer, Integer> map = MapState.FRESH.numbers(size);
        List<Integer> met = new ArrayList<>();
        for (Iterator<Integer> i = map.keySet().iterator(); i.hasNext(); ) {
            int key = i.next();
            met.add(key);
            if (key % 32 != 0) {
                i.remove();
            }
        }
        assertThat(met).hasSize(size).doesNotHaveDuplicates();
        map.checkIntegrity();
        finish(map);
        map.checkIntegrity();
        assertThat(map.keySet())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, size)
                        .filter(key -> key % 32 == 0)
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void iteratorRemove_equalHashes_eachMetOnce(MapState state) {
        List<Map.Entry<HashedKey, Integer>> entries = new ArrayList<>();
        for (int id = 0; id < SIZE; id++) {
            entries.add(Map.entry(new HashedKey(id, 5), id));
        }
        RehashingMap<HashedKey, Integer> map = state.holding(entries, i -> new HashedKey(-1 - i, i), 0);
        Set<Integer> met = new HashSet<>();
        for (Iterator<Integer> i = map.values().iterator(); i.hasNext(); ) {
            int id = i.next();
            assertThat(met.add(id)).isTrue();
            if (id % 2 == 0) {
                i.remove();
            }
        }
        assertThat(met).hasSize(SIZE);
        for (int id = 0; id < SIZE; id++) {
            assertThat(map.get(new HashedKey(id, 5))).isEqualTo(id % 2 == 0 ? null : id);
        }
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void iterator_writeInBetween_failsFast(MapState state) {
        for (int viewIndex = 0; viewIndex < 3; viewIndex++) {
            RehashingMap<Integer, Integer> map = state.numbers(SIZE);
            Iterator<?> first = views(map).get(viewIndex).iterator();
            Iterator<?> second = views(map).get(viewIndex).iterator();
            first.next();
            second.next();
            first.remove();
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(second::next);
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(second::remove);
            first.next();
            map.put(SIZE, 0);
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(first::next);
            assertThat(map).hasSize(SIZE);
            map.checkIntegrity();
        }
    }

    @ParameterizedTest
    @EnumSource
    void iterator_valuesReplacedInBetween_everyKeyOnce(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        List<Integer> met = new ArrayList<>();
        for (Iterator<Integer> i = map.keySet().iterator(); i.hasNext(); ) {
            int key = i.next();
            met.add(key);
            map.put(key, 1);
            map.put((key + 1) % SIZE, 1);
        }
        assertThat(met).hasSize(SIZE).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void iterator_idleWorkInBetween_failsFastOrEveryEntryOnce(MapState state) {
        for (int before = 0; before < SIZE; before++) {
            RehashingMap<Integer, Integer> map = state.numbers(SIZE);
            boolean pending = MapState.pending(map);
            List<Integer> met = new ArrayList<>();
            Iterator<Integer> iterator = map.keySet().iterator();
            try {
                while (iterator.hasNext()) {
                    if (met.size() >= before) {
                        map.rehashing().step(0, WorkBudget.ofUnits(3));
                    }
                    met.add(iterator.next());
                }
                assertThat(met).hasSize(SIZE);
            } catch (ConcurrentModificationException stepped) {
                assertThat(pending).isTrue();
            }
            assertThat(met).doesNotHaveDuplicates();
            assertSame(map, hashMap());
        }
    }

    @ParameterizedTest
    @EnumSource
    void iteratorRemove_afterIdleWork_failsFastOrRemoves(MapState state) {
        for (int before = 1; before < SIZE; before++) {
            RehashingMap<Integer, Integer> map = state.numbers(SIZE);
            Map<Integer, Integer> expected = hashMap();
            boolean pending = MapState.pending(map);
            Iterator<Integer> iterator = map.keySet().iterator();
            int last = -1;
            for (int i = 0; i < before; i++) {
                last = iterator.next();
            }
            map.rehashing().step(0, WorkBudget.ofUnits(5));
            try {
                iterator.remove();
                expected.remove(last);
            } catch (ConcurrentModificationException stepped) {
                assertThat(pending).isTrue();
            }
            assertSame(map, expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void iterator_rehashPaused_idleWorkDoesNotDisturb(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        map.pauseRehash();
        Map<Integer, Integer> expected = hashMap();
        List<Integer> met = new ArrayList<>();
        for (Iterator<Integer> i = map.keySet().iterator(); i.hasNext(); ) {
            map.rehashing().step(0, WorkBudget.ofUnits(10));
            int key = i.next();
            met.add(key);
            map.rehashing().step(0, WorkBudget.ofUnits(10));
            if (key % 2 == 0) {
                i.remove();
                expected.remove(key);
            }
        }
        assertThat(met).hasSize(SIZE).doesNotHaveDuplicates();
        assertSame(map, expected);
        map.resumeRehash();
        finish(map);
        assertSame(map, expected);
    }

    @Test
    void forEachRemaining_afterSome_theOthersOnce() {
        RehashingMap<Integer, Integer> map = MapState.GROWING.numbers(SIZE);
        for (Collection<?> view : views(map)) {
            List<Object> met = new ArrayList<>();
            Iterator<?> iterator = view.iterator();
            met.add(iterator.next());
            met.add(iterator.next());
            iterator.forEachRemaining(met::add);
            assertThat(met).hasSize(SIZE).doesNotHaveDuplicates();
            assertThat(iterator.hasNext()).isFalse();
        }
    }
}
