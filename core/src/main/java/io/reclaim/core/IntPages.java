package io.reclaim.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pages of ints by number, some of them absent: for columns and pools that are read at every operation. For others there is
 * {@link PageList}.
 *
 * <p>Bytes: one reference a page, not charged to any account. {@link #present} is O(1); {@link #set} too, but for copying
 * all references when their number doubles. Not thread-safe.
 */
public final class IntPages {
    /*
     * One array of pages, in which a page is two loads away. A PageList has two levels, and its pages are objects, whose
     * class the JVM checks at every access. One level instead of two of int[], and columns that hold it themselves, were
     * measured together: DeadlineIndex.remove 120 to 94 ns with a million entries, an expired entry 193 to 127. Which of the
     * two does it was not measured, nor why; a likely reason is that more operations on cold rows overlap.
     *
     * The price is that growing copies 4 bytes a page: 10 KB at ten million rows of 4,096 a page, 98 KB at a hundred million.
     */

    private int[] @Nullable [] pages = {};

    /** A list without pages. */
    public IntPages() {}

    /**
     * A page that is there.
     *
     * @param number its number
     * @return the page
     * @throws ArrayIndexOutOfBoundsException if it is absent and beyond those that ever were; if it is absent among them, what
     *     comes back is null
     */
    @SuppressWarnings("NullAway") // the caller knows; to look would be paid at every access
    public int[] present(int number) {
        return pages[number];
    }

    /**
     * A page.
     *
     * @param number its number, {@code >= 0}
     * @return the page, or null if it is absent
     */
    public int @Nullable [] get(int number) {
        return number < pages.length ? pages[number] : null;
    }

    /**
     * Adds, replaces or removes a page.
     *
     * @param number its number, {@code >= 0}
     * @param page the page, or null for none
     */
    public void set(int number, int @Nullable [] page) {
        if (number >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(number + 1, 2 * pages.length));
        }
        pages[number] = page;
    }
}
