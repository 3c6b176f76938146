package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys whose hashCode collides on purpose. */
class RehashingMapFloodingTest {
    private static final SipHash SECRET = new SipHash(1, 2);

    /** Classes that have a second hash, and one that has none. */
    enum Kind {
        STRING(id -> Hashes.colliding(id, 17)),
        LONG(id -> (long) id << 32 | (id ^ 77)),
        DOUBLE(id -> Double.longBitsToDouble((long) id << 32 | (id ^ 77))),
        UUIDS(id -> new UUID((long) id << 32, id)),
        OTHER(id -> new HashedKey(id, 77));

        @SuppressWarnings("ImmutableEnumChecker") // a function without state
        final IntFunction<Object> key;

        Kind(IntFunction<Object> key) {
            this.key = key;
        }

        int count() {
            return this == OTHER ? 2_000 : 100_000;
        }
    }

    @ParameterizedTest
    @EnumSource
    void put_keysOfOneHash_allFoundAndBucketsShallow(Kind kind) {
        RehashingMap<Object, Integer> map = new RehashingMap<>(SECRET);
        int count = kind.count();
        for (int id = 0; id < count; id++) {
            assertThat(map.put(kind.key.apply(id), id)).isNull();
        }
        assertThat(map).hasSize(count);
        map.checkIntegrity();
        if (kind != Kind.OTHER) {
            // Those of the first put to show that they are many; afterwards none comes here.
            assertThat(map.report().worstMoved()).isLessThanOrEqualTo(64);
            assertThat(map.report().chainLengths().get(TableReport.LENGTHS - 1)).isZero();
        }
        for (int id = 0; id < count; id++) {
            assertThat(map.get(kind.key.apply(id))).isEqualTo(id);
        }
        assertThat(map.get(kind.key.apply(count))).isNull();
        for (int id = 0; id < count; id += 2) {
            assertThat(map.remove(kind.key.apply(id))).isEqualTo(id);
        }
        assertThat(map).hasSize(count / 2);
        map.checkIntegrity();
    }

    @Test
    void put_differentHashesOfOneBucket_setApart() {
        // Undoes the mix: 65,536 different hash codes that share their low 14 bits once mixed.
        RehashingMap<Integer, Integer> map = new RehashingMap<>(SECRET);
        for (int i = 0; i < 1 << 16; i++) {
            assertThat(map.put(Hashes.landingOn(i << 14 | 5), i)).isNull();
        }
        assertThat(map.report().worstMoved()).isLessThanOrEqualTo(100);
        assertThat(map.report().chainLengths().get(TableReport.LENGTHS - 1)).isLessThanOrEqualTo(1);
        for (int i = 0; i < 1 << 16; i++) {
            assertThat(map.get(Hashes.landingOn(i << 14 | 5))).isEqualTo(i);
        }
        map.checkIntegrity();
    }

    @Test
    void put_manyKeysWhileGrowthIsForbidden_nothingSetApart() {
        RehashingMap<Integer, Integer> map = new RehashingMap<>(SECRET);
        map.mode(ResizeMode.FORBID);
        for (int i = 0; i < 2000; i++) {
            map.put(i, i);
        }
        assertThat(map.report().chainLengths().get(TableReport.LENGTHS - 1)).isEqualTo(1);
        map.mode(ResizeMode.ALLOW);
        map.put(-1, -1);
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        map.checkIntegrity();
        assertThat(map).hasSize(2001);
    }

    @Test
    void remove_allColliding_backToPlainTable() {
        RehashingMap<String, Integer> map = new RehashingMap<>(SECRET);
        map.put("plain", 1);
        long plain = map.bytes();
        for (int id = 0; id < 10_000; id++) {
            map.put(Hashes.colliding(id, 14), id);
        }
        assertThat(map.bytes()).isGreaterThan(10_000 * 8);
        for (int id = 0; id < 10_000; id++) {
            assertThat(map.remove(Hashes.colliding(id, 14))).isEqualTo(id);
        }
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        assertThat(map.bytes()).isEqualTo(plain);
        assertThat(map).containsExactly(Map.entry("plain", 1));
    }

    @Test
    void pauseAndMode_collisionsAppearMeanwhile_holdForThem() {
        RehashingMap<String, Integer> map = new RehashingMap<>(SECRET);
        map.pauseRehash();
        for (int id = 0; id < 1000; id++) {
            map.put(Hashes.colliding(id, 10), id);
        }
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(10))).isFalse();
        map.resumeRehash();
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(10))).isTrue();
        map.mode(ResizeMode.FORBID);
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(10))).isFalse();
        map.mode(ResizeMode.ALLOW);
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(1 << 20))).isFalse();
        map.checkIntegrity();
        assertThat(map).hasSize(1000);
    }

    @Test
    void clear_colliding_empty() {
        RehashingMap<String, Integer> map = new RehashingMap<>();
        for (int id = 0; id < 100; id++) {
            map.put(Hashes.colliding(id, 7), id);
        }
        map.clear();
        assertThat(map.bytes()).isZero();
        assertThat(map).isEmpty();
        map.checkIntegrity();
    }

    /** Puts, removals and scans of keys that collide in threes of hashes, beside keys that do not. */
    @Property(tries = 500, seed = "70")
    void scan_collidingKeysComeAndGo_everyEntryThatStayedIsMet(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int maxBuckets) {
        SplittableRandom random = new SplittableRandom(seed);
        RehashingMap<String, Integer> map = new RehashingMap<>(SECRET);
        Map<String, Integer> expected = new HashMap<>();
        for (int id = 0; id < 60; id++) {
            map.put(key(id), id);
            expected.put(key(id), id);
        }
        Set<Integer> met = new HashSet<>();
        long cursor = 0;
        do {
            cursor = map.scan(cursor, maxBuckets, (key, value) -> met.add(value));
            for (int i = random.nextInt(80); i > 0; i--) {
                int id = 60 + random.nextInt(600);
                if (random.nextInt(3) > 0) {
                    assertThat(map.put(key(id), id)).isEqualTo(expected.put(key(id), id));
                } else {
                    assertThat(map.remove(key(id))).isEqualTo(expected.remove(key(id)));
                }
            }
        } while (cursor != 0);
        for (int id = 0; id < 60; id++) {
            assertThat(met.contains(id)).as("entry %d of seed %d", id, seed).isTrue();
        }
        map.checkIntegrity();
        assertThat(map).isEqualTo(expected);
        assertThat(new HashMap<>(map)).isEqualTo(expected);
    }

    private static String key(int id) {
        return id % 2 == 0 ? "k" + id : "x".repeat(id % 3) + Hashes.colliding(id, 10);
    }
}
