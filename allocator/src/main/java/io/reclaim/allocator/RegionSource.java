package io.reclaim.allocator;

import java.io.IOException;

/** Maps regions. */
interface RegionSource {

    /** Maps a region that holds no memory yet; the capacity is the most it is going to be asked for. */
    Region map(int capacity) throws IOException;

    /** Whether what a region holds is in memory from the beginning, not only when it is touched. */
    default boolean resident() {
        return false;
    }
}
