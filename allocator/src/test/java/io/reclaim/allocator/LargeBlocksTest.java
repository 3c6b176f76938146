package io.reclaim.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LargeBlocksTest {
    private static final int UNIT = 1 << 16;
    private static final int HALF_GIB = 512 << 20;

    private final MemoryAccount blocks = MemoryAccount.standalone("blocks");
    private final MemoryAccount overhead = MemoryAccount.standalone("overhead");

    /** A source whose pages are never touched, so that they may be of any size; notes the sizes. */
    private static PageSource sourceOfNothing(List<Integer> opened) {
        return (PageSource) Proxy.newProxyInstance(
                PageSource.class.getClassLoader(), new Class<?>[] {PageSource.class}, (proxy, method, args) -> {
                    if (method.getName().equals("open")) {
                        opened.add((Integer) args[0]);
                        return opened.size() - 1;
                    }
                    return 0L;
                });
    }

    @Property(tries = 500, seed = "31")
    void allocate_anyLargeSize_wasteIsLessThanASixteenthAndOneSystemPage(
            @ForAll @IntRange(min = UNIT + 1, max = HALF_GIB) int bytes) {
        List<Integer> opened = new ArrayList<>();
        SizeClassAllocator allocator =
                new SizeClassAllocator(new SizeClasses(20), sourceOfNothing(opened), blocks, overhead);
        long before = blocks.bytes() + overhead.bytes();
        long cost = allocator.allocateCost(bytes, 1);

        long handle = allocator.allocate(bytes, 1);

        int usable = allocator.usableSize(handle);
        assertThat(opened).containsExactly(usable);
        assertThat(usable - bytes).isBetween(0, 4095);
        assertThat(16L * (usable - bytes)).isLessThan(usable);
        assertThat(blocks.bytes() + overhead.bytes() - before).isEqualTo(cost).isEqualTo(usable + Chunk.OVERHEAD);
        assertThat(allocator.free(handle)).isEqualTo(usable);
        assertThat(blocks.bytes() + overhead.bytes()).isEqualTo(before);
    }

    @Property(tries = 300, seed = "32")
    void allocate_anySizeAtAll_wasteIsBounded(@ForAll @IntRange(min = 128, max = UNIT) int bytes) {
        SizeClasses classes = new SizeClasses(20);
        int size = classes.size(classes.classOf(bytes));

        assertThat(16L * (size - bytes)).isLessThan(size);
    }

    @Example
    void allocate_halfAGibibyte_heldWrittenAndGivenBack() {
        HeapPages pages = new HeapPages();
        SizeClassAllocator allocator = new SizeClassAllocator(new SizeClasses(20), pages, blocks, overhead);
        long handle = allocator.allocate(HALF_GIB, 7);
        allocator.setLong(handle, 0, 1);
        allocator.setLong(handle, HALF_GIB - 8, 2);

        assertThat(allocator.usableSize(handle)).isEqualTo(HALF_GIB);
        assertThat(allocator.getLong(handle, 0) + allocator.getLong(handle, HALF_GIB - 8))
                .isEqualTo(3);
        assertThat(allocator.owner(handle)).isEqualTo(7);
        assertThat(allocator.resize(handle, HALF_GIB - 100, 8)).isEqualTo(handle);
        assertThat(pages.reserved()).isEqualTo(HALF_GIB);
        assertThat(allocator.free(handle)).isEqualTo(HALF_GIB);
        assertThat(pages.reserved()).isZero();
        allocator.checkIntegrity();
    }

    @Example
    void allocate_largerThanAnyArray_noBlock() {
        SizeClassAllocator allocator = new SizeClassAllocator(new SizeClasses(20), new HeapPages(), blocks, overhead);

        assertThat(allocator.allocate(Integer.MAX_VALUE, 0)).isEqualTo(NO_BLOCK);
        assertThat(allocator.used()).isZero();
        allocator.checkIntegrity();
    }
}
