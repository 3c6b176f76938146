package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.WorkBudget;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How hard it works: by the share of a tick, by bytes written, and when it gives up. */
class DefragmenterPacingTest {
    private static final int SLOTS = 32; // of 32 bytes in a unit of 1 KiB
    private static final int RUNS = 16;

    private final AllocatorModel model = new AllocatorModel(14);

    private Defragmenter with(DefragConfig config) {
        model.defragmenter = new Defragmenter(model.allocator, model, config);
        return model.defragmenter;
    }

    /** 16 runs of which one in n blocks is live. */
    private void keepEvery(int n) {
        model.allocate(RUNS * SLOTS, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i++) {
            if (i % n != 0) {
                model.free(all.get(i));
            }
        }
    }

    private static DefragConfig config(double start, double full) {
        return new DefragConfig(start, full, 1, 0, 5, 25, 1000);
    }

    @Test
    void cyclePercent_nothingToDo_zero() {
        assertThat(model.defragmenter.cyclePercent()).isZero();
        keepEvery(2);
        assertThat(with(config(2.5, 3)).cyclePercent()).isZero();
    }

    /** Used and idle are twice the used. */
    @ParameterizedTest
    @CsvSource({"1, 3, 15", "1.5, 2.5, 15", "1.8, 2.8, 9", "1, 2, 25", "1.1, 1.2, 25", "1, 1, 25"})
    void cyclePercent_halfIsLive_linearFromStartToFull(double start, double full, double percent) {
        keepEvery(2);
        assertThat(with(config(start, full)).cyclePercent()).isCloseTo(percent, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1000", "1.8, 2.8, 2500", "1.99999, 11, 4000"})
    void unitsFor_halfIsLive_oneForSoManyBytes(double start, double full, int bytes) {
        keepEvery(2);
        Defragmenter defragmenter = with(config(start, full));
        long units = 0;
        for (int i = 0; i < 1000; i++) {
            units += defragmenter.unitsFor(bytes / 10);
        }
        assertThat(units).isBetween(99L, 101L);
    }

    @Test
    void unitsFor_nothingToDo_zeroAndNothingSaved() {
        assertThat(model.defragmenter.unitsFor(Long.MAX_VALUE)).isZero();
        keepEvery(2);
        assertThat(model.defragmenter.unitsFor(0)).isZero();
    }

    @Test
    void step_idleFallsToTheStopRatio_endsAfterTheChunk() {
        model.allocate(8 * RUNS * SLOTS, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i += 2) {
            model.free(all.get(i));
        }
        with(new DefragConfig(1.6, 2, 1.5, 0, 1, 25, 1000));

        model.defragment(3);

        double ratio = (double) model.pages.reserved() / model.allocator.used();
        assertThat(ratio).isBetween(1.25, 1.5);
        model.checkIntegrity();
    }

    @Test
    void step_noUnitsInTheMiddle_nothingMovesAndWorkIsLeft() {
        keepEvery(2);
        model.step(1);
        long moves = model.moves;
        assertThat(moves).isPositive();

        for (int i = 0; i < 10; i++) {
            assertThat(model.step(0)).isTrue();
        }

        assertThat(model.moves).isEqualTo(moves);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 200, 1000})
    void step_oneUnit_movesAtMostTwoUnits(int bytes) {
        model.allocate(64 * 1024 / bytes, bytes);
        model.freePercent(60);
        long before = 0;
        while (model.step(1)) {
            long moved = model.defragmenter.movedBytes() - before;
            assertThat(moved).isLessThanOrEqualTo(2 * 4096);
            before += moved;
        }
        assertThat(before).isPositive();
    }

    /** Each class has less than a run of holes, so nothing can be given back, and searches are not repeated. */
    @Test
    void step_aboveTheRatioButNothingToGain_searchesOnce() {
        for (int bytes = 32; bytes <= 1024; bytes += 32) {
            model.allocate(bytes);
        }
        WorkBudget budget = WorkBudget.ofUnits(1000);
        while (model.defragmenter.step(0, budget)) {
            assertThat(budget.exhausted()).isFalse();
        }
        assertThat(model.allocator.reserved()).isGreaterThan(model.allocator.used() * 3 / 2);
        budget.start(1000, WorkBudget.UNTIMED);

        for (int i = 0; i < 10; i++) {
            assertThat(model.defragmenter.step(0, budget)).isFalse();
        }

        assertThat(budget.spent()).isZero();
        assertThat(model.defragmenter.cyclePercent()).isZero();
    }

    @Test
    void stop_inTheMiddle_allRunsAreUsedAgainAndAnotherGoesOn() {
        keepEvery(2);
        model.step(1);
        long moved = model.moves;
        model.defragmenter.stop();
        model.midway = false;
        model.checkIntegrity();

        Defragmenter other = new Defragmenter(model.allocator, model, DefragConfig.defaults());
        while (other.step(0, WorkBudget.ofUnits(2))) {
            assertThat(model.moves).isLessThanOrEqualTo(RUNS * SLOTS);
        }

        assertThat(AllocatorAudit.runs(model.allocator)).hasSize(RUNS / 2);
        assertThat(model.moves).isGreaterThan(moved);
    }

    @Test
    void stop_nothingBegun_nothingHappens() {
        keepEvery(2);
        model.defragmenter.stop();
        model.checkIntegrity();
        model.defragment(4);
        model.defragmenter.stop();
        model.checkIntegrity();
    }

    /**
     * Everything charged: blocks are large enough for tags to be few. A tenth is live, so 0.1 moved for each reclaimed is
     * the least. With one size in use nothing moves twice; of several the runs lie in any order, the chunks that are
     * filled are not filled wholly, and some of what was moved into them moves again.
     */
    @ParameterizedTest
    @CsvSource({"16, 200, 200, 0.12", "17, 500, 500, 0.12", "18, 1000, 1050, 0.14", "16, 300, 330, 0.14"})
    void defragment_ninetyPercentDeleted_tenthOverLiveForLittleMoved(int chunkLog2, int least, int most, double moved) {
        AllocatorModel large = new AllocatorModel(chunkLog2);
        while (large.pages.reserved() < Math.min(48 << 20, 400L << chunkLog2)) {
            large.allocate(large.random.nextInt(least, most + 1));
        }
        large.freePercent(90);
        long before = large.allocator.reserved();

        large.defragment(16);
        large.allocator.purge();

        long reclaimed = before - large.allocator.reserved();
        assertThat((double) large.allocator.reserved() / large.allocator.used()).isLessThanOrEqualTo(1.10);
        assertThat((double) large.defragmenter.movedBytes() / reclaimed).isLessThanOrEqualTo(moved);
        large.checkIntegrity();
    }
}
