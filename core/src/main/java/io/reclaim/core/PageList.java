package io.reclaim.core;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pages by number, some of them absent. Growing copies at most 1,024 references, however many pages there are, so that a
 * structure of pages has no long operation when their list is full.
 *
 * <p>Bytes: one reference a page, not charged to any account. {@link #get} is O(1); {@link #set} too, but for one
 * reference copied for 1,024 pages. Not thread-safe.
 *
 * @param <P> a page, mostly an array
 */
public final class PageList<P> {
    /*
     * Two levels: page p is groups[p >>> 10][p & 1023]. The first group is as long as it has to be, so that a small
     * structure has a short list. The checks of bounds are written out, and so do the work of those that the JVM makes.
     */

    private static final int GROUP_LOG2 = 10;
    private static final int GROUP = 1 << GROUP_LOG2;
    private static final int MASK = GROUP - 1;
    private static final @Nullable Object[] NONE = {};

    private @Nullable Object[][] groups = {NONE};

    /** A list without pages. */
    public PageList() {}

    /**
     * A page.
     *
     * @param number its number, {@code >= 0}
     * @return the page, or null if it is absent
     */
    @SuppressWarnings("unchecked") // only pages go in
    public @Nullable P get(int number) {
        @Nullable Object[][] all = groups;
        int group = number >>> GROUP_LOG2;
        if (group >= all.length) {
            return null;
        }
        @Nullable Object[] pages = all[group];
        int inGroup = number & MASK;
        return inGroup < pages.length ? (P) pages[inGroup] : null;
    }

    /**
     * Adds, replaces or removes a page.
     *
     * @param number its number, {@code >= 0}
     * @param page the page, or null for none
     */
    public void set(int number, @Nullable P page) {
        int group = number >>> GROUP_LOG2;
        if (group >= groups.length) {
            int before = groups.length;
            groups = Arrays.copyOf(groups, Math.max(group + 1, 2 * before));
            Arrays.fill(groups, before, groups.length, NONE);
        }
        int inGroup = number & MASK;
        if (inGroup >= groups[group].length) {
            int length = group > 0 ? GROUP : Math.max(4, Integer.highestOneBit(inGroup) << 1);
            groups[group] = Arrays.copyOf(groups[group], length);
        }
        groups[group][inGroup] = page;
    }

    /**
     * How far numbers may reach.
     *
     * @return a number from which on all pages are absent
     */
    public int bound() {
        for (int group = groups.length - 1; group >= 0; group--) {
            if (groups[group].length > 0) {
                return (group << GROUP_LOG2) + groups[group].length;
            }
        }
        return 0;
    }

    /**
     * A page that is there.
     *
     * @param number its number
     * @return the page
     * @throws NullPointerException if it is absent
     */
    public P present(int number) {
        return requireNonNull(get(number));
    }
}
