package io.reclaim.benchmarks.allocator;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.function.LongSupplier;

/**
 * Netty's allocators, on the heap, used by one thread and without its caches; bytes are those of their chunks alone. The
 * object of 50 to 100 bytes that each block has in the program's hands is not counted.
 */
final class NettyBlocks implements BlockHolder {
    private static final int PAGE_BYTES = 8192;
    private static final int CHUNK_ORDER = 9; // chunks of 4 MiB, its default

    private final ByteBufAllocator allocator;
    private final LongSupplier reserved;
    private final ByteBuf[] blocks;

    private NettyBlocks(int numbers, ByteBufAllocator allocator, LongSupplier reserved) {
        // Blocks that are live at the end are dropped with their allocator.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        this.allocator = allocator;
        this.reserved = reserved;
        this.blocks = new ByteBuf[numbers];
    }

    static NettyBlocks pooled(int numbers) {
        PooledByteBufAllocator pooled = new PooledByteBufAllocator(false, 1, 0, PAGE_BYTES, CHUNK_ORDER, 0, 0, false);
        return new NettyBlocks(numbers, pooled, () -> pooled.metric().usedHeapMemory());
    }

    static NettyBlocks adaptive(int numbers) {
        AdaptiveByteBufAllocator adaptive = new AdaptiveByteBufAllocator(false, false);
        return new NettyBlocks(numbers, adaptive, () -> adaptive.metric().usedHeapMemory());
    }

    @Override
    public void allocate(int number, int bytes) {
        ByteBuf block = allocator.heapBuffer(bytes, bytes);
        block.setInt(0, number);
        blocks[number] = block;
    }

    @Override
    public void free(int number) {
        blocks[number].release();
    }

    @Override
    public boolean intact(int number) {
        return blocks[number].getInt(0) == number;
    }

    @Override
    public long reservedBytes() {
        return reserved.getAsLong();
    }
}
