package io.reclaim.allocator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Pages outside the heap, that the garbage collector does not copy or scan.
 *
 * <p>When to use it: large stores whose chunks a collector should not see, and that seldom shrink. Closed pages return
 * to the C library when the collector finds their buffers unreachable, which may be never, and from there to the system
 * when it sees fit: {@link #purge} can promise nothing. Where that matters, take {@link MappedPages}.
 *
 * <p>Cost: {@link #open} clears the page. The JVM limits these pages by {@code -XX:MaxDirectMemorySize}; beyond, and
 * beyond a limit of its own, the source is exhausted. At the JVM's limit it collects garbage and waits, for up to half a
 * second, before it says so: give a limit below. Not thread-safe.
 */
public final class DirectPages extends BufferPages {
    /*
     * A buffer of its own for each page. Regions of 33 MiB cut into pages were tried: above 32 MiB, the C library maps and
     * unmaps memory whatever happened before. But a region is cleared when it is made, which takes 4.3 ms on JDK 25 and
     * 11.4 ms on 17, where a page of 1 MiB takes 0.13 and 0.35 ms, and it is unmapped only when all of its pages were
     * closed and collected. Reading random words of 512 pages took 4.0 ns in cached and 19.6 ns in uncached memory,
     * in slices of regions 3.2 and 16.8 ns, in regions indexed by page 4.9 and 17.9 ns, the same on both JDKs: not
     * enough to wait milliseconds for.
     */

    /** A source without a limit of its own. */
    public DirectPages() {
        this(Long.MAX_VALUE);
    }

    /**
     * A source with a limit.
     *
     * @param maxBytes the most to reserve at any time, {@code > 0}
     */
    public DirectPages(long maxBytes) {
        super(maxBytes);
    }

    @Override
    @Nullable ByteBuffer take(int page, int bytes) {
        try {
            return ByteBuffer.allocateDirect(bytes);
        } catch (OutOfMemoryError e) { // the limit on direct memory, not the heap
            return null;
        }
    }

    @Override
    void give(int page) {
        // the collector finds the buffer
    }

    @Override
    public long reserved() {
        return openBytes();
    }
}
