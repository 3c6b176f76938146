package io.reclaim.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeClassAllocatorTest {
    private static final int CHUNK = 1 << 14;
    private static final int MAX = 1 << 10;

    private final AllocatorModel model = new AllocatorModel(14);
    private final SizeClassAllocator allocator = model.allocator;

    @Test
    void constructor_argumentMissing_throws() {
        SizeClasses classes = new SizeClasses(14);
        HeapPages pages = new HeapPages();
        MemoryAccount account = MemoryAccount.standalone("a");
        assertThatNullPointerException()
                .isThrownBy(() -> new SizeClassAllocator(null, pages, account, account))
                .withMessage("classes");
        assertThatNullPointerException()
                .isThrownBy(() -> new SizeClassAllocator(classes, null, account, account))
                .withMessage("pages");
        assertThatNullPointerException()
                .isThrownBy(() -> new SizeClassAllocator(classes, pages, null, account))
                .withMessage("blocks");
        assertThatNullPointerException()
                .isThrownBy(() -> new SizeClassAllocator(classes, pages, account, null))
                .withMessage("overhead");
    }

    @Test
    void constructor_holdsNothing() {
        assertThat(allocator.used()).isZero();
        assertThat(allocator.reserved()).isZero();
        assertThat(allocator.classes().chunkBytes()).isEqualTo(CHUNK);
        assertThat(allocator).hasToString("SizeClassAllocator[used=0, reserved=0]");
        allocator.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void allocate_negativeSize_throwsAndNothingChanged(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.allocate(bytes, 1))
                .withMessage("size of a block must not be negative: " + bytes);
        assertThat(allocator.reserved()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 32, 33, 256, 257, MAX - 1, MAX, MAX + 1, 4096, CHUNK, CHUNK + 1, 3 * CHUNK})
    void allocate_anySize_blockHoldsIt(int bytes) {
        AllocatorModel.Block block = model.allocate(bytes);

        assertThat(block.used).isBetween(bytes, Math.max(8, bytes + bytes / 15 + 4));
        model.checkIntegrity();
        model.free(block);
        model.checkIntegrity();
        allocator.purge();
        assertThat(allocator.reserved()).isZero();
        assertThat(model.ledger.used()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, MAX, MAX + 1, 2 * CHUNK})
    void firstCost_emptyAllocator_isWhatAllocateChargesForTheWidestTag(int bytes) {
        long cost = allocator.firstCost(bytes);
        assertThat(allocator.allocateCost(bytes, 1)).isLessThanOrEqualTo(cost);
        assertThat(allocator.allocateCost(bytes, -1)).isEqualTo(cost);

        allocator.allocate(bytes, -1);

        assertThat(model.ledger.used()).isEqualTo(cost);
        assertThat(allocator.firstCost(bytes)).isEqualTo(cost);
    }

    @Test
    void allocateCost_blocksOfAllClasses_exactAtEachStep() {
        for (int bytes = 0; bytes <= 2 * MAX; bytes += 3) {
            model.allocate(bytes);
        }
        model.checkIntegrity();
    }

    @Test
    void allocate_oneRun_lowestSlotFirst() {
        List<AllocatorModel.Block> all = List.of(model.allocate(32), model.allocate(32), model.allocate(32));
        model.free(all.get(1));
        model.free(all.get(0));

        assertThat(model.allocate(32).handle).isEqualTo(all.get(0).handle);
        assertThat(model.allocate(32).handle).isEqualTo(all.get(1).handle);
    }

    @Test
    void allocate_severalRunsWithRoom_fullestFirst() {
        int slots = 32;
        model.allocate(3 * slots, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        all.subList(0, 20).forEach(model::free);
        all.subList(slots, slots + 5).forEach(model::free);

        model.allocate(5, 32);

        List<Run> runs = AllocatorAudit.runs(allocator);
        assertThat(runs).extracting(Run::freeSlots).containsExactly(20, 0, 0);
        model.checkIntegrity();
    }

    @Test
    void allocate_nextClassHasRoom_borrowsInsteadOfOpeningARun() {
        model.allocate(80);
        long overhead = model.overhead.bytes();

        assertThat(model.allocate(78).used).isEqualTo(80);
        assertThat(model.allocate(77).used).isEqualTo(80);
        assertThat(model.overhead.bytes()).isEqualTo(overhead);
        assertThat(model.allocate(74).used).isEqualTo(74);
        assertThat(model.overhead.bytes()).isGreaterThan(overhead);
        model.checkIntegrity();
    }

    @Test
    void allocate_nextClassIsMoreThanAnEighthLarger_opensARun() {
        model.allocate(12);

        assertThat(model.allocate(8).used).isEqualTo(8);
        model.checkIntegrity();
    }

    @Test
    void allocate_holesInChunks_lowestChunkFirst() {
        model.allocate(3 * 16 * 32, 32);
        assertThat(model.pages.opened).isEqualTo(3);
        for (AllocatorModel.Block block : List.copyOf(model.live)) {
            if (Handle.page(block.handle) == 1 && Handle.offset(block.handle) < 2048) {
                model.free(block);
            }
        }

        model.allocate(24, 168);

        assertThat(model.pages.opened).isEqualTo(4);
        assertThat(Handle.page(model.allocate(20).handle)).isEqualTo(1);
        model.checkIntegrity();
    }

    @Test
    void free_block_releasesItsSize() {
        AllocatorModel.Block small = model.allocate(101);
        AllocatorModel.Block large = model.allocate(CHUNK);
        assertThat(allocator.used()).isEqualTo(102 + CHUNK);

        assertThat(allocator.free(small.handle)).isEqualTo(102);
        assertThat(allocator.free(large.handle)).isEqualTo(CHUNK);
        assertThat(allocator.used()).isZero();
    }

    @Test
    void free_lastBlockOfTheCurrentRun_runIsKeptUntilPurged() {
        long handle = allocator.allocate(32, 1);
        long reserved = allocator.reserved();
        for (int i = 0; i < 10; i++) {
            allocator.free(handle);
            handle = allocator.allocate(32, 1);
        }
        assertThat(model.pages.opened).isEqualTo(1);
        assertThat(allocator.reserved()).isEqualTo(reserved);

        allocator.free(handle);
        assertThat(allocator.purge()).isEqualTo(reserved);
        assertThat(allocator.purge()).isZero();
        assertThat(allocator.reserved()).isZero();
        model.checkIntegrity();
    }

    @Test
    void free_sizeSwingsAboutAChunk_noChunkOpenedAgain() {
        model.allocate(16 * 32, 32);
        for (int i = 0; i < 10; i++) {
            AllocatorModel.Block beyond = model.allocate(32);
            model.free(beyond);
            model.allocate(20, 8);
            List.copyOf(model.live.subList(16 * 32, model.live.size())).forEach(model::free);
            model.checkIntegrity();
        }

        assertThat(model.pages.opened).isEqualTo(2);
    }

    @Test
    void free_everything_oneRunAndOneChunkKeptAtMost() {
        for (int bytes = 0; bytes < 2 * MAX; bytes += 5) {
            model.allocate(40, bytes);
        }
        model.freePercent(100);

        assertThat(model.live).isEmpty();
        assertThat(AllocatorAudit.runs(allocator)).hasSizeLessThanOrEqualTo(1);
        assertThat(model.pages.opened - model.pages.closed).isLessThanOrEqualTo(2);
        model.checkIntegrity();
        allocator.purge();
        assertThat(model.ledger.used()).isZero();
        assertThat(model.pages.reserved()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void free_twoChunksEmptied_lowerOneIsKept(int first) {
        model.allocate(3 * 16 * 32, 32);
        for (int page : new int[] {first, 1 - first}) {
            model.live.stream()
                    .filter(block -> Handle.page(block.handle) == page)
                    .toList()
                    .forEach(model::free);
        }

        assertThat(model.pages.closed).isEqualTo(1);
        assertThat(allocator.chunks().get(0)).isNotNull();
        assertThat(allocator.chunks().get(1)).isNull();
        model.checkIntegrity();
    }

    @Test
    void fits_everySize_trueForThoseTheBlockCouldBeAllocatedFor() {
        SizeClasses classes = allocator.classes();
        AllocatorModel.Block block = model.allocate(200);
        int smallest = classes.size(classes.classOf(200) - 2) + 1;
        for (int bytes = 0; bytes < 3 * MAX; bytes++) {
            assertThat(allocator.fits(block.handle, bytes)).isEqualTo(bytes >= smallest && bytes <= block.used);
        }
    }

    @Test
    void fits_largeBlock_trueForSizesOfItsPage() {
        AllocatorModel.Block block = model.allocate(2 * MAX);
        for (int bytes = 0; bytes < 3 * MAX; bytes++) {
            assertThat(allocator.fits(block.handle, bytes)).isEqualTo(bytes > 2 * MAX - 64 && bytes <= 2 * MAX);
        }
        model.free(block);
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.fits(block.handle, 2 * MAX));
    }

    @Test
    void access_wordsAndBytes_reachTheBlockOnly() {
        long left = allocator.allocate(32, 0);
        long block = allocator.allocate(32, 1);
        long right = allocator.allocate(32, 2);
        for (long handle : new long[] {left, block, right}) {
            allocator.write(handle, 0, new byte[32], 0, 32);
        }
        allocator.setLong(block, 0, -1);
        allocator.setLong(block, 24, -1);
        allocator.setInt(block, 8, 0x01020304);
        allocator.setByte(block, 12, (byte) 9);

        assertThat(allocator.getLong(block, 0)).isEqualTo(-1);
        assertThat(allocator.getLong(block, 24)).isEqualTo(-1);
        assertThat(allocator.getInt(block, 8)).isEqualTo(0x01020304);
        assertThat(allocator.getByte(block, 12)).isEqualTo((byte) 9);
        assertThat(allocator.getByte(block, 11)).isEqualTo((byte) 1);
        byte[] read = new byte[8];
        allocator.read(block, 8, read, 2, 5);
        assertThat(read).containsExactly(0, 0, 4, 3, 2, 1, 9, 0);
        assertThat(allocator.matches(block, 8, read, 2, 5)).isTrue();
        assertThat(allocator.matches(block, 7, read, 2, 5)).isFalse();
        assertThat(allocator.matches(left, 0, new byte[32], 0, 32)).isTrue();
        assertThat(allocator.matches(right, 0, new byte[32], 0, 32)).isTrue();
    }

    @Test
    void access_freedBlock_assertionFails() {
        AllocatorModel.Block block = model.allocate(32);
        long handle = block.handle;
        model.free(block);
        byte[] array = new byte[4];

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> allocator.getByte(handle, 0));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> allocator.setInt(handle, 0, 1));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> allocator.setLong(NO_BLOCK, 0, 1));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> allocator.read(handle, 0, array, 0, 4));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> allocator.matches(handle, 0, array, 0, 4));
    }
}
