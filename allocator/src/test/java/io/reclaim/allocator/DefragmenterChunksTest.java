package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs are moved as wholes from a chunk to others: blocks of 32 bytes in runs of a unit, of 256 in runs of four. */
class DefragmenterChunksTest {
    private static final int SLOTS = 32;

    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    private void freeWhere(Predicate<AllocatorModel.Block> which) {
        model.live.stream().filter(which).toList().forEach(model::free);
    }

    private static int unit(AllocatorModel.Block block) {
        return Handle.offset(block.handle) >>> 10;
    }

    private static int page(AllocatorModel.Block block) {
        return Handle.page(block.handle);
    }

    private List<Run> draining() {
        return AllocatorAudit.runs(allocator).stream()
                .filter(run -> run.level == ClassRuns.DRAINING)
                .toList();
    }

    private List<AllocatorModel.Block> blocksOf(Run run) {
        return model.live.stream()
                .filter(b -> page(b) == run.chunk.page
                        && allocator.chunks().get(page(b)).run(unit(b)) == run)
                .toList();
    }

    private long openChunks() {
        return model.pages.opened - model.pages.closed;
    }

    /** Two chunks of full runs, of which the second has only units 0 to 2 and the first lacks units 8 to 15. */
    @BeforeEach
    void fillTwoChunks() {
        model.allocate(2 * 16 * SLOTS, 32);
        freeWhere(block -> page(block) == 0 ? unit(block) >= 8 : unit(block) >= 3);
        allocator.purge();
    }

    /** Steps until the victim has given one block to its target. */
    private Run startChunk() {
        assertThat(model.stepOfMoves(1)).isTrue();
        List<Run> both = draining();
        assertThat(both).hasSize(2);
        assertThat(both).extracting(run -> run.chunk.page).containsExactly(0, 1);
        assertThat(both).extracting(Run::live).containsExactly(1, SLOTS - 1);
        return both.get(0);
    }

    private void finish() {
        model.checkIntegrity();
        model.defragment(1);
        model.checkIntegrity();
        allocator.purge();
        assertThat(openChunks()).isEqualTo(1);
        model.checkIntegrity();
    }

    @Test
    void step_victimFits_chunkIsClosed() {
        startChunk();
        finish();
        assertThat(model.moves).isEqualTo(3 * SLOTS);
    }

    @Test
    void step_onlyBlockOfTheTargetFreed_victimIsMovedAllTheSame() {
        Run target = startChunk();
        blocksOf(target).forEach(model::free);
        assertThat(AllocatorAudit.runs(allocator)).doesNotContain(target);
        finish();
    }

    @Test
    void step_victimFreedBetweenSteps_targetIsFiled() {
        Run target = startChunk();
        freeWhere(block -> page(block) == 1 && unit(block) == 0);
        finish();
        assertThat((int) target.level).isEqualTo(target.fillLevel());
    }

    @Test
    void step_victimAndTargetFreedBetweenSteps_goesOn() {
        Run target = startChunk();
        freeWhere(block -> page(block) == 1 && unit(block) == 0);
        freeWhere(block -> target.slotAt(block.handle) >= 0);
        finish();
    }

    @Test
    void step_chunkFreedBetweenSteps_otherChunkIsKept() {
        startChunk();
        freeWhere(block -> page(block) == 1);
        finish();
    }

    @Test
    void step_chunkFreedPurgedAndOpenedAgain_goesOn() {
        startChunk();
        freeWhere(block -> page(block) == 1);
        allocator.purge();
        model.allocate(3 * 16 * SLOTS, 32);
        freeWhere(block -> unit(block) % 3 != 0);
        model.checkIntegrity();

        model.defragment(1);
        allocator.purge();

        assertThat(openChunks()).isEqualTo(2);
        model.checkIntegrity();
    }

    @Test
    void step_everythingFreedBetweenSteps_nothingLeft() {
        startChunk();
        freeWhere(block -> true);
        model.checkIntegrity();

        model.defragment(1);
        allocator.purge();

        assertThat(model.ledger.used()).isZero();
        assertThat(model.pages.reserved()).isZero();
    }

    @Test
    void step_otherClassTakesTheRoomBetweenSteps_noPageIsOpened() {
        startChunk();
        model.allocate(7 * 64, 16);
        model.checkIntegrity();

        model.defragment(1);

        assertThat(openChunks()).isEqualTo(2);
        model.checkIntegrity();
    }

    /** Chunk 0: a run of 200 bytes in four units. Chunks 1 to 4: a run in the first unit of each four, and a fifth. */
    private void scatterUnits() {
        freeWhere(block -> true);
        allocator.purge();
        List<AllocatorModel.Block> longRun = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            longRun.add(model.allocate(200));
        }
        model.allocate((12 + 4 * 16) * SLOTS, 32);
        freeWhere(block -> page(block) == 0 && !longRun.contains(block));
        freeWhere(block -> page(block) > 0 && unit(block) % 4 != 0 && unit(block) != 1);
        allocator.purge();
        assertThat(openChunks()).isEqualTo(5);
    }

    @Test
    void step_noPlaceForTheRunOfTheSparsestChunk_othersAreEmptied() {
        scatterUnits();

        model.defragment(5);
        allocator.purge();

        // 4 + 4 * 5 units are used; all but the last chunk can be full.
        assertThat(openChunks()).isEqualTo(2);
        model.checkIntegrity();
    }

    @Test
    void step_placeMadeForTheRunByEqualBytesElsewhere_notStuckForEver() {
        scatterUnits();
        model.defragment(5);
        freeWhere(block -> page(block) == 1 && unit(block) == 4);
        model.allocate(SLOTS, 32);

        model.defragment(5);
        allocator.purge();

        assertThat(openChunks()).isEqualTo(2);
        model.checkIntegrity();
    }
}
