package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.HeapPages;
import io.reclaim.core.DutyShare;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.DeadlineTable;
import io.reclaim.hashtable.RehashingIndex;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceStoreBudgetTest {
    private static final long FAR = NOW + 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {50_000, 1_000_000, 30_000_000})
    void poll_muchToDo_everyStepKeepsItsShare(long paceNanos) {
        ReferenceStore store = new ReferenceStore(StoreFixture.config(
                        MemoryLimit.UNLIMITED, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages(), StoreFixture.CLASSES)
                .withSeed(1, new CountingTicker(paceNanos)));
        for (int i = 0; i < 12_000; i++) {
            store.put(bytes("k" + i), value(i % 200, i), i % 2 == 0 ? NOW + 10 : NO_DEADLINE, NOW);
        }
        for (int i = 0; i < 12_000; i += 3) {
            store.remove(bytes("k" + i), NOW);
        }
        store.maxBytes(store.minimumBytes() + 100_000);
        Map<String, Long> units = new HashMap<>();
        for (int tick = 1; tick < 200; tick++) {
            StoreFixture.ticks(store, NOW + 100L * tick, 1);
            for (DutyShare share : store.duty().shares()) {
                long worst = share.cost().units() - units.getOrDefault(share.name(), 0L);
                long readings = (share.nanosPerTick() + paceNanos - 1) / paceNanos;
                assertThat(worst).as(share.name()).isLessThanOrEqualTo(readings * WorkBudget.UNITS_PER_CLOCK_READ);
                units.put(share.name(), share.cost().units());
            }
        }
        assertThat(units.get("expiry")).isPositive();
        assertThat(units.get("defrag")).isPositive();
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(
            value = MaxMemoryPolicy.class,
            names = {"NOEVICTION"},
            mode = EnumSource.Mode.EXCLUDE)
    void put_atTheLimit_evictsNoMoreThanItNeeds(MaxMemoryPolicy policy) {
        long limit = StoreFixture.minimum() + 600_000;
        ReferenceStore store = StoreFixture.store(limit, policy);
        // A put needs at most a page of buckets, a page of deadlines and a run with its chunk besides its block.
        long most = (RehashingIndex.PAGE_BYTES + DeadlineTable.PAGE_BYTES + 2_000 + 100) / 100 + 1;
        long worst = 0;
        for (int i = 0; i < 20_000; i++) {
            long before = store.counters().evicted();
            store.put(bytes("key" + i), value(100, i), FAR, NOW + i / 10);
            worst = Math.max(worst, store.counters().evicted() - before);
            assertThat(store.ledger().used()).isLessThanOrEqualTo(limit);
        }
        assertThat(worst).isBetween(1L, most);
        assertThat(store.ledger().peak()).isLessThanOrEqualTo(limit);
        assertThat(store.size()).isGreaterThan(3_000);
        store.checkIntegrity();
    }

    @Test
    void put_limitWasLoweredFar_doesNotEvictInProportionToTheStore() {
        ReferenceStore store = StoreFixture.unlimited();
        store.policy(MaxMemoryPolicy.ALLKEYS_LRU);
        for (int i = 0; i < 10_000; i++) {
            store.put(bytes("key" + i), value(100, i), NOW);
        }
        store.maxBytes(store.minimumBytes() + 50_000);
        for (int i = 0; i < 10; i++) {
            long before = store.counters().evicted();
            store.put(bytes("new" + i), value(100, i), NOW);
            assertThat(store.counters().evicted() - before).isBetween(1L, 500L);
        }
        store.checkIntegrity();
    }

    @Test
    void poll_betweenTicksWithAListenerThatWrites_fastCycleKeepsItsBudget() {
        ReferenceStore store = StoreFixture.unlimited();
        for (int i = 0; i < 2_000; i++) {
            store.put(bytes("key" + i), value(10, i), NOW + 1, NOW);
        }
        store.poll(NOW + 1);
        byte[] large = value(100_000, 1);
        store.listener((key, value, cause) -> {
            if (cause == RemovalCause.EXPIRED) {
                store.put(bytes("last"), large, NOW);
            }
        });
        long before = store.counters().expired();

        assertThat(store.poll(NOW + 2)).isFalse();

        // 1 ms at 1 ms a reading: one grant of units.
        assertThat(store.counters().expired() - before).isBetween(0L, (long) WorkBudget.UNITS_PER_CLOCK_READ);
        store.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 900, 3_000})
    void writes_holesEverywhere_asMuchMovesAsIsWritten(int length) {
        ReferenceStore store = StoreFixture.unlimited();
        for (int i = 0; i < 8_000; i++) {
            store.put(bytes("key" + i), value(100, i), NOW);
        }
        for (int i = 0; i < 8_000; i++) {
            if (i % 8 != 0) {
                store.remove(bytes("key" + i), NOW);
            }
        }
        long moved = store.reports().movedBytes();
        long worst = 0;
        for (int i = 0; i < 400; i++) {
            long before = store.reports().movedBytes();
            store.put(bytes("own"), value(length, i), NOW);
            worst = Math.max(worst, store.reports().movedBytes() - before);
        }
        long written = 400 * EntryBlock.bytes(3, length);
        // In the short runs of this store a victim has four or five blocks left, and choosing it is a unit.
        long least = written / 4096 * 4 * 112 * 3 / 4;
        assertThat(worst).isBetween(1L, EntryBlock.bytes(3, length) + 2 * 4096);
        assertThat(store.reports().movedBytes() - moved).isBetween(Math.min(least, 80_000), written);
        store.checkIntegrity();
    }

    @Test
    void everythingRemoved_manyPages_memoryComesBack() {
        ReferenceStore store = StoreFixture.unlimited();
        for (int i = 0; i < 30_000; i++) {
            store.put(bytes("key" + i), value(i % 100, i), i % 3 == 0 ? NO_DEADLINE : FAR, NOW);
        }
        store.checkIntegrity();
        long rows = StoreFixture.account(store, "rows");
        for (int i = 0; i < 30_000; i++) {
            store.remove(bytes("key" + i), NOW);
        }
        StoreFixture.ticks(store, NOW, 20);
        store.purge();
        store.checkIntegrity();

        assertThat(StoreFixture.account(store, "rows")).isEqualTo(rows / 8);
        assertThat(StoreFixture.account(store, "table")).isLessThanOrEqualTo(RehashingIndex.PAGE_BYTES);
        assertThat(StoreFixture.account(store, "deadlines")).isLessThanOrEqualTo(2 * DeadlineTable.PAGE_BYTES);
        assertThat(StoreFixture.account(store, "dataset") + StoreFixture.account(store, "allocator"))
                .isZero();
        assertThat(store.reports().table().buckets()).isEqualTo(4);
        assertThat(store.ledger().used()).isLessThan(store.minimumBytes());
    }
}
