package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RehashingMapStatisticsTest {
    private static final int DRAWS_PER_ENTRY = 100;

    private final RehashingMap<HashedKey, Integer> map = new RehashingMap<>();
    private final SplittableRandom random = new SplittableRandom(9);

    private void fill(int from, int to) {
        for (int id = from; id < to; id++) {
            map.put(new HashedKey(id, id * 0x9e3779b9), id);
        }
    }

    private void idle() {
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
    }

    private void assertUniform() {
        int draws = map.size() * DRAWS_PER_ENTRY;
        Map<Integer, Integer> counts = new HashMap<>();
        map.sample(draws, random, (key, value) -> counts.merge(value, 1, Integer::sum));
        assertThat(counts.keySet()).isSubsetOf(map.values());
        ChiSquare.assertUniform(counts, map.size(), draws);
    }

    @Test
    void sample_dense_uniform() {
        fill(0, 700);
        idle();
        assertUniform();
    }

    @Test
    void sample_sparse_uniform() {
        fill(0, 5000);
        map.mode(ResizeMode.FORBID);
        for (int id = 0; id < 5000; id++) {
            if (id % 25 != 0) {
                map.remove(new HashedKey(id, id * 0x9e3779b9));
            }
        }
        assertUniform();
    }

    @Test
    void sample_midGrowth_uniform() {
        fill(0, 451);
        map.pauseRehash();
        fill(451, 600);
        map.resumeRehash();
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(20))).isTrue();
        assertUniform();
    }

    @Test
    void sample_midShrink_uniform() {
        fill(0, 4000);
        idle();
        map.pauseRehash();
        for (int id = 300; id < 4000; id++) {
            map.remove(new HashedKey(id, id * 0x9e3779b9));
        }
        map.resumeRehash();
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(200))).isTrue();
        assertUniform();
    }

    @Test
    void sample_collidingKeysInChains_uniform() {
        for (int id = 0; id < 60; id++) {
            map.put(new HashedKey(id, 7), id);
        }
        fill(60, 300);
        assertUniform();
    }

    @Test
    void sample_emptiedButForbiddenToShrink_uniform() {
        fill(0, 300_000);
        map.mode(ResizeMode.FORBID);
        for (int id = 0; id < 300_000; id++) {
            if (id % 3000 != 0) {
                map.remove(new HashedKey(id, id * 0x9e3779b9));
            }
        }
        assertUniform();
    }

    @Test
    void sample_collidingStrings_uniform() {
        RehashingMap<String, Integer> strings = new RehashingMap<>(new SipHash(1, 2));
        for (int id = 0; id < 256; id++) {
            strings.put(Hashes.colliding(id, 8), id);
            strings.put("other" + id, 256 + id);
        }
        Map<Integer, Integer> counts = new HashMap<>();
        strings.sample(51_200, random, (key, value) -> counts.merge(value, 1, Integer::sum));
        ChiSquare.assertUniform(counts, 512, 51_200);
    }
}
