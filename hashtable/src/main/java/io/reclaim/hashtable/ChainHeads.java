package io.reclaim.hashtable;

import io.reclaim.core.PageList;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The first entry of each bucket's chain, in pages that come and go. */
final class ChainHeads {
    /*
     * A bucket is an int; 0 is the empty chain, so that a page of zeros is a page of empty buckets. An absent page is
     * one, too.
     *
     *     31           b+1   b   b-1             0
     *     |  top of hash  | more |    ref + 1     |        more: the chain goes on in the entry's row
     *
     * The bits that the ref leaves free hold the same bits of the entry's hash. With the bucket's number they are nearly
     * all of it in a table of twice as many buckets as refs, so a lookup goes from here to the key, and reads a row only
     * if the chain goes on. A miss then reads no row in 9 of 10 cases: at 0.52 entries a
     * bucket, hashed evenly, 1 - 1.52 / e^0.52 = 0.096 of the chains go on.
     *
     * b differs from page to page: each begins with what its first ref needs, and is rewritten with a bit more when a
     * higher one comes; 4,096 words, once for each time that the refs double. Element 0 of a page is its mask, the lowest
     * b + 1 bits; bucket i of it is element i + 1.
     *
     * Measured: hit and miss of a million longs 0.42 and 0.41 of a HashMap's speed at one bucket an entry and without
     * the hash's bits.
     */

    static final int PAGE_LOG2 = 12;
    static final int MIN_BUCKETS = 4;
    static final long PAGE_BYTES = bytes(1 << PAGE_LOG2);

    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int PAGE_MASK = PAGE - 1;
    private static final int LEAST_REF = 3;

    private final PageList<int[]> pages = new PageList<>();
    private final MemoryAccount account;

    ChainHeads(MemoryAccount account) {
        this.account = account;
    }

    /** The page of a bucket; null or too short for its {@link #at} if the bucket is empty. */
    int @Nullable [] page(int bucket) {
        return pages.get(bucket >>> PAGE_LOG2);
    }

    /** Where a bucket's word is in its page. */
    static int at(int bucket) {
        return 1 + (bucket & PAGE_MASK);
    }

    static int mask(int[] page) {
        return page[0];
    }

    static int ref(int word, int mask) {
        return (word & mask >>> 1) - 1;
    }

    private static int moreBit(int mask) {
        return mask & ~(mask >>> 1);
    }

    /** Whether the entry can have this hash. */
    static boolean agrees(int word, int mask, int hash) {
        return ((word ^ hash) & ~mask) == 0;
    }

    /** Whether the chain has more than its head. */
    static boolean goesOn(int word, int mask) {
        return (word & moreBit(mask)) != 0;
    }

    /** The ref at the head of a bucket's chain, or NO_REF. */
    int first(int bucket) {
        int[] page = page(bucket);
        int at = at(bucket);
        return page == null || at >= page.length ? RefSlab.NO_REF : ref(page[at], page[0]);
    }

    /** Puts an entry at the head of a bucket's chain, making the page if need be. */
    void set(int bucket, int ref, int hash, boolean goesOn) {
        int[] page = makePage(bucket);
        if (ref >= mask(page) >>> 1) {
            widen(page, ref);
        }
        int mask = mask(page);
        page[at(bucket)] = (hash & ~mask) | (goesOn ? moreBit(mask) : 0) | (ref + 1);
    }

    /** Makes a bucket that is not empty so. */
    void clear(int bucket) {
        pages.present(bucket >>> PAGE_LOG2)[at(bucket)] = 0;
    }

    /** Gives the refs of a page as many bits as this one needs. Without a branch: whether a chain goes on is a toss. */
    private static void widen(int[] page, int ref) {
        int old = mask(page);
        int mask = (Integer.highestOneBit((ref + 1) | LEAST_REF) << 2) - 1;
        page[0] = mask;
        int more = moreBit(old);
        int ofRef = old >>> 1;
        int ofHash = ~mask;
        int shift = Integer.bitCount(mask) - Integer.bitCount(old);
        for (int at = 1; at < page.length; at++) {
            int word = page[at];
            page[at] = (word & ofHash) | ((word & more) << shift) | (word & ofRef);
        }
    }

    /** Bytes that {@link #set} is going to charge, with the copy of the first page while it is made. */
    long setCost(int bucket) {
        int[] page = page(bucket);
        int length = length(bucket);
        return page == null || page.length <= length ? bytes(length) : 0;
    }

    /** The page of a bucket, made or lengthened if need be: what is left to do then takes no memory. */
    int[] makePage(int bucket) {
        int number = bucket >>> PAGE_LOG2;
        int[] page = pages.get(number);
        int length = length(bucket);
        if (page != null && page.length > length) {
            return page;
        }
        long charged = bytes(length);
        account.charge(charged);
        try {
            int[] made = page == null ? new int[1 + length] : Arrays.copyOf(page, 1 + length);
            pages.set(number, made);
            charged = page == null ? 0 : bytes(page.length - 1);
            return made;
        } finally {
            account.release(charged); // of the shorter page, or of the one there was no memory for
        }
    }

    /** Bytes that {@link #dropLast} may charge for a moment. */
    long dropCost(int last) {
        return last < PAGE && last >= MIN_BUCKETS && Integer.bitCount(last) == 1 ? bytes(last) : 0;
    }

    /** After the last bucket was emptied: gives back what only it needed, if the copy of a short page is admitted. */
    void dropLast(int last, GrowthGate gate) {
        int number = last >>> PAGE_LOG2;
        int[] page = pages.get(number);
        if (page == null) {
            return;
        }
        if (number > 0 && (last & PAGE_MASK) == 0) {
            pages.set(number, null);
            account.release(bytes(PAGE));
        }
        long copy = dropCost(last);
        if (copy > 0 && last < page.length - 1 && gate.mayGrow(copy)) {
            pages.set(0, account.charge(copy, () -> Arrays.copyOf(page, 1 + last)));
            account.release(bytes(page.length - 1));
        }
    }

    /** Whether a table that grows to this bucket may need a longer or another page for it than for the one before. */
    static boolean firstOfPage(int bucket) {
        return bucket < PAGE ? Integer.bitCount(bucket) == 1 : (bucket & PAGE_MASK) == 0;
    }

    /** Buckets in the page of one; the first page is only as long as a small table needs. */
    private static int length(int bucket) {
        return bucket >= PAGE ? PAGE : Math.max(MIN_BUCKETS, Integer.highestOneBit(bucket) << 1);
    }

    private static long bytes(int length) {
        return ObjectLayout.CURRENT.ints(1L + length);
    }

    /** Checks that pages are within so many buckets, and that what they take is charged; O(buckets). */
    void checkIntegrity(int buckets) {
        long bytes = 0;
        for (int number = 0; number < pages.bound(); number++) {
            int[] page = pages.get(number);
            if (page == null) {
                continue;
            }
            bytes += bytes(page.length - 1);
            if (number > 0 && number << PAGE_LOG2 >= buckets) {
                throw new IllegalStateException("page beyond the table: " + number);
            }
            for (int at = buckets - (number << PAGE_LOG2) + 1; at < page.length; at++) {
                if (page[at] != 0) {
                    throw new IllegalStateException("entry beyond the table: page " + number + ", " + at);
                }
            }
        }
        if (bytes != account.bytes()) {
            throw new IllegalStateException("bytes charged differ from bytes held: " + bytes);
        }
    }
}
