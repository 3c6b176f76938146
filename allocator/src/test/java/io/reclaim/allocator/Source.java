package io.reclaim.allocator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** All page sources, for tests of what they have in common. */
enum Source {
    HEAP,
    DIRECT,
    SHARED,
    PRIVATE;

    static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** The sources there are on this machine and JDK. */
    static List<Source> available() {
        return Arrays.stream(values()).filter(Source::isAvailable).toList();
    }

    boolean isAvailable() {
        return switch (this) {
            case HEAP, DIRECT -> true;
            case SHARED -> Files.isWritable(SHARED_MEMORY);
            case PRIVATE -> MappedPages.privateSupported();
        };
    }

    PageSource limitedTo(long maxBytes) {
        return switch (this) {
            case HEAP -> new HeapPages(maxBytes);
            case DIRECT -> new DirectPages(maxBytes);
            case SHARED -> MappedPages.shared(maxBytes);
            case PRIVATE -> MappedPages.ofPrivate(maxBytes);
        };
    }

    PageSource unlimited() {
        return switch (this) {
            case HEAP -> new HeapPages();
            case DIRECT -> new DirectPages();
            case SHARED, PRIVATE -> limitedTo(Long.MAX_VALUE);
        };
    }
}
