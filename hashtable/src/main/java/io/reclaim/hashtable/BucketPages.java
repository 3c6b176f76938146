package io.reclaim.hashtable;

import io.reclaim.core.accounting.ObjectLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where {@link Buckets} lie: pages of tags and of pairs, which come and go with the last bucket, and their counts. */
abstract class BucketPages {
    /** Log2 of the buckets in a page. */
    static final int PAGE_LOG2 = 9;

    static final int PAGE = 1 << PAGE_LOG2;
    static final int MASK = PAGE - 1;

    /** Elements of a bucket in its page's array of pairs. */
    static final int PAIRS = 2 * Tags.PLACES;

    /** Where a page of tags begins with the word of its first bucket. */
    static final int FIRST = 1;

    /*
     * Pages hold 512 buckets: 4 KB of tags, 32 KB of pairs. Pages of 4,096 raised the 99.999th percentile of put from
     * 8 to 40 us, of 16,384 to 138 us: the JVM zeroes what it allocates. The first page is only as long as a small map
     * needs. The directory of pages has two levels, so that it, too, grows by pieces of at most 1,024 elements; in one
     * piece its copy was the worst operation of a table of 16 million entries. It leads to the arrays without an object
     * between, which would lie in a memory page of its own; so it is no PageList, whose pages are objects, and whose
     * casts a lookup would pay for twice.
     *
     * Invariants: all pages from the first to that of the last bucket exist, but in an empty table; counts and bytes
     * are right.
     */

    /** Where a page of tags holds how many entries its buckets have, with their overflow: beside the array's length. */
    private static final int LIVE = 0;

    private static final int PAGES_LOG2 = 10;
    private static final int PAGES_MASK = (1 << PAGES_LOG2) - 1;
    private static final int GROUP_LOG2 = PAGE_LOG2 + PAGES_LOG2;

    /** Buckets in a group, which has a count of its own. */
    static final int GROUP = 1 << GROUP_LOG2;

    private static final ObjectLayout LAYOUT = ObjectLayout.CURRENT;

    /** Where an empty table looks keys up; never written. */
    private static final long[][][] NO_TAGS = {{new long[1 + FIRST]}};

    private static final @Nullable Object[][][] NO_PAIRS = {{new @Nullable Object[0]}};
    private static final @Nullable Object[] NO_PAGE = {};
    private static final int[] NO_COUNTS = {};

    /** Pages of counts and tags, in groups. */
    private long[][][] tags = NO_TAGS;
    /** Pages of pairs, in groups. */
    private @Nullable Object[][][] pairs = NO_PAIRS;
    /** Entries of each group. */
    private int[] groupLive = NO_COUNTS;

    private long bytes;

    /** Whether there is no page yet, so that nothing may be written. */
    final boolean empty() {
        return tags == NO_TAGS;
    }

    /** Bytes of directory, pages and what was {@link #charge charged}. */
    final long bytes() {
        return bytes;
    }

    /** Counts bytes that lie beside the pages; negative when they go. */
    final void charge(long more) {
        bytes += more;
    }

    /** The page of tags that a bucket's word is in, at {@link #FIRST} and its number in the page. */
    final long[] tags(int bucket) {
        return tags[bucket >>> GROUP_LOG2][(bucket >>> PAGE_LOG2) & PAGES_MASK];
    }

    /** The page of pairs that a bucket's are in. */
    final @Nullable Object[] pairs(int bucket) {
        return pairs[bucket >>> GROUP_LOG2][(bucket >>> PAGE_LOG2) & PAGES_MASK];
    }

    /** Entries in the page of a bucket, with their overflow. */
    final int live(int bucket) {
        return (int) tags(bucket)[LIVE];
    }

    /** Entries in the group of a bucket. */
    final int liveInGroup(int bucket) {
        return groupLive[bucket >>> GROUP_LOG2];
    }

    /** The tags of a bucket. */
    final long word(int bucket) {
        return tags(bucket)[FIRST + (bucket & MASK)];
    }

    final void word(int bucket, long word) {
        tags(bucket)[FIRST + (bucket & MASK)] = word;
    }

    /** So many more entries (or less, if negative) are in a bucket now. */
    final void count(int bucket, int delta) {
        count(tags(bucket), bucket, delta);
    }

    /** The same, where the page is known. */
    final void count(long[] page, int bucket, int delta) {
        page[LIVE] += delta;
        groupLive[bucket >>> GROUP_LOG2] += delta;
    }

