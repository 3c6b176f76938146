package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.latin;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.ScannedPopulation;
import io.reclaim.expiry.Deadlines;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Scans a store in steps, again and again, and holds it to the law: what is there for a whole scan is met. */
final class StorePass {
    private final ReferenceStore store;
    private final Map<String, StoreModel.Entry> entries;
    private final Set<String> owed = new HashSet<>();
    private long cursor = ScannedPopulation.START;

    StorePass(ReferenceStore store, Map<String, StoreModel.Entry> entries) {
        this.store = store;
        this.entries = entries;
    }

    void removed(String key) {
        owed.remove(key);
    }

    void step(int maxKeys, long nowMillis) {
        if (cursor == ScannedPopulation.START) {
            owed.addAll(entries.keySet());
        }
        Set<String> met = new HashSet<>();
        cursor = store.scan(cursor, maxKeys, nowMillis, key -> {
            assertThat(entries).as("met, but not held").containsKey(latin(key));
            assertThat(stale(latin(key), nowMillis)).as("met, but stale").isFalse();
            assertThat(met.add(latin(key)))
                    .as("met for the first time in this step")
                    .isTrue();
        });
        assertThat(met.size()).isLessThanOrEqualTo(maxKeys);
        owed.removeAll(met);
        owed.removeIf(key -> stale(key, nowMillis));
        if (cursor == ScannedPopulation.START) {
            assertThat(owed).as("there for the whole scan, not met").isEmpty();
        }
    }

    private boolean stale(String key, long nowMillis) {
        return Deadlines.stale(entries.get(key).deadline(), nowMillis);
    }
}
