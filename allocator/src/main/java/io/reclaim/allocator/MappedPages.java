package io.reclaim.allocator;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Pages outside the heap whose memory returns to the system when {@link #purge} is called: without a garbage collection,
 * a flag, or a native call.
 *
 * <p>When to use it: a store that shrinks, beside others that could use the memory. There are two kinds:
 * <ul>
 * <li>{@linkplain #shared shared}: files of a file system in memory, on any JDK. Needs a tmpfs with enough room, and a
 *     file descriptor and a mapping for each page.
 * <li>{@linkplain #ofPrivate private}: ordinary memory of the process, mapped and unmapped by arenas. Needs JDK 22, and a
 *     jar of this module built on one.
 * </ul>
 * {@link #available} takes the first that there is room for.
 *
 * <p>Cost on a machine of 2 shared cores: purging takes 11 us for 64 KiB, 25 us for 256 KiB and 90 us for 1 MiB of shared
 * pages; private ones go back whole, in 120 us for 1 MiB. Opening a page of 1 MiB takes 300 us of clearing, whether here
 * or, if private, at its first use. A closed page that is not purged is cleared and used again.
 *
 * <p>Exhausted, beside its limit, when the file system is full or descriptors, mappings (on Linux 65,530 a process) or
 * memory run out: {@link #open} returns {@link #NO_PAGE} then. Not thread-safe.
 *
 * @see "Linux tmpfs(5), ftruncate(2), mmap(2)"
 */
public final class MappedPages extends BufferPages {
    /*
     * Regions are mapped for a power of two of bytes: address space costs nothing, and so any region serves any page of its
     * magnitude. Closed pages leave their regions in two lists for each magnitude:
     *
     *   open --close--> held --purge--> idle
     *    ^               |               |
     *    +-----open------+---------------+
     *
     * A held region still has memory, an idle one has none. Opening prefers a held one, which is already in memory.
     *
     * Invariant: heldBytes = sum of held() over held regions; openBytes + heldBytes <= the limit.
     */

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int SYSTEM_PAGE = 1 << 12;

    private final RegionSource memory;
    private @Nullable Region[] regions = new @Nullable Region[4];
    private final RegionLists held = new RegionLists();
    private final RegionLists idle = new RegionLists();
    private long heldBytes;

    MappedPages(RegionSource memory, long maxBytes) {
        super(maxBytes);
        this.memory = memory;
    }

    /**
     * Pages in files of {@code /dev/shm}.
     *
     * @param maxBytes the most to reserve at any time, {@code > 0}
     * @return a source
     * @throws IllegalStateException if there is no such file system in memory, or it has not so much room now;
     *     {@link Long#MAX_VALUE} takes whatever there is
     */
    public static MappedPages shared(long maxBytes) {
        return shared(SHARED_MEMORY, maxBytes);
    }

    /**
     * Pages in files of a directory. The files have no name, so nothing is left behind.
     *
     * @param directory on a tmpfs
     * @param maxBytes the most to reserve at any time, {@code > 0}
     * @return a source
     * @throws IllegalStateException if it is no directory of a tmpfs that can be written, or has not so much room now;
     *     {@link Long#MAX_VALUE} takes whatever there is
     */
    public static MappedPages shared(Path directory, long maxBytes) {
        return new MappedPages(new SharedMemory(requireNonNull(directory, "directory"), maxBytes), maxBytes);
    }

    /**
     * Pages in private memory. A page is purged as a whole. They need an empty file in the directory for temporary files,
     * which has no name.
     *
     * @param maxBytes the most to reserve at any time, {@code > 0}
     * @return a source
     * @throws IllegalStateException if {@link #privateSupported()} is not true
     */
    public static MappedPages ofPrivate(long maxBytes) {
        return new MappedPages(new PrivateMemory(), maxBytes);
    }

    /**
     * Whether there can be private pages.
     *
     * @return true on JDK 22 or later, with a jar built on one
     */
    public static boolean privateSupported() {
        return PrivateMemory.supported();
    }

    /**
     * Pages in {@code /dev/shm} if it has room for so many bytes, else in private memory.
     *
     * @param maxBytes the most to reserve at any time, {@code > 0}
     * @return a source
     * @throws IllegalStateException if neither is to be had; its message says why
     */
    public static MappedPages available(long maxBytes) {
        return available(SHARED_MEMORY, maxBytes);
    }

    static MappedPages available(Path directory, long maxBytes) {
        try {
            return shared(directory, maxBytes);
        } catch (IllegalStateException e) {
            if (privateSupported()) {
                return ofPrivate(maxBytes);
            }
            throw new IllegalStateException(e.getMessage() + ", and JDKs before 22 have no private memory to map", e);
        }
    }

    RegionSource memory() {
        return memory;
    }

    @Override
    @Nullable ByteBuffer take(int page, int bytes) {
        int magnitude = RegionLists.magnitude(bytes);
        Region region = held.poll(magnitude);
        if (region != null) {
            heldBytes -= region.held();
        } else {
            region = idle.poll(magnitude);
        }
        purge(Math.max(0, heldBytes - (room() - bytes)));
        if (region == null) {
            try {
                region = memory.map(RegionLists.capacity(magnitude));
            } catch (IOException e) { // no descriptors, no address space
                return null;
            }
        }
        ByteBuffer buffer = region.reserve(bytes);
        while (buffer == null && heldBytes > 0) {
            purge(bytes); // no more than is wanted, for it takes time
            buffer = region.reserve(bytes);
        }
        if (buffer == null) {
            idle.add(magnitude, region);
            return null;
        }
        if (page >= regions.length) {
            regions = Arrays.copyOf(regions, regions.length * 2);
        }
        regions[page] = region;
        return buffer;
    }

    @Override
    void give(int page) {
        Region region = requireNonNull(regions[page]);
        regions[page] = null;
        heldBytes += region.held();
        held.add(RegionLists.magnitude(region.held()), region);
    }

    @Override
    public long reserved() {
        return openBytes() + heldBytes;
    }

    /** All of {@link #reserved()} if the pages are shared, as they are written when memory is taken; else empty. */
    @Override
    public OptionalLong resident() {
        return memory.resident() ? OptionalLong.of(reserved()) : OptionalLong.empty();
    }

    @Override
    public long unpurged() {
        return heldBytes;
    }

    @Override
    public void purge(long maxBytes) {
        long keep = Math.max(0, heldBytes - maxBytes);
        while (heldBytes > keep) {
            int magnitude = held.largest();
            Region region = held.peek(magnitude);
            int before = region.held();
            int target = (int) Math.max(0, before - (heldBytes - keep));
            region.shrink(target / SYSTEM_PAGE * SYSTEM_PAGE);
            heldBytes -= before - region.held();
            if (region.held() == 0) {
                held.poll(magnitude);
                idle.add(magnitude, region);
            }
        }
    }
}
