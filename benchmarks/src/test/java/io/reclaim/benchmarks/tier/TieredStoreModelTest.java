package io.reclaim.benchmarks.tier;

import static io.reclaim.benchmarks.tier.TierFixture.NOW;
import static io.reclaim.benchmarks.tier.TierFixture.key;
import static io.reclaim.benchmarks.tier.TierFixture.memory;
import static io.reclaim.benchmarks.tier.TierFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.expiry.Deadlines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/** Two tiers against a map that forgets nothing, with calls of the tier that fail. */
class TieredStoreModelTest {
    private static final int KEYS = 120;
    private static final int OPERATIONS = 1_500;
    private static final long AMPLE = 1L << 30;

    private static final class Written {
        final byte[] value;
        final long deadline;

        Written(byte[] value, long deadline) {
            this.value = value;
            this.deadline = deadline;
        }
    }

    private final Map<Integer, Written> model = new HashMap<>();
    private final MapTier records = new MapTier();
    private long lost;
    private long survived;

    @Property(tries = 60, seed = "711")
    void anyFaults_ampleRoomToWait_nothingIsLostAndNothingOldComesBack(
            @ForAll long seed,
            @ForAll @IntRange(max = 100) int failPercent,
            @ForAll @IntRange(min = 1, max = 60) int batch)
            throws IOException {
        begin();
        FaultyTier faulty = new FaultyTier(records, seed);
        TieredStore tiered = new TieredStore(memory(), faulty, batch, AMPLE);
        long now = run(tiered, faulty, seed, failPercent);
        assertThat(lost).isZero();
        assertThat(tiered.counters().dropped()).isZero();
        closeAndReopen(tiered, faulty, failPercent, now);
    }

    @Property(tries = 60, seed = "712")
    void anyFaults_littleRoomToWait_whatIsLostWasCountedAndNothingOldComesBack(
            @ForAll long seed,
            @ForAll @IntRange(max = 200) int failPercent,
            @ForAll @IntRange(max = 30_000) int maxPendingBytes)
            throws IOException {
        begin();
        FaultyTier faulty = new FaultyTier(records, seed);
        TieredStore tiered = new TieredStore(memory(), faulty, 8, maxPendingBytes);
        long now = run(tiered, faulty, seed, failPercent);
        assertThat(lost).isLessThanOrEqualTo(tiered.counters().dropped());
        closeAndReopen(tiered, faulty, 0, now);
    }

    /** Memory is lost at any moment, the tier has what its disk had: much may be forgotten, nothing old may come back. */
    @Property(tries = 120, seed = "713")
    void anyCrash_keptTier_nothingOldComesBack(
            @ForAll long seed,
            @ForAll @IntRange(max = 40) int failPercent,
            @ForAll @IntRange(min = 1, max = 60) int batch,
            @ForAll @IntRange(max = 60) int writePercent)
            throws IOException {
        begin();
        SplittableRandom random = new SplittableRandom(seed);
        MapTier disk = new MapTier();
        disk.kept = true;
        long now = NOW;
        for (int life = 0; life < 6; life++) {
            FaultyTier faulty = new FaultyTier(disk, random.nextLong());
            ReferenceStore memory = memory();
            TieredStore tiered = new TieredStore(memory, faulty, batch, random.nextBoolean() ? AMPLE : 20_000);
            int operations = random.nextInt(400);
            for (int i = 0; i < operations; i++) {
                now += random.nextInt(3);
                faulty.failPercent = i / 100 % 2 == 0 ? 0 : failPercent;
                int n = random.nextInt(KEYS);
                if (random.nextInt(100) < writePercent) {
                    writeOrRemove(tiered, random, n, life * 1_000 + i, now);
                } else {
                    checkNotOld(tiered, n, now);
                }
            }
            disk = disk.crashed();
            survived += disk.size();
            TieredStore found = new TieredStore(memory(), disk, 1_000_000, AMPLE);
            for (int n = 0; n < KEYS; n++) {
                checkNotOld(found, n, now);
            }
            disk = disk.crashed();
        }
    }

