package io.reclaim.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeClassAllocatorResizeTest {
    private static final int CHUNK = 1 << 14;

    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    @ParameterizedTest
    @CsvSource({"100, 98", "97, 98", "5000, 4999", "4993, 5000", "104, 100"})
    void resize_classAllows_inPlaceWithTheNewTag(int from, int to) {
        long handle = allocator.allocate(from, 7);
        long used = allocator.used();

        assertThat(allocator.resize(handle, to, 8)).isEqualTo(handle);
        assertThat(allocator.owner(handle)).isEqualTo(8);
        assertThat(allocator.used()).isEqualTo(used);
        allocator.checkIntegrity();
    }

    @ParameterizedTest
    @CsvSource({"8, 100", "100, 8", "100, 1024", "1000, 5000", "5000, 1000", "5000, 90000", "90000, 5000", "100, 0"})
    void resize_otherClass_contentsMoveAndTheOldBlockIsGone(int from, int to) {
        model.allocate(3, from);
        AllocatorModel.Block block = model.live.get(1);
        long before = block.handle;

        assertThat(model.resize(block, to)).isTrue();

        assertThat(allocator.live(before)).isFalse();
        assertThat(model.live.get(1).handle).isNotEqualTo(before);
        model.checkIntegrity();
        model.freePercent(100);
        allocator.purge();
        assertThat(model.ledger.used()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 1024, 5000, Integer.MAX_VALUE})
    void resize_growsWithoutMemory_noBlockAndTheOldOneUntouched(int bytes) {
        AllocatorModel.Block block = model.allocate(100);
        model.pages.refuses = true;
        for (int i = 0; i < 16; i++) {
            model.allocate(1000, 100); // until the chunk is full
        }
        long used = model.ledger.used();

        assertThat(allocator.resize(block.handle, bytes, 99)).isEqualTo(NO_BLOCK);

        assertThat(model.ledger.used()).isEqualTo(used);
        assertThat(allocator.owner(block.handle)).isEqualTo(block.owner);
        model.checkIntegrity();
    }

    @ParameterizedTest
    @CsvSource({"1024, 100", "5000, 10", "5000, 2000"})
    void resize_shrinksWithoutMemory_blockStays(int from, int to) {
        AllocatorModel tight = new AllocatorModel(14);
        AllocatorModel.Block block = tight.allocate(from);
        while (tight.pages.opened < 2) {
            tight.allocate(1000);
        }
        tight.pages.refuses = true;
        for (int bytes : new int[] {1024, 2, 8, 100, 120}) {
            while (tight.allocate(bytes) != null) {
                assertThat(tight.live).hasSizeLessThan(5000);
            }
        }

        assertThat(tight.allocator.resize(block.handle, to, 99)).isEqualTo(block.handle);
        assertThat(tight.allocator.owner(block.handle)).isEqualTo(99);
        assertThat(tight.allocator.usableSize(block.handle)).isEqualTo(block.used);
        tight.allocator.checkIntegrity();
    }

    @Test
    void resize_badArguments_refusedAndNothingChanged() {
        AllocatorModel.Block block = model.allocate(100);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.resize(block.handle, -1, 0))
                .withMessage("size of a block must not be negative: -1");
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.resize(block.handle + 4, 50, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.resize(NO_BLOCK, 50, 0));
        model.checkIntegrity();
        model.free(block);
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.resize(block.handle, 100, 0));
        assertThat(allocator.used()).isZero();
    }

    @Test
    void resize_pageOfOneChunk_bothBlocksAreHeldForAMoment() {
        AllocatorModel one = new AllocatorModel(14, new HeapPages(CHUNK));
        AllocatorModel.Block block = one.allocate(CHUNK / 2);

        assertThat(one.resize(block, CHUNK / 2 + 1)).isFalse();
        one.checkIntegrity();
    }
}
