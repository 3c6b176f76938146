package io.reclaim.allocator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stretch of address space whose memory can be taken, given back in part or whole, and taken again. */
interface Region {

    /**
     * Takes memory for so many bytes from the region's start, at most as many as it was mapped for, and clears it.
     *
     * @return a buffer with that limit, or null if there is no memory: the region holds none then
     */
    @Nullable ByteBuffer reserve(int bytes);

    /** Bytes it holds memory for. */
    int held();

    /** Gives memory back behind so many bytes, which are at most those held and a multiple of the system's page. */
    void shrink(int bytes);
}
