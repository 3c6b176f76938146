package io.reclaim.benchmarks.store;

import io.reclaim.core.RemovalCause;
import io.reclaim.core.RemovalListener;
import io.reclaim.core.SlabCompaction;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of entries that go from a {@link ReferenceStore}: one offered those that are evicted before anything of them
 * is released, one told of every removal afterwards. Key and value are copied only for those who are there.
 */
final class StoreListeners {
    private final SlabCompaction compaction;
    private @Nullable RemovalListener<byte[], byte[]> removal;
    private @Nullable EvictionListener eviction;

    StoreListeners(SlabCompaction compaction) {
        this.compaction = compaction;
    }

    void removal(@Nullable RemovalListener<byte[], byte[]> listener) {
        removal = listener;
    }

    void eviction(@Nullable EvictionListener listener) {
        eviction = listener;
    }

    /** Whether anybody wants to hear of a removal. */
    boolean hear(RemovalCause cause) {
        return removal != null || (cause == RemovalCause.EVICTED && eviction != null);
    }

    /** An entry is about to go; it is still there. */
    void evicting(byte[] key, byte[] value, long deadlineMillis) {
        EvictionListener told = eviction;
        if (told != null) {
            told.evicting(key, value, deadlineMillis);
        }
    }

    /** An entry is gone, and all is whole; no ref changes while the listener is told. */
    void removed(byte[] key, byte[] value, RemovalCause cause) {
        RemovalListener<byte[], byte[]> told = removal;
        if (told != null) {
            compaction.pause();
            try {
                told.removed(key, value, cause);
            } finally {
                compaction.resume();
            }
        }
    }
}
