package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReferenceStorePropertiesTest {
    private static final long LIMIT = StoreFixture.minimum() + 30_000;
    private static final int STEPS = 600;

    @Property(tries = 30, seed = "71")
    void twoStores_sameSeedAndCalls_sameRun(
            @ForAll MaxMemoryPolicy policy, @ForAll long seed, @ForAll long calls, @ForAll boolean direct) {
        StoreScript one = new StoreScript(store(policy, seed, direct), calls);
        StoreScript other = new StoreScript(store(policy, seed, direct), calls);
        one.listen();
        other.listen();
        compare(one, other);
    }

    @Property(tries = 20, seed = "72")
    void heapAndDirectPages_sameCalls_sameRun(@ForAll MaxMemoryPolicy policy, @ForAll long seed, @ForAll long calls) {
        compare(new StoreScript(store(policy, seed, false), calls), new StoreScript(store(policy, seed, true), calls));
    }

    @Property(tries = 20, seed = "73")
    void listener_onlyListening_changesNothing(@ForAll MaxMemoryPolicy policy, @ForAll long seed, @ForAll long calls) {
        StoreScript deaf = new StoreScript(store(policy, seed, false), calls);
        ReferenceStore heard = store(policy, seed, false);
        heard.listener((key, value, cause) -> {});
        compare(deaf, new StoreScript(heard, calls));
    }

    @Property(tries = 20, seed = "74")
    void randomKeys_otherSeed_otherRun(@ForAll long seed) {
        ReferenceStore one = store(MaxMemoryPolicy.ALLKEYS_LRU, seed, false);
        ReferenceStore other = store(MaxMemoryPolicy.ALLKEYS_LRU, seed + 1, false);
        List<String> drawnFromOne = new ArrayList<>();
        List<String> drawnFromOther = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            one.put(StoreFixture.bytes("k" + i), new byte[i], StoreFixture.NOW);
            other.put(StoreFixture.bytes("k" + i), new byte[i], StoreFixture.NOW);
        }
        for (int i = 0; i < 30; i++) {
            drawnFromOne.add(StoreFixture.text(one.randomKey(StoreFixture.NOW)));
            drawnFromOther.add(StoreFixture.text(other.randomKey(StoreFixture.NOW)));
        }
        assertThat(drawnFromOne).isNotEqualTo(drawnFromOther);
    }

    @Property(tries = 40, seed = "75")
    void scan_writesBetweenItsSteps_meetsWhatStays(
            @ForAll @IntRange(min = 0, max = 500) int keys,
            @ForAll @IntRange(min = 1, max = 64) int maxKeys,
            @ForAll @IntRange(min = 0, max = 30) int writes) {
        ReferenceStore store = StoreFixture.unlimited();
        Set<String> stays = new HashSet<>();
        for (int i = 0; i < keys; i++) {
            store.put(StoreFixture.bytes("k" + i), new byte[i % 50], StoreFixture.NOW);
            if (i % 3 == 0) {
                stays.add("k" + i);
            }
        }
        Set<String> met = new HashSet<>();
        long cursor = 0;
        int next = 0;
        do {
            cursor = store.scan(cursor, maxKeys, StoreFixture.NOW, key -> met.add(StoreFixture.text(key)));
            for (int i = 0; i < writes; i++, next++) {
                String key = "k" + next * 7 % 500;
                if (!stays.contains(key)) {
                    store.remove(StoreFixture.bytes(key), StoreFixture.NOW);
                    store.put(StoreFixture.bytes("new" + next), new byte[next % 90], StoreFixture.NOW);
                }
            }
        } while (cursor != 0);

        assertThat(met).containsAll(stays);
        store.checkIntegrity();
    }

    private static ReferenceStore store(MaxMemoryPolicy policy, long seed, boolean direct) {
        PageSource pages = direct ? new DirectPages() : new HeapPages();
        return new ReferenceStore(StoreFixture.config(LIMIT, policy, pages, StoreFixture.CLASSES)
                .withSeed(seed, new CountingTicker(1_000_000)));
    }

    private static void compare(StoreScript one, StoreScript other) {
        for (int i = 0; i < STEPS; i++) {
            String expected = one.step();
            String found = other.step();
            if (!expected.equals(found)) {
                assertThat(found).as("step %d", i).isEqualTo(expected);
            }
        }
    }
}
