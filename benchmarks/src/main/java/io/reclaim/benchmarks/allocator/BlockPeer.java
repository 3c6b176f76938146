package io.reclaim.benchmarks.allocator;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.accounting.MemoryAccount;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** An allocator that {@link AllocatorBenchmark} measures. */
public enum BlockPeer {
    /** Ours, over byte arrays. */
    RECLAIM_HEAP,

    /** Ours, over direct buffers. */
    RECLAIM_DIRECT,

    /** Ours, over byte arrays, every access checked and freed blocks poisoned. */
    RECLAIM_CHECKED,

    /** Netty's pooled allocator, over byte arrays, its caches enabled for all threads. */
    NETTY_POOLED_HEAP,

    /** Netty's pooled allocator, outside the heap, its caches enabled for all threads. */
    NETTY_POOLED_DIRECT,

    /** Netty's adaptive allocator, over byte arrays, its caches enabled for all threads. */
    NETTY_ADAPTIVE_HEAP,

    /** Netty's adaptive allocator, outside the heap, its caches enabled for all threads. */
    NETTY_ADAPTIVE_DIRECT,

    /** An array for each block, left to the garbage collector. */
    BYTE_ARRAY,

    /** A confined arena for each block: {@code java.lang.foreign}, from JDK 22 on. */
    ARENA;

    /** A new allocator with room for so many blocks at a time. */
    LiveBlocks create(int live) {
        return switch (this) {
            case RECLAIM_HEAP -> new Reclaim(live, new HeapPages(), false);
            case RECLAIM_DIRECT -> new Reclaim(live, new DirectPages(), false);
            case RECLAIM_CHECKED -> new Reclaim(live, new HeapPages(), true);
            case NETTY_POOLED_HEAP -> new Netty(live, pooled(), false);
            case NETTY_POOLED_DIRECT -> new Netty(live, pooled(), true);
            case NETTY_ADAPTIVE_HEAP -> new Netty(live, new AdaptiveByteBufAllocator(false, true), false);
            case NETTY_ADAPTIVE_DIRECT -> new Netty(live, new AdaptiveByteBufAllocator(true, true), true);
            case BYTE_ARRAY -> new Arrays(live);
            case ARENA -> new Arenas(live);
        };
    }

    private static ByteBufAllocator pooled() {
        return new PooledByteBufAllocator(
                true,
                1,
                1,
                PooledByteBufAllocator.defaultPageSize(),
                PooledByteBufAllocator.defaultMaxOrder(),
                PooledByteBufAllocator.defaultSmallCacheSize(),
                PooledByteBufAllocator.defaultNormalCacheSize(),
                true);
    }

    private static final class Reclaim implements LiveBlocks {
        private final long[] handles;
        private final SizeClassAllocator allocator;

        Reclaim(int live, PageSource pages, boolean checked) {
            SizeClasses classes = new SizeClasses(SizeClasses.MAX_CHUNK_LOG2);
            MemoryAccount blocks = MemoryAccount.standalone("blocks");
            MemoryAccount overhead = MemoryAccount.standalone("overhead");
            allocator = checked
                    ? SizeClassAllocator.checked(classes, pages, blocks, overhead)
                    : new SizeClassAllocator(classes, pages, blocks, overhead);
            handles = new long[live];
        }

        @Override
        public void allocate(int i, int bytes) {
            handles[i] = allocator.allocate(bytes, i);
        }

        @Override
        public void free(int i) {
            allocator.free(handles[i]);
        }

        @Override
        public long getLong(int i, int offset) {
            return allocator.getLong(handles[i], offset);
        }

        @Override
        public void setLong(int i, int offset, long value) {
            allocator.setLong(handles[i], offset, value);
        }

        @Override
        public void read(int i, byte[] into, int length) {
            allocator.read(handles[i], 0, into, 0, length);
        }

        @Override
        public void write(int i, byte[] from, int length) {
            allocator.write(handles[i], 0, from, 0, length);
        }
    }

    private static final class Netty implements LiveBlocks {
        private final ByteBuf[] buffers;
        private final ByteBufAllocator allocator;
        private final boolean direct;

        Netty(int live, ByteBufAllocator allocator, boolean direct) {
            this.buffers = new ByteBuf[live];
            this.allocator = allocator;
            this.direct = direct;
        }

        @Override
        public void allocate(int i, int bytes) {
            buffers[i] = direct ? allocator.directBuffer(bytes, bytes) : allocator.heapBuffer(bytes, bytes);
        }

        @Override
        public void free(int i) {
            buffers[i].release();
        }

        @Override
        public long getLong(int i, int offset) {
            return buffers[i].getLongLE(offset);
        }

        @Override
        public void setLong(int i, int offset, long value) {
            buffers[i].setLongLE(offset, value);
        }

        @Override
        public void read(int i, byte[] into, int length) {
            buffers[i].getBytes(0, into, 0, length);
        }

        @Override
        public void write(int i, byte[] from, int length) {
            buffers[i].setBytes(0, from, 0, length);
        }
    }

    private static final class Arrays implements LiveBlocks {
        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final byte[] NONE = {};

        private final byte[][] arrays;

        Arrays(int live) {
            arrays = new byte[live][];
        }

        @Override
        public void allocate(int i, int bytes) {
            arrays[i] = new byte[bytes];
        }

        @Override
        public void free(int i) {
            arrays[i] = NONE;
        }

        @Override
        public long getLong(int i, int offset) {
            return (long) LONGS.get(arrays[i], offset);
        }

        @Override
        public void setLong(int i, int offset, long value) {
            LONGS.set(arrays[i], offset, value);
        }

        @Override
        public void read(int i, byte[] into, int length) {
            System.arraycopy(arrays[i], 0, into, 0, length);
        }

        @Override
        public void write(int i, byte[] from, int length) {
            System.arraycopy(from, 0, arrays[i], 0, length);
        }
    }
}
