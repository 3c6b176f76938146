package io.reclaim.allocator;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pages that are direct buffers, whatever the memory behind them: numbers, and access. */
abstract sealed class BufferPages implements PageSource permits DirectPages, MappedPages {
    /*
     * A buffer for each page, and its limit is the page's size. Words go through a view VarHandle: ByteBuffer.getLong of a
     * direct buffer was measured 3 to 4 times slower on JDK 17.
     */
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, LITTLE_ENDIAN);
    private static final VarHandle ARRAY_LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, LITTLE_ENDIAN);

    private @Nullable ByteBuffer[] buffers = new @Nullable ByteBuffer[4];
    private final PageNumbers numbers;

    BufferPages(long maxBytes) {
        numbers = new PageNumbers(maxBytes);
    }

    /** Memory for a page: zeros, and a limit of so many bytes; null if there is none, and nothing is changed then. */
    abstract @Nullable ByteBuffer take(int page, int bytes);

    /** The page is closed: nobody has its buffer any more. */
    abstract void give(int page);

    @Override
    public final int open(int bytes) {
        int page = numbers.next(bytes);
        ByteBuffer taken = page == NO_PAGE ? null : take(page, bytes);
        if (taken == null) {
            return NO_PAGE;
        }
        if (page >= buffers.length) {
            buffers = Arrays.copyOf(buffers, buffers.length * 2);
        }
        buffers[page] = taken;
        numbers.opened(page, bytes);
        return page;
    }

    @Override
    public final void close(int page) {
        numbers.check(page);
        int bytes = page(page).limit();
        buffers[page] = null;
        numbers.closed(page, bytes);
        give(page);
    }

    /** Bytes of open pages. */
    final long openBytes() {
        return numbers.reserved();
    }

    /** Bytes that may still be opened. */
    final long room() {
        return numbers.room();
    }

    @SuppressWarnings("NullAway") // a hot path: only open pages are accessed
    private ByteBuffer page(int page) {
        return buffers[page];
    }

    @Override
    public final byte getByte(int page, int offset) {
        return page(page).get(offset);
    }

    @Override
    public final void setByte(int page, int offset, byte value) {
        page(page).put(offset, value);
    }

    @Override
    public final int getInt(int page, int offset) {
        return (int) INTS.get(page(page), offset);
    }

    @Override
    public final void setInt(int page, int offset, int value) {
        INTS.set(page(page), offset, value);
    }

    @Override
    public final long getLong(int page, int offset) {
        return (long) LONGS.get(page(page), offset);
    }

    @Override
    public final void setLong(int page, int offset, long value) {
        LONGS.set(page(page), offset, value);
    }

    @Override
    public final void read(int page, int offset, byte[] into, int at, int length) {
        page(page).get(offset, into, at, length);
    }

    @Override
    public final void write(int page, int offset, byte[] from, int at, int length) {
        page(page).put(offset, from, at, length);
    }

    @Override
    public final void copy(int fromPage, int from, int toPage, int to, int length) {
        page(toPage).put(to, page(fromPage), from, length);
    }

    @Override
    public final boolean matches(int page, int offset, byte[] with, int at, int length) {
        ByteBuffer buffer = page(page);
        Objects.checkFromIndexSize(offset, length, buffer.limit());
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
    public final String toString() {
        return getClass().getSimpleName() + "[reserved=" + reserved() + "]";
    }
}
