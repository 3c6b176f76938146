package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.WorkBudget;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefragmenterTest {
    private static final int SLOTS = 32; // of 32 bytes in a unit of 1 KiB
    private static final int RUNS = 16;

    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    private void configure(DefragConfig config) {
        model.defragmenter = new Defragmenter(allocator, model, config);
    }

    /** Fills a chunk with runs of blocks of 32 bytes and frees all but every n-th of each run. */
    private void fillAndKeepEvery(int n) {
        model.allocate(RUNS * SLOTS, 32);
        keepEvery(n);
    }

    private void keepEvery(int n) {
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i++) {
            if (i % n != 0) {
                model.free(all.get(i));
            }
        }
    }

    private List<Run> runs() {
        return AllocatorAudit.runs(allocator);
    }

    private Run draining() {
        return runs().stream()
                .filter(run -> run.level == ClassRuns.DRAINING)
                .findFirst()
                .orElse(null);
    }

    private List<AllocatorModel.Block> blocksOf(Run run) {
        return model.live.stream()
                .filter(block -> Handle.page(block.handle) == run.chunk.page)
                .filter(block -> run.slotAt(block.handle) >= 0)
                .toList();
    }

    @Test
    void constructor_argumentMissing_throws() {
        DefragConfig config = DefragConfig.defaults();
        assertThatNullPointerException()
                .isThrownBy(() -> new Defragmenter(null, model, config))
                .withMessage("allocator");
        assertThatNullPointerException()
                .isThrownBy(() -> new Defragmenter(allocator, null, config))
                .withMessage("owner");
        assertThatNullPointerException()
                .isThrownBy(() -> new Defragmenter(allocator, model, null))
                .withMessage("config");
        assertThatNullPointerException()
                .isThrownBy(() -> new Defragmenter(allocator, model, config, null))
                .withMessage("admits");
    }

    @Test
    void step_emptyAllocator_nothingToDo() {
        WorkBudget budget = WorkBudget.ofUnits(100);

        assertThat(model.defragmenter.step(0, budget)).isFalse();
        assertThat(budget.spent()).isZero();
        assertThat(model.defragmenter).hasToString("Defragmenter[moved 0 blocks, 0 bytes]");
    }

    @Test
    void step_belowTheRatio_notBegun() {
        fillAndKeepEvery(2);
        configure(new DefragConfig(3, 0));
        WorkBudget budget = WorkBudget.ofUnits(100);

        assertThat(model.defragmenter.step(0, budget)).isFalse();
        assertThat(budget.spent()).isZero();
    }

    @Test
    void step_idleBytesIgnored_notBegunUpToThem() {
        fillAndKeepEvery(2);
        long idle = model.pages.reserved() - allocator.used();
        configure(new DefragConfig(1, idle));
        assertThat(model.step(100)).isFalse();
        assertThat(model.moves).isZero();

        configure(new DefragConfig(1, idle - 1));
        model.step(100);
        assertThat(model.moves).isPositive();
    }

    @Test
    void step_begun_goesOnBelowTheRatio() {
        fillAndKeepEvery(8);
        configure(new DefragConfig(3.5, 0));

        model.defragment(5);

        assertThat(runs()).hasSize(2);
        assertThat(runs()).allMatch(run -> run.live() == SLOTS);
    }

    @Test
    void step_checkerboard_halfOfTheRunsAreLeft() {
        fillAndKeepEvery(2);

        model.defragment(3);

        assertThat(runs()).hasSize(RUNS / 2).allMatch(run -> run.live() == SLOTS);
        assertThat(model.moves).isEqualTo(RUNS / 2 * SLOTS / 2);
        assertThat(model.defragmenter.movedBlocks()).isEqualTo(model.moves);
        assertThat(model.defragmenter.movedBytes()).isEqualTo(32 * model.moves);
        model.checkIntegrity();
    }

    @Test
    void step_oneSurvivorPerRun_oneRunIsLeft() {
        fillAndKeepEvery(SLOTS);

        model.defragment(1);

        assertThat(runs()).hasSize(1);
        assertThat(model.moves).isEqualTo(RUNS - 1);
        model.checkIntegrity();
    }

    @Test
    void reclaimedBytes_chunksEmptied_areCountedAsTheyClose() {
        model.allocate(4 * RUNS * SLOTS, 32);
        keepEvery(8);
        long open = allocator.openBytes();
        assertThat(model.defragmenter.reclaimedBytes()).isZero();

        model.defragment(1);

        assertThat(model.defragmenter.reclaimedBytes()).isPositive().isEqualTo(open - allocator.openBytes());
        model.checkIntegrity();
    }

    @Test
    void step_emptyRunIsKept_isClosedAndNothingMoved() {
        model.allocate(2 * SLOTS, 32);
        AllocatorModel.Block first = model.live.get(0);
        List.copyOf(model.live.subList(SLOTS, 2 * SLOTS)).forEach(model::free);
        model.free(first);
        assertThat(runs()).extracting(Run::live).containsExactly(SLOTS - 1, 0);

        model.defragment(5);

        assertThat(runs()).extracting(Run::live).containsExactly(SLOTS - 1);
        assertThat(model.moves).isZero();
    }

    @Test
    void step_currentRunIsTheSparsest_itsBlocksAreMoved() {
        model.allocate(SLOTS + 1, 32);
        model.free(model.live.get(0));
        assertThat(runs()).extracting(Run::live).containsExactly(SLOTS - 1, 1);

        model.defragment(5);

        assertThat(runs()).extracting(Run::live).containsExactly(SLOTS);
        assertThat(model.moves).isEqualTo(1);
    }

    @Test
    void step_again_nothingLeftToDo() {
        fillAndKeepEvery(3);
        model.defragment(10);
        long moves = model.moves;

        assertThat(model.step(1000)).isFalse();
        assertThat(model.moves).isEqualTo(moves);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 200})
    void step_sparseChunks_areEmptiedRunByRun(int bytes) {
        int perChunk = (1 << 14) / allocator.classes().size(allocator.classes().classOf(bytes));
        model.allocate(8 * perChunk, bytes);
        int slots = allocator.classes().slots(allocator.classes().classOf(bytes));
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i++) {
            if (i / slots % 4 != 0) {
                model.free(all.get(i));
            }
        }
        allocator.purge();
        assertThat(model.pages.opened - model.pages.closed).isEqualTo(8);

        model.defragment(7);
        allocator.purge();

        assertThat(model.pages.opened - model.pages.closed).isEqualTo(2);
        assertThat(runs()).hasSize(8 * perChunk / slots / 4).allMatch(run -> run.freeSlots() == 0);
        model.checkIntegrity();
    }

    @Test
    void step_largeBlocks_neverMove() {
        for (int i = 0; i < 20; i++) {
            model.allocate(2000 + i);
        }
        keepEvery(3);

        model.defragment(100);

        assertThat(model.moves).isZero();
        model.checkIntegrity();
    }

    @Test
    void step_lastBlocksOfTheVictimFreedBetweenSteps_nextVictim() {
        fillAndKeepEvery(4);
        assertThat(model.stepOfMoves(2)).isTrue();
        Run victim = draining();
        blocksOf(victim).forEach(model::free);
        assertThat(runs()).doesNotContain(victim);
        model.checkIntegrity();

        model.defragment(2);

        assertThat(runs()).allMatch(run -> run.freeSlots() < SLOTS);
        model.checkIntegrity();
    }

    @Test
    void step_holesFilledBetweenSteps_victimIsFiledAgain() {
        fillAndKeepEvery(2);
        assertThat(model.stepOfMoves(2)).isTrue();
        Run victim = draining();
        int holes = runs().stream()
                .filter(run -> run.level != ClassRuns.DRAINING)
                .mapToInt(Run::freeSlots)
                .sum();
        model.allocate(holes, 32);
        assertThat(runs()).contains(victim);
        assertThat(victim.freeSlots()).isPositive();

        assertThat(model.step(1000)).isFalse();

        assertThat(runs()).noneMatch(run -> run.level == ClassRuns.DRAINING);
        model.checkIntegrity();
    }

    @Test
    void allocate_whileRunDrains_notIntoTheVictim() {
        fillAndKeepEvery(2);
        model.stepOfMoves(2);
        Run victim = draining();
        int live = victim.live();

        model.allocate(RUNS * SLOTS, 32);

        assertThat(victim.live()).isEqualTo(live);
        model.defragment(1);
        model.checkIntegrity();
    }

    @Test
    void purge_betweenSteps_workGoesOn() {
        fillAndKeepEvery(16);
        while (model.stepOfMoves(1)) {
            allocator.purge();
            model.checkIntegrity();
        }
        assertThat(runs()).hasSize(1);
    }
}
