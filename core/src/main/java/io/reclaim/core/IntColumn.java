package io.reclaim.core;

/**
 * An {@code int} for every entry, owned by one module. Declared by {@link EntryRows#intColumn}.
 *
 * <p>Reading or writing the row of a ref that was never taken fails or goes nowhere; that of a released ref belongs to
 * its next life. O(1), allocates nothing. Not thread-safe.
 */
public final class IntColumn {
    private final EntryRows rows;
    private final IntPages pages;
    private final int offset;

    IntColumn(EntryRows rows, int offset) {
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
    public int get(int ref) {
        return pages.present(ref >>> EntryRows.PAGE_LOG2)[rows.word(ref, offset)];
    }

    /**
     * Writes an entry's value.
     *
     * @param ref a live ref
     * @param value the value
     */
    public void set(int ref, int value) {
        pages.present(ref >>> EntryRows.PAGE_LOG2)[rows.word(ref, offset)] = value;
    }
}
