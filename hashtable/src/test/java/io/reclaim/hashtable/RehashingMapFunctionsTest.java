package io.reclaim.hashtable;

import static io.reclaim.hashtable.Numbers.SIZE;
import static io.reclaim.hashtable.Numbers.assertSame;
import static io.reclaim.hashtable.Numbers.hashMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods of java.util.Map that take functions or ask before they write. */
class RehashingMapFunctionsTest {
    private static final int PRESENT = 7;
    private static final int ABSENT = 1000;

    private interface Change extends Consumer<RehashingMap<Integer, Integer>> {}

    /** Calls the method with a function that runs what it is given first, then returns the number. */
    private interface Call {
        Integer on(Map<Integer, Integer> map, Runnable first, Integer result);
    }

    private static Integer run(Runnable first, Integer result) {
        first.run();
        return result;
    }

    private static final List<Named<Call>> CALLS = List.of(
            named(
                    "computeIfAbsent, absent",
                    (map, first, result) -> map.computeIfAbsent(ABSENT, key -> run(first, result))),
            named(
                    "computeIfPresent, present",
                    (map, first, result) -> map.computeIfPresent(PRESENT, (key, value) -> run(first, result))),
            named("compute, present", (map, first, result) -> map.compute(PRESENT, (key, value) -> run(first, result))),
            named("compute, absent", (map, first, result) -> map.compute(ABSENT, (key, value) -> run(first, result))),
            named("merge, present", (map, first, result) -> map.merge(PRESENT, 1, (old, value) -> run(first, result))));

    private static final List<Named<Change>> CHANGES = List.of(
            named("puts another key", map -> map.put(2000, 1)),
            named("removes another key", map -> map.remove(PRESENT + 1)),
            named("puts the absent key", map -> map.put(ABSENT, 1)),
            named("removes the present key", map -> map.remove(PRESENT)),
            named("puts many", map -> putMany(map)),
            named("removes through a view", map -> map.keySet().removeIf(key -> key % 2 == 0)),
            named("clears", map -> map.clear()));

    private static final List<MapState> MOVING = List.of(MapState.FRESH, MapState.GROWING, MapState.SHRINKING);

    static Stream<Arguments> calls() {
        return CALLS.stream().flatMap(call -> Stream.of(MapState.values()).map(state -> arguments(call, state)));
    }

    static Stream<Arguments> changes() {
        return CHANGES.stream().flatMap(change -> MOVING.stream().map(state -> arguments(change, state)));
    }

    static Stream<Arguments> callsAndChanges() {
        return CALLS.stream()
                .flatMap(call -> CHANGES.stream()
                        .flatMap(change -> MOVING.stream().map(state -> arguments(call, change, state))));
    }

