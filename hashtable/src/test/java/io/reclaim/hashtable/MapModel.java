package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** A map, and the map of the JDK that it should be like. */
final class MapModel {
    /** Hashes that many keys share: chains of several chunks, one fingerprint or several in a bucket. */
    private static final int[] CROWDED = {
        0, Hashes.landingOn(1), Hashes.landingOn(0x7700_0001), Hashes.landingOn(0xff00_0001), Hashes.landingOn(2)
    };

    final RehashingMap<HashedKey, Integer> map = new RehashingMap<>();
    final Map<HashedKey, Integer> expected = new HashMap<>();
    int pauses;

    /** One key in four has a hash that others have, too. */
    static HashedKey key(int id) {
        return id % 4 == 0 ? new HashedKey(id, CROWDED[id / 4 % CROWDED.length]) : new HashedKey(id, id * 0x9e3779b9);
    }

    void put(int id, int value) {
        assertThat(map.put(key(id), value)).isEqualTo(expected.put(key(id), value));
    }

    void remove(int id) {
        assertThat(map.remove(key(id))).isEqualTo(expected.remove(key(id)));
    }

    void putMany(SplittableRandom random, int count, int ids) {
        for (int i = 0; i < count; i++) {
            put(random.nextInt(ids), random.nextInt());
        }
    }

    void removeMany(SplittableRandom random, int count, int ids) {
        for (int i = 0; i < count; i++) {
            remove(random.nextInt(ids));
        }
    }

    /** Goes over all entries, removes some and changes others. */
    void iterate(int modulus) {
        Set<HashedKey> met = new HashSet<>();
        int before = expected.size();
        for (Iterator<Map.Entry<HashedKey, Integer>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<HashedKey, Integer> entry = i.next();
            HashedKey key = entry.getKey();
            assertThat(met.add(key)).as("met once: %s", key).isTrue();
            assertThat(entry.getValue()).isEqualTo(expected.get(key));
            if (key.id() % modulus == 0) {
                i.remove();
                expected.remove(key);
            } else if (key.id() % modulus == 1) {
                assertThat(entry.setValue(key.id())).isEqualTo(expected.put(key, key.id()));
            }
        }
        assertThat(met).hasSize(before);
    }

    void clear() {
        map.clear();
        expected.clear();
        assertThat(map.bytes()).isZero();
    }

    void idle(int units) {
        WorkBudget budget = WorkBudget.ofUnits(units);
        map.rehashing().step(0, budget);
        assertThat(budget.spent()).isLessThanOrEqualTo(units);
    }

    void pause(boolean begin) {
        if (begin) {
            map.pauseRehash();
            pauses++;
        } else if (pauses > 0) {
            map.resumeRehash();
            pauses--;
        }
    }

    void sample(int seed) {
        int[] told = new int[1];
        map.sample(5, new SplittableRandom(seed), (key, value) -> {
            told[0]++;
            assertThat(expected.get(key)).isEqualTo(value);
        });
        assertThat(told[0]).isEqualTo(expected.isEmpty() ? 0 : 5);
    }

    void check() {
        map.checkIntegrity();
        assertThat(map.size()).isEqualTo(expected.size());
        assertThat(map.isEmpty()).isEqualTo(expected.isEmpty());
        expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        assertThat(map.containsKey(key(-1))).isFalse();
        assertThat(map.equals(expected)).isTrue();
        assertThat(expected.equals(map)).isTrue();
        assertThat(map.hashCode()).isEqualTo(expected.hashCode());
    }
}
