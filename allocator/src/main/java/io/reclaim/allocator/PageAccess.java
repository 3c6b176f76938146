package io.reclaim.allocator;

/**
 * Reads and writes bytes of pages. Words are little-endian and need no alignment.
 *
 * <p>O(1) or O(length), allocates nothing. Offsets and lengths outside a page or an array fail with an
 * {@link IndexOutOfBoundsException}, a page that is not open with that or a {@link NullPointerException}; nothing is
 * changed then. Not thread-safe.
 */
public interface PageAccess {

    /**
     * Reads a byte.
     *
     * @param page an open page
     * @param offset in bytes
     * @return the byte
     */
    byte getByte(int page, int offset);

    /**
     * Writes a byte.
     *
     * @param page an open page
     * @param offset in bytes
     * @param value the byte
     */
    void setByte(int page, int offset, byte value);

    /**
     * Reads four bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @return the word
     */
    int getInt(int page, int offset);

    /**
     * Writes four bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @param value the word
     */
    void setInt(int page, int offset, int value);

    /**
     * Reads eight bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @return the word
     */
    long getLong(int page, int offset);

    /**
     * Writes eight bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @param value the word
     */
    void setLong(int page, int offset, long value);

    /**
     * Reads bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @param into where they go
     * @param at the first index there
     * @param length how many
     */
    void read(int page, int offset, byte[] into, int at, int length);

    /**
     * Writes bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @param from where they come from
     * @param at the first index there
     * @param length how many
     */
    void write(int page, int offset, byte[] from, int at, int length);

    /**
     * Copies bytes between pages; the ranges must not overlap.
     *
     * @param fromPage an open page
     * @param from offset in bytes
     * @param toPage an open page
     * @param to offset in bytes
     * @param length how many
     */
    void copy(int fromPage, int from, int toPage, int to, int length);

    /**
     * Compares bytes.
     *
     * @param page an open page
     * @param offset in bytes
     * @param with what to compare them with
     * @param at the first index there
     * @param length how many
     * @return whether all are equal
     */
    boolean matches(int page, int offset, byte[] with, int at, int length);
}
