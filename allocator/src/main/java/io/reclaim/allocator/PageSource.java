package io.reclaim.allocator;

import java.util.OptionalLong;

/**
 * Where an allocator's memory comes from: numbered pages.
 *
 * <p>Numbers are small: the lowest that is free is given out. Closing a page is quick, whatever its size; a source that
 * can return memory to the system does so in steps, when asked to {@link #purge}.
 *
 * <p>Not thread-safe.
 */
public interface PageSource extends PageAccess {
    /** No page is to be had. */
    int NO_PAGE = -1;

    /**
     * Reserves a page of zeros.
     *
     * @param bytes its size, {@code >= 1}
     * @return its number, or {@link #NO_PAGE} if the source is exhausted; nothing is changed then
     */
    int open(int bytes);

    /**
     * Gives a page back to the source, which may use its memory for the next.
     *
     * @param page an open page
     * @throws IllegalArgumentException if it is not open
     */
    void close(int page);

    /**
     * Bytes held from the system.
     *
     * @return the sum of the sizes of all open pages, and {@link #unpurged()}
     */
    long reserved();

    /**
     * Bytes of these that are in physical memory.
     *
     * @return how many, where the source takes memory when it reserves it; else empty, as by default
     */
    default OptionalLong resident() {
        return OptionalLong.empty();
    }

    /**
     * Bytes of closed pages that {@link #purge} is going to return to the system.
     *
     * @return 0 if the source leaves that to others, as by default
     */
    default long unpurged() {
        return 0;
    }

    /**
     * Returns memory of closed pages to the system.
     *
     * @param maxBytes how much, {@code >= 0}; rounded up to pages of the system, or, in a source that says so, to a whole
     *     page
     */
    default void purge(long maxBytes) {}
}
