package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceStoreTest {
    private static final byte[] KEY = bytes("key");
    private static final byte[] VALUE = bytes("value");

    private final ReferenceStore store = StoreFixture.unlimited();

    @AfterEach
    void integrity() {
        store.checkIntegrity();
    }

    @Test
    void store_new_emptyAndChargedForItsStructures() {
        assertThat(store.size()).isZero();
        assertThat(store.ledger().used()).isEqualTo(StoreFixture.account(store, "fixed"));
        assertThat(store.report().startupBytes()).isEqualTo(store.ledger().used());
        assertThat(store.ledger().accounts())
                .extracting(account -> account.name())
                .containsExactly(
                        "fixed", "rows", "slab", "table", "deadlines", "allocator", "dataset", "ghosts", "curve");
        assertThat(store.duty().shares())
                .extracting(share -> share.name())
                .containsExactly("expiry", "rehashing", "eviction", "defrag", "compaction", "purge");
        assertThat(store.randomKey(NOW)).isNull();
        assertThat(StoreFixture.keys(store, NOW)).isEmpty();
        assertThat(store)
                .hasToString("ReferenceStore[0 entries, MemoryLimit["
                        + store.ledger().used() + " of unlimited], noeviction]");
    }

    @Test
    void get_nothingThere_notFound() {
        assertThat(store.get(KEY, NOW)).isNull();
        assertThat(store.get(KEY, new byte[3], NOW)).isEqualTo(ReferenceStore.NOT_FOUND);
        assertThat(store.remove(KEY, NOW)).isFalse();
        assertThat(store.persist(KEY, NOW)).isFalse();
        assertThat(store.ttl(KEY, NOW)).isEqualTo(ReferenceStore.NOT_FOUND);
        assertThat(store.memoryUsage(KEY)).isEqualTo(ReferenceStore.NOT_FOUND);
        assertThat(store.counters().misses()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 5",
        "3, 0",
        "1023, 10",
        "1024, 10",
        "5000, 0",
        "3, 1020",
        "3, 5000",
        "3, 2097151",
        "3, 2097152",
        "1024, 2097153"
    })
    void put_anyLengths_readBack(int keyLength, int valueLength) {
        byte[] key = value(keyLength, 1);
        byte[] value = value(valueLength, 2);

        assertThat(store.put(key, value, NOW)).isEqualTo(PutResult.INSERTED);
        store.checkIntegrity();

        assertThat(store.get(key, NOW)).isEqualTo(value);
        byte[] into = new byte[valueLength + 1];
        assertThat(store.get(key, into, NOW)).isEqualTo(valueLength);
        assertThat(into).isEqualTo(Arrays.copyOf(value, valueLength + 1));
        assertThat(store.remove(key, NOW)).isTrue();
        assertThat(store.get(key, NOW)).isNull();
        assertThat(StoreFixture.account(store, "dataset")).isZero();
    }

    @Test
    void put_keysThatAreBeginningsOfEachOther_keptApart() {
        for (int length = 0; length < 1100; length += 50) {
            store.put(value(length, 9), value(length + 1, length), NOW);
        }
        for (int length = 0; length < 1100; length += 50) {
            assertThat(store.get(value(length, 9), NOW)).isEqualTo(value(length + 1, length));
        }
        assertThat(store.size()).isEqualTo(22);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 6, 100, 900, 1100, 1200, 50_000})
    void put_otherValue_replaces(int length) {
        store.put(KEY, VALUE, NOW);

        assertThat(store.put(KEY, value(length, 7), NOW)).isEqualTo(PutResult.REPLACED);

        assertThat(store.get(KEY, NOW)).isEqualTo(value(length, 7));
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.put(KEY, VALUE, NOW)).isEqualTo(PutResult.REPLACED);
        assertThat(store.get(KEY, NOW)).isEqualTo(VALUE);
    }

    @Test
    void put_partOfAnArray_onlyThatPart() {
        assertThat(store.put(KEY, bytes("0123456789"), 3, 4, NO_DEADLINE, NOW)).isEqualTo(PutResult.INSERTED);
        assertThat(store.get(KEY, NOW)).isEqualTo(bytes("3456"));
        assertThat(store.put(KEY, bytes("0123456789"), 10, 0, NO_DEADLINE, NOW)).isEqualTo(PutResult.REPLACED);
        assertThat(store.get(KEY, NOW)).isEmpty();
    }

    @Test
    void put_partBeyondTheArray_refusedAndNothingChanged() {
        store.put(KEY, VALUE, NOW);

        assertThatThrownBy(() -> store.put(KEY, new byte[5], 3, 3, NO_DEADLINE, NOW))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> store.put(KEY, new byte[5], -1, 3, NO_DEADLINE, NOW))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(store.get(KEY, NOW)).isEqualTo(VALUE);
        assertThat(store.counters().writes()).isEqualTo(1);
    }

    @Test
    void put_arraysChangedAfterwards_storeKeepsItsOwn() {
        byte[] key = KEY.clone();
        byte[] value = VALUE.clone();
        store.put(key, value, NOW);
        key[0]++;
        value[0]++;

        byte[] read = store.get(KEY, NOW);
        assertThat(read).isEqualTo(VALUE);
        read[0]++;
        assertThat(store.get(KEY, NOW)).isEqualTo(VALUE);
    }

    @Test
    void get_intoSmallerArray_whatFits() {
        store.put(KEY, VALUE, NOW);
        byte[] into = new byte[2];

        assertThat(store.get(KEY, into, NOW)).isEqualTo(5);
        assertThat(into).isEqualTo(bytes("va"));
        assertThat(store.get(KEY, new byte[0], NOW)).isEqualTo(5);
    }

    @Test
    void counters_someUse_counted() {
        store.put(KEY, VALUE, NOW);
        store.put(KEY, VALUE, NOW + 10, NOW);
        store.get(KEY, NOW);
        store.get(KEY, new byte[9], NOW);
        store.get(bytes("other"), NOW);
        store.get(KEY, NOW + 10);
        store.put(KEY, VALUE, NOW);
        store.remove(KEY, NOW);

        StoreCounters counters = store.counters();
        assertThat(counters.hits()).isEqualTo(2);
        assertThat(counters.misses()).isEqualTo(2);
        assertThat(counters.writes()).isEqualTo(3);
        assertThat(counters.expired()).isEqualTo(1);
        assertThat(counters.removed()).isEqualTo(1);
        assertThat(counters.evicted() + counters.refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void scan_anyStep_everyFreshKeyOnce(int maxKeys) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean stale = i % 3 == 0;
            store.put(bytes("k" + i), VALUE, stale ? NOW + 5 : NOW + 50, NOW);
            if (!stale) {
                expected.add("k" + i);
            }
        }
        List<String> met = new ArrayList<>();
        long cursor = 0;
        do {
            int before = met.size();
            cursor = store.scan(cursor, maxKeys, NOW + 5, key -> met.add(StoreFixture.text(key)));
            assertThat(met.size() - before).isLessThanOrEqualTo(maxKeys);
        } while (cursor != 0);

        assertThat(met).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(store.size()).isEqualTo(200);
    }

    @Test
    void scan_noKeys_refused() {
        assertThatThrownBy(() -> store.scan(0, 0, NOW, key -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }

    @Test
    void scan_visitorReadsKeysThatAreStale_goesOn() {
        for (int i = 0; i < 20; i++) {
            store.put(bytes("k" + i), VALUE, i % 2 == 0 ? NOW + 1 : NO_DEADLINE, NOW);
        }
        List<String> met = new ArrayList<>();

        store.scan(0, 20, NOW + 1, key -> {
            met.add(StoreFixture.text(key));
            for (int i = 0; i < 20; i += 2) {
                store.get(bytes("k" + i), NOW + 1);
            }
        });

        assertThat(met).hasSize(10);
        assertThat(store.size()).isEqualTo(10);
    }

    @Test
    void randomKey_manyDraws_eachFreshKeyAndNoOther() {
        for (int i = 0; i < 5; i++) {
            store.put(bytes("k" + i), VALUE, i < 2 ? NOW + 1 : NO_DEADLINE, NOW);
        }
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            drawn.add(StoreFixture.text(store.randomKey(NOW + 1)));
        }
        assertThat(drawn).containsOnly("k2", "k3", "k4");
    }

    @Test
    void randomKey_allStale_none() {
        store.put(KEY, VALUE, NOW + 1, NOW);
        assertThat(store.randomKey(NOW + 1)).isNull();
        assertThat(store.randomKey(NOW)).isEqualTo(KEY);
    }

    @Test
    void memoryUsage_withAndWithoutDeadline_fourBytesMore() {
        store.put(KEY, VALUE, NOW);
        long without = store.memoryUsage(KEY);
        store.put(KEY, VALUE, Deadlines.after(NOW, 5), NOW);

        assertThat(without).isBetween(12L + 32 + 4 + 4, 80L);
        assertThat(store.memoryUsage(KEY)).isEqualTo(without + 4);
    }

    /** What is left are descriptors of 150 size classes and tags of free places, for 2 MB. */
    @Test
    void memoryUsage_manyEntries_sumCloseToWhatIsUsed() {
        long sum = 0;
        for (int i = 0; i < 16_000; i++) {
            store.put(bytes("key" + i), value(i % 300, i), i % 2 == 0 ? NO_DEADLINE : NOW + 100_000, NOW);
        }
        for (int i = 0; i < 16_000; i++) {
            sum += store.memoryUsage(bytes("key" + i));
        }
        long used = store.ledger().used() - store.report().startupBytes();
        assertThat((double) sum / used).isBetween(0.92, 1.02);
    }

    @Test
    void purge_afterAllWasRemoved_nothingReserved() {
        for (int i = 0; i < 2000; i++) {
            store.put(bytes("key" + i), value(i % 3000, i), NOW);
        }
        for (int i = 0; i < 2000; i++) {
            store.remove(bytes("key" + i), NOW);
        }
        assertThat(store.purge()).isPositive();
        assertThat(store.purge()).isZero();
        assertThat(store.reports().allocator().reservedBytes()).isZero();
    }

    @Test
    void reports_someEntries_agree() {
        ReferenceStore limited = StoreFixture.store(1 << 20, MaxMemoryPolicy.ALLKEYS_LFU);
        for (int i = 0; i < 100; i++) {
            limited.put(bytes("key" + i), value(100, i), NOW);
        }
        assertThat(limited.reports().table().size()).isEqualTo(100);
        assertThat(limited.reports().allocator().blocks()).isEqualTo(100);
        assertThat(limited.report().keys()).isEqualTo(100);
        assertThat(limited.report().maxBytes()).isEqualTo(1 << 20);
        assertThat(limited.report().usedBytes()).isEqualTo(limited.ledger().used());
        assertThat(limited)
                .hasToString("ReferenceStore[100 entries, MemoryLimit["
                        + limited.ledger().used() + " of 1048576], allkeys-lfu]");
    }
}
