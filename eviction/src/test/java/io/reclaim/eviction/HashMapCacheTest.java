package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.RemovalCause;
import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The evictor under a cache that is a plain {@code HashMap}. */
class HashMapCacheTest {
    /** What a page of refs takes; the rest of a limit is for values. */
    private static final long PAGE =
            new HashMapCache(1, MaxMemoryPolicy.ALLKEYS_LRU, 0, (k, v, c) -> {}).slab.takeCost();

    private static final String TEN_BYTES = "0123456789";

    private final Map<RemovalCause, List<String>> told = new EnumMap<>(RemovalCause.class);

    private HashMapCache cache(int entriesOfTenBytes, MaxMemoryPolicy policy) {
        return new HashMapCache(
                PAGE + 10L * entriesOfTenBytes,
                policy,
                101,
                (key, value, cause) ->
                        told.computeIfAbsent(cause, any -> new ArrayList<>()).add(key));
    }

    private List<String> told(RemovalCause cause) {
        return told.getOrDefault(cause, List.of());
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ALLKEYS_.*"},
            mode = Mode.MATCH_ANY)
    void put_fullCache_keepsTheLimitAndTellsEachEvictionOnce(MaxMemoryPolicy policy) {
        HashMapCache cache = cache(100, policy);
        for (int i = 0; i < 1000; i++) {
            assertThat(cache.put("key " + i, TEN_BYTES, i)).isTrue();
            assertThat(cache.limit.excess()).isZero();
        }
        cache.checkIntegrity();
        assertThat(cache.size()).isEqualTo(100);
        assertThat(told(RemovalCause.EVICTED)).hasSize(900).doesNotHaveDuplicates();
        assertThat(told(RemovalCause.EVICTED)).allMatch(key -> cache.get(key, 1000) == null);
        assertThat(cache.evictor.evictions()).isEqualTo(900);
        assertThat(cache.evictor.evictedBytes()).isEqualTo(9000);
    }

    @Test
    void put_largerThanTheCache_isRefusedWhenNothingIsLeftToEvict() {
        HashMapCache cache = cache(3, MaxMemoryPolicy.ALLKEYS_LRU);
        cache.put("a", TEN_BYTES, 0);
        assertThat(cache.put("b", "x".repeat(31), 1)).isFalse();
        assertThat(cache.size()).isZero();
        assertThat(cache.put("c", "x".repeat(30), 2)).isTrue();
        cache.checkIntegrity();
    }

    @Test
    void put_largeValue_evictsAsManyAsItTakes() {
        HashMapCache cache = cache(10, MaxMemoryPolicy.ALLKEYS_LRU);
        for (int i = 0; i < 10; i++) {
            cache.put("key " + i, TEN_BYTES, 10L * i);
        }
        assertThat(cache.put("large", "x".repeat(45), 100)).isTrue();
        assertThat(told(RemovalCause.EVICTED)).hasSize(5);
        assertThat(cache.size()).isEqualTo(6);
        cache.checkIntegrity();
    }

    /**
     * A key used within the last 100 of 1,000 entries is the coldest of 5 draws with probability below (1/10)^5; 5,000
     * evictions meet that 0.05 times, and the pool makes it rarer.
     */
    @Test
    void get_keysInUse_surviveAScan() {
        HashMapCache cache = cache(1000, MaxMemoryPolicy.ALLKEYS_LRU);
        int hot = 20;
        for (int i = 0; i < 6000; i++) {
            long now = 10L * i;
            cache.put("scan " + i, TEN_BYTES, now);
            String key = "hot " + i % hot;
            if (cache.get(key, now) == null) {
                cache.put(key, TEN_BYTES, now);
            }
        }
        cache.checkIntegrity();
        assertThat(told(RemovalCause.EVICTED)).hasSizeGreaterThan(5000).noneMatch(key -> key.startsWith("hot"));
    }

