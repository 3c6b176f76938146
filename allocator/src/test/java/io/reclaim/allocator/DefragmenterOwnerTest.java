package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reclaim.core.WorkBudget;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefragmenterOwnerTest {
    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    private void fill(int blocks, int bytes, int keepEvery) {
        model.allocate(blocks, bytes);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 0; i < all.size(); i++) {
            if (i % keepEvery != 0) {
                model.free(all.get(i));
            }
        }
    }

    private void assertRefusedStep() {
        model.refuseAfter = 0;
        long used = allocator.used();
        long moved = model.defragmenter.movedBytes();
        List<Long> handles = model.live.stream().map(block -> block.handle).toList();

        assertThatExceptionOfType(AllocatorModel.Refusal.class)
                .isThrownBy(() -> model.defragmenter.step(0, WorkBudget.ofUnits(2)));

        model.midway = true;
        assertThat(allocator.used()).isEqualTo(used);
        assertThat(model.defragmenter.movedBytes()).isEqualTo(moved);
        assertThat(model.live).extracting(block -> block.handle).isEqualTo(handles);
        model.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 200, 1000})
    void step_ownerThrows_blockAndAccountsAsBefore(int bytes) {
        fill(64 * 32 / Math.max(1, bytes / 32), bytes, 3);

        assertRefusedStep();

        model.defragment(3);
        model.checkIntegrity();
        assertThat(model.moves).isPositive();
    }

    @Test
    void step_ownerThrowsAtTheFirstBlockOfATarget_targetIsClosedAgain() {
        model.allocate(2 * 16 * 32, 32);
        model.live.stream()
                .filter(block -> (Handle.offset(block.handle) >>> 10) >= 5)
                .toList()
                .forEach(model::free);
        allocator.purge();
        int runs = AllocatorAudit.runs(allocator).size();
        long overhead = model.overhead.bytes();

        assertRefusedStep();
        assertThat(AllocatorAudit.runs(allocator)).hasSize(runs);
        assertThat(model.overhead.bytes()).isEqualTo(overhead);

        model.defragment(1);
        allocator.purge();
        assertThat(model.pages.opened - model.pages.closed).isEqualTo(1);
        model.checkIntegrity();
    }

    @Test
    void step_ownerThrowsInEveryOtherStep_allAreMovedInTheEnd() {
        fill(16 * 32, 32, 8);
        int steps = 0;
        while (model.stepOfMoves(++steps % 3)) {
            model.checkIntegrity();
            assertThat(steps).isLessThan(1000);
        }

        assertThat(AllocatorAudit.runs(allocator)).hasSize(2);
        model.checkIntegrity();
    }

    @Test
    void blockMoved_tagWasChanged_toldTheNewOne() {
        fill(16 * 32, 32, 2);
        for (AllocatorModel.Block block : model.live) {
            allocator.owner(block.handle, 77);
        }
        int[] calls = new int[1];
        Defragmenter defragmenter = new Defragmenter(
                allocator,
                (owner, from, to) -> {
                    assertThat(owner).isEqualTo(77);
                    assertThat(allocator.owner(to)).isEqualTo(77);
                    calls[0]++;
                },
                DefragConfig.defaults());

        defragmenter.step(0, WorkBudget.ofUnits(4));

        assertThat(calls[0]).isPositive();
    }

    @Test
    void blockMoved_untilItReturns_bothPlacesAreReadable() {
        fill(16 * 32, 32, 2);
        int[] calls = new int[1];
        Defragmenter defragmenter = new Defragmenter(
                allocator,
                (owner, from, to) -> {
                    calls[0]++;
                    assertThat(allocator.live(from)).isTrue();
                    assertThat(allocator.live(to)).isTrue();
                    assertThat(allocator.owner(to)).isEqualTo(owner);
                    assertThat(allocator.getLong(to, 0)).isEqualTo(allocator.getLong(from, 0));
                    assertThat(allocator.getLong(to, 24)).isEqualTo(allocator.getLong(from, 24));
                    model.blockMoved(owner, from, to);
                },
                DefragConfig.defaults());

        while (defragmenter.step(0, WorkBudget.ofUnits(4))) {
            assertThat(calls[0]).isLessThan(16 * 32);
        }

        assertThat(calls[0]).isEqualTo(8 * 16);
        assertThat(defragmenter.movedBlocks()).isEqualTo(8 * 16);
    }
}
