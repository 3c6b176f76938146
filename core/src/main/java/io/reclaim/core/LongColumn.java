package io.reclaim.core;

/**
 * A {@code long} for every entry, owned by one module. Declared by {@link EntryRows#longColumn}.
 *
 * <p>Reading or writing the row of a ref that was never taken fails or goes nowhere; that of a released ref belongs to
 * its next life. O(1), allocates nothing. Not thread-safe.
 */
public final class LongColumn {
    private static final long LOW = 0xffff_ffffL;

    private final EntryRows rows;
    private final IntPages pages;
    private final int offset;

    LongColumn(EntryRows rows, int offset) {
        this.rows = rows;
        this.pages = rows.pages;
        this.offset = offset;
    }

    /**
     * Reads an entry's value.
     *
     * @param ref a live ref
     * @return the value
     */
    public long get(int ref) {
        int[] page = pages.present(ref >>> EntryRows.PAGE_LOG2);
        int word = rows.word(ref, offset);
        return (page[word] & LOW) | (long) page[word + 1] << 32;
    }

    /**
     * Writes an entry's value.
     *
     * @param ref a live ref
     * @param value the value
     */
    public void set(int ref, long value) {
        int[] page = pages.present(ref >>> EntryRows.PAGE_LOG2);
        int word = rows.word(ref, offset);
        page[word] = (int) value;
        page[word + 1] = (int) (value >>> 32);
    }
}
