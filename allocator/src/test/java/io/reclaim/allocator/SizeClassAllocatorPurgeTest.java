package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import org.junit.jupiter.api.Test;

class SizeClassAllocatorPurgeTest {
    private static final int MIB = 1 << 20;

    private final CountedMemory memory = new CountedMemory(8 * MIB, false);
    private final MappedPages pages = new MappedPages(memory, Long.MAX_VALUE);
    private final MemoryLedger ledger = new MemoryLedger();
    private final SizeClassAllocator allocator = new SizeClassAllocator(
            new SizeClasses(20), pages, ledger.open("blocks", Kind.DATASET), ledger.open("overhead", Kind.OVERHEAD));

    private void fillAndFree() {
        long[] handles = new long[4];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = allocator.allocate(MIB, i);
        }
        for (long handle : handles) {
            allocator.free(handle);
        }
    }

    @Test
    void purge_chunksClosed_nothingReserved() {
        allocator.free(allocator.allocate(100, 1));
        fillAndFree();
        long reserved = allocator.reserved();

        assertThat(allocator.purge()).isEqualTo(reserved).isGreaterThanOrEqualTo(4L * MIB);
        assertThat(memory.held()).isZero();
        assertThat(allocator.reserved()).isZero();
        assertThat(allocator.purge()).isZero();
    }

    @Test
    void purging_budgetOfUnits_aPageOfTheSystemEach() {
        fillAndFree();
        IncrementalWork purging = allocator.purging();
        for (int left = 4 * MIB; left > 0; left -= 32 << 12) {
            assertThat(memory.held()).isEqualTo(left);
            assertThat(purging.step(0, WorkBudget.ofUnits(32))).isEqualTo(left > 32 << 12);
        }
        assertThat(memory.held()).isZero();
        WorkBudget unused = WorkBudget.ofUnits(10);
        assertThat(purging.step(0, unused)).isFalse();
        assertThat(unused.spent()).isZero();
    }

    @Test
    void purging_liveBlocks_keepContents() {
        long kept = allocator.allocate(MIB, 7);
        allocator.setLong(kept, 8, 42);
        fillAndFree();
        assertThat(allocator.purging().step(0, WorkBudget.ofUnits(Long.MAX_VALUE)))
                .isFalse();

        assertThat(memory.held()).isEqualTo(MIB);
        assertThat(allocator.getLong(kept, 8)).isEqualTo(42);
        allocator.checkIntegrity();
    }
}
