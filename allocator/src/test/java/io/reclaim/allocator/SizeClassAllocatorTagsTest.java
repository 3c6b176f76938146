package io.reclaim.allocator;

import static io.reclaim.allocator.SizeClassAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** How wide owner tags are, and what that costs. */
class SizeClassAllocatorTagsTest {
    private static final int BYTES = 32;
    private static final int LONG_TAG = 1 << 30;

    private final SizeClasses classes = new SizeClasses(14);
    private final int slots = classes.slots(classes.classOf(BYTES));
    private final MemoryAccount overhead = MemoryAccount.standalone("overhead");

    private SizeClassAllocator allocator(PageSource pages) {
        return new SizeClassAllocator(classes, pages, MemoryAccount.standalone("blocks"), overhead);
    }

    @Example
    void allocate_sourceExhausted_laterTagsNotWider() {
        SizeClassAllocator allocator = allocator(new HeapPages(1 << 14));
        long held = allocator.allocate(1024, 1);
        while (allocator.allocate(1024, 1) != NO_BLOCK) {}

        assertThat(allocator.allocate(BYTES, LONG_TAG)).isEqualTo(NO_BLOCK);

        allocator.free(held);
        long cost = allocator.allocateCost(1024, 1);
        assertThat(cost).isEqualTo(1024);
        assertThat(allocator.runs().tagBits()).isEqualTo(1);
    }

    @Example
    void allocate_manyRunsAfterALongTag_tagsShortAgain() {
        SizeClassAllocator allocator = allocator(new HeapPages());
        allocator.allocate(BYTES, LONG_TAG);
        assertThat(allocator.runs().tagBits()).isEqualTo(31);

        for (int i = 0; i < 130 * slots; i++) {
            allocator.allocate(BYTES, i & 1023);
        }

        assertThat(allocator.runs().tagBits()).isEqualTo(10);
        allocator.checkIntegrity();
    }

    @Example
    void move_oldBlockWithALongTag_laterTagsNotWider() {
        SizeClassAllocator allocator = allocator(new HeapPages());
        Map<Long, Integer> tags = new HashMap<>();
        for (int i = 0; i < slots; i++) {
            tags.put(allocator.allocate(BYTES, LONG_TAG + i), LONG_TAG + i);
        }
        for (int i = 0; i < 130 * slots; i++) {
            tags.put(allocator.allocate(BYTES, i & 1023), i & 1023);
        }
        int kept = 0;
        for (long handle : List.copyOf(new TreeSet<>(tags.keySet()))) {
            if (kept++ % (tags.get(handle) >= LONG_TAG ? 16 : 2) != 0) {
                allocator.free(handle);
                tags.remove(handle);
            }
        }
        Set<Integer> moved = new HashSet<>();
        Defragmenter defragmenter = new Defragmenter(
                allocator,
                (tag, from, to) -> {
                    moved.add(tag);
                    assertThat(tags.remove(from)).isEqualTo(tag);
                    tags.put(to, tag);
                },
                DefragConfig.defaults());
        while (defragmenter.step(0, WorkBudget.ofUnits(1000))) {}

        assertThat(moved).anyMatch(tag -> tag >= LONG_TAG);
        assertThat(allocator.runs().tagBits()).isEqualTo(10);
        tags.forEach((handle, tag) -> assertThat(allocator.owner(handle)).isEqualTo(tag));
        allocator.checkIntegrity();
    }

    @Property(tries = 50, seed = "71")
    void ownerCost_anyTags_whatIsCharged(@ForAll @IntRange(max = 31) int bits, @ForAll int tag) {
        SizeClassAllocator allocator = allocator(new HeapPages());
        long handle = allocator.allocate(BYTES, 1 << bits);
        long before = overhead.bytes();
        long cost = allocator.ownerCost(handle, tag);

        allocator.owner(handle, tag);

        assertThat(overhead.bytes() - before).isEqualTo(cost);
        assertThat(allocator.ownerCost(handle, tag)).isZero();
        assertThat(allocator.owner(handle)).isEqualTo(tag);
        long large = allocator.allocate(5000, 1);
        assertThat(allocator.ownerCost(large, tag)).isZero();
        allocator.free(handle);
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.ownerCost(handle, tag));
        allocator.free(large);
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.ownerCost(large, tag));
        allocator.purge();
    }

    @Property(tries = 300, seed = "72")
    void resizeCost_anySizes_neverExceeded(
            @ForAll @IntRange(max = 6000) int bytes,
            @ForAll @IntRange(max = 6000) int resized,
            @ForAll int tag,
            @ForAll @IntRange(min = 1, max = 3) int chunks) {
        MemoryAccount all = MemoryAccount.standalone("all");
        SizeClassAllocator allocator = new SizeClassAllocator(classes, new HeapPages(chunks << 14), all, all);
        Deque<Long> others = new ArrayDeque<>();
        for (int i = 0; i < 20; i++) {
            long other = allocator.allocate(bytes, i);
            if (other != NO_BLOCK) {
                others.push(other);
            }
        }
        if (others.isEmpty()) {
            return;
        }
        long handle = others.pop();
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.resizeCost(handle, -2, tag));
        long before = all.bytes();
        long usable = allocator.usableSize(handle);
        long cost = allocator.resizeCost(handle, resized, tag);

        long made = allocator.resize(handle, resized, tag);

        long released = made != NO_BLOCK && made != handle ? usable : 0;
        assertThat(all.bytes() - before).isLessThanOrEqualTo(cost - released);
        if (made == handle && allocator.fits(handle, resized)) {
            assertThat(all.bytes() - before).isEqualTo(cost);
        }
    }

    @Example
    void allocate_checkedAndBlockWrittenTo_tagsNotWidened() {
        HeapPages pages = new HeapPages();
        SizeClassAllocator allocator =
                SizeClassAllocator.checked(classes, pages, MemoryAccount.standalone("blocks"), overhead);
        allocator.allocate(BYTES, 1);
        long freed = allocator.allocate(BYTES, 1);
        allocator.free(freed);
        pages.setByte(Handle.page(freed), Handle.offset(freed), (byte) 1);
        long before = overhead.bytes();

        assertThatIllegalStateException().isThrownBy(() -> allocator.allocate(BYTES, LONG_TAG));

        assertThat(overhead.bytes()).isEqualTo(before);
        assertThat(allocator.allocate(BYTES, LONG_TAG)).isEqualTo(freed);
        assertThat(overhead.bytes()).isGreaterThan(before);
        allocator.checkIntegrity();
    }
}
