package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedAllocatorTest {
    private final AllocatorModel model = new AllocatorModel(14, new HeapPages(), true);
    private final SizeClassAllocator allocator = model.allocator;
    private final byte[] array = new byte[8000];

    private List<ThrowingCallable> accesses(long handle, int offset, int length) {
        return List.of(
                () -> allocator.read(handle, offset, array, 0, length),
                () -> allocator.write(handle, offset, array, 0, length),
                () -> allocator.matches(handle, offset, array, 0, length));
    }

    private List<ThrowingCallable> wordAccesses(long handle, int end) {
        return List.of(
                () -> allocator.getByte(handle, end - 1),
                () -> allocator.setByte(handle, end - 1, (byte) 1),
                () -> allocator.getInt(handle, end - 4),
                () -> allocator.setInt(handle, end - 4, 1),
                () -> allocator.getLong(handle, end - 8),
                () -> allocator.setLong(handle, end - 8, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 1024, 5000})
    void access_insideTheBlock_allowedToItsUsableEnd(int bytes) throws Throwable {
        long handle = allocator.allocate(bytes, 0);
        int usable = allocator.usableSize(handle);
        for (ThrowingCallable access : wordAccesses(handle, usable)) {
            access.call();
        }
        for (ThrowingCallable access : accesses(handle, 0, usable)) {
            access.call();
        }
        for (ThrowingCallable access : accesses(handle, usable, 0)) {
            access.call();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 1024, 5000})
    void access_outsideTheBlock_throws(int bytes) {
        long handle = allocator.allocate(bytes, 0);
        allocator.allocate(bytes, 0); // what would be hit
        int usable = allocator.usableSize(handle);
        for (ThrowingCallable access : wordAccesses(handle, usable + 1)) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(access)
                    .withMessageContaining("of a block of " + usable + ": 0x" + Long.toHexString(handle));
        }
        for (ThrowingCallable access : wordAccesses(handle, 0)) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(access);
        }
        for (int[] range : new int[][] {
            {0, usable + 1}, {usable, 1}, {-1, 4}, {1, usable}, {Integer.MAX_VALUE, 8}, {0, -1}, {8, Integer.MAX_VALUE}
        }) {
            for (ThrowingCallable access : accesses(handle, range[0], range[1])) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(access);
            }
        }
        allocator.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 5000})
    void access_freedBlock_throws(int bytes) {
        long handle = allocator.allocate(bytes, 0);
        allocator.free(handle);
        for (ThrowingCallable access : wordAccesses(handle, 8)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(access)
                    .withMessage("not the handle of a live block: 0x" + Long.toHexString(handle));
        }
        for (ThrowingCallable access : accesses(handle, 0, 1)) {
            assertThatIllegalArgumentException().isThrownBy(access);
        }
    }

    @Test
    void access_blockThatWasMoved_throwsAtTheOldHandle() {
        model.allocate(64, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        all.subList(3, 60).forEach(model::free);
        List<Long> before = model.live.stream().map(block -> block.handle).toList();
        model.defragment(100);

        assertThat(model.moves).isPositive();
        for (int i = 0; i < before.size(); i++) {
            long handle = before.get(i);
            if (handle != model.live.get(i).handle) {
                assertThatIllegalArgumentException().isThrownBy(() -> allocator.getInt(handle, 0));
            }
        }
        model.checkIntegrity();
    }

    /** A write through a handle kept too long, past the allocator's checks. */
    private void scribble(long handle, int at) {
        model.pages.setByte(Handle.page(handle), Handle.offset(handle) + at, (byte) 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 50, 103})
    void allocate_blockWasWrittenToAfterItWasFreed_throwsOnceAndGoesOn(int at) {
        model.allocate(5, 104);
        AllocatorModel.Block block = model.live.get(2);
        model.free(block);
        scribble(block.handle, at);
        String message = "block was written to after it was freed: 0x" + Long.toHexString(block.handle)
                + " of 104 bytes, at " + at / 4 * 4 + ": 0x";

        assertThatIllegalStateException().isThrownBy(allocator::checkIntegrity).withMessageStartingWith(message);
        long used = model.ledger.used();
        assertThatIllegalStateException()
                .isThrownBy(() -> allocator.allocate(104, 0))
                .withMessageStartingWith(message);
        assertThat(model.ledger.used()).isEqualTo(used);
        model.checkIntegrity();

        assertThat(model.allocate(104).handle).isEqualTo(block.handle);
        model.checkIntegrity();
    }

    @Test
    void resize_targetWasWrittenTo_throwsAndTheBlockIsUntouched() {
        AllocatorModel.Block target = model.allocate(200);
        AllocatorModel.Block block = model.allocate(100);
        model.allocate(200);
        model.free(target);
        scribble(target.handle, 8);

        assertThatIllegalStateException().isThrownBy(() -> allocator.resize(block.handle, 200, 1));
        model.checkIntegrity();
        assertThat(model.resize(block, 200)).isTrue();
        assertThat(model.live.get(1).handle).isEqualTo(target.handle);
    }

    @Test
    void step_targetWasWrittenTo_throwsAndTheBlockIsUntouched() {
        model.allocate(64, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        all.subList(20, 32).forEach(model::free);
        all.subList(33, 60).forEach(model::free);
        scribble(all.get(20).handle, 8);

        assertThatIllegalStateException().isThrownBy(() -> model.defragment(100));
        model.midway = true;
        model.checkIntegrity();
        model.defragment(100);
        model.checkIntegrity();
        assertThat(model.moves).isPositive();
    }

    @Test
    void constructor_notChecked_freeBlocksAreLeftAlone() {
        AllocatorModel plain = new AllocatorModel(14);
        AllocatorModel.Block block = plain.allocate(104);
        plain.allocate(104);
        plain.free(block);

        assertThat(plain.pages.getByte(Handle.page(block.handle), Handle.offset(block.handle)))
                .isEqualTo(block.bytes[0]);
    }
}
