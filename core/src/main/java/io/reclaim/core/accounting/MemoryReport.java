package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a store holds, at one moment, for people and monitors: the figures of Redis' {@code INFO memory} that mean
 * something in a JVM, under the same names, and those of the JVM. Made from a ledger and its limit by {@link #of}, and
 * completed by as many {@code with} as the store has parts.
 *
 * <p>{@link #toString} is INFO's text, {@link #toJson} a flat object, {@link #fields} the values. Threads: of accounts and
 * limit from any; what is added, as its owner says.
 *
 * @param ledger the accounts
 * @param maxBytes the limit, or {@link MemoryLimit#UNLIMITED}
 * @param ceilingBytes what remains of the limit without its reserve
 * @param store what else the store says
 * @param blocks of the allocator
 * @param process the whole process
 * @param defrag how defragmentation goes
 * @param lazyFreePending values that wait to be freed
 * @param lazyFreed values freed in steps so far
 * @param clients who is connected
 */
public record MemoryReport(
        MemorySnapshot ledger,
        long maxBytes,
        long ceilingBytes,
        StoreFigures store,
        BlockMemory blocks,
        ProcessMemory process,
        DefragFigures defrag,
        long lazyFreePending,
        long lazyFreed,
        ClientFigures clients) {

    /**
     * Refuses nulls.
     *
     * @param ledger see the record
     * @param maxBytes see the record
     * @param ceilingBytes see the record
     * @param store see the record
     * @param blocks see the record
     * @param process see the record
     * @param defrag see the record
     * @param lazyFreePending see the record
     * @param lazyFreed see the record
     * @param clients see the record
     */
    public MemoryReport {
        requireNonNull(ledger, "ledger");
        requireNonNull(store, "store");
        requireNonNull(blocks, "blocks");
        requireNonNull(process, "process");
        requireNonNull(defrag, "defrag");
        requireNonNull(clients, "clients");
    }

    /**
     * Reads a ledger and its limit.
     *
     * @param ledger the accounts
     * @param limit the limit on them
     * @return the figures now, without what others know
     */
    public static MemoryReport of(MemoryLedger ledger, MemoryLimit limit) {
        return new MemoryReport(
                ledger.snapshot(),
                limit.maxBytes(),
                limit.ceiling(),
                StoreFigures.NONE,
                BlockMemory.NONE,
                ProcessMemory.NOTHING,
                DefragFigures.NONE,
                0,
                0,
                ClientFigures.NONE);
    }

    /**
     * Adds what the store says.
     *
     * @param figures keys, policy, table, deadlines
     * @return a copy
     */
    public MemoryReport with(StoreFigures figures) {
        return new MemoryReport(
                ledger, maxBytes, ceilingBytes, figures, blocks, process, defrag, lazyFreePending, lazyFreed, clients);
    }

    /**
     * Adds what the allocator holds.
     *
     * @param figures of blocks, in the same accounts
     * @return a copy
     */
    public MemoryReport with(BlockMemory figures) {
        return new MemoryReport(
                ledger, maxBytes, ceilingBytes, store, figures, process, defrag, lazyFreePending, lazyFreed, clients);
    }

    /**
     * Adds what the process takes.
     *
     * @param figures for instance {@link ProcessMemory#read}
     * @return a copy
     */
    public MemoryReport with(ProcessMemory figures) {
        return new MemoryReport(
                ledger, maxBytes, ceilingBytes, store, blocks, figures, defrag, lazyFreePending, lazyFreed, clients);
    }

    /**
     * Adds how defragmentation goes.
     *
     * @param figures so far
     * @return a copy
     */
    public MemoryReport with(DefragFigures figures) {
        return new MemoryReport(
                ledger, maxBytes, ceilingBytes, store, blocks, process, figures, lazyFreePending, lazyFreed, clients);
    }

    /**
     * Adds who is connected.
     *
     * @param figures numbers of clients
     * @return a copy
     */
    public MemoryReport with(ClientFigures figures) {
        return new MemoryReport(
                ledger, maxBytes, ceilingBytes, store, blocks, process, defrag, lazyFreePending, lazyFreed, figures);
    }

    /**
     * Adds what is freed in steps.
     *
     * @param lazyFree the queue
     * @return a copy
     */
    public MemoryReport with(LazyFree lazyFree) {
        return new MemoryReport(
                ledger,
                maxBytes,
                ceilingBytes,
                store,
                blocks,
                process,
                defrag,
                lazyFree.pending(),
                lazyFree.freed(),
                clients);
    }

    /**
     * Bytes charged to all accounts.
     *
     * @return {@code used_memory}
     */
    public long usedBytes() {
        return ledger.used();
    }

    /**
     * The most that was ever charged.
     *
     * @return {@code used_memory_peak}
     */
    public long peakBytes() {
        return ledger.peak();
    }

    /**
     * Bytes charged when the store was empty.
     *
     * @return {@code used_memory_startup}
     */
    public long startupBytes() {
        return store.startupBytes();
    }

    /**
     * Bytes that are not the users'.
     *
     * @return {@code used_memory_overhead}
     */
    public long overheadBytes() {
        return ledger.overhead();
    }

    /**
     * Bytes that are the users'.
     *
     * @return {@code used_memory_dataset}
     */
    public long datasetBytes() {
        return ledger.dataset();
    }

    /**
     * Bytes that the limit leaves out.
     *
     * @return {@code mem_not_counted_for_evict}
     */
    public long notCountedBytes() {
        return ledger.notCounted();
    }

    /**
     * Bytes held from the system on the store's account: what is used, and what the allocator holds beyond it.
     *
     * @return used - allocated + resident of the allocator
     */
    public long reservedBytes() {
        return usedBytes() - blocks.allocatedBytes() + blocks.residentBytes();
    }

    /**
     * Entries in the store.
     *
     * @return their number
     */
    public long keys() {
        return store.keys();
    }

    /**
     * Bytes by account, in the order of opening.
     *
     * @return an unmodifiable map
     */
    public Map<String, Long> accounts() {
        Map<String, Long> accounts = new LinkedHashMap<>();
        ledger.entries().forEach(entry -> accounts.put(entry.name(), entry.bytes()));
        return Collections.unmodifiableMap(accounts);
    }

    /**
     * Bytes held from the system on the store's account for each byte used. Redis' {@code mem_fragmentation_ratio}, which
     * is resident bytes of the whole process by bytes used, is {@link #residentRatio}.
     *
     * @return reserved / used; 1 for an empty store
     */
    public double fragmentationRatio() {
        return ratio(reservedBytes(), usedBytes());
    }

    /**
     * Resident bytes of the whole process for each byte used.
     *
     * @return {@code mem_fragmentation_ratio}; 1 if either is unknown or 0
     */
    public double residentRatio() {
        return process.residentBytes() == ProcessMemory.UNKNOWN ? 1 : ratio(process.residentBytes(), usedBytes());
    }

    private static double ratio(long bytes, long by) {
        return by == 0 ? 1 : (double) bytes / by;
    }

    /**
     * The peak in terms of what is used.
     *
     * @return peak / used; 1 for an empty store
     */
    public double peakRatio() {
        return ratio(peakBytes(), usedBytes());
    }

    /**
     * The share of used bytes beyond startup that is the users' own.
     *
     * @return percent
     */
    public double datasetPercent() {
        return 100.0 * datasetBytes() / Math.max(1, usedBytes() - startupBytes());
    }

    /**
     * Users' bytes by key.
     *
     * @return dataset / keys; 0 without keys
     */
    public long bytesPerKey() {
        return keys() == 0 ? 0 : datasetBytes() / keys();
    }

    /**
     * Bytes that count toward the limit.
     *
     * @return used minus not counted
     */
    public long countedBytes() {
        return usedBytes() - notCountedBytes();
    }

    /**
     * How full the limit is.
     *
     * @return counted / ceiling; 0 when unlimited
     */
    public double level() {
        return ceilingBytes == MemoryLimit.UNLIMITED ? 0 : (double) countedBytes() / ceilingBytes;
    }

    /**
     * Bytes to free before the limit is kept.
     *
     * @return 0 while it is kept
     */
    public long toFreeBytes() {
        return Math.max(0, countedBytes() - ceilingBytes);
    }

    /**
     * All figures by their names in INFO; those that are unknown are left out. Bytes and counts are {@code Long}, ratios
     * and percentages {@code Double}, the rest {@code String}. The table of them is in the module's README.
     *
     * @return names and values in INFO's order, a new map
     */
    public Map<String, Object> fields() {
        return InfoFields.of(this);
    }

    /**
     * The fields as JSON.
     *
     * @return one flat object
     */
    public String toJson() {
        return InfoFields.json(fields());
    }

    /**
     * The fields in the form of {@code INFO memory}: one {@code name:value} a line, with {@code _human} twins where Redis
     * has them.
     *
     * @return several lines, without a line end after the last
     */
    @Override
    public String toString() {
        return InfoFields.text(fields());
    }
}