    /** Makes the first page, of one bucket. */
    final void makeFirst() {
        tags = new long[][][] {{new long[FIRST + 1]}};
        pairs = new @Nullable Object[][][] {{new @Nullable Object[PAIRS]}};
        groupLive = new int[1];
        bytes = directoryBytes() + bytes(1);
    }

    /** Makes the page of a bucket that is one more than there were. */
    final void ensure(int bucket) {
        int index = bucket >>> PAGE_LOG2;
        if (index == 0) {
            int length = tags[0][0].length - FIRST;
            if (bucket >= length) {
                resizeFirst(2 * length);
            }
        } else if ((bucket & MASK) == 0) {
            long[] madeTags = new long[FIRST + PAGE];
            @Nullable Object[] madePairs = new @Nullable Object[PAGE * PAIRS];
            long directory = directoryBytes();
            int group = index >>> PAGES_LOG2;
            int inGroup = index & PAGES_MASK;
            if (group == tags.length) {
                resizeDirectory(2 * group);
            }
            if (inGroup >= tags[group].length) {
                resizeGroup(group, Math.max(1, 2 * inGroup));
            }
            tags[group][inGroup] = madeTags;
            pairs[group][inGroup] = madePairs;
            bytes += directoryBytes() - directory + bytes(PAGE);
        }
    }

    /** Gives back what only a bucket needed, it being the last one, and empty. */
    final void dropUnused(int bucket) {
        int index = bucket >>> PAGE_LOG2;
        if (index == 0) {
            if (2 * bucket == tags[0][0].length - FIRST) {
                resizeFirst(bucket);
            }
        } else if ((bucket & MASK) == 0) {
            bytes -= directoryBytes() + bytes(PAGE);
            int group = index >>> PAGES_LOG2;
            int inGroup = index & PAGES_MASK;
            tags[group][inGroup] = NO_TAGS[0][0];
            pairs[group][inGroup] = NO_PAGE;
            if (inGroup == 0 || 2 * inGroup == tags[group].length) {
                resizeGroup(group, inGroup);
            }
            if (inGroup == 0 && 2 * group == tags.length) {
                resizeDirectory(group);
            }
            bytes += directoryBytes();
        }
    }

    private void resizeFirst(int length) {
        bytes += bytes(length) - bytes(tags[0][0].length - FIRST);
        tags[0][0] = Arrays.copyOf(tags[0][0], FIRST + length);
        pairs[0][0] = Arrays.copyOf(pairs[0][0], length * PAIRS);
    }

    private void resizeGroup(int group, int pages) {
        tags[group] = Arrays.copyOf(tags[group], pages);
        pairs[group] = Arrays.copyOf(pairs[group], pages);
    }

    private void resizeDirectory(int count) {
        int before = tags.length;
        tags = Arrays.copyOf(tags, count);
        pairs = Arrays.copyOf(pairs, count);
        groupLive = Arrays.copyOf(groupLive, count);
        for (int group = before; group < count; group++) {
            tags[group] = new long[0][];
            pairs[group] = new @Nullable Object[0][];
        }
    }

    private long directoryBytes() {
        long sum = 2 * LAYOUT.references(tags.length) + LAYOUT.ints(tags.length);
        for (long[][] group : tags) {
            sum += 2 * LAYOUT.references(group.length);
        }
        return sum;
    }

    private static long bytes(int buckets) {
        return LAYOUT.longs(FIRST + (long) buckets) + LAYOUT.references((long) buckets * PAIRS);
    }

    /**
     * Checks lengths, counts and bytes of the pages, in O(pages).
     *
     * @throws IllegalStateException if one is wrong
     */
    final void checkPages(int buckets, long charged) {
        if (empty()) {
            check(bytes == 0 && buckets == 1, "bytes of an empty table", bytes);
            return;
        }
        long held = directoryBytes() + charged;
        int[] groups = new int[groupLive.length];
        for (int first = 0; first < buckets; first += PAGE) {
            int length = tags(first).length - FIRST;
            held += bytes(length);
            check(first + length >= Math.min(buckets, first + PAGE), "page too short", first);
            check(pairs(first).length == length * PAIRS, "page of pairs", first);
            groups[first >>> GROUP_LOG2] += live(first);
        }
        check(Arrays.equals(groups, groupLive), "counts of groups", buckets);
        check(held == bytes, "bytes", bytes);
    }

    static void check(boolean holds, String what, long where) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong at " + where);
        }
    }
}
