package io.reclaim.benchmarks.tier;

import static io.reclaim.benchmarks.tier.TierFixture.NOW;
import static io.reclaim.benchmarks.tier.TierFixture.key;
import static io.reclaim.benchmarks.tier.TierFixture.memory;
import static io.reclaim.benchmarks.tier.TierFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.tier.MvStoreTier.AfterCrash;
import io.reclaim.core.RemovalCause;
import io.reclaim.expiry.Deadlines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieredStoreTest {
    private static final int KEYS = 100;

    @TempDir
    Path folder;

    private final ReferenceStore memory = memory();
    private final MapTier records = new MapTier();
    private final FaultyTier faulty = new FaultyTier(records, 1);
    private final TieredStore tiered = new TieredStore(memory, faulty, 10, 1 << 20);

    private static void fill(TieredStore into, long deadlineMillis) {
        for (int n = 0; n < KEYS; n++) {
            assertThat(into.put(key(n), value(4_000, n), deadlineMillis, NOW).written())
                    .isTrue();
        }
    }

    @Test
    void get_evicted_isReadThroughAndPromoted() {
        fill(tiered, Deadlines.NO_DEADLINE);
        assertThat(memory.size()).isLessThan(KEYS / 2);
        assertThat(memory.get(key(0), NOW)).isNull();
        assertThat(tiered.get(key(0), NOW)).isEqualTo(value(4_000, 0));
        assertThat(memory.get(key(0), NOW)).isEqualTo(value(4_000, 0));
        assertThat(tiered.counters().hits()).isEqualTo(1);
        assertThat(tiered.get(key(KEYS), NOW)).isNull();
        assertThat(tiered.counters().misses()).isEqualTo(1);
        assertThat(tiered.counters().hitRatio()).isEqualTo(0.5);
        memory.checkIntegrity();
    }

    @Test
    void evicting_batch_isToldAtOnceAndChargedUntilThen() {
        fill(tiered, Deadlines.NO_DEADLINE);
        TierCounters counters = tiered.counters();
        assertThat(counters.commits()).isBetween(1L, (long) (2 * KEYS / 10));
        assertThat(tiered.flush()).isTrue();
        assertThat(memory.ledger().bytes("tier.pending")).isZero();
        assertThat(records.size()).isEqualTo(KEYS - memory.size());
        tiered.remove(key(0), NOW);
        assertThat(memory.ledger().bytes("tier.pending")).isPositive();
        assertThat(records.size()).isEqualTo(KEYS - memory.size());
        tiered.flush();
        assertThat(records.size()).isEqualTo(KEYS - 1 - memory.size());
    }

    @Test
    void get_deadline_travelsBothWays() {
        fill(tiered, NOW + 50);
        assertThat(tiered.get(key(0), NOW + 49)).isEqualTo(value(4_000, 0));
        assertThat(memory.ttl(key(0), NOW + 49)).isEqualTo(1);
        assertThat(tiered.get(key(1), NOW + 50)).isNull();
        assertThat(tiered.counters().stale()).isEqualTo(1);
        tiered.flush();
        assertThat(records.get(key(1))).isNull();
    }

    @Test
    void put_overwritesOrRemove_oldValueInTheTierIsNotReturned() {
        fill(tiered, Deadlines.NO_DEADLINE);
        tiered.put(key(0), value(3, 7), Deadlines.NO_DEADLINE, NOW);
        assertThat(tiered.get(key(0), NOW)).isEqualTo(value(3, 7));
        memory.remove(key(0), NOW); // behind its back: what is below must be gone already
        assertThat(tiered.get(key(0), NOW)).isNull();
        tiered.remove(key(1), NOW);
        assertThat(tiered.get(key(1), NOW)).isNull();
    }

    @Test
    void listenerThrows_oldValueInTheTierIsNotReturned() {
        fill(tiered, Deadlines.NO_DEADLINE);
        for (int n = 0; n < 2; n++) {
            assertThat(tiered.get(key(n), NOW)).isNotNull(); // it is in memory and in the tier now
        }
        IllegalStateException fault = new IllegalStateException("listener");
        memory.listener((key, value, cause) -> {
            if (cause != RemovalCause.EVICTED) {
                throw fault;
            }
        });
        assertThatThrownBy(() -> tiered.remove(key(0), NOW)).isSameAs(fault);
        assertThatThrownBy(() -> tiered.put(key(1), value(8, 7), NOW + 10, NOW)).isSameAs(fault);
        memory.listener(null);
        assertThat(tiered.get(key(0), NOW)).isNull();
        assertThat(tiered.get(key(1), NOW)).isEqualTo(value(8, 7));
        assertThat(tiered.get(key(1), NOW + 10)).isNull();
    }

    @Test
    void close_tierNotBelieved_isEmptiedBeforeItIsTold() throws IOException {
        ReferenceStore other = memory();
        TieredStore small = new TieredStore(other, faulty, 10, 2_000);
        faulty.failPercent = 200;
        fill(small, Deadlines.NO_DEADLINE);
        assertThat(small.counters().dropped()).isPositive();
        faulty.failPercent = 0;
        int held = other.size();
        small.close(NOW);
        assertThat(records.size()).isEqualTo(held);
    }

    @Test
    void failingTier_writesWaitAndReadsMiss_untilItWorks() {
        faulty.failPercent = 200;
        fill(tiered, Deadlines.NO_DEADLINE);
        assertThat(tiered.counters().writeFailures()).isPositive();
        assertThat(tiered.get(key(0), NOW)).isEqualTo(value(4_000, 0)); // it waits
        assertThat(tiered.flush()).isFalse();
        assertThatThrownBy(() -> tiered.close(NOW)).isInstanceOf(IOException.class);
        faulty.failPercent = 0;
        assertThat(tiered.flush()).isTrue();
        faulty.failPercent = 200;
        assertThat(tiered.get(key(1), NOW)).isNull();
        assertThat(tiered.counters().readFailures()).isEqualTo(1);
        faulty.failPercent = 0;
        assertThat(tiered.get(key(1), NOW)).isEqualTo(value(4_000, 1));
        assertThat(tiered.counters().dropped()).isZero();
    }

    @Test
    void failingTier_noRoomToWait_dropsCountedAndEmptiesTheTierBeforeItIsBelieved() {
        ReferenceStore other = memory();
        TieredStore small = new TieredStore(other, faulty, 10, 2_000);
        small.put(key(0), value(4_000, 9), Deadlines.NO_DEADLINE, NOW);
        fill(small, Deadlines.NO_DEADLINE);
        faulty.failPercent = 200;
        fill(small, Deadlines.NO_DEADLINE);
        assertThat(small.counters().dropped()).isPositive();
        assertThat(other.ledger().bytes("tier.pending")).isLessThanOrEqualTo(2_000);
        faulty.failPercent = 0;
        assertThat(records.size()).isPositive();
        assertThat(small.flush()).isTrue();
        assertThat(records.size()).isZero();
        fill(small, Deadlines.NO_DEADLINE);
        assertThat(small.get(key(0), NOW)).isEqualTo(value(4_000, 0));
    }

    @Test
    void close_file_everythingIsThereAfterARestart() throws IOException {
        Path file = folder.resolve("tier.mv");
        TieredStore first = new TieredStore(memory(), MvStoreTier.open(file, "a"), 10, 1 << 20);
        fill(first, NOW + 50);
        assertThat(first.get(key(3), NOW)).isEqualTo(value(4_000, 3));
        first.close(NOW);
        MvStoreTier opened = MvStoreTier.open(file, "a");
        TieredStore second = new TieredStore(memory(), opened, 10, 1 << 20);
        for (int n = 0; n < KEYS; n++) {
            assertThat(second.get(key(n), NOW + 49)).as("key %d", n).isEqualTo(value(4_000, n));
        }
        assertThatThrownBy(() -> MvStoreTier.open(file, "a")).hasMessageContaining(file.toString());
        assertThat(second.get(key(5), NOW + 50)).isNull();
        second.close(NOW);
        MvStoreTier other = MvStoreTier.open(file, "b");
        assertThat(other.size()).isZero();
        other.close(true);
        MvStoreTier again = MvStoreTier.open(file, "a");
        assertThat(again.size()).isPositive();
        again.close(false); // as a crash does
        MvStoreTier emptied = MvStoreTier.open(file, "a");
        assertThat(emptied.size()).isZero();
        emptied.close(true);
    }

    private static byte[] read(TieredStore from, int n) {
        return from.get(key(n), NOW);
    }

    @Test
    void crash_keptFile_hasWhatWasCommittedUnlessSomethingWasOverwrittenSince() throws IOException {
        Path file = folder.resolve("kept.mv");
        MvStoreTier tier = MvStoreTier.open(file, "a", Long.MAX_VALUE, AfterCrash.KEPT);
        TieredStore first = new TieredStore(memory(), tier, 10, 1 << 20);
        fill(first, Deadlines.NO_DEADLINE);
        assertThat(first.flush()).isTrue();
        assertThat(first.counters().distrusts()).as("all keys were new").isZero();
        tier.close(false);

        tier = MvStoreTier.open(file, "a", Long.MAX_VALUE, AfterCrash.KEPT);
        assertThat(tier.size()).isGreaterThan(KEYS / 2);
        TieredStore second = new TieredStore(memory(), tier, 1_000, 1 << 20);
        assertThat(read(second, 0)).isEqualTo(value(4_000, 0));
        second.put(key(0), value(3, 7), Deadlines.NO_DEADLINE, NOW);
        second.remove(key(1), NOW);
        assertThat(second.counters().distrusts()).as("once a batch").isEqualTo(1);
        second.flush();
        tier.close(false);

        tier = MvStoreTier.open(file, "a", Long.MAX_VALUE, AfterCrash.KEPT);
        TieredStore third = new TieredStore(memory(), tier, 1_000, 1 << 20);
        assertThat(read(third, 0)).as("overwritten, and lost with memory").isNull();
        assertThat(read(third, 1)).isNull();
        assertThat(read(third, 2)).isEqualTo(value(4_000, 2));
        third.put(key(2), value(3, 7), Deadlines.NO_DEADLINE, NOW);
        tier.close(false);

        tier = MvStoreTier.open(file, "a", Long.MAX_VALUE, AfterCrash.KEPT);
        assertThat(tier.size())
                .as("something was overwritten after the last commit")
                .isZero();
        tier.close(true);
    }

    @Test
    void put_keptTierThatCannotBeMarked_failsAndChangesNothing() throws IOException {
        records.kept = true;
        fill(tiered, Deadlines.NO_DEADLINE);
        tiered.flush();
        faulty.failPercent = 200;
        assertThatThrownBy(() -> tiered.put(key(0), value(3, 7), Deadlines.NO_DEADLINE, NOW))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> tiered.remove(key(1), NOW)).isInstanceOf(UncheckedIOException.class);
        faulty.failPercent = 0;
        assertThat(read(tiered, 0)).isEqualTo(value(4_000, 0));
        assertThat(read(tiered, 1)).isEqualTo(value(4_000, 1));
        assertThat(records.crashed().size()).isPositive();
    }

    @Test
    void put_limitOfTheTier_olderHalfGoesAndIsCounted() throws IOException {
        Path file = folder.resolve("limited.mv");
        MvStoreTier tier = MvStoreTier.open(file, "a", 100_000, AfterCrash.EMPTY);
        TieredStore limited = new TieredStore(memory(), tier, 10, 1 << 20);
        for (int n = 0; n < 10 * KEYS; n++) {
            limited.put(key(n), value(4_000, n), Deadlines.NO_DEADLINE, NOW);
            assertThat(tier.size()).isLessThanOrEqualTo(100_000 / 4_000);
        }
        limited.flush();
        assertThat(tier.size()).isGreaterThan(100_000 / 4_000 / 2 - 2);
        assertThat(limited.counters().evicted()).isEqualTo(limited.counters().written() - tier.size());
        assertThat(read(limited, 0)).isNull();
        long before = limited.counters().evicted();
        tier.put(key(5_000), new byte[50_001]);
        assertThat(limited.counters().evicted()).isEqualTo(before + 1);
        limited.close(NOW);

        tier = MvStoreTier.open(file, "a", 100_000, AfterCrash.EMPTY);
        assertThat(tier.size()).isBetween(1L, 100_000L / 4_000);
        for (int n = 0; n < 100; n++) {
            tier.put(key(n), new byte[4_000]);
            assertThat(tier.size()).as("goes on where it was").isLessThanOrEqualTo(100_000 / 4_000);
        }
        tier.close(true);
        assertThatThrownBy(() -> MvStoreTier.open(file, "a", 1, AfterCrash.EMPTY))
                .hasMessageContaining("maxBytes");
    }

    @Test
    void open_fileOfSomethingElse_isLeftAlone() {
        Path file = folder.resolve("other.mv");
        try (MVStore other = MVStore.open(file.toString())) {
            other.openMap("accounts").put("a", "b");
        }
        assertThatThrownBy(() -> MvStoreTier.open(file, "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
        try (MVStore other = MVStore.open(file.toString())) {
            assertThat(other.openMap("accounts").get("a")).isEqualTo("b");
        }
    }

    @Test
    void badArguments_areNamed() {
        assertThatThrownBy(() -> new TieredStore(memory(), records, 0, 1)).hasMessageContaining("batchEntries", "0");
        assertThatThrownBy(() -> new TieredStore(memory(), records, 1, -1)).hasMessageContaining("maxPendingBytes");
    }
}
