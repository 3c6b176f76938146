package io.reclaim.allocator;

import io.reclaim.core.accounting.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** Blocks that are too large for runs: a page of the page source for each. */
final class LargeBlocks {
    /*
     * Such a block is larger than a unit, a sixteenth of a chunk, and rounded up to a sixteenth of a unit: less than
     * 1/16 of it is waste, less than 2 KiB with chunks of 512 KiB, whatever its size. Cutting large blocks from chunks
     * instead would need adjacent free chunks, which a page source does not promise, and leaves up to half a chunk over.
     * A page of its own is never in the way of defragmentation and goes back to the system at once.
     *
     * The largest is what a page can be: Integer.MAX_VALUE - 8, the longest array.
     */

    private static final int PARTS = 16;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final ChunkDirectory chunks;
    private final MemoryAccount blocks;
    private final int rounding;
    private long bytes;
    private long requested;
    private int count;
    private long allocations;

    LargeBlocks(SizeClasses classes, ChunkDirectory chunks, MemoryAccount blocks) {
        this.chunks = chunks;
        this.blocks = blocks;
        this.rounding = classes.unitBytes() / PARTS;
    }

    /** The size of the block for so many bytes; it may be less if they are more than any page has. */
    int size(int wanted) {
        long rounded = ((long) wanted + rounding - 1) / rounding * rounding;
        return (int) Math.min(rounded, MOST);
    }

    /** What a block for so many bytes charges, all accounts together. */
    long cost(int wanted) {
        return size(wanted) + Chunk.OVERHEAD;
    }

    /** A new block, or null if the page source is exhausted or no page is so large. */
    @Nullable Chunk open(int wanted, int owner) {
        int size = size(wanted);
        if (size < wanted) {
            return null;
        }
        blocks.charge(size);
        Chunk chunk = null;
        try {
            chunk = chunks.openLarge(size, chunks.nextGeneration(), owner);
        } finally {
            if (chunk == null) {
                blocks.release(size);
            }
        }
        if (chunk != null) {
            chunk.requested = wanted;
            bytes += size;
            requested += wanted;
            count++;
            allocations++;
        }
        return chunk;
    }

    /** The live block of a handle, or null. */
    @Nullable Chunk find(long handle) {
        Chunk chunk = chunks.get(Handle.page(handle));
        boolean found = chunk != null
                && chunk.large()
                && Handle.offset(handle) == 0
                && chunk.generation == Handle.generation(handle);
        return found ? chunk : null;
    }

    /** Gives a block back; its size. */
    int close(Chunk chunk) {
        int size = chunk.largeBytes;
        chunks.close(chunk);
        blocks.release(size);
        bytes -= size;
        requested -= chunk.requested;
        count--;
        return size;
    }

    /** After a block was given another use in place. */
    void resized(Chunk chunk, int wanted) {
        requested += wanted - chunk.requested;
        chunk.requested = wanted;
    }

    long bytes() {
        return bytes;
    }

    long requested() {
        return requested;
    }

    int count() {
        return count;
    }

    long allocations() {
        return allocations;
    }
}
