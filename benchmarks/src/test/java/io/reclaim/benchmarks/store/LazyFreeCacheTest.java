package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.LazyFree;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryPurpose;
import io.reclaim.core.accounting.MemoryReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where lazy freeing makes sense: a cache whose values are lists of blocks, here evicted in the order of writing. */
class LazyFreeCacheTest {
    private static final long MAX_BYTES = 4 << 20;
    private static final int PART = 100;

    /** Small lists are freed at once, long ones in steps; what is pending is charged, and freed before more is evicted. */
    private static final class ListCache {
        private final MemoryLedger ledger = new MemoryLedger();
        private final MemoryLimit limit = new MemoryLimit(ledger, MAX_BYTES);
        private final SizeClassAllocator blocks = new SizeClassAllocator(
                SizeClasses.forBytes(MAX_BYTES),
                new HeapPages(),
                ledger.open(MemoryPurpose.DATASET),
                ledger.open(MemoryPurpose.ALLOCATOR));
        private final Map<Integer, Deque<Long>> lists = new LinkedHashMap<>();
        private final LazyFree lazyFree = new LazyFree();
        private final WorkBudget budget = new WorkBudget(() -> 0);
        private int evicted;
        private long worstUnits;

        void append(int key, byte[] part) {
            while (!limit.admits(blocks.allocateCost(part.length, key))) {
                makeRoom();
            }
            long block = blocks.allocate(part.length, key);
            blocks.write(block, 0, part, 0, part.length);
            lists.computeIfAbsent(key, k -> new ArrayDeque<>()).add(block);
        }

        private void makeRoom() {
            if (lazyFree.pending() > 0) {
                lazyFree.step(0, budget.start(LazyFree.INLINE_EFFORT, WorkBudget.UNTIMED));
                worstUnits = Math.max(worstUnits, budget.spent());
            } else {
                remove(lists.keySet().iterator().next());
                evicted++;
            }
        }

        /** O(1) whatever the length: the rest is done in steps. */
        void remove(int key) {
            Deque<Long> list = lists.remove(key);
            if (list != null) {
                lazyFree.free(
                        () -> {
                            blocks.free(list.remove());
                            return !list.isEmpty();
                        },
                        list.size());
            }
        }

        long parts() {
            return lists.values().stream().mapToLong(Deque::size).sum();
        }
    }

    private final ListCache cache = new ListCache();

    @Test
    void remove_longList_isGoneAtOnceAndChargedUntilItIsFreed() {
        for (int i = 0; i < 1_000; i++) {
            cache.append(1, new byte[PART]);
        }
        cache.append(2, new byte[PART]);
        long used = cache.ledger.used();
        cache.remove(1);

        assertThat(cache.lists).containsOnlyKeys(2);
        assertThat(cache.ledger.used()).isEqualTo(used);
        MemoryReport report = MemoryReport.of(cache.ledger, cache.limit).with(cache.lazyFree);
        assertThat(report.fields()).containsEntry("lazyfree_pending_objects", 1L);
        int steps = 1;
        while (cache.lazyFree.step(0, cache.budget.start(LazyFree.INLINE_EFFORT, WorkBudget.UNTIMED))) {
            steps++;
        }
        assertThat(steps).isEqualTo(1 + 1_000 / LazyFree.INLINE_EFFORT);
        assertThat(cache.blocks.report().blocks()).isEqualTo(1);
        assertThat(cache.lazyFree.freed()).isEqualTo(1);
        cache.remove(2);
        assertThat(cache.blocks.used()).as("a short one at once").isZero();
        cache.ledger.checkIntegrity();
    }

    @Test
    void append_limitReached_whatIsPendingIsFreedFirstAndTheLimitIsNeverExceeded() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 150_000; i++) {
            cache.append(random.nextInt(10) < 9 ? i / 10_000 : random.nextInt(), new byte[PART]);
            assertThat(cache.ledger.used()).isLessThanOrEqualTo(MAX_BYTES);
        }
        assertThat(cache.lazyFree.freed()).isPositive();
        assertThat(cache.worstUnits).isEqualTo(LazyFree.INLINE_EFFORT);
        cache.lazyFree.step(0, cache.budget.start(Long.MAX_VALUE, WorkBudget.UNTIMED));
        assertThat(cache.blocks.report().blocks())
                .as("every block has one owner")
                .isEqualTo(cache.parts());
        assertThat(cache.evicted).as("no more went than was needed").isLessThan(20_000);
        cache.blocks.checkIntegrity();
        cache.ledger.checkIntegrity();
    }
}
