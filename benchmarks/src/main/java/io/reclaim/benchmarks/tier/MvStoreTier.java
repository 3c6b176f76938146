package io.reclaim.benchmarks.tier;

import java.io.IOException;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * A tier in a file: H2's MVStore, an embedded log-structured B-tree in Java. A file can hold several tiers by name, of
 * which one is open at a time. It grows as it must; there is no limit.
 *
 * <p>Closed as whole, a file has what was committed when it is opened again. Else, after a crash too, it is emptied: the
 * last removals may be missing in it, and a cache may forget but not bring back what was overwritten. Not thread-safe.
 */
public final class MvStoreTier implements Tier {
    /*
     * The mark whether the file can be believed is MVStore's "store version", a number that it keeps for its users and
     * commits with the rest. It says IN_USE from the commit that opening makes until the last of all. An MVStore that
     * somebody else made has another number, or none and maps, and is left alone.
     *
     * Nothing runs in the background: commits are the caller's, and every so many of them rewrite a bounded part of the
     * chunks that are mostly dead, which MVStore's own thread would else do.
     */

    private static final int NEW = 0;
    private static final int WHOLE = 0x5ec1a1;
    private static final int IN_USE = 0x5ec1a2;
    private static final int COMMITS_PER_COMPACTION = 32;
    private static final int FILL_PERCENT = 50;
    private static final int COMPACTED_BYTES = 1 << 20;

    private final MVStore store;
    private final MVMap<byte[], byte[]> records;
    private int commits;

    private MvStoreTier(MVStore store, String name) {
        this.store = store;
        this.records = store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens a file, or makes one.
     *
     * @param file where
     * @param name of the tier in it
     * @return the tier, with what was in it if it was closed as whole
     * @throws IOException if it is no file of tiers, is open elsewhere, or cannot be read or written
     */
    public static MvStoreTier open(Path file, String name) throws IOException {
        MVStore store = null;
        try {
            store = new MVStore.Builder()
                    .fileName(file.toAbsolutePath().toString())
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
            int mark = store.getStoreVersion();
            if (mark != WHOLE
                    && mark != IN_USE
                    && !(mark == NEW && store.getMapNames().isEmpty())) {
                store.closeImmediately();
                throw new IOException("not a file of tiers, but of something else that MVStore keeps: " + file);
            }
            if (mark == IN_USE) {
                store.getMapNames().forEach(store::removeMap);
            }
            store.setStoreVersion(IN_USE);
            MvStoreTier tier = new MvStoreTier(store, name);
            store.commit();
            return tier;
        } catch (MVStoreException e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw new IOException("cannot open tier " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        try {
            return records.get(key);
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void put(byte[] key, byte[] written) throws IOException {
        try {
            records.put(key, written);
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void remove(byte[] key) throws IOException {
        try {
            records.remove(key);
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void commit() throws IOException {
        try {
            store.commit();
            if (++commits % COMMITS_PER_COMPACTION == 0) {
                store.compact(FILL_PERCENT, COMPACTED_BYTES);
            }
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void clear() throws IOException {
        try {
            records.clear();
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public long size() {
        return records.sizeAsLong();
    }

    @Override
    public void close(boolean whole) throws IOException {
        if (!whole) {
            store.closeImmediately();
            return;
        }
        try {
            store.setStoreVersion(WHOLE);
            store.commit();
            store.close();
        } catch (MVStoreException e) {
            store.closeImmediately();
            throw new IOException(e);
        }
    }

    @Override
    public String toString() {
        return "MvStoreTier[" + records.getName() + " in " + store.getFileStore() + "]";
    }
}
