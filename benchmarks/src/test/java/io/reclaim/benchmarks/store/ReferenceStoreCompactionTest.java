package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.core.DutyShare;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceStoreCompactionTest {
    private static final int KEYS = 20_000;
    private static final long FAR = NOW + 1_000_000;

    private static byte[] valueOf(int i) {
        return value(i % 100 == 0 ? 2_000 : i % 80, i);
    }

    private static long deadlineOf(int i) {
        return i % 3 == 0 ? FAR + i : NO_DEADLINE;
    }

    /** Has had five pages of rows, and has a tenth of the entries left. */
    private static ReferenceStore spread(PageSource pages) {
        ReferenceStore store = StoreFixture.store(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, pages);
        for (int i = 0; i < KEYS; i++) {
            store.put(bytes("k" + i), valueOf(i), deadlineOf(i), NOW);
        }
        for (int i = 0; i < KEYS; i++) {
            if (i % 10 != 0) {
                store.remove(bytes("k" + i), NOW);
            }
        }
        return store;
    }

    private static DutyShare share(ReferenceStore store) {
        for (DutyShare share : store.duty().shares()) {
            if (share.name().equals("compaction")) {
                return share;
            }
        }
        throw new AssertionError("no compaction");
    }

    private static void assertAllFound(ReferenceStore store) {
        for (int i = 0; i < KEYS; i += 10) {
            assertThat(store.get(bytes("k" + i), NOW)).isEqualTo(valueOf(i));
            long ttl = deadlineOf(i) == NO_DEADLINE ? NO_DEADLINE : deadlineOf(i) - NOW;
            assertThat(store.ttl(bytes("k" + i), NOW)).isEqualTo(ttl);
        }
        assertThat(store.size()).isEqualTo(KEYS / 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ticks_nineTenthsRemoved_onePageOfRowsAndEverythingFound(boolean direct) {
        ReferenceStore store = spread(direct ? new DirectPages() : new HeapPages());
        long rows = StoreFixture.account(store, "rows");
        long now = NOW;
        int ticks = 0;
        while (StoreFixture.account(store, "rows") > rows / 5) {
            now = StoreFixture.ticks(store, now, 1);
            assertThat(++ticks).isLessThan(KEYS / 100);
            if (ticks % 20 == 0) {
                store.checkIntegrity();
            }
        }
        store.checkIntegrity();

        assertAllFound(store);
        assertThat(rows % 5).isZero();
        assertThat(share(store).pending()).isFalse();
        assertThat(share(store).cost().units()).isBetween(1_000L, KEYS / 10L);
        assertThat(store.reports().compactedBytes())
                .isEqualTo(36 * share(store).cost().units());
    }

    @Test
    void ticks_atTheLimit_chargeNothing() {
        ReferenceStore store = spread(new HeapPages());
        store.duty().shares().forEach(share -> share.enabled(share == share(store)));
        for (int i = 0; store.ledger().peak() > store.ledger().used(); i++) {
            store.put(bytes("ballast" + i), value(20_000, i), NOW);
        }
        long peak = store.ledger().peak();
        store.maxBytes(peak);

        StoreFixture.ticks(store, NOW, 200);

        assertThat(share(store).pending()).isFalse();
        assertThat(store.reports().compactedBytes()).isPositive();
        assertThat(store.ledger().peak()).isEqualTo(peak);
        store.checkIntegrity();
    }

    @Test
    void ticks_switchedOff_refsStayAsTheyAre() {
        ReferenceStore store = spread(new HeapPages());
        long rows = StoreFixture.account(store, "rows");
        share(store).enabled(false);

        StoreFixture.ticks(store, NOW, 200);

        assertThat(store.reports().compactedBytes()).isZero();
        assertThat(StoreFixture.account(store, "rows")).isEqualTo(rows);
    }

    @Test
    void scan_visitorRunsTicks_everyKeyMetOnceAndNothingMovesMeanwhile() {
        ReferenceStore store = spread(new HeapPages());
        Set<String> met = new HashSet<>();
        long[] now = {NOW};
        long[] moved = {0};
        long cursor = 0;
        do {
            moved[0] = store.reports().compactedBytes();
            cursor = store.scan(cursor, 64, NOW, key -> {
                met.add(StoreFixture.text(key));
                now[0] = StoreFixture.ticks(store, now[0], 1);
                assertThat(store.reports().compactedBytes()).isEqualTo(moved[0]);
            });
            now[0] = StoreFixture.ticks(store, now[0], 1);
        } while (cursor != 0);

        assertThat(met).hasSize(KEYS / 10);
        assertThat(moved[0]).isPositive();
        assertAllFound(store);
        store.checkIntegrity();
    }

    @Test
    void put_listenerRunsTicks_nothingMovesMeanwhile() {
        ReferenceStore store = spread(new HeapPages());
        long[] now = {NOW};
        store.listener((key, value, cause) -> {
            long moved = store.reports().compactedBytes();
            now[0] = StoreFixture.ticks(store, now[0], 1);
            assertThat(store.reports().compactedBytes()).isEqualTo(moved);
        });
        for (int i = 0; i < 100; i++) {
            store.put(bytes("k" + 10 * i), valueOf(10 * i), deadlineOf(10 * i), NOW);
        }
        assertThat(store.reports().compactedBytes()).isZero();
        store.listener(null);

        StoreFixture.ticks(store, now[0], 200);
        assertThat(store.reports().compactedBytes()).isPositive();
        assertAllFound(store);
    }

    @Test
    void put_listenerThrows_compactionGoesOn() {
        ReferenceStore store = spread(new HeapPages());
        store.listener((key, value, cause) -> {
            throw new IllegalStateException("listener");
        });
        try {
            store.put(bytes("k0"), valueOf(0), deadlineOf(0), NOW);
        } catch (IllegalStateException expected) {
            store.listener(null);
        }

        StoreFixture.ticks(store, NOW, 200);

        assertThat(store.reports().compactedBytes()).isPositive();
        assertAllFound(store);
    }

    /** Candidates of eviction keep refs across compaction; what they find there is judged again. */
    @ParameterizedTest
    @EnumSource(
            value = MaxMemoryPolicy.class,
            names = {"NOEVICTION"},
            mode = EnumSource.Mode.EXCLUDE)
    void put_evictsWhileCompacted_limitAndStructuresKept(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.unlimited();
        store.policy(policy);
        for (int i = 0; i < 14_000; i++) {
            store.put(bytes("k" + i), value(i % 80, i), FAR, NOW);
        }
        for (int i = 0; i < 14_000; i++) {
            if (i % 8 != 0) {
                store.remove(bytes("k" + i), NOW);
            }
        }
        store.maxBytes(store.ledger().used());
        long now = NOW;
        for (int i = 0; i < 2_000; i++) {
            store.put(bytes("new" + i), value(150, i), FAR, now);
            if (i % 40 == 0) {
                now = StoreFixture.ticks(store, now, 1);
                store.checkIntegrity();
                assertThat(store.ledger().used())
                        .isLessThanOrEqualTo(store.report().maxBytes());
            }
        }
        assertThat(store.counters().evicted()).isPositive();
        assertThat(store.reports().compactedBytes()).isPositive();
    }

    private static ReferenceStore ofRefs(int maxRefs, MaxMemoryPolicy policy) {
        return new ReferenceStore(
                StoreFixture.config(MemoryLimit.UNLIMITED, policy, new HeapPages(), StoreFixture.CLASSES), maxRefs);
    }

    @Test
    void put_allRefsTaken_refusedAndNothingChanged() {
        ReferenceStore store = ofRefs(100, MaxMemoryPolicy.NOEVICTION);
        for (int i = 0; i < 100; i++) {
            assertThat(store.put(bytes("k" + i), value(10, i), FAR, NOW)).isEqualTo(PutResult.INSERTED);
        }
        long used = store.ledger().used();

        assertThat(store.put(bytes("new"), value(10, 1), FAR, NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);

        assertThat(store.ledger().used()).isEqualTo(used);
        assertThat(store.size()).isEqualTo(100);
        assertThat(store.put(bytes("k7"), value(10, 8), FAR, NOW)).isEqualTo(PutResult.REPLACED);
        store.checkIntegrity();
        store.remove(bytes("k8"), NOW);
        assertThat(store.put(bytes("new"), value(10, 1), FAR, NOW)).isEqualTo(PutResult.INSERTED);
    }

    @ParameterizedTest
    @EnumSource(
            value = MaxMemoryPolicy.class,
            names = {"NOEVICTION"},
            mode = EnumSource.Mode.EXCLUDE)
    void put_allRefsTaken_evictsOne(MaxMemoryPolicy policy) {
        ReferenceStore store = ofRefs(100, policy);
        for (int i = 0; i < 300; i++) {
            assertThat(store.put(bytes("k" + i), value(10, i), FAR, NOW)).isEqualTo(PutResult.INSERTED);
        }
        assertThat(store.size()).isEqualTo(100);
        assertThat(store.counters().evicted()).isEqualTo(200);
        assertThat(store.counters().refused()).isZero();
        store.checkIntegrity();
    }

    @Test
    void ticks_allRefsWereTaken_compactedAndFilledAgain() {
        int refs = 2 * 4096 + 20;
        ReferenceStore store = ofRefs(refs, MaxMemoryPolicy.NOEVICTION);
        for (int i = 0; i < refs; i++) {
            store.put(bytes("k" + i), value(10, i), NOW);
        }
        for (int i = 0; i < refs; i++) {
            if (i % 10 != 0) {
                store.remove(bytes("k" + i), NOW);
            }
        }
        long now = NOW;
        int next = 0;
        while (store.put(bytes("new" + next), value(10, next), NOW).written()) {
            next++;
            now = next % 100 == 0 ? StoreFixture.ticks(store, now, 1) : now;
        }
        assertThat(store.size()).isEqualTo(refs);
        assertThat(store.reports().compactedBytes()).isPositive();
        store.checkIntegrity();
    }
}
