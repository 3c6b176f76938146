package io.reclaim.allocator;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Regions of private memory, each in an arena that unmaps it when it is closed. */
final class PrivateMemory implements RegionSource {
    /*
     * Every region is a private mapping of the same stretch of one unlinked file that has a size and no contents. What is
     * read there is zeros; what is written goes to private pages of the process, never to the file. So it is memory like
     * any other, and closing the arena gives it back to the system.
     *
     * Tried and lost, on JDK 25:
     *   - mmap and madvise by downcalls, or MemorySegment.reinterpret: restricted methods, that print warnings from JDK 24
     *     on unless the application is started with --enable-native-access;
     *   - Arena.allocate: memory of malloc, which, once it has seen 1 MiB freed, keeps it: resident bytes were 278 MiB
     *     after 256 MiB were freed, from the second cycle on;
     *   - mapping /dev/zero: FileChannel.map tries to extend it, which is an invalid argument.
     *
     * An arena of its own for each region, and shared: a confined one ties the pages to the thread that opened them.
     * Closing it is 50 to 80 us of handshake with all threads and about 60 us a MiB, so cutting it into parts makes it
     * longer. Regions that nobody can reach are closed by a cleaner; shared arenas are not, by themselves.
     */

    private static final Cleaner CLEANER = Cleaner.create();

    private @Nullable FileChannel file;

    PrivateMemory() {}

    static boolean supported() {
        return true;
    }

    @Override
    public Region map(int capacity) {
        return new ArenaRegion(this, capacity);
    }

    private MemorySegment mapped(int capacity, Arena arena) throws IOException {
        // An interrupt that is pending, or comes meanwhile, closes the channel: try again, and remember it.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return open().map(MapMode.PRIVATE, 0, capacity, arena);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    file = null;
                } catch (ClosedChannelException e) {
                    file = null;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel open() throws IOException {
        FileChannel opened = file;
        if (opened == null) {
            Path path = Files.createTempFile("reclaim-", ".zeros");
            opened = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            Files.deleteIfExists(path);
            file = opened;
        }
        return opened;
    }

    private static final class ArenaRegion implements Region {
        private final PrivateMemory memory;
        private final int capacity;
        private Cleaner.@Nullable Cleanable mapping;
        private @Nullable MemorySegment segment;
        private int held;

        ArenaRegion(PrivateMemory memory, int capacity) {
            this.memory = memory;
            this.capacity = capacity;
        }

        @Override
        public @Nullable ByteBuffer reserve(int bytes) {
            if (held > bytes) { // what lies behind would stay resident, and not be counted
                shrink(0);
            }
            MemorySegment mapped = segment;
            if (mapped == null) {
                Arena arena = Arena.ofShared();
                try {
                    mapped = memory.mapped(capacity, arena);
                } catch (IOException | OutOfMemoryError e) { // no address space left, no room for the file's name
                    arena.close();
                    return null;
                }
                segment = mapped;
                mapping = CLEANER.register(this, arena::close);
            } else {
                mapped.asSlice(0, held).fill((byte) 0);
            }
            held = bytes;
            return mapped.asSlice(0, bytes).asByteBuffer();
        }

        @Override
        public int held() {
            return held;
        }

        /** Gives all back: an arena cannot be closed in part. */
        @Override
        public void shrink(int bytes) {
            Cleaner.Cleanable open = mapping;
            if (open != null) {
                mapping = null;
                segment = null;
                held = 0;
                open.clean();
            }
        }
    }
}
