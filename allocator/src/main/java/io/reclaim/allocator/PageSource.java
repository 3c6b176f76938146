package io.reclaim.allocator;

/**
 * Where an allocator's memory comes from: numbered pages. Not thread-safe.
 *
 * <p>Numbers are small: the lowest that is free is given out.
 */
public interface PageSource extends PageAccess {
    /** No page is to be had. */
    int NO_PAGE = -1;

    /**
     * Reserves a page of zeros, or of anything.
     *
     * @param bytes its size, {@code >= 1}
     * @return its number, or {@link #NO_PAGE} if the source is exhausted; nothing is changed then
     */
    int open(int bytes);

    /**
     * Gives a page back.
     *
     * @param page an open page
     * @throws IllegalArgumentException if it is not open
     */
    void close(int page);

    /**
     * Bytes held from the system.
     *
     * @return the sum of the sizes of all open pages
     */
    long reserved();
}
