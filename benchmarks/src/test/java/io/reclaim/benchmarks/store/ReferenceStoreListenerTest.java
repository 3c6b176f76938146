package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.text;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.RemovalCause;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpireCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceStoreListenerTest {
    private static final byte[] KEY = bytes("key");
    private static final long LIMIT = StoreFixture.minimum() + 40_000;

    private final ReferenceStore store = StoreFixture.store(LIMIT, MaxMemoryPolicy.ALLKEYS_LRU);
    private final List<String> told = new ArrayList<>();

    private void tell(byte[] key, byte[] value, RemovalCause cause) {
        told.add(cause + " " + text(key) + " " + text(value));
    }

    @Test
    void listener_eachCause_toldOnce() {
        store.listener(this::tell);
        store.put(bytes("a"), bytes("1"), NOW);
        store.put(bytes("a"), bytes("2"), NOW);
        store.remove(bytes("a"), NOW);
        store.put(bytes("b"), bytes("3"), NOW + 1, NOW);
        store.get(bytes("b"), NOW + 1);
        store.put(bytes("c"), bytes("4"), NOW);
        store.expire(bytes("c"), NOW, ExpireCondition.ALWAYS, NOW);
        store.put(bytes("d"), bytes("5"), NOW + 1, NOW);
        StoreFixture.ticks(store, NOW + 1, 1);

        assertThat(told).containsExactly("REPLACED a 1", "EXPLICIT a 2", "EXPIRED b 3", "EXPIRED c 4", "EXPIRED d 5");
    }

    @Test
    void listener_nothingRemoved_notTold() {
        store.listener(this::tell);
        store.put(KEY, bytes("1"), NOW + 5, NOW);
        store.remove(bytes("other"), NOW);
        store.put(KEY, value(100_000, 1), NOW);
        store.persist(KEY, NOW);
        store.expire(KEY, NOW + 9, ExpireCondition.XX, NOW);
        store.purge();

        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MaxMemoryPolicy.class)
    void listener_evictions_whatIsMissingWasTold(MaxMemoryPolicy policy) {
        store.policy(policy);
        store.listener(this::tell);
        int written = 0;
        for (int i = 0; i < 500; i++) {
            written +=
                    store.put(bytes("k" + i), bytes("v" + i), NOW + 1_000, NOW).written() ? 1 : 0;
        }
        for (int i = 0; i < 500; i++) {
            store.put(bytes("l" + i), value(300, 'x'), NOW + 1_000, NOW);
        }
        long kept = StoreFixture.keys(store, NOW).stream()
                .filter(key -> key.startsWith("k"))
                .count();
        long evicted =
                told.stream().filter(line -> line.startsWith("EVICTED k")).count();

        assertThat(kept + evicted).isEqualTo(written);
        assertThat(told).doesNotHaveDuplicates();
        assertThat(store.counters().evicted()).isEqualTo(told.size());
        assertThat(told.isEmpty()).isEqualTo(!policy.evicts());
    }

    @Test
    void listener_none_oldOneIsNotTold() {
        store.listener(this::tell);
        store.put(KEY, bytes("1"), NOW);
        store.listener(null);
        store.put(KEY, bytes("2"), NOW);
        store.remove(KEY, NOW);

        assertThat(told).isEmpty();
        assertThat(store.counters().removed()).isEqualTo(1);
    }

    @Test
    void listener_told_storeIsWholeAndEntryGone() {
        store.listener((key, value, cause) -> {
            store.checkIntegrity();
            byte[] now = store.get(key, NOW);
            told.add(cause + " " + (now == null ? "gone" : text(now)));
        });
        store.put(KEY, bytes("old"), NOW);
        store.put(KEY, bytes("new"), NOW);
        store.remove(KEY, NOW);

        assertThat(told).containsExactly("REPLACED new", "EXPLICIT gone");
    }

    @Test
    void listener_removesAndWritesOthers_storeStaysWhole() {
        store.listener((key, value, cause) -> {
            if (cause == RemovalCause.EVICTED && text(key).startsWith("k")) {
                store.remove(bytes("k" + (1 + Integer.parseInt(text(key).substring(1)))), NOW);
                store.put(bytes("tomb of " + text(key)), new byte[0], NOW + 50, NOW);
            }
        });
        for (int i = 0; i < 1_000; i++) {
            store.put(bytes("k" + i), value(100, i), NOW);
            assertThat(store.ledger().peak()).isLessThanOrEqualTo(LIMIT);
        }
        store.checkIntegrity();
        assertThat(store.counters().removed()).isPositive();
        assertThat(StoreFixture.keys(store, NOW)).doesNotHaveDuplicates().anyMatch(key -> key.startsWith("tomb"));
    }

    @Test
    void listener_writesTheExpiredKeyAgain_keyIsThereOnce() {
        store.listener((key, value, cause) -> {
            if (cause == RemovalCause.EXPIRED) {
                store.put(key, bytes("renewed"), NOW + 1);
            } else {
                tell(key, value, cause);
            }
        });
        store.put(KEY, bytes("old"), NOW + 1, NOW);

        store.put(KEY, bytes("new"), NOW + 1);

        assertThat(store.size()).isEqualTo(1);
        assertThat(store.get(KEY, NOW + 1)).isEqualTo(bytes("new"));
        assertThat(told).containsExactly("REPLACED key renewed");
        store.checkIntegrity();
    }

    @Test
    void listener_writesTheKeyThatRoomIsMadeFor_keyIsThereOnce() {
        StoreFixture.fill(store, 100, NO_DEADLINE);
        long evicted = store.counters().evicted();
        store.listener((key, value, cause) -> {
            if (cause == RemovalCause.EVICTED && store.get(KEY, NOW) == null) {
                store.put(KEY, bytes("by the listener"), NOW);
            }
        });

        assertThat(store.put(KEY, value(900, 1), NOW)).isEqualTo(PutResult.REPLACED);

        assertThat(store.get(KEY, NOW)).isEqualTo(value(900, 1));
        assertThat(StoreFixture.keys(store, NOW)).containsOnlyOnce("key");
        assertThat(store.counters().evicted()).isGreaterThan(evicted);
        store.checkIntegrity();
    }

    @Test
    void listener_writesExpiredKeysAgainDuringTicks_storeStaysWhole() {
        store.listener((key, value, cause) -> {
            if (cause == RemovalCause.EXPIRED) {
                store.put(key, value, NOW + 1_000_000, NOW);
            }
        });
        for (int i = 0; i < 150; i++) {
            store.put(bytes("k" + i), value(20, i), NOW + 1, NOW);
        }
        StoreFixture.ticks(store, NOW, 50);

        store.checkIntegrity();
        assertThat(StoreFixture.keys(store, NOW)).hasSize(150).doesNotHaveDuplicates();
    }

    @Test
    void listener_changesLimitAndPolicyDuringEviction_storeStaysWhole() {
        List<MaxMemoryPolicy> evicting = Arrays.stream(MaxMemoryPolicy.values())
                .filter(MaxMemoryPolicy::evicts)
                .toList();
        store.listener((key, value, cause) -> {
            store.policy(evicting.get((int) (store.counters().evicted() % evicting.size())));
            store.maxBytes(LIMIT + store.counters().evicted());
        });
        for (int i = 0; i < 1_000; i++) {
            store.put(bytes("k" + i), value(100, i), NOW + 1_000, NOW);
        }
        store.checkIntegrity();
        assertThat(store.counters().evicted()).isGreaterThan(100);
    }

    @Test
    void listener_throwsOnReplace_passesThroughAndValueIsWritten() {
        store.put(KEY, bytes("old"), NOW);
        throwWhenTold();

        assertThatThrownBy(() -> store.put(KEY, bytes("new"), NOW)).hasMessage("thrown by the listener");
        assertThat(store.get(KEY, NOW)).isEqualTo(bytes("new"));
        assertThatThrownBy(() -> store.remove(KEY, NOW)).hasMessage("thrown by the listener");
        assertThat(store.size()).isZero();
        store.checkIntegrity();
    }

    @Test
    void listener_throwsOnEviction_passesThroughAndStoreStaysWhole() {
        int size = StoreFixture.fill(store, 100, NO_DEADLINE);
        throwWhenTold();

        assertThatThrownBy(() -> store.put(KEY, value(2_000, 1), NOW)).hasMessage("thrown by the listener");

        assertThat(store.size()).isEqualTo(size - 1);
        assertThat(store.get(KEY, NOW)).isNull();
        store.checkIntegrity();
        store.listener(null);
        assertThat(store.put(KEY, value(2_000, 1), NOW)).isEqualTo(PutResult.INSERTED);
        store.checkIntegrity();
    }

    @Test
    void listener_throwsDuringATick_passesThroughAndNextTicksRun() {
        for (int i = 0; i < 10; i++) {
            store.put(bytes("k" + i), bytes("1"), NOW + 1, NOW);
        }
        throwWhenTold();

        assertThatThrownBy(() -> store.poll(NOW + 1)).hasMessage("thrown by the listener");

        assertThat(store.size()).isEqualTo(9);
        store.checkIntegrity();
        store.listener(this::tell);
        StoreFixture.ticks(store, NOW + 1, 5);
        assertThat(store.size()).isZero();
        assertThat(told).hasSize(9);
    }

    private void throwWhenTold() {
        store.listener((key, value, cause) -> {
            throw new IllegalStateException("thrown by the listener");
        });
    }
}
