package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reclaim.allocator.HeapPages;
import io.reclaim.core.RemovalCause;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpireCondition;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for a store whatever the way it expires. */
class ReferenceStoreExpiryModeTest {
    private static ReferenceStore store(ExpiryMode mode, long extraBytes, MaxMemoryPolicy policy) {
        StoreConfig config = StoreFixture.config(1L << 40, policy, new HeapPages(), StoreFixture.CLASSES)
                .withExpiryMode(mode);
        ReferenceStore store = new ReferenceStore(config);
        store.maxBytes(store.minimumBytes() + extraBytes);
        return store;
    }

    /** Polls each millisecond. */
    private static void pass(ReferenceStore store, long from, long to) {
        for (long now = from; now <= to; now++) {
            store.poll(now);
        }
    }

    @ParameterizedTest
    @EnumSource(value = ExpiryMode.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void poll_halfIsStale_thatHalfGoes(ExpiryMode mode) {
        ReferenceStore store = store(mode, 4 << 20, MaxMemoryPolicy.NOEVICTION);
        store.poll(NOW);
        for (int i = 0; i < 2_000; i++) {
            store.put(bytes("k" + i), value(10, i), NOW + (i % 2 == 0 ? 500 : 1_000_000), NOW);
        }
        pass(store, NOW, NOW + 499);
        assertThat(store.size()).isEqualTo(2_000);
        pass(store, NOW + 500, NOW + 20_000);

        int tolerated = mode == ExpiryMode.FAITHFUL ? 300 : mode == ExpiryMode.SAMPLING ? 50 : 0;
        assertThat(store.size()).isBetween(1_000, 1_000 + tolerated);
        assertThat(store.get(bytes("k2"), NOW + 20_000)).isNull();
        assertThat(store.get(bytes("k1"), NOW + 20_000)).isNotNull();
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(
            value = ExpiryMode.class,
            names = {"EXACT", "COMPACT"})
    void poll_orderedModes_removeInTheMillisecondOfTheDeadline(ExpiryMode mode) {
        ReferenceStore store = store(mode, 4 << 20, MaxMemoryPolicy.NOEVICTION);
        store.poll(NOW);
        for (int i = 0; i < 300; i++) {
            store.put(bytes("k" + i), value(10, i), NOW + 1 + i, NOW);
        }
        for (int i = 1; i <= 300; i++) {
            store.poll(NOW + i);
            assertThat(store.size()).isEqualTo(300 - i);
        }
    }

    @ParameterizedTest
    @EnumSource(value = ExpiryMode.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void expire_conditionsAndPersist_alike(ExpiryMode mode) {
        ReferenceStore store = store(mode, 4 << 20, MaxMemoryPolicy.NOEVICTION);
        byte[] key = bytes("k");
        store.put(key, value(3, 3), NOW);
        assertThat(store.expire(key, NOW + 100, ExpireCondition.XX, NOW)).isFalse();
        assertThat(store.expire(key, NOW + 100, ExpireCondition.NX, NOW)).isTrue();
        assertThat(store.expire(key, NOW + 50, ExpireCondition.GT, NOW)).isFalse();
        assertThat(store.expire(key, NOW + 50, ExpireCondition.LT, NOW)).isTrue();
        assertThat(store.expire(key, Deadlines.after(NOW, 80), ExpireCondition.GT, NOW))
                .isTrue();
        assertThat(store.ttl(key, NOW)).isEqualTo(80);
        assertThat(store.persist(key, NOW)).isTrue();
        pass(store, NOW, NOW + 300);
        assertThat(store.get(key, NOW + 300)).isNotNull();
        assertThat(store.expire(key, NOW, ExpireCondition.ALWAYS, NOW + 300)).isTrue();
        assertThat(store.size()).isZero();
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(value = ExpiryMode.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void listener_writesDueAndLivingEntries_staysWhole(ExpiryMode mode) {
        ReferenceStore store = store(mode, 4 << 20, MaxMemoryPolicy.NOEVICTION);
        store.poll(NOW);
        int[] told = new int[1];
        store.listener((key, value, cause) -> {
            assertThat(cause).isEqualTo(RemovalCause.EXPIRED);
            told[0]++;
            if (told[0] <= 500) {
                store.put(bytes("due" + told[0]), value(5, 5), NOW + 10, NOW + 10);
                store.put(bytes("living" + told[0]), value(5, 5), NOW + 1_000_000, NOW + 10);
            }
        });
        for (int i = 0; i < 500; i++) {
            store.put(bytes("k" + i), value(10, i), NOW + 10, NOW);
        }
        pass(store, NOW, NOW + 60_000);
        store.checkIntegrity();
        assertThat(told[0]).isBetween(mode == ExpiryMode.FAITHFUL ? 900 : 990, 1_000);
    }

    @ParameterizedTest
    @EnumSource(value = ExpiryMode.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void limit_timedEntriesComeAndGo_neverExceeded(ExpiryMode mode) {
        ReferenceStore store = store(mode, 300_000, MaxMemoryPolicy.ALLKEYS_LRU);
        long limit = store.minimumBytes() + 300_000;
        SplittableRandom random = new SplittableRandom(5);
        long now = NOW;
        store.poll(now);
        for (int i = 0; i < 40_000; i++) {
            byte[] key = bytes("k" + random.nextInt(30_000));
            switch (random.nextInt(8)) {
                case 0 -> store.remove(key, now);
                case 1 -> store.expire(key, now + random.nextInt(100_000), ExpireCondition.ALWAYS, now);
                case 2 -> store.persist(key, now);
                default -> store.put(key, value(40, i), now + 1 + random.nextInt(50_000), now);
            }
            if (i % 8 == 0) {
                now += i % 16_384 == 16_000 ? 7_000_000 : 1;
                store.poll(now);
            }
            assertThat(store.ledger().used()).isLessThanOrEqualTo(limit);
        }
        assertThat(store.ledger().peak()).isLessThanOrEqualTo(limit);
        assertThat(store.counters().evicted()).isPositive();
        store.checkIntegrity();
    }

    @Test
    void none_deadlines_areRefusedAndNothingChanges() {
        ReferenceStore store = store(ExpiryMode.NONE, 300_000, MaxMemoryPolicy.ALLKEYS_LRU);
        byte[] key = bytes("k");
        store.put(key, value(3, 3), NOW);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.put(key, value(3, 4), NOW + 1, NOW))
                .withMessage("deadlineMillis must be NO_DEADLINE in a store with ExpiryMode.NONE: " + (NOW + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> store.expire(key, NOW + 1, ExpireCondition.ALWAYS, NOW));
        assertThat(store.get(key, NOW)).isEqualTo(value(3, 3));
        assertThat(store.ttl(key, NOW)).isEqualTo(Deadlines.NO_DEADLINE);
        assertThat(store.persist(key, NOW)).isFalse();
        for (int i = 0; i < 20_000; i++) {
            store.put(bytes("k" + i), value(40, i), NOW + i);
            store.poll(NOW + i);
            assertThat(store.ledger().used()).isLessThanOrEqualTo(store.minimumBytes() + 300_000);
        }
        store.policy(MaxMemoryPolicy.VOLATILE_TTL);
        assertThat(store.put(bytes("new"), value(1_000, 1), NOW + 20_000).written())
                .as("none is volatile")
                .isFalse();
        store.checkIntegrity();
    }
}
