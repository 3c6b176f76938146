package io.reclaim.benchmarks.store;

import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemorySize;
import io.reclaim.core.accounting.RuntimeSettings;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The limit of a {@link ReferenceStore}, which is never less than the store needs to be of use, and its settings by name. */
final class StoreLimits {
    /** A block of a store of the least size. */
    private static final int SMALL_ENTRY = 64;

    private final StoreEntries entries;
    private final MemoryLimit limit;
    private final long startupBytes;
    private final long minimumBytes;

    StoreLimits(StoreEntries entries, MemoryLimit limit, long startupBytes) {
        this.entries = entries;
        this.limit = limit;
        this.startupBytes = startupBytes;
        this.minimumBytes = startupBytes + Math.max(entries.costAlone(0), entries.costAlone(SMALL_ENTRY));
    }

    long startupBytes() {
        return startupBytes;
    }

    long minimumBytes() {
        return minimumBytes;
    }

    /** Whether an entry in a block of so many bytes would exceed the limit even if it were alone. */
    boolean tooLarge(int blockBytes) {
        return startupBytes + entries.costAlone(blockBytes) > limit.ceiling();
    }

    void maxBytes(long maxBytes) {
        check(maxBytes, limit.reservedPercent());
        limit.maxBytes(maxBytes);
    }

    void reservedPercent(int percent) {
        int before = limit.reservedPercent();
        limit.reservedPercent(percent);
        if (limit.ceiling() < minimumBytes) {
            limit.reservedPercent(before);
            check(limit.maxBytes(), percent);
        }
    }

    private void check(long maxBytes, int reservedPercent) {
        if (maxBytes <= 0 || MemoryLimit.ceiling(maxBytes, reservedPercent) < minimumBytes) {
            throw new IllegalArgumentException(
                    "maxBytes must be at least " + minimumBytes + " (" + MemorySize.format(minimumBytes)
                            + ") for the store's fixed structures and one entry: " + maxBytes
                            + (reservedPercent == 0 ? "" : ", of which " + reservedPercent + "% are reserved"));
        }
    }

    /** A new view of the settings; of the policy, how it is read and changed. */
    RuntimeSettings settings(StoreConfig config, Supplier<MaxMemoryPolicy> policy, Consumer<MaxMemoryPolicy> change) {
        return new RuntimeSettings()
                .add(
                        "maxmemory",
                        () -> limit.maxBytes() == MemoryLimit.UNLIMITED ? "0" : Long.toString(limit.maxBytes()),
                        text -> {
                            long bytes = MemorySize.parse(text);
                            maxBytes(bytes == 0 ? MemoryLimit.UNLIMITED : bytes);
                        })
                .add(
                        "maxmemory-reserved-percent",
                        () -> Integer.toString(limit.reservedPercent()),
                        text -> reservedPercent(Integer.parseInt(text)))
                .add(
                        "maxmemory-policy",
                        () -> policy.get().redisName(),
                        text -> change.accept(MaxMemoryPolicy.of(text)))
                .addFixed("chunk-bytes", () -> Integer.toString(config.classes().chunkBytes()))
                .addFixed("seed", () -> Long.toString(config.seed()));
    }
}
