package io.reclaim.allocator;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pages outside the heap, that the garbage collector does not copy or scan. Closed pages return to the system when the
 * collector finds their buffers unreachable. The JVM limits them by {@code -XX:MaxDirectMemorySize}; beyond, and beyond
 * a limit of its own, the source is exhausted. Not thread-safe.
 */
public final class DirectPages implements PageSource {
    /*
     * Words go through a view VarHandle: ByteBuffer.getLong of a direct buffer was measured 3 to 4 times slower on
     * JDK 17.
     */
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle ARRAY_LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, LITTLE_ENDIAN);

    private @Nullable ByteBuffer[] pages = new @Nullable ByteBuffer[4];
    private final PageNumbers numbers;

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
        numbers = new PageNumbers(maxBytes);
    }

    @Override
    public int open(int bytes) {
        int page = numbers.next(bytes);
        if (page == NO_PAGE) {
            return NO_PAGE;
        }
        ByteBuffer made;
        try {
            made = ByteBuffer.allocateDirect(bytes);
        } catch (OutOfMemoryError e) { // the limit on direct memory, not the heap
            return NO_PAGE;
        }
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        pages[page] = made;
        numbers.opened(page, bytes);
        return page;
    }

    @Override
    public void close(int page) {
        numbers.check(page);
        int bytes = page(page).capacity();
        pages[page] = null;
        numbers.closed(page, bytes);
    }

    @Override
    public long reserved() {
        return numbers.reserved();
    }

    @SuppressWarnings("NullAway") // a hot path: only open pages are accessed
    private ByteBuffer page(int page) {
        return pages[page];
    }

    @Override
    public byte getByte(int page, int offset) {
        return page(page).get(offset);
    }

    @Override
    public void setByte(int page, int offset, byte value) {
        page(page).put(offset, value);
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
        page(page).get(offset, into, at, length);
    }

    @Override
    public void write(int page, int offset, byte[] from, int at, int length) {
        page(page).put(offset, from, at, length);
    }

    @Override
    public void copy(int fromPage, int from, int toPage, int to, int length) {
        page(toPage).put(to, page(fromPage), from, length);
    }

    @Override
    public boolean matches(int page, int offset, byte[] with, int at, int length) {
        ByteBuffer buffer = page(page);
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        Objects.checkFromIndexSize(at, length, with.length);
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if ((long) LONGS.get(buffer, offset + i) != (long) ARRAY_LONGS.get(with, at + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (buffer.get(offset + i) != with[at + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "DirectPages[reserved=" + reserved() + "]";
    }
}
