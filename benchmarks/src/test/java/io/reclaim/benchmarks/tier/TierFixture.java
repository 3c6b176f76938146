package io.reclaim.benchmarks.tier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reclaim.allocator.HeapPages;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.store.StoreConfig;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.util.Arrays;

/** Stores that hold few of the values that the tests write. */
final class TierFixture {
    static final long NOW = 1_000_000;
    private static final long ROOM = 30_000;

    private TierFixture() {}

    /** Room for some 37 values of four thousand bytes. */
    static ReferenceStore memory() {
        long[] nanos = new long[1];
        StoreConfig config = StoreConfig.of(1 << 20, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages())
                .withSeed(5, () -> nanos[0] += 1_000);
        ReferenceStore memory = new ReferenceStore(config);
        memory.maxBytes(memory.minimumBytes() + ROOM);
        return memory;
    }

    static byte[] key(int n) {
        return ("key" + n).getBytes(UTF_8);
    }

    static byte[] value(int length, int fill) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) fill);
        return value;
    }
}
