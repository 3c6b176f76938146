package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.HeapPages;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpireCondition;
import io.reclaim.expiry.ExpiryConfig;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceStoreDeadlineTest {
    private static final byte[] KEY = bytes("key");
    private static final byte[] VALUE = bytes("value");

    private final ReferenceStore store = StoreFixture.unlimited();

    @AfterEach
    void integrity() {
        store.checkIntegrity();
    }

    @Test
    void put_untilADeadline_goneFromThenOn() {
        store.put(KEY, VALUE, NOW + 10, NOW);

        assertThat(store.get(KEY, NOW + 9)).isEqualTo(VALUE);
        assertThat(store.ttl(KEY, NOW + 9)).isEqualTo(1);
        assertThat(store.get(KEY, NOW + 10)).isNull();
        assertThat(store.size()).isZero();
        assertThat(store.counters().expired()).isEqualTo(1);
    }

    @Test
    void put_withoutDeadline_theOldOneIsGone() {
        store.put(KEY, VALUE, NOW + 10, NOW);
        store.put(KEY, VALUE, NOW);

        assertThat(store.ttl(KEY, NOW)).isEqualTo(NO_DEADLINE);
        assertThat(store.get(KEY, NOW + 10)).isEqualTo(VALUE);
    }

    @Test
    void put_otherDeadline_itCounts() {
        store.put(KEY, VALUE, NOW + 10, NOW);
        store.put(KEY, VALUE, NOW + 20, NOW);

        assertThat(store.ttl(KEY, NOW + 10)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, NOW})
    void put_pastDeadline_staleAtOnce(long deadline) {
        assertThat(store.put(KEY, VALUE, deadline, NOW)).isEqualTo(PutResult.INSERTED);

        assertThat(StoreFixture.keys(store, NOW)).isEmpty();
        assertThat(store.ttl(KEY, NOW)).isEqualTo(ReferenceStore.NOT_FOUND);
        assertThat(store.counters().expired()).isEqualTo(1);
    }

    @Test
    void put_overStaleKey_isNew() {
        store.put(KEY, VALUE, NOW + 1, NOW);

        assertThat(store.put(KEY, VALUE, NOW + 1)).isEqualTo(PutResult.INSERTED);
        assertThat(store.ttl(KEY, NOW + 1)).isEqualTo(NO_DEADLINE);
        assertThat(store.counters().expired()).isEqualTo(1);
    }

    @Test
    void operations_onStaleKey_removeItAndSayItIsNotThere() {
        store.put(bytes("a"), VALUE, NOW + 1, NOW);
        store.put(bytes("b"), VALUE, NOW + 1, NOW);
        store.put(bytes("c"), VALUE, NOW + 1, NOW);
        store.put(bytes("d"), VALUE, NOW + 1, NOW);

        assertThat(store.remove(bytes("a"), NOW + 1)).isFalse();
        assertThat(store.persist(bytes("b"), NOW + 1)).isFalse();
        assertThat(store.expire(bytes("c"), NOW + 9, ExpireCondition.ALWAYS, NOW + 1))
                .isFalse();
        assertThat(store.ttl(bytes("d"), NOW + 1)).isEqualTo(ReferenceStore.NOT_FOUND);
        assertThat(store.size()).isZero();
        assertThat(store.counters().expired()).isEqualTo(4);
        assertThat(store.counters().removed()).isZero();
    }

    @Test
    void clock_goesBack_staleKeyThatStayedIsBack() {
        store.put(KEY, VALUE, NOW + 10, NOW);

        assertThat(StoreFixture.keys(store, NOW + 10)).isEmpty();
        assertThat(store.get(KEY, NOW + 9)).isEqualTo(VALUE);
        assertThat(store.ttl(KEY, NOW - 100)).isEqualTo(110);
        store.poll(NOW);
        store.poll(NOW - 500);
        store.poll(NOW - 300);
        assertThat(store.get(KEY, NOW)).isEqualTo(VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "ALWAYS, 0, 20, true",
        "ALWAYS, 10, 20, true",
        "ALWAYS, 10, 5, true",
        "NX, 0, 20, true",
        "NX, 10, 20, false",
        "XX, 0, 20, false",
        "XX, 10, 20, true",
        "GT, 0, 20, false",
        "GT, 10, 20, true",
        "GT, 10, 10, false",
        "GT, 10, 5, false",
        "LT, 0, 20, true",
        "LT, 10, 20, false",
        "LT, 10, 10, false",
        "LT, 10, 5, true"
    })
    void expire_condition_takenIfItHolds(ExpireCondition condition, long ttl, long wanted, boolean taken) {
        long before = ttl == 0 ? NO_DEADLINE : ttl;
        store.put(KEY, VALUE, ttl == 0 ? NO_DEADLINE : NOW + ttl, NOW);

        assertThat(store.expire(KEY, NOW + wanted, condition, NOW)).isEqualTo(taken);

        assertThat(store.ttl(KEY, NOW)).isEqualTo(taken ? wanted : before);
        assertThat(store.get(KEY, NOW)).isEqualTo(VALUE);
    }

    @ParameterizedTest
    @EnumSource(ExpireCondition.class)
    void expire_pastDeadline_removesIfTheConditionHolds(ExpireCondition condition) {
        store.put(KEY, VALUE, NOW + 10, NOW);
        boolean holds = condition.permits(NOW + 10, NOW);

        assertThat(store.expire(KEY, NOW, condition, NOW)).isEqualTo(holds);

        assertThat(store.size()).isEqualTo(holds ? 0 : 1);
        assertThat(store.counters().expired()).isEqualTo(holds ? 1 : 0);
    }

    @Test
    void expire_noKey_no() {
        assertThat(store.expire(KEY, NOW + 1, ExpireCondition.ALWAYS, NOW)).isFalse();
    }

    @Test
    void expire_latestDeadline_keptAndSaturated() {
        store.put(KEY, VALUE, NOW);

        assertThat(store.expire(KEY, Deadlines.after(NOW, Long.MAX_VALUE), ExpireCondition.ALWAYS, NOW))
                .isTrue();
        assertThat(store.ttl(KEY, 0)).isEqualTo(Deadlines.LATEST);
        assertThat(store.ttl(KEY, -5)).isEqualTo(Deadlines.LATEST);
    }

    @Test
    void persist_deadline_gone() {
        store.put(KEY, VALUE, NOW + 10, NOW);

        assertThat(store.persist(KEY, NOW)).isTrue();
        assertThat(store.persist(KEY, NOW)).isFalse();
        assertThat(store.get(KEY, NOW + 10)).isEqualTo(VALUE);
    }

    @Test
    void poll_everyStaleKey_removedWithoutAccess() {
        ReferenceStore swept = sweptWhole();
        for (int i = 0; i < 1000; i++) {
            swept.put(bytes("k" + i), VALUE, i < 900 ? NOW + 10 : NOW + 1_000_000, NOW);
        }
        StoreFixture.ticks(swept, NOW + 10, 100);

        assertThat(swept.size()).isEqualTo(100);
        assertThat(swept.counters().expired()).isEqualTo(900);
        swept.checkIntegrity();
    }

    @Test
    void poll_beforeTheDeadline_nothingRemoved() {
        ReferenceStore swept = sweptWhole();
        for (int i = 0; i < 100; i++) {
            swept.put(bytes("k" + i), VALUE, NOW + 10_000, NOW);
        }
        assertThat(StoreFixture.ticks(swept, NOW - 1, 100)).isEqualTo(NOW + 9_999);
        assertThat(swept.size()).isEqualTo(100);
        StoreFixture.ticks(swept, NOW, 200);
        assertThat(swept.size()).isZero();
    }

    @Test
    void poll_withinAPeriod_noTick() {
        assertThat(store.poll(NOW)).isTrue();
        assertThat(store.poll(NOW + StoreFixture.PERIOD - 1)).isFalse();
        assertThat(store.poll(NOW + StoreFixture.PERIOD)).isTrue();
        assertThat(store.duty().ticks()).isEqualTo(2);
    }

    @Test
    void poll_oneUnitOfTimeLeft_worstStepIsOneGrant() {
        for (int i = 0; i < 5000; i++) {
            store.put(bytes("k" + i), VALUE, NOW + 1, NOW);
        }
        for (int i = 0; i < 20; i++) {
            long before = store.counters().expired();
            store.duty().shares().forEach(share -> share.nanosPerTick(1));
            StoreFixture.ticks(store, NOW + 100L * i, 1);
            assertThat(store.counters().expired() - before).isBetween(0L, 16L);
        }
        assertThat(store.counters().expired()).isPositive();
    }

    /** Goes on as long as any key of a loop was stale. */
    private static ReferenceStore sweptWhole() {
        ExpiryConfig sweep = new ExpiryConfig(10, 20, 0, 25, 1_000_000, false, Set.of());
        return new ReferenceStore(StoreFixture.config(
                        MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, new HeapPages(), StoreFixture.CLASSES)
                .withExpiry(sweep));
    }
}