    private static void putMany(Map<Integer, Integer> map) {
        for (int i = 2000; i < 4000; i++) {
            map.put(i, i);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void function_returnsNumberOrNull_resultAndMapOfHashMap(Call call, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        for (Integer result : new Integer[] {5, null, 6, 7}) {
            assertThat(call.on(map, () -> {}, result)).isEqualTo(call.on(expected, () -> {}, result));
            assertSame(map, expected);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void function_throws_passedThroughAndMapUnchanged(Call call, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        RuntimeException thrown = new IllegalArgumentException("by the function");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> call.on(
                        map,
                        () -> {
                            throw thrown;
                        },
                        1))
                .isSameAs(thrown);
        assertSame(map, hashMap());
        map.put(ABSENT, 1);
        assertThat(map).hasSize(SIZE + 1);
    }

    @ParameterizedTest
    @MethodSource("callsAndChanges")
    void function_changesTheMap_failsFastAndMapWhole(Call call, Change change, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        RehashingMap<Integer, Integer> onlyChanged = state.numbers(SIZE);
        change.accept(onlyChanged);
        assertThatExceptionOfType(ConcurrentModificationException.class)
                .isThrownBy(() -> call.on(map, () -> change.accept(map), 5));
        assertSame(map, onlyChanged);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void function_readsTheMap_allowed(Call call, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        Runnable reads = () -> {
            assertThat(map.get(PRESENT)).isEqualTo(-PRESENT);
            assertThat(new HashMap<>(map)).isEqualTo(hashMap());
        };
        assertThat(call.on(map, reads, 5)).isEqualTo(call.on(expected, () -> {}, 5));
        assertSame(map, expected);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void function_rehashes_failsFastOrIsDone(Call call, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        try {
            call.on(map, () -> map.rehashing().step(0, WorkBudget.ofUnits(1000)), 5);
            call.on(expected, () -> {}, 5);
        } catch (ConcurrentModificationException refused) {
            assertThat(MapState.pending(state.numbers(SIZE))).isTrue();
        }
        assertSame(map, expected);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void forEach_consumerChangesTheMap_failsFastAndMapWhole(Change change, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        int[] calls = new int[1];
        assertThatExceptionOfType(ConcurrentModificationException.class)
                .isThrownBy(() -> map.forEach((key, value) -> {
                    if (calls[0]++ == 0) {
                        change.accept(map);
                    }
                }));
        map.checkIntegrity();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void replaceAll_functionChangesTheMap_failsFastAndMapWhole(Change change, MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        int[] calls = new int[1];
        assertThatExceptionOfType(ConcurrentModificationException.class)
                .isThrownBy(() -> map.replaceAll((key, value) -> {
                    if (calls[0]++ == 0) {
                        change.accept(map);
                    }
                    return 1;
                }));
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void replaceAll_state_everyValueOnce(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        map.replaceAll((key, value) -> 3 * key + value + 1);
        expected.replaceAll((key, value) -> 2 * key + 1);
        assertSame(map, expected);
    }

    @ParameterizedTest
    @EnumSource
    void replaceAll_functionReturnsNullOrThrows_passedThroughAndKeysStay(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        BiFunction<Integer, Integer, Integer> nullAt5 = (key, value) -> key == 5 ? null : value;
        assertThatNullPointerException().isThrownBy(() -> map.replaceAll(nullAt5));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(
                        () -> map.replaceAll((key, value) -> key == 5 ? Math.addExact(key, Integer.MAX_VALUE) : value));
        assertSame(map, hashMap());
    }

    @ParameterizedTest
    @EnumSource
    void forEach_state_everyEntryOnceAndExceptionPassedThrough(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        List<Integer> met = new ArrayList<>();
        map.forEach((key, value) -> {
            assertThat(value).isEqualTo(-key);
            met.add(key);
        });
        assertThat(met).hasSize(SIZE).doesNotHaveDuplicates();
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> map.forEach((key, value) -> {
                    throw new ArithmeticException();
                }));
        assertSame(map, hashMap());
    }

    @Test
    void functions_notApplicable_notCalled() {
        RehashingMap<Integer, Integer> map = MapState.FRESH.numbers(SIZE);
        assertThat(map.computeIfAbsent(PRESENT, key -> fail())).isEqualTo(-PRESENT);
        assertThat(map.computeIfPresent(ABSENT, (key, value) -> fail())).isNull();
        assertThat(map.merge(ABSENT, 3, (old, value) -> fail())).isEqualTo(3);
        new RehashingMap<Integer, Integer>().replaceAll((key, value) -> fail());
        new RehashingMap<Integer, Integer>().forEach((key, value) -> fail());
        assertThat(map).hasSize(SIZE + 1).containsEntry(ABSENT, 3);
    }

    private static Integer fail() {
        throw new AssertionError("called");
    }

    @Test
    void functions_arguments_keyAndOldValue() {
        RehashingMap<Integer, Integer> map = MapState.FRESH.numbers(SIZE);
        assertThat(map.computeIfAbsent(ABSENT, key -> key + 1)).isEqualTo(ABSENT + 1);
        assertThat(map.computeIfPresent(PRESENT, (key, value) -> key - value)).isEqualTo(2 * PRESENT);
        assertThat(map.compute(PRESENT, (key, value) -> key + value)).isEqualTo(3 * PRESENT);
        assertThat(map.compute(ABSENT + 1, (key, value) -> value == null ? key : fail()))
                .isEqualTo(ABSENT + 1);
        assertThat(map.merge(PRESENT, 4, (old, value) -> 10 * old + value)).isEqualTo(30 * PRESENT + 4);
        map.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource
    void conditionalWrites_presentAbsentOtherValue_likeHashMap(MapState state) {
        RehashingMap<Integer, Integer> map = state.numbers(SIZE);
        Map<Integer, Integer> expected = hashMap();
        for (int key = -2; key < SIZE + 2; key++) {
            int k = key;
            List<BiFunction<Map<Integer, Integer>, Integer, Object>> writes = List.of(
                    (m, value) -> m.getOrDefault(k, 99),
                    (m, value) -> m.getOrDefault(k, null),
                    (m, value) -> m.remove(k, value),
                    (m, value) -> m.remove(k, null),
                    (m, value) -> m.replace(k, value, value + 1),
                    (m, value) -> k % 2 == 0 ? m.replace(k, value) : "",
                    (m, value) -> k % 5 == 0 ? m.putIfAbsent(k, value) : "");
            for (BiFunction<Map<Integer, Integer>, Integer, Object> write : writes) {
                for (int value : new int[] {1, -k}) {
                    Object result = write.apply(expected, value);
                    assertThat(write.apply(map, value)).isEqualTo(result);
                }
            }
        }
        assertSame(map, expected);
        assertThat(map).isNotEmpty();
    }

    @Test
    void conditionalWrites_equalButNotSameValue_taken() {
        RehashingMap<Integer, String> map = new RehashingMap<>();
        map.put(1, "value");
        assertThat(map.replace(1, "val".concat("ue"), "next")).isTrue();
        assertThat(map.remove(1, "ne".concat("xt"))).isTrue();
        assertThat(map).isEmpty();
    }

    @Test
    void nullArguments_absentOrPresentKey_refusedAndUnchanged() {
        RehashingMap<Integer, Integer> map = MapState.FRESH.numbers(SIZE);
        assertThatNullPointerException().isThrownBy(() -> map.putIfAbsent(null, 1));
        assertThatNullPointerException().isThrownBy(() -> map.putIfAbsent(ABSENT, null));
        assertThatNullPointerException().isThrownBy(() -> map.replace(null, 1));
        assertThatNullPointerException().isThrownBy(() -> map.replace(PRESENT, null));
        assertThatNullPointerException().isThrownBy(() -> map.replace(PRESENT, -PRESENT, null));
        assertThatNullPointerException().isThrownBy(() -> map.replace(null, 1, 2));
        assertThatNullPointerException().isThrownBy(() -> map.remove(null, 1));
        assertThatNullPointerException().isThrownBy(() -> map.getOrDefault(null, 1));
        assertThatNullPointerException().isThrownBy(() -> map.computeIfAbsent(null, key -> 1));
        assertThatNullPointerException().isThrownBy(() -> map.computeIfAbsent(PRESENT, null));
        assertThatNullPointerException().isThrownBy(() -> map.computeIfPresent(null, (key, value) -> 1));
        assertThatNullPointerException().isThrownBy(() -> map.computeIfPresent(ABSENT, null));
        assertThatNullPointerException().isThrownBy(() -> map.compute(null, (key, value) -> 1));
        assertThatNullPointerException().isThrownBy(() -> map.compute(PRESENT, null));
        assertThatNullPointerException().isThrownBy(() -> map.merge(null, 1, Integer::sum));
        assertThatNullPointerException().isThrownBy(() -> map.merge(PRESENT, null, Integer::sum));
        assertThatNullPointerException().isThrownBy(() -> map.merge(ABSENT, 1, null));
        assertThatNullPointerException().isThrownBy(() -> map.replaceAll(null));
        assertThatNullPointerException().isThrownBy(() -> map.forEach(null));
        assertSame(map, hashMap());
    }
}
