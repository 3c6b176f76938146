package io.reclaim.allocator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Regions of a memory that is used up at a number of bytes, and that can refuse to map. Rubbish lies behind the end. */
final class CountedMemory implements RegionSource {
    private static final byte RUBBISH = (byte) 0xa5;

    final List<CountedRegion> regions = new ArrayList<>();
    long room;
    boolean refusesToMap;
    private final boolean wholeOnly;

    CountedMemory(long room, boolean wholeOnly) {
        this.room = room;
        this.wholeOnly = wholeOnly;
    }

    @Override
    public Region map(int capacity) throws IOException {
        if (refusesToMap) {
            throw new IOException("Too many open files");
        }
        CountedRegion region = new CountedRegion(ByteBuffer.allocateDirect(capacity));
        regions.add(region);
        return region;
    }

    long held() {
        return regions.stream().mapToLong(region -> region.held).sum();
    }

    final class CountedRegion implements Region {
        private final ByteBuffer buffer;
        int held;

        CountedRegion(ByteBuffer buffer) {
            this.buffer = buffer;
            shrink(0);
        }

        @Override
        public ByteBuffer reserve(int bytes) {
            if (bytes > buffer.capacity()) {
                throw new IllegalArgumentException("larger than the region: " + bytes);
            }
            if (bytes - held > room) {
                shrink(0);
                return null;
            }
            room -= bytes - held;
            held = bytes;
            buffer.limit(bytes);
            fill(0, bytes, (byte) 0);
            return buffer;
        }

        @Override
        public int held() {
            return held;
        }

        @Override
        public void shrink(int bytes) {
            int keep = wholeOnly ? 0 : bytes;
            room += held - keep;
            held = keep;
            buffer.limit(buffer.capacity());
            fill(keep, buffer.capacity(), RUBBISH);
        }

        private void fill(int from, int to, byte value) {
            for (int i = from; i < to; i++) {
                buffer.put(i, value);
            }
        }
    }
}
