package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RehashingMapTest {
    private final RehashingMap<String, Integer> map = new RehashingMap<>();

    private static RehashingMap<Integer, Integer> numbers(int size) {
        RehashingMap<Integer, Integer> numbers = new RehashingMap<>();
        for (int i = 0; i < size; i++) {
            numbers.put(i, -i);
        }
        return numbers;
    }

    @Test
    void new_empty_holdsNothing() {
        assertThat(map.size()).isZero();
        assertThat(map.isEmpty()).isTrue();
        assertThat(map.get("a")).isNull();
        assertThat(map.remove("a")).isNull();
        assertThat(map.bytes()).isZero();
        assertThat(map).hasToString("{}");
        map.checkIntegrity();
    }

    @Test
    void put_newKey_nullAndFound() {
        assertThat(map.put("a", 1)).isNull();
        assertThat(map.get("a")).isEqualTo(1);
        assertThat(map.containsKey("a")).isTrue();
        assertThat(map.containsValue(1)).isTrue();
        assertThat(map.size()).isEqualTo(1);
        assertThat(map).hasToString("{a=1}");
    }

    @Test
    void put_presentKey_oldValueAndFirstKeyObjectStays() {
        String first = String.valueOf(new char[] {'k', 'e', 'y'});
        map.put(first, 1);
        assertThat(map.put(String.valueOf(new char[] {'k', 'e', 'y'}), 2)).isEqualTo(1);
        assertThat(map.size()).isEqualTo(1);
        assertThat(map.keySet().iterator().next()).isSameAs(first);
    }

    @Test
    void remove_presentKey_valueAndGone() {
        map.put("a", 1);
        assertThat(map.remove("a")).isEqualTo(1);
        assertThat(map.containsKey("a")).isFalse();
        assertThat(map.remove("a")).isNull();
        assertThat(map.size()).isZero();
    }

    @Test
    void nullArguments_everyMethod_refusedAndUnchanged() {
        map.put("a", 1);
        assertThatNullPointerException().isThrownBy(() -> map.put(null, 1));
        assertThatNullPointerException().isThrownBy(() -> map.put("b", null)).withMessage("value");
        assertThatNullPointerException().isThrownBy(() -> map.put("a", null)).withMessage("value");
        assertThatNullPointerException().isThrownBy(() -> map.get(null));
        assertThatNullPointerException().isThrownBy(() -> map.containsKey(null));
        assertThatNullPointerException().isThrownBy(() -> map.remove(null));
        assertThatNullPointerException().isThrownBy(() -> map.putIfAbsent(null, 1));
        assertThatNullPointerException().isThrownBy(() -> map.mode(null)).withMessage("mode");
        assertThatNullPointerException().isThrownBy(() -> new RehashingMap<>((Map<String, Integer>) null));
        assertThat(map).containsExactly(Map.entry("a", 1));
        map.checkIntegrity();
    }

    @Test
    void nullKey_emptyMap_refused() {
        assertThatNullPointerException().isThrownBy(() -> map.get(null));
        assertThatNullPointerException().isThrownBy(() -> map.remove(null));
    }

    @Test
    void defaultMethods_presentAndAbsentKeys_likeHashMap() {
        assertThat(map.putIfAbsent("a", 1)).isNull();
        assertThat(map.putIfAbsent("a", 2)).isEqualTo(1);
        assertThat(map.computeIfAbsent("b", key -> 5)).isEqualTo(5);
        assertThat(map.computeIfPresent("b", (key, value) -> null)).isNull();
        assertThat(map.merge("a", 10, Integer::sum)).isEqualTo(11);
        assertThat(map.getOrDefault("b", 7)).isEqualTo(7);
        assertThat(map.replace("b", 1)).isNull();
        assertThat(map.replace("a", 11, 12)).isTrue();
        assertThat(map.remove("a", 11)).isFalse();
        map.replaceAll((key, value) -> value + 1);
        assertThat(map).containsExactly(Map.entry("a", 13));
    }

    @Test
    void constructor_map_copyIndependentOfSource() {
        Map<String, Integer> source = new HashMap<>(Map.of("a", 1, "b", 2));
        RehashingMap<String, Integer> copy = new RehashingMap<>(source);
        source.put("c", 3);
        copy.put("d", 4);
        assertThat(copy).containsOnlyKeys("a", "b", "d");
        assertThat(source).containsOnlyKeys("a", "b", "c");
        copy.checkIntegrity();
    }

    @Test
    void constructor_mapWithNulls_refused() {
        Map<String, Integer> nullValue = new HashMap<>();
        nullValue.put("a", null);
        assertThatNullPointerException().isThrownBy(() -> new RehashingMap<>(nullValue));
    }

    @Test
    void equals_mapsOfOtherKinds_byContents() {
        RehashingMap<Integer, Integer> numbers = numbers(100);
        Map<Integer, Integer> same = new HashMap<>(numbers);
        assertThat(numbers.equals(same)).isTrue();
        assertThat(same.equals(numbers)).isTrue();
        assertThat(numbers).hasSameHashCodeAs(same);
        same.put(5, 5);
        assertThat(numbers.equals(same)).isFalse();
        same.remove(5);
        assertThat(same.equals(numbers)).isFalse();
        Map<Integer, Integer> withNullKey = new HashMap<>();
        withNullKey.put(null, 1);
        assertThat(withNullKey.equals(numbers(1))).isFalse();
        assertThat(numbers(1).equals(withNullKey)).isFalse();
    }

    @Test
    void get_keyOfOtherType_null() {
        map.put("a", 1);
        Object other = 97;
        assertThat(map.get(other)).isNull();
    }

    @Test
    void clear_large_emptyWithoutBytesAndUsable() {
        RehashingMap<Integer, Integer> numbers = numbers(10_000);
        numbers.clear();
        assertThat(numbers.size()).isZero();
        assertThat(numbers.bytes()).isZero();
        assertThat(numbers.get(1)).isNull();
        assertThat(numbers.rehashing().step(0, WorkBudget.ofUnits(10))).isFalse();
        numbers.put(1, 2);
        assertThat(numbers).containsExactly(Map.entry(1, 2));
        numbers.checkIntegrity();
    }

    @Test
    void collidingKeys_chainsOfManyChunks_allFound() {
        RehashingMap<HashedKey, Integer> colliding = new RehashingMap<>();
        for (int id = 0; id < 500; id++) {
            colliding.put(new HashedKey(id, 7), id);
        }
        colliding.checkIntegrity();
        for (int id = 0; id < 500; id++) {
            assertThat(colliding.get(new HashedKey(id, 7))).isEqualTo(id);
        }
        assertThat(colliding.get(new HashedKey(500, 7))).isNull();
        for (int id = 0; id < 500; id += 2) {
            assertThat(colliding.remove(new HashedKey(id, 7))).isEqualTo(id);
        }
        colliding.checkIntegrity();
        for (int id = 0; id < 500; id++) {
            assertThat(colliding.get(new HashedKey(id, 7))).isEqualTo(id % 2 == 0 ? null : id);
        }
    }

    @Test
    void keys_everyFingerprintInOneBucket_allFound() {
        RehashingMap<HashedKey, Integer> crowded = new RehashingMap<>();
        for (int top = 0; top < 256; top++) {
            crowded.put(HashedKey.landingOn(top, top << 24), top);
        }
        for (int top = 0; top < 256; top++) {
            assertThat(crowded.get(HashedKey.landingOn(top, top << 24))).isEqualTo(top);
        }
        crowded.checkIntegrity();
    }

    @Test
    void sample_empty_nothingToldElseEntryAsOftenAsAsked() {
        List<String> told = new ArrayList<>();
        map.sample(3, new SplittableRandom(1), (key, value) -> told.add(key + value));
        assertThat(told).isEmpty();
        map.put("a", 1);
        map.sample(3, new SplittableRandom(1), (key, value) -> told.add(key + value));
        assertThat(told).containsExactly("a1", "a1", "a1");
    }

    @Test
    void sample_negativeCount_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.sample(-1, new SplittableRandom(1), (key, value) -> {}))
                .withMessage("count must not be negative: -1");
    }

    @Test
    void sample_oneEntryLeftInLargeTable_found() {
        RehashingMap<Integer, Integer> numbers = numbers(20_000);
        numbers.mode(ResizeMode.FORBID);
        for (int i = 1; i < 20_000; i++) {
            numbers.remove(i);
        }
        List<Integer> told = new ArrayList<>();
        numbers.sample(1, new SplittableRandom(1), (key, value) -> told.add(key));
        assertThat(told).containsExactly(0);
    }

    @Test
    void sample_visitorChangesMap_refused() {
        RehashingMap<Integer, Integer> numbers = numbers(20);
        assertThatThrownBy(() -> numbers.sample(1, new SplittableRandom(1), (key, value) -> numbers.remove(key)))
                .isInstanceOf(ConcurrentModificationException.class);
        numbers.checkIntegrity();
    }

    @Test
    void report_thousandEntries_histogramOfAllBuckets() {
        RehashingMap<Integer, Integer> numbers = numbers(1000);
        numbers.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        TableReport report = numbers.report();
        assertThat(report.size()).isEqualTo(1000);
        assertThat(report.buckets()).isEqualTo(256).isEqualTo(report.targetBuckets());
        assertThat(report.steps()).isEqualTo(255);
        assertThat(report.worstMoved()).isBetween(8, 40);
        assertThat(report.bytes()).isEqualTo(numbers.bytes());
        int entries = 0;
        for (int length = 0; length < report.chainLengths().size(); length++) {
            entries += length * report.chainLengths().get(length);
        }
        assertThat(entries).isEqualTo(1000);
    }

    @Test
    void timeSteps_manualTicker_reported() {
        long[] now = new long[1];
        map.timeSteps(() -> now[0] += 10);
        for (int i = 0; i < 100; i++) {
            map.put("key" + i, i);
        }
        TableReport report = map.report();
        assertThat(report.nanos()).isEqualTo(10 * report.steps()).isPositive();
        assertThat(report.worstNanos()).isEqualTo(10);
    }

    @Test
    void hashCodeThrows_midSplit_nothingLost() {
        // 4,000 keys: splits at the edge of a page, too.
        AtomicBoolean failing = new AtomicBoolean();
        RehashingMap<FailingKey, Integer> keys = new RehashingMap<>();
        int failures = 0;
        for (int id = 0; id < 4000; id++) {
            FailingKey key = new FailingKey(id, failing);
            failing.set(true);
            for (int i = 0; i < 2; i++) {
                try {
                    keys.rehashing().step(0, WorkBudget.ofUnits(1));
                } catch (IllegalStateException e) {
                    failures++;
                }
            }
            failing.set(false);
            keys.put(key, id);
        }
        assertThat(failures).isGreaterThan(1000);
        keys.checkIntegrity();
        keys.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        keys.checkIntegrity();
        for (int id = 0; id < 4000; id++) {
            assertThat(keys.get(new FailingKey(id, failing))).isEqualTo(id);
        }
    }

    @Test
    void hashCodeThrows_afterSomeSteps_iteratorNotices() {
        AtomicBoolean failing = new AtomicBoolean();
        RehashingMap<FailingKey, Integer> keys = new RehashingMap<>();
        keys.pauseRehash();
        for (int id = 0; id < 200; id++) {
            keys.put(new FailingKey(id, failing), id);
        }
        keys.resumeRehash();
        Iterator<FailingKey> iterator = keys.keySet().iterator();
        keys.rehashing().step(0, WorkBudget.ofUnits(2));
        Iterator<FailingKey> later = keys.keySet().iterator();
        failing.set(true);
        int before = keys.report().buckets();
        assertThatThrownBy(() -> keys.rehashing().step(0, WorkBudget.ofUnits(1 << 20)))
                .hasMessage("no hash");
        assertThatThrownBy(iterator::next).isInstanceOf(ConcurrentModificationException.class);
        if (keys.report().buckets() > before) {
            assertThatThrownBy(later::next).isInstanceOf(ConcurrentModificationException.class);
        }
    }

    record FailingKey(int id, AtomicBoolean failing) {
        @Override
        public int hashCode() {
            if (failing.get() && id % 3 == 0) {
                throw new IllegalStateException("no hash");
            }
            return id;
        }
    }

    @Test
    void putIfAbsent_nullValue_refused() {
        map.put("a", 1);
        assertThatNullPointerException().isThrownBy(() -> map.putIfAbsent("a", null));
        assertThatNullPointerException().isThrownBy(() -> map.putIfAbsent("b", null));
        assertThat(map).hasSize(1);
    }

    @Test
    void scan_noBuckets_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.scan(0, 0, (key, value) -> {}))
                .withMessage("maxBuckets must be positive: 0");
    }

    @Test
    void scan_empty_overAtOnce() {
        assertThat(map.scan(0, 1, (key, value) -> {
                    throw new AssertionError();
                }))
                .isZero();
    }

    @Test
    void scan_noChanges_everyEntryOnce() {
        RehashingMap<Integer, Integer> numbers = numbers(1000);
        List<Integer> met = new ArrayList<>();
        long cursor = 0;
        do {
            cursor = numbers.scan(cursor, 3, (key, value) -> {
                assertThat(value).isEqualTo(-key);
                met.add(key);
            });
        } while (cursor != 0);
        assertThat(met).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void scan_oneBucket_visitsOneBucketWhenIdle() {
        RehashingMap<Integer, Integer> numbers = numbers(1000);
        numbers.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        int[] met = new int[1];
        numbers.scan(0, 1, (key, value) -> met[0]++);
        assertThat(met[0]).isLessThan(25);
    }

    @Test
    void resumeRehash_notPaused_refused() {
        assertThatIllegalStateException().isThrownBy(map::resumeRehash).withMessage("rehash is not paused");
    }
}
