package io.reclaim.benchmarks.hitratio;

import static io.reclaim.expiry.Deadlines.NO_DEADLINE;

import io.reclaim.allocator.HeapPages;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.store.StoreConfig;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.nio.ByteBuffer;

/** The {@link ReferenceStore} as a store of a {@link MemoryLimitedRun}. Keys have 8 bytes. */
final class StoreAdapter implements MemoryLimitedRun.Store {
    /** What a unit of background work is taken to cost, so that every run does the same. */
    private static final long NANOS_PER_UNIT = 100;

    private final CellSetup setup;
    private final ReferenceStore store;
    private byte[] value = new byte[1 << 14];
    private final byte[] key = new byte[Long.BYTES];
    private long requests;

    StoreAdapter(CellSetup setup, MaxMemoryPolicy policy) {
        this.setup = setup;
        long limit = setup.unit() == Unit.BYTES ? setup.capacity() : MemoryLimit.UNLIMITED;
        long[] nanos = new long[1];
        this.store = new ReferenceStore(StoreConfig.of(limit, policy, new HeapPages())
                .withEviction(setup.eviction())
                .withSeed(setup.seed(), () -> nanos[0] += NANOS_PER_UNIT * WorkBudget.UNITS_PER_CLOCK_READ));
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public void request(int[] ids, int count, int[] valueBytes, boolean[] hits) {
        for (int i = 0; i < count; i++) {
            long now = setup.nowMillis(requests++);
            store.poll(now);
            ByteBuffer.wrap(key).putLong(setup.log().key(ids[i]));
            hits[i] = store.get(key, value, now) != ReferenceStore.NOT_FOUND;
            if (!hits[i] && !store.tooLarge(key.length, valueBytes[i])) {
                if (value.length < valueBytes[i]) {
                    value = new byte[valueBytes[i]];
                }
                store.put(key, value, 0, valueBytes[i], NO_DEADLINE, now);
            }
        }
    }

    @Override
    public void limit(long bytes) {
        store.maxBytes(bytes);
    }

    @Override
    public long used() {
        return store.report().usedBytes();
    }

    @Override
    public long keys() {
        return store.size();
    }
}
