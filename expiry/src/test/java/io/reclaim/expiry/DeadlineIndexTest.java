package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact index by itself; what all strategies have in common is in {@link StrategyModelTest}. */
class DeadlineIndexTest implements EntryRemover {
    private static final long START = 1_700_000_000_000L;
    private static final long YEAR = 365L * 86_400_000;

    private final MemoryAccount account = MemoryAccount.standalone("deadlines");
    private final RefSlab slab = slab();
    private final DeadlineIndex index = new DeadlineIndex(slab, this, account, new SplittableRandom(1));
    private final SplittableRandom random = new SplittableRandom(2);
    private int removed;
    private int refused = RefSlab.NO_REF;

    static RefSlab slab() {
        MemoryAccount rows = MemoryAccount.standalone("rows");
        return new RefSlab(new EntryRows(rows), rows, new SplittableRandom(3));
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        if (ref == refused) {
            return NOT_LIVE;
        }
        index.remove(ref);
        slab.release(ref);
        removed++;
        return 1;
    }

    private int put(long deadline) {
        int ref = slab.take();
        index.put(ref, deadline);
        return ref;
    }

    private long step(long now) {
        WorkBudget budget = WorkBudget.ofUnits(100_000_000);
        assertThat(index.step(now, budget)).isFalse();
        return budget.spent();
    }

    /** Rows are fetched some at a time: those of the chunk, for in its neighbour refs may be left whose rows are gone. */
    @Test
    void step_fullChunkBesideAFreeOne_onlyRowsThatAreThereAreRead() {
        step(START);
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            slab.take();
        }
        for (int ref = n - 1; ref >= 0; ref--) {
            index.put(ref, START + 10);
        }
        step(START + 10);
        assertThat(removed).isEqualTo(n);

