package io.reclaim.benchmarks.store;

import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.DutyCycleConfig;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.EvictionConfig;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.ExpiryConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small stores, and keys and values to put into them. */
final class StoreFixture {
    /** Chunks of 16 KiB: runs of 1, 4 or 16 KiB, blocks over 1 KiB in pages of their own. */
    static final SizeClasses CLASSES = new SizeClasses(SizeClasses.MIN_CHUNK_LOG2);

    static final long NOW = 1_000_000;
    static final int PERIOD = 100;
    private static final long PACE_NANOS = 1_000_000;

    private StoreFixture() {}

    static StoreConfig config(long maxBytes, MaxMemoryPolicy policy, PageSource pages, SizeClasses classes) {
        return new StoreConfig(
                maxBytes,
                policy,
                EvictionConfig.defaults(),
                ExpiryMode.FAITHFUL,
                ExpiryConfig.effort(1),
                DutyCycleConfig.defaults(),
                DefragConfig.defaults(),
                classes,
                pages,
                7,
                new CountingTicker(PACE_NANOS));
    }

    /** The least limit of a store with small chunks. */
    static long minimum() {
        return minimum(CLASSES);
    }

    static long minimum(SizeClasses classes) {
        return new ReferenceStore(config(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, new HeapPages(), classes))
                .minimumBytes();
    }

    static ReferenceStore unlimited() {
        return store(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION);
    }

    static ReferenceStore store(long maxBytes, MaxMemoryPolicy policy) {
        return store(maxBytes, policy, new HeapPages());
    }

    static ReferenceStore store(long maxBytes, MaxMemoryPolicy policy, PageSource pages) {
        return new ReferenceStore(config(maxBytes, policy, pages, CLASSES));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Bytes as a text that is equal if they are. */
    static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] fromLatin(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] value(int length, int fill) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) fill);
        return value;
    }

    static long account(ReferenceStore store, String name) {
        for (MemoryAccount account : store.ledger().accounts()) {
            if (account.name().equals(name)) {
                return account.bytes();
            }
        }
        throw new AssertionError("no account: " + name);
    }

    /** All keys of one whole scan. */
    static List<String> keys(ReferenceStore store, long nowMillis) {
        List<String> keys = new ArrayList<>();
        long cursor = 0;
        do {
            cursor = store.scan(cursor, 10, nowMillis, key -> keys.add(text(key)));
        } while (cursor != 0);
        return keys;
    }

    /** Puts entries with values of one length until a write is refused or something was evicted; how many stay. */
    static int fill(ReferenceStore store, int length, long deadlineMillis) {
        int n = 0;
        while (store.counters().evicted() == 0
                && store.put(bytes("fill" + n), value(length, n), deadlineMillis, NOW)
                        .written()) {
            n++;
        }
        return store.size();
    }

    /** Runs ticks, one period after another, as often as is said; the time after the last. */
    static long ticks(ReferenceStore store, long fromMillis, int count) {
        long now = fromMillis;
        for (int i = 0; i < count; i++) {
            now += PERIOD;
            store.poll(now);
        }
        return now;
    }
}