    /** What is forgotten now may be found again later, as long as it is what was written last. */
    private void checkNotOld(TieredStore tiered, int n, long now) {
        byte[] found = tiered.get(key(n), now);
        Written written = model.get(n);
        if (written == null || now >= written.deadline) {
            assertThat(found).as("key %d, which is gone", n).isNull();
        } else if (found != null) {
            assertThat(found).as("key %d", n).isEqualTo(written.value);
        }
    }

    private void writeOrRemove(TieredStore tiered, SplittableRandom random, int n, int fill, long now) {
        try {
            if (random.nextInt(8) == 0) {
                tiered.remove(key(n), now);
                model.remove(n);
            } else {
                put(tiered, random, n, fill, now);
            }
        } catch (UncheckedIOException e) {
            assertThat(e).hasRootCauseMessage("injected"); // nothing has changed, which later reads check
        }
    }

    @AfterProperty
    void somethingSurvivedCrashes() {
        assertThat(survived == 0 || survived > 1_000)
                .as("records found after crashes: " + survived)
                .isTrue();
    }

    /** One instance serves all tries. */
    private void begin() {
        model.clear();
        records.records.clear();
        records.whole = false;
        lost = 0;
    }

    private long run(TieredStore tiered, FaultyTier faulty, long seed, int failPercent) {
        SplittableRandom random = new SplittableRandom(seed);
        assertThat(model).isEmpty();
        long now = NOW;
        for (int i = 0; i < OPERATIONS; i++) {
            now += random.nextInt(3);
            faulty.failPercent = i / 300 % 2 == 0 ? failPercent : 0; // also some time without faults
            int n = random.nextInt(KEYS);
            int kind = random.nextInt(100);
            if (kind < 40) {
                put(tiered, random, n, i, now);
            } else if (kind < 45) {
                tiered.remove(key(n), now);
                model.remove(n);
            } else {
                checkRead(tiered, n, now);
            }
        }
        faulty.failPercent = 0;
        assertThat(tiered.flush()).isTrue();
        for (int n = 0; n < KEYS; n++) {
            checkRead(tiered, n, now);
        }
        return now;
    }

    private void put(TieredStore tiered, SplittableRandom random, int n, int fill, long now) {
        boolean tooLarge = random.nextInt(40) == 0;
        byte[] value = value(tooLarge ? 5 << 20 : random.nextInt(8_000), fill);
        long deadline = random.nextInt(3) == 0 ? now + 1 + random.nextInt(800) : Deadlines.NO_DEADLINE;
        if (tiered.put(key(n), value, deadline, now).written()) {
            model.put(n, new Written(value, deadline));
        } else {
            assertThat(tooLarge).isTrue();
        }
    }

    private void checkRead(TieredStore tiered, int n, long now) {
        long failuresBefore = tiered.counters().readFailures();
        byte[] found = tiered.get(key(n), now);
        Written written = model.get(n);
        if (written == null || now >= written.deadline) {
            assertThat(found).as("key %d, which is gone", n).isNull();
        } else if (found != null) {
            assertThat(found).as("key %d", n).isEqualTo(written.value);
        } else if (tiered.counters().readFailures() == failuresBefore) {
            lost++;
            model.remove(n);
        }
    }

    private void closeAndReopen(TieredStore tiered, FaultyTier faulty, int failPercent, long now) throws IOException {
        faulty.failPercent = Math.min(failPercent, 2); // a batch of 60 can still succeed
        boolean closed = false;
        for (int attempt = 0; !closed; attempt++) {
            faulty.failPercent = attempt < 20 ? faulty.failPercent : 0;
            try {
                tiered.close(now);
                closed = true;
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("injected|the tier fails.*");
            }
        }
        assertThat(records.whole).isTrue();
        long lostBefore = lost;
        ReferenceStore empty = memory();
        TieredStore again = new TieredStore(empty, records, 16, AMPLE);
        for (int n = 0; n < KEYS; n++) {
            checkRead(again, n, now);
        }
        assertThat(lost).as("over the restart").isEqualTo(lostBefore);
        empty.checkIntegrity();
    }
}