        int alone = put(START + 1000);
        for (int i = 0; i < ChunkPool.REFS; i++) {
            put(START + 2000);
        }
        index.remove(alone);
        step(START + 2000);
        assertThat(removed).isEqualTo(n + ChunkPool.REFS);
        index.checkIntegrity();
    }

    @Test
    void bytes_aMillionOverAMinute_atMost8Point7BeyondTheDeadline() {
        int n = 1_000_000;
        step(START);
        for (int i = 0; i < n; i++) {
            put(START + 1000 + random.nextInt(59_000));
        }
        int place = Integer.BYTES;
        assertThat(place + (double) account.bytes() / n).isLessThanOrEqualTo(8.7);
        step(START + YEAR);
        assertThat(removed).isEqualTo(n);
        assertThat(account.bytes()).isLessThanOrEqualTo(DeadlineIndex.PAGE_BYTES + 4L * DeadlineIndex.RING_BYTES);
        index.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1023, 1024, 4095, 4096, 4_194_303, 4_194_304, 1L << 31, 1L << 42, 1L << 43})
    void step_aTickBeforeAndAtTheDeadline_removesOnlyAtIt(long ttl) {
        step(START);
        put(START + ttl);
        step(START + ttl - 1);
        assertThat(removed).isZero();
        step(START + ttl);
        assertThat(removed).isEqualTo(1);
        index.checkIntegrity();
    }

    @Test
    void step_endsOfLong_areDeadlinesLikeAnyOther() {
        put(0);
        put(Deadlines.LATEST);
        step(0);
        assertThat(removed).isEqualTo(1);
        step(1L << 61);
        assertThat(removed).isEqualTo(1);
        index.checkIntegrity();
        step(Deadlines.LATEST);
        assertThat(removed).isEqualTo(2);
    }

    @Test
    void step_idleYears_takeNoUnits() {
        step(START);
        put(START + 100 * YEAR);
        long units = 0;
        for (int year = 1; year < 100; year++) {
            units += step(START + year * YEAR);
        }
        assertThat(units).isLessThanOrEqualTo(3);
        step(START + 100 * YEAR);
        assertThat(removed).isEqualTo(1);
    }

    @Test
    void step_sleepingUntilNextDeadline_isNeverLateNorMoreThanAFewWakeUps() {
        step(START);
        for (int i = 0; i < 1000; i++) {
            put(START + 1 + random.nextLong(YEAR));
        }
        int wakeUps = 0;
        while (index.size() > 0) {
            step(index.nextDeadlineMillis());
            wakeUps++;
        }
        assertThat(index.counters().lag().maxMillis()).isZero();
        assertThat(wakeUps).isLessThanOrEqualTo(4000);
    }

    @Test
    void step_clockWentBackAYear_entriesExpireByTheNewTime() {
        step(START + YEAR);
        int old = put(START + YEAR + 50);
        step(START);
        put(START + 10);
        put(START + 20);
        step(START + 9);
        assertThat(removed).isZero();
        step(START + 10);
        assertThat(removed).isEqualTo(1);
        step(START + 20);
        assertThat(removed).isEqualTo(2);
        index.checkIntegrity();
        assertThat(slab.live(old)).isTrue();
        step(START + YEAR + 50);
        assertThat(removed).isEqualTo(3);
    }

    @Test
    void step_clockWentBackALittle_waitsUntilItHasCaughtUp() {
        step(START);
        step(START - 100);
        put(START - 50);
        step(START - 50);
        assertThat(removed).isZero();
        step(START);
        assertThat(removed).isEqualTo(1);
    }

    @Test
    void step_refused_isOfferedAgainAMillisecondLater() {
        step(START);
        refused = put(START + 5);
        put(START + 5);
        assertThat(step(START + 5)).isEqualTo(2);
        assertThat(removed).isEqualTo(1);
        assertThat(step(START + 5)).isZero();
        refused = RefSlab.NO_REF;
        step(START + 6);
        assertThat(removed).isEqualTo(2);
    }

    @Test
    void step_removerThrows_entryIsOfferedAgain() {
        RefSlab other = slab();
        int[] calls = new int[1];
        DeadlineIndex[] throwing = new DeadlineIndex[1];
        throwing[0] = new DeadlineIndex(
                other,
                (ref, cause) -> {
                    if (calls[0]++ == 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    throwing[0].remove(ref);
                    other.release(ref);
                    return 0;
                },
                account,
                random);
        throwing[0].put(other.take(), 5);
        assertThatThrownBy(() -> throwing[0].step(5, WorkBudget.ofUnits(10))).hasMessage("on purpose");
        throwing[0].checkIntegrity();
        assertThat(throwing[0].step(5, WorkBudget.ofUnits(10))).isFalse();
        assertThat(throwing[0].size()).isZero();
    }

    @Test
    void step_stepsALittle_longestLagIsTickAndBudget() {
        step(START);
        int n = 300_000;
        for (int i = 0; i < n; i++) {
            put(START + 1000 + random.nextInt(30_000));
        }
        for (long now = START; now <= START + 31_000; now++) {
            index.step(now, WorkBudget.ofUnits(120)); // 10 are due in each, 30 more can be cascaded for each
        }
        assertThat(removed).isEqualTo(n);
        assertThat(index.counters().lag().maxMillis()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"FAITHFUL"},
            mode = EnumSource.Mode.EXCLUDE)
    void step_anyMode_spendsNoMoreThanItsBudget(Mode mode) {
        StrategyModel model = new StrategyModel(mode);
        model.random.setSeed(9);
        for (int i = 0; i < 3000; i++) {
            model.put();
        }
        for (int i = 0; i < 200; i++) {
            model.advance(1 + i % 3 * 700);
            WorkBudget budget = WorkBudget.ofUnits(16);
            long before = model.strategy.counters().expired();
            model.strategy.step(model.nowMillis, budget);
            assertThat(budget.spent()).isLessThanOrEqualTo(16);
            assertThat(model.strategy.counters().expired() - before).isLessThanOrEqualTo(16);
        }
        model.checkIntegrity();
    }

    @Test
    void constructor_tickOutOfRange_isRefused() {
        assertThatThrownBy(() -> new DeadlineIndex(slab(), this, account, random, 17, bytes -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tickLog2")
                .hasMessageContaining("17");
    }
}
