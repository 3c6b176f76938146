package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.MappedPages;
import io.reclaim.allocator.PageSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page sources by name. */
public enum PageKind {
    /** {@link HeapPages}. */
    HEAP,
    /** {@link DirectPages}. */
    DIRECT,
    /** {@link MappedPages#available}. */
    MAPPED,
    /** {@link MappedPages#shared(long)}. */
    SHARED,
    /** {@link MappedPages#ofPrivate}. */
    PRIVATE;

    /**
     * A kind by its name on the command line.
     *
     * @param name in lower case
     * @return the kind
     * @throws IllegalArgumentException if there is none
     */
    public static PageKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such kind of pages: " + name + "; there are "
                        + Arrays.stream(values()).map(PageKind::toString).collect(Collectors.joining(", "))));
    }

    /**
     * A new source of this kind.
     *
     * @param maxBytes the most to reserve at any time, {@code > 0}
     * @return the source
     * @throws IllegalArgumentException if this machine or JDK has none
     */
    public PageSource source(long maxBytes) {
        try {
            return switch (this) {
                case HEAP -> new HeapPages(maxBytes);
                case DIRECT -> new DirectPages(maxBytes);
                case MAPPED -> MappedPages.available(maxBytes);
                case SHARED -> MappedPages.shared(maxBytes);
                case PRIVATE -> MappedPages.ofPrivate(maxBytes);
            };
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(this + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
