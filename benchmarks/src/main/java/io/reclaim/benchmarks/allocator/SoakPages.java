package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.PageSource;

/** Another page source, which is exhausted whenever it is told to be. */
final class SoakPages implements PageSource {
    private final PageSource pages;
    private boolean refusing;
    private long refused;

    SoakPages(PageSource pages) {
        this.pages = pages;
    }

    void refusing(boolean refuses) {
        refusing = refuses;
    }

    /** Pages that were not opened, ever. */
    long refused() {
        return refused;
    }

    @Override
    public int open(int bytes) {
        int page = refusing ? NO_PAGE : pages.open(bytes);
        refused += page == NO_PAGE ? 1 : 0;
        return page;
    }

    @Override
    public void close(int page) {
        pages.close(page);
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
