package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntrySample;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RehashingIndexStatisticsTest {
    private static final int DRAWS_PER_ENTRY = 100;

    private final IndexModel model = new IndexModel();
    private final SplittableRandom random = new SplittableRandom(6);

    private void assertUniform() {
        int draws = model.refs.size() * DRAWS_PER_ENTRY;
        Map<Integer, Integer> counts = new HashMap<>();
        EntrySample sample = new EntrySample(DRAWS_PER_ENTRY);
        for (int i = 0; i < draws; i += sample.size()) {
            model.index.sample(sample.clear(DRAWS_PER_ENTRY));
            assertThat(sample.full()).isTrue();
            for (int j = 0; j < sample.size(); j++) {
                counts.merge(sample.ref(j), 1, Integer::sum);
            }
        }
        assertThat(model.hashes.keySet()).containsAll(counts.keySet());
        ChiSquare.assertUniform(counts, model.refs.size(), draws);
    }

    @Test
    void sample_dense_uniform() {
        model.insertMany(500, random, -1);
        assertUniform();
    }

    @Test
    void sample_sparse_uniform() {
        model.insertMany(20_000, random, -1);
        model.removeDownTo(300, random);
        assertUniform();
    }

    @Test
    void sample_midRehash_uniform() {
        model.insertMany(300, random, -1);
        model.idle(1 << 20);
        model.insertMany(50, random, -1);
        assertThat(Integer.bitCount(model.index.report().buckets())).isGreaterThan(1);
        assertUniform();
    }

    @Test
    void sample_collidingHashes_uniform() {
        model.insertMany(300, random, 3);
        assertUniform();
    }
}
