package io.reclaim.benchmarks.tier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * A tier in a file: H2's MVStore, an embedded log-structured B-tree in Java. A file can hold several tiers by name, of
 * which one is open at a time.
 *
 * <p>Limit: keys and records take at most {@code maxBytes}; when there is no more room, the older half of the records goes,
 * which takes time in proportion to it. The file is larger, as MVStore writes anew what it changes and keeps what that
 * replaces for 45 seconds, in case the system loses power.
 *
 * <p>After a crash: by {@link AfterCrash}, empty or with what was committed last. Not thread-safe.
 */
public final class MvStoreTier implements Tier {
    /** What is found when the file is opened after a crash. */
    public enum AfterCrash {
        /** Nothing. No cost, and no write ever fails. */
        EMPTY,
        /**
         * What was committed last, unless something was overwritten or removed since. Costs a look into the tier for each write,
         * and a forced write to the disk for each batch that makes a record void; where that fails, so does the write.
         */
        KEPT
    }

    /*
     * A cache may forget, but must not bring back what was overwritten. What was overwritten in memory since the last commit
     * is not known after a crash, so a file may be believed only if nothing was.
     *
     * The mark whether it can be is MVStore's "store version", a number that it keeps for its users and commits with the
     * rest:
     *
     *     WHOLE ------ a record is about to become void: distrust, forced to the disk ------> IN_USE
     *       ^-------- commit, with the removal of all records that became void ----------------'
     *
     * Found IN_USE, the file is emptied. Forced are the way to IN_USE, and commits without records that the tier dropped by
     * itself, of which nobody can know that they become void. If the system loses power, the disk may have an older commit,
     * but none from before the last of these. So WHOLE is found only if all that became void is removed. An EMPTY one is IN_USE from opening until the last commit of all.
     * An MVStore that somebody else made has another number, or none and maps, and is left alone.
     *
     * The limit: two generations, each a map. Records go to the current one. When that has half of the bytes, the other is
     * emptied and becomes the current one: first in, first out, to within a half, without an order of records to keep. A
     * key is in one of them at most.
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

    private static final int CURRENT = 0;
    private static final int BYTES = 1;

    private final MVStore store;
    private final List<MVMap<byte[], byte[]>> generations;
    /** The number of the current generation, and its bytes. */
    private final MVMap<Integer, Long> state;

    private final boolean kept;
    private final long generationBytes;
    private int current;
    private long bytes;
    private long evicted;
    private int commits;
    /** Whether the tier lost records by itself since it was last forced to the disk. */
    private boolean dropped;

    private MvStoreTier(MVStore store, String name, long maxBytes, boolean kept) {
        this.store = store;
        this.kept = kept;
        this.generationBytes = maxBytes / 2;
        this.generations = List.of(generation(store, name + "#0"), generation(store, name + "#1"));
        this.state = store.openMap(name + "#state");
        this.current = (int) state.getOrDefault(CURRENT, 0L).longValue();
        this.bytes = state.getOrDefault(BYTES, 0L);
    }

    private static MVMap<byte[], byte[]> generation(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens a file, or makes one, without a limit, that is empty after a crash.
     *
     * @param file where
     * @param name of the tier in it
     * @return the tier, with what was in it if it was closed as whole
     * @throws IOException if it is no file of tiers, is open elsewhere, or cannot be read or written
     */
    public static MvStoreTier open(Path file, String name) throws IOException {
        return open(file, name, Long.MAX_VALUE, AfterCrash.EMPTY);
    }

    /**
     * Opens a file, or makes one.
     *
     * @param file where
     * @param name of the tier in it
     * @param maxBytes of keys and records, {@code >= 2}; less than the file has takes effect as records come
     * @param afterCrash what is to be found after a crash; of the whole file, while this is open
     * @return the tier, with what was in it if it was closed as whole or can be believed after a crash
     * @throws IOException if it is no file of tiers, is open elsewhere, or cannot be read or written
     */
    public static MvStoreTier open(Path file, String name, long maxBytes, AfterCrash afterCrash) throws IOException {
        if (maxBytes < 2) {
            throw new IllegalArgumentException("maxBytes must be at least 2: " + maxBytes);
        }
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
            boolean kept = afterCrash == AfterCrash.KEPT;
            MvStoreTier tier = new MvStoreTier(store, name, maxBytes, kept);
            if (kept) {
                tier.commit();
            } else {
                tier.distrust();
            }
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
            byte[] found = generations.get(current).get(key);
            return found == null ? generations.get(1 - current).get(key) : found;
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean has(byte[] key) throws IOException {
        try {
            return generations.get(current).containsKey(key)
                    || generations.get(1 - current).containsKey(key);
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    /** A record that takes more than half of what all may take is not taken. */
    @Override
    public void put(byte[] key, byte[] written) throws IOException {
        long more = (long) key.length + written.length;
        if (more > generationBytes) {
            remove(key);
            dropped = true;
            evicted++;
            return;
        }
        try {
            if (bytes + more > generationBytes) {
                current = 1 - current;
                evicted += generations.get(current).sizeAsLong();
                generations.get(current).clear();
                dropped = true;
                bytes = 0;
            }
            generations.get(1 - current).remove(key);
            byte[] before = generations.get(current).put(key, written);
            bytes += before == null ? more : written.length - before.length;
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void remove(byte[] key) throws IOException {
        try {
            generations.get(1 - current).remove(key);
            byte[] before = generations.get(current).remove(key);
            bytes -= before == null ? 0 : key.length + before.length;
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void commit() throws IOException {
        try {
            write(kept ? WHOLE : IN_USE);
            if (kept && dropped) {
                store.sync();
                dropped = false;
            }
            if (++commits % COMMITS_PER_COMPACTION == 0) {
                store.compact(FILL_PERCENT, COMPACTED_BYTES);
            }
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public boolean keptAfterCrash() {
        return kept;
    }

    @Override
    public void distrust() throws IOException {
        try {
            write(IN_USE);
            store.sync();
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    private void write(int mark) {
        state.put(CURRENT, (long) current);
        state.put(BYTES, bytes);
        store.setStoreVersion(mark);
        store.commit();
    }

    @Override
    public void clear() throws IOException {
        try {
            generations.forEach(MVMap::clear);
            dropped = true;
            bytes = 0;
        } catch (MVStoreException e) {
            throw new IOException(e);
        }
    }

    @Override
    public long size() {
        return generations.get(0).sizeAsLong() + generations.get(1).sizeAsLong();
    }

    @Override
    public long evicted() {
        return evicted;
    }

    @Override
    public void close(boolean whole) throws IOException {
        if (!whole) {
            store.closeImmediately();
            return;
        }
        try {
            write(WHOLE);
            store.close();
        } catch (MVStoreException e) {
            store.closeImmediately();
            throw new IOException(e);
        }
    }

    @Override
    public String toString() {
        return "MvStoreTier[" + size() + " records in " + store.getFileStore() + "]";
    }
}
