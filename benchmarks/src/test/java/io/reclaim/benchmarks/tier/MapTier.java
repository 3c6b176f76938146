package io.reclaim.benchmarks.tier;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tier in a map. */
final class MapTier implements Tier {
    final Map<ByteBuffer, byte[]> records = new HashMap<>();
    boolean whole;

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
    public void commit() {}

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
