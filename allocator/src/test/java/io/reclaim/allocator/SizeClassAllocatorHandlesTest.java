package io.reclaim.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeClassAllocatorHandlesTest {
    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    private void assertRefused(long handle) {
        long used = allocator.used();
        long reserved = allocator.reserved();
        String message = "not the handle of a live block: 0x" + Long.toHexString(handle);

        assertThat(allocator.live(handle)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.free(handle))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.usableSize(handle))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.owner(handle))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.owner(handle, 1))
                .withMessage(message);

        assertThat(allocator.used()).isEqualTo(used);
        assertThat(allocator.reserved()).isEqualTo(reserved);
        model.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(longs = {NO_BLOCK, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 20, 9L << 48})
    void free_noHandle_refused(long handle) {
        assertRefused(handle);
        model.allocate(64);
        model.allocate(5000);
        assertRefused(handle);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 300, 1024, 5000})
    void free_twice_refused(int bytes) {
        AllocatorModel.Block block = model.allocate(bytes);
        model.free(block);

        assertRefused(block.handle);
    }

    @Test
    void free_twiceAmongOthers_refused() {
        model.allocate(10, 100);
        AllocatorModel.Block block = model.live.get(4);
        model.free(block);

        assertRefused(block.handle);
        assertThat(model.allocate(100).handle).isEqualTo(block.handle);
    }

    @Test
    void free_insideABlock_refused() {
        AllocatorModel.Block block = model.allocate(100);
        AllocatorModel.Block large = model.allocate(5000);
        for (int offset : new int[] {1, 4, 99}) {
            assertRefused(block.handle + offset);
            assertRefused(large.handle + offset);
        }
    }

    @Test
    void free_freeSlotOrTailOfTheRun_refused() {
        AllocatorModel.Block block = model.allocate(292);
        Run run = AllocatorAudit.runs(allocator).get(0);
        assertThat(run.slots * run.size).isLessThan(1 << 14);

        assertRefused(block.handle + run.size);
        assertRefused(block.handle + (long) run.slots * run.size);
        assertRefused(block.handle + (1 << 14));
    }

    @Test
    void free_runWasRecycled_generationGivesAway() {
        AllocatorModel.Block before = model.allocate(100);
        model.free(before);
        allocator.purge();
        AllocatorModel.Block after = model.allocate(100);

        assertThat(Handle.page(after.handle)).isEqualTo(Handle.page(before.handle));
        assertThat(Handle.offset(after.handle)).isEqualTo(Handle.offset(before.handle));
        assertThat(after.handle).isNotEqualTo(before.handle);
        assertRefused(before.handle);
    }

    @Test
    void free_largeBlockWasRecycled_generationGivesAway() {
        AllocatorModel.Block before = model.allocate(5000);
        model.free(before);
        AllocatorModel.Block after = model.allocate(5000);

        assertThat(Handle.page(after.handle)).isEqualTo(Handle.page(before.handle));
        assertRefused(before.handle);
        model.free(after);
        model.allocate(8);
        assertRefused(after.handle);
    }

    @Test
    void generation_wrapsAround_neverZeroAndHandlesStayPositive() {
        long first = model.allocate(2000).handle;
        for (int i = 1; i <= Handle.MAX_GENERATION; i++) {
            long handle = allocator.allocate(3000, i);
            assertThat(handle).isPositive();
            if (i < Handle.MAX_GENERATION) {
                assertThat(Handle.generation(handle)).isEqualTo(i + 1);
            } else {
                assertThat(Handle.generation(handle)).isEqualTo(Handle.generation(first));
            }
            allocator.free(handle);
        }
        model.checkIntegrity();
    }

    @Test
    void free_randomNumbersAndNeighboursOfHandles_refused() {
        for (int bytes = 0; bytes < 3000; bytes += 37) {
            model.allocate(bytes);
        }
        List<AllocatorModel.Block> some = List.copyOf(model.live.subList(0, 40));
        some.forEach(model::free);
        for (int i = 0; i < 100; i++) {
            model.tryBadHandles();
        }
        model.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 300, 4000})
    void owner_changed_onlyThatBlocks(int bytes) {
        long before = allocator.allocate(bytes, 1);
        long block = allocator.allocate(bytes, 2);
        long after = allocator.allocate(bytes, 3);

        allocator.owner(block, -7);

        assertThat(allocator.owner(before)).isEqualTo(1);
        assertThat(allocator.owner(block)).isEqualTo(-7);
        assertThat(allocator.owner(after)).isEqualTo(3);
        allocator.free(block);
        assertThat(allocator.owner(allocator.allocate(bytes, 4))).isEqualTo(4);
        allocator.checkIntegrity();
    }

    @Test
    void owner_anyTag_isKeptWithTheBlock() {
        for (int owner : new int[] {0, -1, 7, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(allocator.owner(allocator.allocate(40, owner))).isEqualTo(owner);
            assertThat(allocator.owner(allocator.allocate(4000, owner))).isEqualTo(owner);
        }
    }
}
