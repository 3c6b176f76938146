package io.reclaim.core;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row of columns for each ref. Columns are declared first; the first ref taken fixes the layout.
 *
 * <p>Bytes: {@link #bytesPerRow()} an entry, in pages of {@value #ENTRIES_PER_PAGE} rows that are made and dropped by
 * the {@link RefSlab} that owns the rows. Growth copies nothing in proportion to them. Not thread-safe.
 */
public final class EntryRows {
    /** Log2 of the rows in a page. */
    public static final int PAGE_LOG2 = 12;

    /** Rows in a page. */
    public static final int ENTRIES_PER_PAGE = 1 << PAGE_LOG2;

    static final int PAGE_MASK = ENTRIES_PER_PAGE - 1;

    /*
     * All columns of an entry lie side by side:
     *
     *     page = ref >>> 12          int[4096 * wordsPerRow]
     *     word = (ref & 4095) * wordsPerRow + offset
     *
     *     | link lo | link hi | metadata | deadline lo | deadline hi | ...      one row, wordsPerRow ints
     *
     * One row per ref instead of one array per column: an operation touches most columns of one entry, and a row of
     * 32 bytes costs one cache line where eight arrays cost eight. At a million entries separate arrays were measured
     * at 1.8 times the cost of a node map, rows at 1.0 to 1.3 times.
     *
     * A long column is two ints. Both lie in the same line but for a row that straddles two, and int pages spare int
     * columns the read-modify-write that long pages would need.
     */

    final IntPages pages = new IntPages();
    private int wordsPerRow;
    private boolean fixed;
    private final List<String> names = new ArrayList<>();
    private int[] initial = new int[0];
    private final MemoryAccount account;

    /**
     * Rows without columns.
     *
     * @param account charged for every page
     */
    public EntryRows(MemoryAccount account) {
        this.account = requireNonNull(account, "account");
    }

    /**
     * Declares a column of 4 bytes.
     *
     * @param name unique in these rows
     * @param initialValue what a ref holds when it is taken
     * @return the column
     * @throws IllegalStateException if a ref was taken already
     */
    public IntColumn intColumn(String name, int initialValue) {
        int offset = declare(name, 1);
        initial[offset] = initialValue;
        return new IntColumn(this, offset);
    }

    /**
     * Declares a column of 8 bytes.
     *
     * @param name unique in these rows
     * @param initialValue what a ref holds when it is taken
     * @return the column
     * @throws IllegalStateException if a ref was taken already
     */
    public LongColumn longColumn(String name, long initialValue) {
        int offset = declare(name, 2);
        initial[offset] = (int) initialValue;
        initial[offset + 1] = (int) (initialValue >>> 32);
        return new LongColumn(this, offset);
    }

    private int declare(String name, int words) {
        if (fixed) {
            throw new IllegalStateException("columns are fixed since the first ref was taken, cannot add: " + name);
        }
        if (names.contains(requireNonNull(name, "name"))) {
            throw new IllegalArgumentException("column is declared already: " + name);
        }
        names.add(name);
        int offset = wordsPerRow;
        wordsPerRow += words;
        initial = Arrays.copyOf(initial, wordsPerRow);
        return offset;
    }

    /**
     * The width of a row.
     *
     * @return bytes for each entry
     */
    public int bytesPerRow() {
        return wordsPerRow * Integer.BYTES;
    }

    /**
     * The size of a page.
     *
     * @return bytes that are charged when a page is made
     */
    public long bytesPerPage() {
        return ObjectLayout.CURRENT.ints((long) ENTRIES_PER_PAGE * wordsPerRow);
    }

    boolean has(int page) {
        return pages.get(page) != null;
    }

    void make(int page) {
        fixed = true;
        pages.set(page, null); // so that the list is long enough, and cannot fail once there is a page
        pages.set(page, account.charge(bytesPerPage(), () -> new int[ENTRIES_PER_PAGE * wordsPerRow]));
    }

    void drop(int page) {
        pages.set(page, null);
        account.release(bytesPerPage());
    }

    /** Gives every column of the ref its initial value. */
    void reset(int ref) {
        int[] page = page(ref);
        int at = word(ref, 0);
        int[] values = initial;
        for (int i = 0; i < values.length; i++) {
            page[at + i] = values[i];
        }
    }

    /** Gives the columns of one ref the values of another's. */
    void copy(int from, int to) {
        System.arraycopy(page(from), word(from, 0), page(to), word(to, 0), wordsPerRow);
    }

    int[] page(int ref) {
        return pages.present(ref >>> PAGE_LOG2);
    }

    int word(int ref, int offset) {
        return (ref & PAGE_MASK) * wordsPerRow + offset;
    }

    @Override
    public String toString() {
        return "EntryRows[" + bytesPerRow() + " bytes, columns=" + names + "]";
    }
}
