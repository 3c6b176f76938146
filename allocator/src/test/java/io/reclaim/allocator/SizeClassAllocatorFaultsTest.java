package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.WorkBudget;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeClassAllocatorFaultsTest {
    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 1024, 5000})
    void allocate_pageSourceThrows_passesThroughAndNothingChanged(int bytes) {
        model.allocate(16 * 32, 32); // a full chunk
        model.pages.fails = true;
        long used = model.ledger.used();

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> allocator.allocate(bytes, 1));

        assertThat(model.ledger.used()).isEqualTo(used);
        model.checkIntegrity();
        model.pages.fails = false;
        assertThat(model.allocate(bytes)).isNotNull();
        model.checkIntegrity();
    }

    @Test
    void resize_pageSourceThrows_blockIsUntouched() {
        AllocatorModel.Block block = model.allocate(100);
        model.pages.fails = true;

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> allocator.resize(block.handle, 9000, 1));
        assertThat(allocator.owner(block.handle)).isEqualTo(block.owner);
        model.checkIntegrity();
    }

    /** Everything that an owner must not do while it is told of a move. */
    private List<Consumer<long[]>> forbidden() {
        return List.of(
                moved -> allocator.allocate(10, 0),
                moved -> allocator.allocate(5000, 0),
                moved -> allocator.free(moved[0]),
                moved -> allocator.free(moved[1]),
                moved -> allocator.resize(moved[1], 10, 0),
                moved -> allocator.purge(),
                moved -> new Defragmenter(allocator, (owner, from, to) -> {}, new DefragConfig(1, 0))
                        .step(0, WorkBudget.ofUnits(100)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void blockMoved_ownerChangesTheAllocator_refusedAndTheBlockStays(int which) {
        model.allocate(64, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        all.subList(20, 32).forEach(model::free);
        all.subList(33, 60).forEach(model::free);
        Consumer<long[]> change = forbidden().get(which);
        int[] told = {0};
        Defragmenter defragmenter = new Defragmenter(
                allocator,
                (owner, from, to) -> {
                    told[0]++;
                    change.accept(new long[] {from, to});
                },
                new DefragConfig(1, 0));
        long used = allocator.used();

        assertThatIllegalStateException()
                .isThrownBy(() -> defragmenter.step(0, WorkBudget.ofUnits(100)))
                .withMessage("an owner that is told of a move must not allocate, free or move blocks");

        assertThat(told[0]).isEqualTo(1);
        assertThat(allocator.used()).isEqualTo(used);
        model.midway = true;
        model.checkIntegrity();
        assertThat(model.allocate(32)).isNotNull();
        model.free(model.live.get(0));
    }

    @Test
    void blockMoved_ownerReadsWritesAndTags_allowed() {
        model.allocate(64, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        all.subList(20, 32).forEach(model::free);
        all.subList(33, 60).forEach(model::free);
        Defragmenter defragmenter = new Defragmenter(
                allocator,
                (owner, from, to) -> {
                    assertThat(allocator.live(from) && allocator.live(to)).isTrue();
                    allocator.setInt(to, 0, owner);
                    allocator.owner(to, -owner);
                },
                new DefragConfig(1, 0));
        while (defragmenter.step(0, WorkBudget.ofUnits(100))) {
            assertThat(defragmenter.movedBlocks()).isLessThan(100);
        }

        assertThat(defragmenter.movedBlocks()).isPositive();
        allocator.checkIntegrity();
    }
}
