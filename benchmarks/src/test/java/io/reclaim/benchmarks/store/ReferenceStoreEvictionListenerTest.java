package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.account;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.minimum;
import static io.reclaim.benchmarks.store.StoreFixture.store;
import static io.reclaim.benchmarks.store.StoreFixture.text;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.accounting.MemoryAdvice;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.MissRatioCurve;
import io.reclaim.expiry.Deadlines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceStoreEvictionListenerTest {
    private final ReferenceStore store = store(minimum() + 20_000, MaxMemoryPolicy.ALLKEYS_LRU);
    private final List<String> told = new ArrayList<>();

    @Test
    void evict_listener_getsKeyValueAndDeadlineWhileTheStoreHoldsIt() {
        store.evictionListener((key, value, deadlineMillis) -> {
            assertThat(value).isEqualTo(value(500, Integer.parseInt(text(key))));
            assertThat(deadlineMillis)
                    .isEqualTo(Integer.parseInt(text(key)) % 2 == 0 ? NOW + 9 : Deadlines.NO_DEADLINE);
            assertThat(store.size()).isPositive();
            told.add(text(key));
        });
        for (int n = 0; n < 200; n++) {
            store.put(bytes(Integer.toString(n)), value(500, n), n % 2 == 0 ? NOW + 9 : Deadlines.NO_DEADLINE, NOW);
        }
        assertThat(told).hasSize((int) store.counters().evicted()).hasSizeGreaterThan(100);
        assertThat(told).doesNotHaveDuplicates();
        int evicted = told.size();
        store.remove(bytes("199"), NOW);
        store.get(bytes("198"), NOW + 9);
        assertThat(told).hasSize(evicted);
        store.checkIntegrity();
    }

    @Test
    void evict_listenerThrows_entryStays() {
        store.put(bytes("0"), value(500, 0), NOW);
        store.evictionListener((key, value, deadlineMillis) -> {
            throw new IllegalStateException("tier");
        });
        assertThatThrownBy(() -> StoreFixture.fill(store, 500, Deadlines.NO_DEADLINE))
                .hasMessage("tier");
        assertThat(store.counters().evicted()).isZero();
        store.checkIntegrity();
        store.evictionListener(null);
        StoreFixture.fill(store, 500, Deadlines.NO_DEADLINE);
        assertThat(store.counters().evicted()).isPositive();
    }

    @Test
    void advisor_reads_areFollowedAndTheCurveIsChargedOutsideTheLimit() {
        assertThatThrownBy(store.followers()::advisor).isInstanceOf(IllegalStateException.class);
        long counted = store.report().countedBytes();
        MissRatioCurve curve = new MissRatioCurve(64);
        store.followers().missRatioCurve(curve);
        assertThat(account(store, "curve")).isEqualTo(curve.bytes());
        assertThat(store.report().countedBytes()).isEqualTo(counted);
        for (int round = 0; round < 10; round++) {
            for (int n = 0; n < 10; n++) {
                byte[] key = bytes("k" + n);
                if (store.get(key, NOW) == null) {
                    store.put(key, value(100, n), NOW);
                }
            }
        }
        assertThat(curve.requests()).isEqualTo(100);
        MemoryAdvice advice = store.followers().advisor().advise(0.9); // a loop over 10 keys: all or nothing
        assertThat(advice.currentHitRatio()).isEqualTo(0.9);
        assertThat(advice.verdict()).isIn(MemoryAdvice.Verdict.KEEP, MemoryAdvice.Verdict.SHRINK);
        assertThat(store.followers().advisor().hitRatio(advice.neededBytes() - 1))
                .isZero();
        store.followers().missRatioCurve(null);
        assertThat(account(store, "curve")).isZero();
    }
}
