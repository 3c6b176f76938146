package io.reclaim.core.accounting;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a store holds, at one moment, for people and monitors: the figures of Redis' {@code INFO memory} that mean
 * something here, under the same names in {@link #toString()}.
 *
 * @param usedBytes charged to all accounts
 * @param peakBytes the most that was ever charged
 * @param startupBytes charged when the store was empty
 * @param overheadBytes charged to accounts of kind OVERHEAD
 * @param datasetBytes charged to accounts of kind DATASET
 * @param notCountedBytes charged to accounts of kind NOT_COUNTED
 * @param reservedBytes held from the system for blocks, their descriptors, and everything in the overhead accounts
 * @param maxBytes the limit, or {@link MemoryLimit#UNLIMITED}
 * @param keys entries in the store
 * @param accounts bytes by account name, in the order of opening
 */
public record MemoryReport(
        long usedBytes,
        long peakBytes,
        long startupBytes,
        long overheadBytes,
        long datasetBytes,
        long notCountedBytes,
        long reservedBytes,
        long maxBytes,
        long keys,
        Map<String, Long> accounts) {

    /**
     * Copies the accounts.
     *
     * @param usedBytes see the record
     * @param peakBytes see the record
     * @param startupBytes see the record
     * @param overheadBytes see the record
     * @param datasetBytes see the record
     * @param notCountedBytes see the record
     * @param reservedBytes see the record
     * @param maxBytes see the record
     * @param keys see the record
     * @param accounts see the record
     */
    public MemoryReport {
        accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
    }

    /**
     * Reads a ledger.
     *
     * @param ledger the accounts
     * @param limit the limit on them
     * @param startupBytes charged when the store was empty
     * @param reservedBytes held from the system
     * @param keys entries in the store
     * @return the figures now
     */
    public static MemoryReport of(
            MemoryLedger ledger, MemoryLimit limit, long startupBytes, long reservedBytes, long keys) {
        Map<String, Long> accounts = new LinkedHashMap<>();
        for (MemoryAccount account : ledger.accounts()) {
            accounts.put(account.name(), account.bytes());
        }
        return new MemoryReport(
                ledger.used(),
                ledger.peak(),
                startupBytes,
                ledger.overhead(),
                ledger.dataset(),
                ledger.notCounted(),
                reservedBytes,
                limit.maxBytes(),
                keys,
                accounts);
    }

    /**
     * Bytes held from the system for each byte used.
     *
     * @return reserved / used; 1 for an empty store
     */
    public double fragmentationRatio() {
        return usedBytes == 0 ? 1 : (double) reservedBytes / usedBytes;
    }

    /**
     * The share of used bytes beyond startup that is the users' own.
     *
     * @return percent
     */
    public double datasetPercent() {
        return 100.0 * datasetBytes / Math.max(1, usedBytes - startupBytes);
    }

    /**
     * Users' bytes by key.
     *
     * @return dataset / keys; 0 without keys
     */
    public long bytesPerKey() {
        return keys == 0 ? 0 : datasetBytes / keys;
    }

    /**
     * The figures in the form of {@code INFO memory}: one {@code name:value} a line.
     *
     * @return several lines, without a line end after the last
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "used_memory", usedBytes);
        line(text, "used_memory_peak", peakBytes);
        line(text, "used_memory_startup", startupBytes);
        line(text, "used_memory_overhead", overheadBytes);
        line(text, "used_memory_dataset", datasetBytes);
        text.append(String.format(Locale.ROOT, "used_memory_dataset_perc:%.2f%%%n", datasetPercent()));
        line(text, "reserved_memory", reservedBytes);
        text.append("maxmemory:")
                .append(maxBytes == MemoryLimit.UNLIMITED ? 0 : maxBytes)
                .append(System.lineSeparator());
        text.append(String.format(Locale.ROOT, "mem_fragmentation_ratio:%.2f%n", fragmentationRatio()));
        text.append("mem_fragmentation_bytes:")
                .append(reservedBytes - usedBytes)
                .append(System.lineSeparator());
        line(text, "mem_not_counted_for_evict", notCountedBytes);
        text.append("keys:").append(keys).append(System.lineSeparator());
        text.append("bytes_per_key:").append(bytesPerKey());
        accounts.forEach((name, bytes) -> text.append(System.lineSeparator())
                .append("account_")
                .append(name)
                .append(':')
                .append(bytes));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, long bytes) {
        text.append(name).append(':').append(bytes).append(System.lineSeparator());
        text.append(name).append("_human:").append(MemorySize.format(bytes)).append(System.lineSeparator());
    }
}
