package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.AllocatorReport;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.expiry.DeadlineTable;
import java.util.Map;

/** Compares what a store charged, account by account, with what its entries need, and with the limit. */
final class StoreAccounts {
    private static final int ENTRIES_PER_PAGE = 4096;
    /** Metadata 4, block 8, link 8, deadline's chain 4 and hash 4, deadline 8. */
    private static final int ROW_BYTES = 36;

    /** Of heads of chains. */
    private static final int HEADS_PER_PAGE = 1024;

    private static final long BITMAP_BYTES = 16 + ENTRIES_PER_PAGE / 8 + 2 * Long.BYTES;
    private static final long ROWS_BYTES = 16 + ENTRIES_PER_PAGE * ROW_BYTES;
    /** How far up the ladder of sizes an allocation may borrow. */
    private static final int BORROW = 2;

    private final ReferenceStore store;
    private final PageSource pages;
    private final SizeClasses classes;
    private final long fixed;
    private long maxBytes;
    private long usedBefore;
    private long peakBefore;

    StoreAccounts(ReferenceStore store, StoreConfig config) {
        this.store = store;
        this.pages = config.pages();
        this.classes = config.classes();
        this.maxBytes = config.maxBytes();
        this.fixed = StoreFixture.account(store, "fixed");
        this.usedBefore = store.ledger().used();
        this.peakBefore = store.ledger().peak();
    }

    void maxBytes(long wanted) {
        maxBytes = wanted;
    }

    /** After the limit was lowered, until it is kept, writes may be refused. */
    boolean overLimit() {
        return store.ledger().used() > maxBytes;
    }

    /** Whether an entry can be too large: it is, for certain, if it is larger than all the limit leaves. */
    boolean mayBeTooLarge(byte[] key, byte[] value) {
        long bytes = EntryBlock.bytes(key.length, value.length);
        return maxBytes != MemoryLimit.UNLIMITED && store.minimumBytes() + bytes + bytes / 16 + 70_000 > maxBytes;
    }

    void check(Map<String, StoreModel.Entry> entries, int timed) {
        checkLimit();
        checkBlocks(entries);
        long slabPages = StoreFixture.account(store, "slab") / BITMAP_BYTES;
        assertThat(StoreFixture.account(store, "slab")).isEqualTo(slabPages * BITMAP_BYTES);
        assertThat(StoreFixture.account(store, "rows")).isEqualTo(slabPages * ROWS_BYTES);
        assertThat(slabPages * ENTRIES_PER_PAGE).isGreaterThanOrEqualTo(entries.size());
        long deadlinePages = StoreFixture.account(store, "deadlines") / DeadlineTable.PAGE_BYTES;
        long needed = (timed + HEADS_PER_PAGE - 1L) / HEADS_PER_PAGE;
        assertThat(StoreFixture.account(store, "deadlines")).isEqualTo(deadlinePages * DeadlineTable.PAGE_BYTES);
        // From one bucket an entry to eight, and to sixteen while they become fewer.
        assertThat(deadlinePages).isBetween(needed, 16 * needed + 1);
        assertThat(StoreFixture.account(store, "table"))
                .isEqualTo(store.reports().table().bytes());
        assertThat(StoreFixture.account(store, "fixed")).isEqualTo(fixed);
    }

    /** No charge may go beyond the limit; what was beyond it when the limit was lowered may only become less. */
    private void checkLimit() {
        long used = store.ledger().used();
        long peak = store.ledger().peak();
        assertThat(used).isLessThanOrEqualTo(Math.max(maxBytes, usedBefore));
        assertThat(peak).isLessThanOrEqualTo(Math.max(maxBytes, peakBefore));
        usedBefore = used;
        peakBefore = peak;
    }

    private void checkBlocks(Map<String, StoreModel.Entry> entries) {
        long least = 0;
        long most = 0;
        long large = 0;
        for (Map.Entry<String, StoreModel.Entry> entry : entries.entrySet()) {
            long bytes = EntryBlock.bytes(
                    entry.getKey().length(), entry.getValue().value().length());
            if (bytes <= classes.maxSize()) {
                int sizeClass = classes.classOf((int) bytes);
                least += classes.size(sizeClass);
                most += classes.size(Math.min(sizeClass + BORROW, classes.count() - 1));
            } else {
                int rounding = classes.maxSize() / 16;
                large += (bytes + rounding - 1) / rounding * rounding;
            }
        }
        AllocatorReport report = store.reports().allocator();
        long dataset = StoreFixture.account(store, "dataset");
        assertThat(dataset).isBetween(least + large, most + large);
        assertThat(report.usedBytes()).isEqualTo(dataset);
        assertThat(report.overheadBytes()).isEqualTo(StoreFixture.account(store, "allocator"));
        assertThat(report.blocks()).isEqualTo(entries.size());
        assertThat(pages.reserved()).isEqualTo((long) report.chunks() * classes.chunkBytes() + large);
        MemoryReport memory = store.report();
        assertThat(memory.usedBytes()).isEqualTo(store.ledger().used());
        assertThat(memory.datasetBytes()).isEqualTo(dataset);
        assertThat(memory.reservedBytes() - memory.overheadBytes()).isEqualTo(pages.reserved());
        assertThat(memory.keys()).isEqualTo(entries.size());
    }
}
