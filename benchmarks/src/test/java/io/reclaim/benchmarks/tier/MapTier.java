package io.reclaim.benchmarks.tier;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tier in a map. */
final class MapTier implements Tier {
    final Map<ByteBuffer, byte[]> records = new HashMap<>();
    boolean whole;
    boolean kept;
    /** What the disk has: after a crash this is found, if it is to be believed. */
    private final Map<ByteBuffer, byte[]> disk = new HashMap<>();

    private boolean trusted;

    @Override
    public byte @Nullable [] get(byte[] key) {
        return records.get(ByteBuffer.wrap(key));
    }

    @Override
    public void put(byte[] key, byte[] written) {
        records.put(ByteBuffer.wrap(key), written);
    }

    @Override
    public void remove(byte[] key) {
        records.remove(ByteBuffer.wrap(key));
    }

    @Override
    public boolean has(byte[] key) {
        return records.containsKey(ByteBuffer.wrap(key));
    }

    @Override
    public void commit() {
        write(kept);
    }

    @Override
    public boolean keptAfterCrash() {
        return kept;
    }

    @Override
    public void distrust() {
        write(false);
    }

    private void write(boolean believed) {
        disk.clear();
        disk.putAll(records);
        trusted = believed;
    }

    /** What is found after a crash now. */
    MapTier crashed() {
        MapTier found = new MapTier();
        found.kept = kept;
        if (trusted) {
            found.records.putAll(disk);
            found.write(kept);
        }
        return found;
    }

    @Override
    public long evicted() {
        return 0;
    }

    @Override
    public void clear() {
        records.clear();
    }

    @Override
    public long size() {
        return records.size();
    }

    @Override
    public void close(boolean isWhole) {
        whole = isWhole;
    }
}
