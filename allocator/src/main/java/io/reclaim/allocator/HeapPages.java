package io.reclaim.allocator;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pages that are byte arrays: the fastest source, and the default.
 *
 * <p>When to use it: unless there is a reason for another. Closed pages are left to the garbage collector, and their
 * memory is part of the heap: when it returns to the system is the collector's choice.
 *
 * <p>With the G1 collector, arrays of more than half a region are kept in regions of their own: give a heap with chunks
 * of 1 MiB regions of at least 4 MiB ({@code -XX:G1HeapRegionSize=4m}). Not thread-safe.
 */
public final class HeapPages implements PageSource {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private byte[] @Nullable [] pages = new byte[4][];
    private final PageNumbers numbers;

    /** A source without a limit of its own. */
    public HeapPages() {
        this(Long.MAX_VALUE);
    }

    /**
     * A source with a limit.
     *
     * @param maxBytes the most to reserve at any time, {@code > 0}
     */
    public HeapPages(long maxBytes) {
        numbers = new PageNumbers(maxBytes);
    }

    @Override
    public int open(int bytes) {
        int page = numbers.next(bytes);
        if (page != NO_PAGE) {
            byte[] made = new byte[bytes];
            if (page >= pages.length) {
                pages = Arrays.copyOf(pages, pages.length * 2);
            }
            pages[page] = made;
            numbers.opened(page, bytes);
        }
        return page;
    }

    @Override
    public void close(int page) {
        numbers.check(page);
        int bytes = page(page).length;
        pages[page] = null;
        numbers.closed(page, bytes);
    }

    @Override
    public long reserved() {
        return numbers.reserved();
    }

    @SuppressWarnings("NullAway") // a hot path: only open pages are accessed
    private byte[] page(int page) {
        return pages[page];
    }

    @Override
    public byte getByte(int page, int offset) {
        return page(page)[offset];
    }

    @Override
    public void setByte(int page, int offset, byte value) {
        page(page)[offset] = value;
    }

    @Override
    public int getInt(int page, int offset) {
        return (int) INTS.get(page(page), offset);
    }

    @Override
    public void setInt(int page, int offset, int value) {
        INTS.set(page(page), offset, value);
    }

    @Override
    public long getLong(int page, int offset) {
        return (long) LONGS.get(page(page), offset);
    }

    @Override
    public void setLong(int page, int offset, long value) {
        LONGS.set(page(page), offset, value);
    }

    @Override
    public void read(int page, int offset, byte[] into, int at, int length) {
        System.arraycopy(page(page), offset, into, at, length);
    }

    @Override
    public void write(int page, int offset, byte[] from, int at, int length) {
        System.arraycopy(from, at, page(page), offset, length);
    }

    @Override
    public void copy(int fromPage, int from, int toPage, int to, int length) {
        System.arraycopy(page(fromPage), from, page(toPage), to, length);
    }

    @Override
    public boolean matches(int page, int offset, byte[] with, int at, int length) {
        byte[] bytes = page(page);
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Objects.checkFromIndexSize(at, length, with.length);
        return Arrays.equals(bytes, offset, offset + length, with, at, at + length);
    }

    @Override
    public String toString() {
        return "HeapPages[reserved=" + reserved() + "]";
    }
}
