package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.HeapPages;
import io.reclaim.core.RemovalCause;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether what is read, written or new is spared by the policies that say so. */
class ReferenceStoreStatisticsTest {
    private static final int ENTRIES = 1_000;
    private static final int EVICTIONS = 100;
    private static final long LATER = NOW + 600_000;
    private static final long FAR = NOW + 100_000_000;

    /*
     * Half of the entries are spared. One of them is evicted only if all 5 samples are spared ones. 400 of 900 others are
     * left in the end, so this has a probability below (500 / 900)^5 = 0.053: of 100 evictions 5.3 + 5 sigma = 17. The
     * pool makes it less likely still. Without a preference it is 50 - 5 sigma = 25.
     */
    private static final int MOST_SPARED = 17;

    private static final int LEAST_UNSPARED = 25;

    @ParameterizedTest
    @CsvSource({
        "ALLKEYS_LRU, READ",
        "ALLKEYS_LRU, WRITE",
        "ALLKEYS_LFU, READ",
        "ALLKEYS_LFU, WRITE",
        "ALLKEYS_LRM, WRITE",
        "VOLATILE_LRU, READ",
        "VOLATILE_LRU, WRITE",
        "VOLATILE_LFU, READ",
        "VOLATILE_LFU, WRITE",
        "VOLATILE_LRM, WRITE",
        "VOLATILE_TTL, DEADLINE"
    })
    void policy_halfOfTheEntriesUsed_theyAreSpared(MaxMemoryPolicy policy, Use use) {
        assertThat(evictedOfUsedHalf(policy, use)).isLessThanOrEqualTo(MOST_SPARED);
    }

    @ParameterizedTest
    @CsvSource({
        "ALLKEYS_RANDOM, READ", "ALLKEYS_RANDOM, WRITE",
        "VOLATILE_RANDOM, READ", "VOLATILE_RANDOM, WRITE",
        "ALLKEYS_LRM, READ", "VOLATILE_LRM, READ",
        "VOLATILE_TTL, READ"
    })
    void policy_useDoesNotCount_halfOfTheEvictedWereUsed(MaxMemoryPolicy policy, Use use) {
        assertThat(evictedOfUsedHalf(policy, use)).isBetween(LEAST_UNSPARED, EVICTIONS - LEAST_UNSPARED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-lrm", "volatile-lru", "volatile-lrm"})
    void policy_oldAndNewEntries_newOnesAreSpared(String policy) {
        ReferenceStore store = full(MaxMemoryPolicy.of(policy));
        int[] evicted = new int[2];
        store.listener((key, value, cause) -> evicted[StoreFixture.text(key).startsWith("new") ? 1 : 0]++);
        for (int i = 0; i < EVICTIONS; i++) {
            store.put(bytes("new" + i), value(100, i), FAR, LATER);
        }
        assertThat(evicted[0]).isBetween(EVICTIONS - 5, EVICTIONS + 5);
        assertThat(evicted[1]).isZero();
    }

    @Test
    void policy_lfuNewcomersAmongOftenRead_newcomersGoFirst() {
        ReferenceStore store = full(MaxMemoryPolicy.ALLKEYS_LFU);
        for (int i = 0; i < 50 * ENTRIES; i++) {
            store.get(bytes("key" + i % ENTRIES), NOW);
        }
        for (int i = 0; i < 300; i++) {
            store.put(bytes("new" + i), value(100, i), FAR, NOW);
        }
        long newcomers = StoreFixture.keys(store, NOW).stream()
                .filter(key -> key.startsWith("new"))
                .count();
        assertThat(newcomers).isLessThan(200);
    }

    private enum Use {
        READ,
        WRITE,
        DEADLINE
    }

    /** Of the entries evicted after every other was used, how many were used. */
    private static int evictedOfUsedHalf(MaxMemoryPolicy policy, Use use) {
        ReferenceStore store = full(policy);
        for (int i = 0; i < ENTRIES; i += 2) {
            use(store, use).accept(i);
        }
        int[] evicted = new int[2];
        store.listener((key, value, cause) -> {
            assertThat(cause).isEqualTo(RemovalCause.EVICTED);
            evicted[Integer.parseInt(StoreFixture.text(key).substring(3)) % 2]++;
        });
        long now = LATER;
        while (evicted[0] + evicted[1] < EVICTIONS) {
            store.maxBytes(store.ledger().used() - 1);
            now = StoreFixture.ticks(store, now, 1);
        }
        return evicted[0];
    }

    private static IntConsumer use(ReferenceStore store, Use use) {
        return i -> {
            byte[] key = bytes("key" + i);
            for (int times = 0; times < 40; times++) {
                switch (use) {
                    case READ -> store.get(key, LATER);
                    case WRITE -> store.put(key, value(100, i), FAR, LATER);
                    case DEADLINE -> store.put(key, value(100, i), 2 * FAR, LATER);
                }
            }
        };
    }

    /** A store at its limit, all of whose entries are of one size. */
    private static ReferenceStore full(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.store(StoreFixture.minimum() + 1_000_000, policy, new HeapPages());
        for (int i = 0; i < ENTRIES; i++) {
            store.put(bytes("key" + i), value(100, i), FAR, NOW);
        }
        store.maxBytes(store.ledger().used());
        return store;
    }
}
