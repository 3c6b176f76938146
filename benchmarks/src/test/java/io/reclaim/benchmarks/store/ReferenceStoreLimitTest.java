package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.NOW;
import static io.reclaim.benchmarks.store.StoreFixture.bytes;
import static io.reclaim.benchmarks.store.StoreFixture.value;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpireCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceStoreLimitTest {
    private static final byte[] KEY = bytes("key");
    private static final long MINIMUM = StoreFixture.minimum();
    private static final long FAR = NOW + 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {14, 16, 20})
    void constructor_limitBelowTheMinimum_refusedWithTheMinimum(int chunkLog2) {
        SizeClasses classes = new SizeClasses(chunkLog2);
        long minimum = StoreFixture.minimum(classes);
        StoreConfig enough = StoreFixture.config(minimum, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages(), classes);
        StoreConfig less = StoreFixture.config(minimum - 1, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages(), classes);

        assertThat(new ReferenceStore(enough).minimumBytes()).isEqualTo(minimum);
        assertThatThrownBy(() -> new ReferenceStore(less))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxBytes")
                .hasMessageContaining(Long.toString(minimum))
                .hasMessageContaining(Long.toString(minimum - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0, -1, Long.MIN_VALUE})
    void constructor_limitOfNothing_refusedWithTheMinimum(long maxBytes) {
        assertThatThrownBy(() -> StoreFixture.store(maxBytes, MaxMemoryPolicy.ALLKEYS_LRU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(MINIMUM))
                .hasMessageContaining(Long.toString(maxBytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, 100_000})
    void maxBytes_belowTheMinimum_refusedAndUnchanged(long maxBytes) {
        ReferenceStore store = StoreFixture.store(MINIMUM, MaxMemoryPolicy.ALLKEYS_LRU);

        assertThatThrownBy(() -> store.maxBytes(maxBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(MINIMUM))
                .hasMessageContaining(Long.toString(maxBytes));
        assertThat(store.report().maxBytes()).isEqualTo(MINIMUM);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 16, 20})
    void put_leastLimit_everySmallEntryIsTaken(int chunkLog2) {
        SizeClasses classes = new SizeClasses(chunkLog2);
        for (int length = 0; length <= 57; length++) {
            ReferenceStore store = new ReferenceStore(StoreFixture.config(
                    StoreFixture.minimum(classes), MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages(), classes));

            assertThat(store.put(KEY, value(length, 1), FAR, NOW))
                    .as("value of %d bytes", length)
                    .isEqualTo(PutResult.INSERTED);
        }
    }

    @Test
    void put_tooLarge_refusedAndNothingChanged() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 10_000, MaxMemoryPolicy.ALLKEYS_LRU);
        store.put(KEY, value(100, 1), FAR, NOW);
        long used = store.ledger().used();

        assertThat(store.put(KEY, value(50_000, 2), NOW)).isEqualTo(PutResult.TOO_LARGE);
        assertThat(store.put(bytes("other"), value(50_000, 2), NOW)).isEqualTo(PutResult.TOO_LARGE);

        assertThat(store.get(KEY, NOW)).isEqualTo(value(100, 1));
        assertThat(store.ttl(KEY, NOW)).isEqualTo(FAR - NOW);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.ledger().used()).isEqualTo(used);
        assertThat(store.counters().refused()).isEqualTo(2);
        assertThat(store.counters().evicted()).isZero();
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(MaxMemoryPolicy.class)
    void put_largestThatIsNotTooLarge_fitsIfAllElseMayGo(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.store(MINIMUM + 20_000, policy);
        StoreFixture.fill(store, 30, FAR);
        int length = 30_000;
        PutResult result = PutResult.TOO_LARGE;
        while (result == PutResult.TOO_LARGE) {
            length--;
            result = store.put(KEY, value(length, 3), NOW);
        }

        assertThat(length).isGreaterThan(18_000);
        assertThat(result).isEqualTo(policy.evicts() ? PutResult.INSERTED : PutResult.OUT_OF_MEMORY);
        assertThat(store.ledger().peak()).isLessThanOrEqualTo(MINIMUM + 20_000);
        store.checkIntegrity();
    }

    @Test
    void noeviction_full_refusesAndKeepsEverything() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 5_000, MaxMemoryPolicy.NOEVICTION);
        int n = StoreFixture.fill(store, 200, NO_DEADLINE);
        assertThat(n).isGreaterThan(20);

        assertThat(store.put(bytes("fill3"), value(900, 1), NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);

        for (int i = 0; i < n; i++) {
            assertThat(store.get(bytes("fill" + i), NOW)).isEqualTo(value(200, i));
        }
        assertThat(store.counters().refused()).isEqualTo(2);
        assertThat(store.remove(bytes("fill0"), NOW)).isTrue();
        assertThat(store.put(KEY, value(200, 1), NOW)).isEqualTo(PutResult.INSERTED);
    }

    @Test
    void noeviction_limitLowered_ticksEvictNothing() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 50_000, MaxMemoryPolicy.NOEVICTION);
        int n = StoreFixture.fill(store, 200, NO_DEADLINE);
        store.maxBytes(MINIMUM);

        StoreFixture.ticks(store, NOW, 5);

        assertThat(store.counters().evicted()).isZero();
        assertThat(store.size()).isEqualTo(n);
    }

    @ParameterizedTest
    @EnumSource(value = MaxMemoryPolicy.class, mode = EnumSource.Mode.MATCH_ANY, names = "VOLATILE.*")
    void volatilePolicy_noCandidates_refuses(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.store(MINIMUM + 30_000, policy);
        int n = StoreFixture.fill(store, 200, NO_DEADLINE);

        assertThat(store.counters().evicted()).isZero();
        assertThat(store.expire(bytes("fill1"), FAR, ExpireCondition.ALWAYS, NOW))
                .isFalse();
        assertThat(store.size()).isEqualTo(n);
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(value = MaxMemoryPolicy.class, mode = EnumSource.Mode.MATCH_ANY, names = "VOLATILE.*")
    void volatilePolicy_someCandidates_onlyTheyGo(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.store(MINIMUM + 30_000, policy);
        for (int i = 0; i < 50; i++) {
            store.put(bytes("timed" + i), value(100, i), FAR, NOW);
        }
        int kept = 0;
        while (store.put(bytes("kept" + kept), value(100, kept), NOW).written()) {
            kept++;
        }
        assertThat(store.counters().evicted()).isEqualTo(50);
        assertThat(store.size()).isEqualTo(kept);
    }

    @Test
    void put_volatileKeyInItsOwnWay_refusedAndOldValueKept() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 200_000, MaxMemoryPolicy.VOLATILE_LRU);
        store.put(KEY, value(50, 1), FAR, NOW);
        for (int i = 0; i < 500; i++) {
            store.put(bytes("k" + i), value(100, i), NOW);
        }
        store.maxBytes(store.ledger().used());

        assertThat(store.put(KEY, value(2_000, 2), FAR, NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);

        assertThat(store.get(KEY, NOW)).isEqualTo(value(50, 1));
    }

    @Test
    void put_oldAndNewValueDoNotFitTogether_newOneIsWritten() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 40_000, MaxMemoryPolicy.ALLKEYS_LRU);
        store.put(KEY, value(38_000, 1), FAR, NOW);

        assertThat(store.put(KEY, value(39_000, 2), FAR, NOW).written()).isTrue();

        assertThat(store.get(KEY, NOW)).isEqualTo(value(39_000, 2));
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.ledger().peak()).isLessThanOrEqualTo(MINIMUM + 40_000);
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(MaxMemoryPolicy.class)
    void put_sameSizeAtTheLimit_writtenInPlace(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.store(MINIMUM + 5_000, policy);
        int n = 30;
        for (int i = 0; i < n; i++) {
            store.put(bytes("k" + i), value(100, i), NOW);
        }
        store.maxBytes(Math.max(MINIMUM, store.ledger().used()));

        for (int i = 0; i < n; i++) {
            assertThat(store.put(bytes("k" + i), value(100, i + 1), NOW)).isEqualTo(PutResult.REPLACED);
        }
        assertThat(store.counters().evicted()).isZero();
    }

    @Test
    void put_timedKeyAgainWithThePageFull_needsNoPage() {
        ReferenceStore store = StoreFixture.unlimited();
        for (int i = 0; i < 4096; i++) {
            store.put(bytes("k" + i), value(8, i), FAR, NOW);
        }
        store.maxBytes(store.ledger().used());

        assertThat(store.put(bytes("k7"), value(8, 1), FAR + 1, NOW)).isEqualTo(PutResult.REPLACED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void put_pagesExhausted_refusedAndNothingLost(boolean direct) {
        long bytes = 2L * StoreFixture.CLASSES.chunkBytes();
        PageSource pages = direct ? new DirectPages(bytes) : new HeapPages(bytes);
        ReferenceStore store = StoreFixture.store(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, pages);
        int n = StoreFixture.fill(store, 500, FAR);
        assertThat(n).isBetween(40, 64);
        long used = store.ledger().used();

        assertThat(store.put(bytes("fill2"), value(700, 9), NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);
        assertThat(store.put(KEY, value(5_000, 9), NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);

        assertThat(store.ledger().used()).isEqualTo(used);
        for (int i = 0; i < n; i++) {
            assertThat(store.get(bytes("fill" + i), NOW)).isEqualTo(value(500, i));
            assertThat(store.ttl(bytes("fill" + i), NOW)).isEqualTo(FAR - NOW);
        }
        store.checkIntegrity();
        store.remove(bytes("fill0"), NOW);
        assertThat(store.put(bytes("again0"), value(500, 9), NOW)).isEqualTo(PutResult.INSERTED);
    }

    @Test
    void put_pagesExhaustedAndKeyTheOnlyCandidate_refusedAndOldValueKept() {
        PageSource pages = new HeapPages(2L * StoreFixture.CLASSES.chunkBytes());
        ReferenceStore store = StoreFixture.store(MemoryLimit.UNLIMITED, MaxMemoryPolicy.VOLATILE_LRU, pages);
        store.put(KEY, value(50, 1), FAR, NOW);
        for (int i = 0; i < 20; i++) {
            store.put(bytes("k" + i), value(400, i), NOW);
        }
        assertThat(store.counters().evicted()).isZero();

        assertThat(store.put(KEY, value(20_000, 2), FAR, NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);

        assertThat(store.get(KEY, NOW)).isEqualTo(value(50, 1));
    }

    @Test
    void put_pagesExhaustedAtOnce_refusedAndNothingHeld() {
        ReferenceStore store = StoreFixture.store(MemoryLimit.UNLIMITED, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages(1));

        assertThat(store.put(KEY, value(5, 1), FAR, NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);
        assertThat(store.put(KEY, value(5_000, 1), FAR, NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);
        assertThat(store.size()).isZero();
        assertThat(store.get(KEY, NOW)).isNull();
        store.checkIntegrity();
    }

    @ParameterizedTest
    @EnumSource(MaxMemoryPolicy.class)
    void maxBytes_lowered_ticksBringItDownInSteps(MaxMemoryPolicy policy) {
        ReferenceStore store = StoreFixture.unlimited();
        store.policy(policy);
        for (int i = 0; i < 3000; i++) {
            store.put(bytes("k" + i), value(200, i), FAR, NOW);
        }
        store.maxBytes(MINIMUM + 100_000);
        long now = NOW;
        for (int i = 0; i < 500 && store.ledger().used() > MINIMUM + 100_000; i++) {
            long before = store.counters().evicted();
            now = StoreFixture.ticks(store, now, 1);
            assertThat(store.counters().evicted() - before).isLessThanOrEqualTo(16);
        }
        if (policy.evicts()) {
            assertThat(store.ledger().used()).isLessThanOrEqualTo(MINIMUM + 100_000);
            assertThat(store.size()).isGreaterThan(100);
        } else {
            assertThat(store.size()).isEqualTo(3000);
        }
        store.checkIntegrity();
    }

    @Test
    void policy_changed_decidesFromNowOn() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 30_000, MaxMemoryPolicy.NOEVICTION);
        StoreFixture.fill(store, 200, NO_DEADLINE);
        store.policy(MaxMemoryPolicy.VOLATILE_TTL);
        assertThat(store.put(KEY, value(200, 1), NOW)).isEqualTo(PutResult.OUT_OF_MEMORY);

        store.policy(MaxMemoryPolicy.ALLKEYS_LFU);

        assertThat(store.put(KEY, value(200, 1), NOW)).isEqualTo(PutResult.INSERTED);
        assertThat(store.counters().evicted()).isPositive();
        assertThatThrownBy(() -> store.policy(null)).hasMessageContaining("policy");
        store.checkIntegrity();
    }

    @Test
    void expire_pageNeeded_evictsForIt() {
        ReferenceStore store = StoreFixture.store(MINIMUM + 30_000, MaxMemoryPolicy.ALLKEYS_RANDOM);
        int n = StoreFixture.fill(store, 200, NO_DEADLINE);
        store.put(KEY, value(5, 1), NOW);

        boolean taken = store.expire(KEY, FAR, ExpireCondition.ALWAYS, NOW);

        assertThat(taken).isEqualTo(store.get(KEY, NOW) != null);
        assertThat(store.size()).isLessThan(n - 20);
        assertThat(store.ledger().peak()).isLessThanOrEqualTo(MINIMUM + 30_000);
        store.checkIntegrity();
    }

    @Test
    void maxBytes_belowWhatGhostsTake_entriesFitAgain() {
        ReferenceStore store = StoreFixture.store(64 << 20, MaxMemoryPolicy.HIT_DENSITY);
        for (int i = 0; i < 200_000; i++) {
            store.put(bytes("key" + i), bytes("v"), NOW);
        }
        assertThat(StoreFixture.account(store, "ghosts")).isGreaterThan(700_000);

        store.maxBytes(700_000);
        long now = NOW;
        for (int i = 0; i < 200_000 && store.ledger().used() > 700_000; i++) {
            now = StoreFixture.ticks(store, now, 1);
        }

        assertThat(store.ledger().used()).isLessThanOrEqualTo(700_000);
        assertThat(store.put(bytes("one"), bytes("more"), now)).isEqualTo(PutResult.INSERTED);
        assertThat(store.size()).isGreaterThan(1_000);
        store.checkIntegrity();
    }
}
