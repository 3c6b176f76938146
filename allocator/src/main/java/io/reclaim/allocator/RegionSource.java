package io.reclaim.allocator;

import java.io.IOException;

/** Maps regions. */
interface RegionSource {

    /** Maps a region that holds no memory yet; the capacity is the most it is going to be asked for. */
    Region map(int capacity) throws IOException;
}
