package io.reclaim.allocator;

import java.util.Arrays;

/** Counts what is opened and closed, and fills new pages with rubbish: nothing may rely on zeros. */
final class SpyPages implements PageSource {
    private static final byte RUBBISH = (byte) 0xa5;

    private final PageSource pages;
    long opened;
    long closed;
    long refused;
    boolean refuses;
    boolean fails;

    SpyPages(PageSource pages) {
        this.pages = pages;
    }

    @Override
    public int open(int bytes) {
        if (fails) {
            throw new OutOfMemoryError("no page of " + bytes);
        }
        int page = refuses ? NO_PAGE : pages.open(bytes);
        refused += page == NO_PAGE ? 1 : 0;
        if (page != NO_PAGE) {
            opened++;
            byte[] rubbish = new byte[bytes];
            Arrays.fill(rubbish, RUBBISH);
            pages.write(page, 0, rubbish, 0, bytes);
        }
        return page;
    }

    @Override
    public void close(int page) {
        pages.close(page);
        closed++;
    }

    @Override
    public long reserved() {
        return pages.reserved();
    }

    @Override
    public byte getByte(int page, int offset) {
        return pages.getByte(page, offset);
    }

    @Override
    public void setByte(int page, int offset, byte value) {
        pages.setByte(page, offset, value);
    }

    @Override
    public int getInt(int page, int offset) {
        return pages.getInt(page, offset);
    }

    @Override
    public void setInt(int page, int offset, int value) {
        pages.setInt(page, offset, value);
    }

    @Override
    public long getLong(int page, int offset) {
        return pages.getLong(page, offset);
    }

    @Override
    public void setLong(int page, int offset, long value) {
        pages.setLong(page, offset, value);
    }

    @Override
    public void read(int page, int offset, byte[] into, int at, int length) {
        pages.read(page, offset, into, at, length);
    }

    @Override
    public void write(int page, int offset, byte[] from, int at, int length) {
        pages.write(page, offset, from, at, length);
    }

    @Override
    public void copy(int fromPage, int from, int toPage, int to, int length) {
        pages.copy(fromPage, from, toPage, to, length);
    }

    @Override
    public boolean matches(int page, int offset, byte[] with, int at, int length) {
        return pages.matches(page, offset, with, at, length);
    }
}
