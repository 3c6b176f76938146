package io.reclaim.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizeClassAllocatorExhaustionTest {
    private static final int CHUNK = 1 << 14;

    private static AllocatorModel limitedTo(int chunks) {
        return new AllocatorModel(14, new HeapPages((long) chunks * CHUNK));
    }

    @Test
    void allocate_noPageFromTheStart_noBlockAndNothingCharged() {
        AllocatorModel model = new AllocatorModel(14, new HeapPages(1000));

        assertThat(model.allocate(8)).isNull();
        assertThat(model.allocate(1024)).isNull();
        assertThat(model.allocate(1025)).isNull();
        assertThat(model.ledger.used()).isZero();
        assertThat(model.allocator.purge()).isZero();
        model.checkIntegrity();
    }

    @Test
    void allocate_chunksUsedUp_everySlotWasGivenFirst() {
        AllocatorModel model = limitedTo(3);
        model.allocate(3 * 16 * 32, 32);
        assertThat(model.live).hasSize(3 * 16 * 32);

        assertThat(model.allocate(32)).isNull();
        assertThat(model.allocate(8)).isNull();
        assertThat(model.allocate(2000)).isNull();
        model.checkIntegrity();

        model.freeAny();
        assertThat(model.allocate(32)).isNotNull();
        assertThat(model.allocate(32)).isNull();
    }

    @Test
    void allocate_afterAnotherClassWasFreed_goesOn() {
        AllocatorModel model = limitedTo(2);
        model.allocate(2 * 16 * 32, 32);
        assertThat(model.allocate(16)).isNull();

        model.freePercent(100);

        assertThat(model.allocate(16)).isNotNull();
        model.allocate(2 * 16 * 32, 32);
        assertThat(model.live.size()).isGreaterThanOrEqualTo(31 * 32);
        model.checkIntegrity();
    }

    @Test
    void allocate_sourceRefusesForAWhile_goesOn() {
        AllocatorModel model = new AllocatorModel(14);
        model.allocate(16 * 32, 32);
        model.pages.refuses = true;
        assertThat(model.allocate(32)).isNull();
        assertThat(model.allocate(5000)).isNull();
        model.checkIntegrity();

        model.pages.refuses = false;
        assertThat(model.allocate(32)).isNotNull();
        assertThat(model.allocate(5000)).isNotNull();
        model.checkIntegrity();
    }

    @Test
    void allocate_onlyAnEmptyRunIsInTheWay_getsItsChunk() {
        AllocatorModel model = limitedTo(1);
        model.free(model.allocate(1024));
        assertThat(model.live).isEmpty();

        assertThat(model.allocator.allocate(8, 0)).isNotEqualTo(NO_BLOCK);
    }

    @Test
    void allocate_largeAndOnlyAnEmptyChunkIsInTheWay_getsItsPage() {
        AllocatorModel model = limitedTo(1);
        model.free(model.allocate(100));

        assertThat(model.allocator.allocate(CHUNK, 0)).isNotEqualTo(NO_BLOCK);
    }

    @Test
    void free_whileExhausted_neverFails() {
        AllocatorModel model = limitedTo(4);
        for (int bytes = 8; model.allocate(bytes % 3000) != null; bytes += 97) {
            assertThat(bytes).isLessThan(1 << 20);
        }
        model.pages.refuses = true;
        for (AllocatorModel.Block block : List.copyOf(model.live)) {
            model.free(block);
            model.allocator.checkIntegrity();
        }
        assertThat(model.allocator.used()).isZero();
    }

    /** A source whose pages are never touched, so that they may be of any size. */
    private static PageSource sourceOfNothing() {
        int[] page = new int[1];
        return (PageSource) Proxy.newProxyInstance(
                PageSource.class.getClassLoader(),
                new Class<?>[] {PageSource.class},
                (proxy, method, args) -> method.getName().equals("open") ? (Object) page[0]++ : (Object) 0L);
    }

    @Test
    void allocate_largestSizes_holdWhatWasAskedForOrNothing() {
        SizeClassAllocator allocator = new SizeClassAllocator(
                new SizeClasses(20), sourceOfNothing(), new AllocatorModel(14).blocks, new AllocatorModel(14).overhead);
        for (int bytes = Integer.MAX_VALUE; bytes > Integer.MAX_VALUE - 20; bytes--) {
            long handle = allocator.allocate(bytes, 0);

            assertThat(handle == NO_BLOCK || allocator.usableSize(handle) >= bytes)
                    .as("size %s", bytes)
                    .isTrue();
        }
    }
}
