package io.reclaim.allocator;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Regions that are files of a file system in memory: an unlinked file each, mapped whole. */
final class SharedMemory implements RegionSource {
    /*
     * Memory is taken by writing zeros to the file, and given back by cutting its end off. Both have an effect on what is
     * mapped at once: zeros appear, and pages beyond the end leave the process.
     *
     * Safe from SIGBUS, which the JVM turns into an InternalError at a place of its choice: it is raised by touching a page
     * beyond the file's end, or one that a full file system cannot supply. The first does not happen since a region's
     * buffer is handed out after the file has grown, with the limit of what was written, and taken back before the file
     * shrinks. The second does not happen since write fails with an IOException where a fault would raise the signal.
     *
     * One file for each region: JDK 17 cannot punch a hole into a file, only cut its end off. The mapping stays when the
     * file is cut, and is good again when it grows: a JDK before 22 cannot unmap when it wants to.
     *
     * RandomAccessFile and not FileChannel: an interrupt of the thread closes a channel, and with it the way to give
     * memory back.
     */

    private static final byte[] ZEROS = new byte[1 << 16];

    private final Path directory;

    /** Regions in a directory of a file system in memory that has room for so many bytes. */
    SharedMemory(Path directory, long needed) {
        this.directory = directory;
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new IllegalStateException("no shared memory: not a directory that can be written: " + directory);
        }
        String type;
        long usable;
        try {
            FileStore store = Files.getFileStore(directory);
            type = store.type();
            usable = store.getUsableSpace();
        } catch (IOException e) {
            throw new IllegalStateException("no shared memory: " + e.getMessage(), e);
        }
        if (!type.equals("tmpfs")) {
            throw new IllegalStateException("no shared memory: not a tmpfs but " + type + ": " + directory);
        }
        if (needed != Long.MAX_VALUE && usable < needed) {
            throw new IllegalStateException(
                    "too little shared memory: " + directory + " has room for " + usable + " of " + needed + " bytes");
        }
    }

    @Override
    public Region map(int capacity) throws IOException {
        // An interrupt that is pending, or comes meanwhile, closes the channel: try again, and remember it.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return mapOnce(capacity);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("resource") // closed when its region is unreachable: the file may grow again
    private Region mapOnce(int capacity) throws IOException {
        Path path = Files.createTempFile(directory, "reclaim-", ".pages");
        RandomAccessFile file;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
        try {
            MappedByteBuffer buffer = file.getChannel().map(MapMode.READ_WRITE, 0, capacity);
            file.setLength(0);
            return new FileRegion(file, buffer);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public boolean resident() {
        return true;
    }

    private static final class FileRegion implements Region {
        private final RandomAccessFile file;
        private final MappedByteBuffer buffer;
        private int held;

        FileRegion(RandomAccessFile file, MappedByteBuffer buffer) {
            this.file = file;
            this.buffer = buffer;
        }

        @Override
        public @Nullable ByteBuffer reserve(int bytes) {
            try {
                file.seek(0);
                for (long written = 0; written < bytes; written += ZEROS.length) { // beyond an int at the last piece
                    int piece = (int) Math.min(ZEROS.length, bytes - written);
                    file.write(ZEROS, 0, piece);
                    held = Math.max(held, (int) written + piece);
                }
                if (held > bytes) {
                    shrink(bytes);
                }
                return buffer.limit(bytes);
            } catch (IOException e) { // no space left
                shrink(0);
                return null;
            }
        }

        @Override
        public int held() {
            return held;
        }

        @Override
        public void shrink(int bytes) {
            try {
                file.setLength(bytes);
                held = bytes;
            } catch (IOException e) {
                throw new IllegalStateException("cannot shrink a file in memory to " + bytes + " bytes", e);
            }
        }
    }
}