    /** Hot keys stand at counts above 10 when the scan comes, whose keys never pass 5: one of 5 draws is one of those. */
    @Test
    void get_keysOftenUsedBefore_surviveAScanByFrequency() {
        HashMapCache cache = cache(200, MaxMemoryPolicy.ALLKEYS_LFU);
        for (int i = 0; i < 20 * 300; i++) {
            String key = "hot " + i % 20;
            if (cache.get(key, i) == null) {
                cache.put(key, TEN_BYTES, i);
            }
        }
        for (int i = 0; i < 5000; i++) {
            cache.put("scan " + i, TEN_BYTES, 6000 + i);
        }
        assertThat(told(RemovalCause.EVICTED)).hasSize(5000 + 20 - 200).noneMatch(key -> key.startsWith("hot"));
    }

    @Test
    void get_readsUnderLrm_doNotSave() {
        HashMapCache cache = cache(100, MaxMemoryPolicy.ALLKEYS_LRM);
        for (int i = 0; i < 400; i++) {
            cache.put("key " + i, TEN_BYTES, 10L * i);
            cache.get("key 0", 10L * i);
        }
        assertThat(told(RemovalCause.EVICTED)).contains("key 0");
    }

    @Test
    void remove_candidateWhoseRefIsTakenAgain_newEntryStays() {
        HashMapCache cache = cache(64, MaxMemoryPolicy.ALLKEYS_LRU);
        for (int i = 0; i < 64; i++) {
            cache.put("old " + i, TEN_BYTES, 10L * i);
        }
        for (int ref = 0; ref < 16; ref++) {
            cache.evictor.offer(ref, 1000);
        }
        for (int i = 0; i < 16; i++) {
            cache.remove("old " + i);
            cache.put("new " + i, TEN_BYTES, 1000);
        }
        for (int i = 0; i < 16; i++) {
            cache.put("more " + i, TEN_BYTES, 1010);
        }
        cache.checkIntegrity();
        assertThat(told(RemovalCause.EXPLICIT)).hasSize(16);
        assertThat(told(RemovalCause.EVICTED)).hasSize(16).allMatch(key -> key.startsWith("old"));
    }

    @Test
    void limit_lowered_workEvictsInSteps() {
        HashMapCache cache = cache(100, MaxMemoryPolicy.ALLKEYS_LRU);
        for (int i = 0; i < 100; i++) {
            cache.put("key " + i, TEN_BYTES, i);
        }
        cache.limit.maxBytes(PAGE + 300);
        int steps = 1;
        while (cache.work.step(100, WorkBudget.ofUnits(16))) {
            steps++;
            assertThat(cache.work.stuck()).isFalse();
        }
        assertThat(steps).isEqualTo(5);
        assertThat(cache.size()).isEqualTo(30);
        cache.slab.checkIntegrity();
        cache.evictor.checkIntegrity();
    }

    @Property(tries = 60, seed = "102")
    void cache_anyUse_agreesWithWhatWasPut(@ForAll("evicting") MaxMemoryPolicy policy, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, String> written = new HashMap<>();
        HashMapCache cache = new HashMapCache(
                PAGE + 400,
                policy,
                seed,
                (key, value, cause) -> assertThat(written.remove(key, value))
                        .as("removed what was there: %s by %s", key, cause)
                        .isTrue());
        long now = 0;
        for (int i = 0; i < 600; i++) {
            now += random.nextInt(30);
            String key = "key " + random.nextInt(60);
            int choice = random.nextInt(10);
            if (choice < 5) {
                assertThat(cache.get(key, now)).isEqualTo(written.get(key));
            } else if (choice < 9) {
                String value = "v".repeat(random.nextInt(40)) + i;
                assertThat(cache.put(key, value, now)).isTrue();
                written.put(key, value);
            } else {
                boolean there = written.containsKey(key);
                assertThat(cache.remove(key)).isEqualTo(there);
            }
            assertThat(cache.size()).isEqualTo(written.size());
            cache.checkIntegrity();
        }
    }

    @Provide
    Arbitrary<MaxMemoryPolicy> evicting() {
        return Arbitraries.of(MaxMemoryPolicy.class).filter(policy -> policy.evicts() && !policy.onlyVolatile());
    }
}
