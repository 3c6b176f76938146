package io.reclaim.allocator;

import java.util.BitSet;

/** Numbers of pages: gives out the lowest that is free, and knows how many bytes are open. */
final class PageNumbers {
    private final BitSet open = new BitSet();
    private final long maxBytes;
    private long reserved;

    PageNumbers(long maxBytes) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes must be positive: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    /** The number the next page gets, or NO_PAGE if there is no room for so many bytes. */
    int next(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("size of a page must be positive: " + bytes);
        }
        return bytes > room() ? PageSource.NO_PAGE : open.nextClearBit(0);
    }

    void opened(int page, int bytes) {
        open.set(page);
        reserved += bytes;
    }

    void check(int page) {
        if (page < 0 || !open.get(page)) {
            throw new IllegalArgumentException("page is not open: " + page);
        }
    }

    void closed(int page, int bytes) {
        open.clear(page);
        reserved -= bytes;
    }

    /** Bytes that may still be opened. */
    long room() {
        return maxBytes - reserved;
    }

    long reserved() {
        return reserved;
    }
}
