package io.reclaim.core;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives out dense {@code int} refs, knows which are live, and keeps the {@link EntryRows} of them.
 *
 * <p>A ref is taken from the lowest existing page that has room, so that high pages empty; an empty page is given back, but for
 * one spare. Released refs are reused. {@link SlabCompaction} gives back pages that releases left thinly filled.
 *
 * <p>It is also the population of all live refs, with the attribute 0: draws are uniform, a scan goes from high refs to
 * low.
 *
 * <p>{@link #take}, {@link #release} and a draw are O(1) plus one bit in 262,144 refs; bytes: an eighth an entry beyond
 * the rows. Not thread-safe.
 */
public final class RefSlab implements SampledPopulation, ScannedPopulation {
    /** No ref. */
    public static final int NO_REF = -1;

    /** The largest number of refs. */
    public static final int MAX_REFS = Integer.MAX_VALUE - EntryRows.PAGE_MASK;

    /*
     * Liveness is a bitmap, one page of 64 words for each page of rows, with counts above it:
     *
     *     group (64 pages)   groupLive[g]
     *     page (4096 refs)   page[LIVE], the number of live ones; page[ROOMS]: bit w set = word w has a dead ref
     *     word (64 refs)     page[w]: bit set = live
     *
     * take() goes down this tree along the lowest set bit of "has room"; previousLive() goes down along the highest
     * live one. A draw first guesses: a random ref below the bound, taken if live. When four guesses fail (the slab is
     * sparse) it draws a rank and finds the ref of that rank by the counts: at most groups + 64 + 64 additions. Both
     * ways are exactly uniform, so the mixture is.
     *
     * Invariants: counts agree with bits; a page exists iff it has live refs, or is the one spare; `bound` is one more
     * than the highest live ref; a page of rows exists iff the page of words does; `pages` is their number.
     */

    private static final int WORDS = EntryRows.ENTRIES_PER_PAGE / Long.SIZE;
    private static final int PAGES_PER_GROUP_LOG2 = 6;
    private static final int GUESSES = 4;
    private static final int NO_PAGE = -1;
    private static final int LIVE = WORDS;
    private static final int ROOMS = WORDS + 1;
    private static final long BYTES_PER_PAGE = ObjectLayout.CURRENT.longs(WORDS + 2);

    private final PageList<long[]> words = new PageList<>();
    private int[] groupLive = new int[1];
    /** Bit p: page p exists and has a dead ref. */
    private long[] pagesWithRoom = new long[1];
    /** Bit p: page p does not exist. */
    private long[] pagesAbsent = {-1L};

    private int size;
    private int bound;
    private int pages;
    private int sparePage = NO_PAGE;
    private final int maxRefs;
    private final EntryRows rows;
    private final MemoryAccount account;
    private final RandomGenerator random;

    /**
     * An empty slab of at most {@link #MAX_REFS} refs.
     *
     * @param rows the columns of its entries; of this slab alone
     * @param account charged for the bitmaps
     * @param random where draws come from
     */
    public RefSlab(EntryRows rows, MemoryAccount account, RandomGenerator random) {
        this(rows, account, random, MAX_REFS);
    }

    /**
     * An empty slab of a limited number of refs.
     *
     * @param rows the columns of its entries; of this slab alone
     * @param account charged for the bitmaps
     * @param random where draws come from
     * @param maxRefs how many refs may be live at once, 1 to {@link #MAX_REFS}; a ref itself can be higher
     */
    public RefSlab(EntryRows rows, MemoryAccount account, RandomGenerator random, int maxRefs) {
        this.rows = requireNonNull(rows, "rows");
        this.account = requireNonNull(account, "account");
        this.random = requireNonNull(random, "random");
        if (maxRefs < 1 || maxRefs > MAX_REFS) {
            throw new IllegalArgumentException("maxRefs must be 1 to " + MAX_REFS + ": " + maxRefs);
        }
        this.maxRefs = maxRefs;
    }

    /**
     * The rows of the live refs.
     *
     * @return as constructed
     */
    public EntryRows rows() {
        return rows;
    }

    /**
     * What a page of refs takes, with its rows, in the layout as it is now.
     *
     * @return bytes
     */
    public long pageBytes() {
        return BYTES_PER_PAGE + rows.bytesPerPage();
    }

    /**
     * What the next {@link #take} is going to charge, rows included. O(1).
     *
     * @return bytes; 0 while a page has room, or when all refs are taken
     */
    public long takeCost() {
        return size < maxRefs && lowest(pagesWithRoom) == NO_PAGE ? pageBytes() : 0;
    }

    /**
     * The ref that the next {@link #take} gives. O(1).
     *
     * @return the ref, or {@link #NO_REF} when all are taken
     */
    public int next() {
        if (size == maxRefs) {
            return NO_REF;
        }
        int page = lowest(pagesWithRoom);
        if (page == NO_PAGE) {
            return lowestAbsent() << EntryRows.PAGE_LOG2;
        }
        return lowestDead(page, page(page));
    }

    /** The lowest dead ref of a page that has one. */
    private static int lowestDead(int page, long[] bits) {
        int word = Long.numberOfTrailingZeros(bits[ROOMS]);
        return page << EntryRows.PAGE_LOG2 | word << 6 | Long.numberOfTrailingZeros(~bits[word]);
    }

    private int lowestAbsent() {
        int absent = lowest(pagesAbsent);
        return absent == NO_PAGE ? pagesAbsent.length * Long.SIZE : absent;
    }

    /**
     * Takes a ref; its row holds the columns' initial values.
     *
     * @return the ref, or {@link #NO_REF} when all are taken
     */
    public int take() {
        if (size == maxRefs) {
            return NO_REF;
        }
        int page = lowest(pagesWithRoom);
        if (page == NO_PAGE) {
            page = makePage();
        }
        int ref = takeLowest(page);
        rows.reset(ref);
        return ref;
    }

    /** Takes the lowest dead ref of a page that has one; its row is as it was left. */
    private int takeLowest(int page) {
        long[] bits = page(page);
        int ref = lowestDead(page, bits);
        int word = ref >>> 6 & WORDS - 1;
        bits[word] |= 1L << ref;
        if (bits[word] == -1L) {
            bits[ROOMS] &= ~(1L << word);
            if (bits[ROOMS] == 0) {
                clear(pagesWithRoom, page);
            }
        }
        count(page, 1);
        if (page == sparePage) {
            sparePage = NO_PAGE;
        }
        bound = Math.max(bound, ref + 1);
        return ref;
    }

    /**
     * Gives the entry with the highest ref the lowest ref that is free, with its row. No page may be empty, and there
     * must be more of them than the live refs need: then the new ref is the lower one, and in a page that has others; and
     * fewer than {@link #maxRefs()} are live, so that one more may be while the holder is told.
     */
    void moveHighest(RefHolder holder) {
        int from = bound - 1;
        int to = takeLowest(lowest(pagesWithRoom));
        assert to < from : "moved up from " + from + " to " + to;
        rows.copy(from, to);
        boolean told = false;
        try {
            holder.moved(from, to);
            told = true;
        } finally {
            release(told ? from : to);
        }
    }

    /**
     * Gives a ref back, to be taken again later. Its row may be gone at once.
     *
     * @param ref a live ref
     * @throws IllegalArgumentException if it is not live
     */
    public void release(int ref) {
        if (!live(ref)) {
            throw new IllegalArgumentException("ref is not live: " + ref);
        }
        int page = ref >>> EntryRows.PAGE_LOG2;
        int word = ref >>> 6 & WORDS - 1;
        long[] bits = page(page);
        bits[word] &= ~(1L << ref);
        bits[ROOMS] |= 1L << word;
        set(pagesWithRoom, page);
        count(page, -1);
        if (ref == bound - 1) {
            bound = previousLive(ref) + 1;
        }
        if (bits[LIVE] == 0) {
            emptied(page);
        }
    }

    /**
     * Whether a ref is taken.
     *
     * @param ref any number
     * @return true from {@link #take} to {@link #release}
     */
    public boolean live(int ref) {
        if (ref < 0 || ref >= bound) {
            return false;
        }
        long[] bits = words.get(ref >>> EntryRows.PAGE_LOG2);
        return bits != null && (bits[ref >>> 6 & WORDS - 1] >>> ref & 1) != 0;
    }

    /** How many refs are live. */
    @Override
    public int size() {
        return size;
    }

    /**
     * How far refs reach.
     *
     * @return one more than the highest live ref; 0 if there is none
     */
    public int bound() {
        return bound;
    }

    /** Pages that have a live ref: all but the spare. */
    int livePages() {
        return sparePage == NO_PAGE ? pages : pages - 1;
    }

    /**
     * The most refs that may be live at once.
     *
     * @return as constructed
     */
    public int maxRefs() {
        return maxRefs;
    }

    /** 0 for a live ref. */
    @Override
    public long attribute(int ref) {
        return live(ref) ? 0 : GONE;
    }

    /**
     * Draws a live ref, all alike.
     *
     * @return a ref, or {@link #NO_REF} if none is live
     */
    public int draw() {
        if (size == 0) {
            return NO_REF;
        }
        for (int i = 0; i < GUESSES; i++) {
            int ref = Uniform.below(random, bound);
            if (live(ref)) {
                return ref;
            }
        }
        return select(Uniform.below(random, size));
    }

    @Override
    public void sample(EntrySample into) {
        if (size > 0) {
            while (!into.full()) {
                into.add(draw(), 0);
            }
        }
    }

    /**
     * The next live ref below a given one, or below all when the given one is {@link #bound()}.
     *
     * @param ref 0 to {@link #bound()}
     * @return a live ref, or {@link #NO_REF}
     */
    public int previousLive(int ref) {
        int page = ref >>> EntryRows.PAGE_LOG2;
        if (live(words.get(page)) > 0) {
            long below = page(page)[ref >>> 6 & WORDS - 1] & (1L << ref) - 1;
            if (below != 0) {
                return (ref & -Long.SIZE) + 63 - Long.numberOfLeadingZeros(below);
            }
            int found = highestLive(page, (ref >>> 6 & WORDS - 1) - 1);
            if (found != NO_REF) {
                return found;
            }
        }
        for (int p = Math.min(page, words.bound()) - 1; p >= 0; p--) {
            if (live(words.get(p)) > 0) {
                return highestLive(p, WORDS - 1);
            }
            if ((p & 63) == 63 && groupLive[p >>> PAGES_PER_GROUP_LOG2] == 0) {
                p -= 63;
            }
        }
        return NO_REF;
    }

    /**
     * Walks the live refs from the highest to the lowest. A place is a ref that is met; the dead are skipped 64 at a
     * time. An entry that compaction moves goes to a lower ref, hence ahead of the scan, and is not missed.
     */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        int at = cursor == START ? bound : (int) Math.min(cursor, bound);
        for (int places = maxPlaces; places > 0 && !into.full(); places--) {
            at = previousLive(at);
            if (at == NO_REF) {
                return START;
            }
            into.add(at, 0);
            if (at == 0) {
                return START;
            }
        }
        return at;
    }

    private int select(int rank) {
        int left = rank;
        int group = 0;
        while (left >= groupLive[group]) {
            left -= groupLive[group++];
        }
        int page = group << PAGES_PER_GROUP_LOG2;
        for (int inPage; left >= (inPage = live(words.get(page))); page++) {
            left -= inPage;
        }
        long[] bits = page(page);
        int word = 0;
        for (int inWord; left >= (inWord = Long.bitCount(bits[word])); word++) {
            left -= inWord;
        }
        long rest = bits[word];
        for (; left > 0; left--) {
            rest &= rest - 1;
        }
        return page << EntryRows.PAGE_LOG2 | word << 6 | Long.numberOfTrailingZeros(rest);
    }

    private int highestLive(int page, int fromWord) {
        long[] bits = page(page);
        for (int w = fromWord; w >= 0; w--) {
            if (bits[w] != 0) {
                return page << EntryRows.PAGE_LOG2 | w << 6 | 63 - Long.numberOfLeadingZeros(bits[w]);
            }
        }
        return NO_REF;
    }

    private int makePage() {
        int page = lowestAbsent();
        ensureDirectory(page);
        words.set(page, null); // so that the list is long enough, and cannot fail once there are rows
        long[] made = account.charge(BYTES_PER_PAGE, () -> {
            long[] bits = new long[WORDS + 2];
            rows.make(page);
            return bits;
        });
        made[ROOMS] = -1L;
        words.set(page, made);
        pages++;
        set(pagesWithRoom, page);
        clear(pagesAbsent, page);
        return page;
    }

    private void ensureDirectory(int page) {
        int group = page >>> PAGES_PER_GROUP_LOG2;
        if (group >= groupLive.length) {
            int length = groupLive.length * 2;
            groupLive = Arrays.copyOf(groupLive, length);
            pagesWithRoom = Arrays.copyOf(pagesWithRoom, length);
            pagesAbsent = Arrays.copyOf(pagesAbsent, length);
            Arrays.fill(pagesAbsent, length / 2, length, -1L);
        }
    }

    /** Keeps one empty page, the lowest, so that a size that swings about a page's edge does not make and drop it. */
    private void emptied(int page) {
        int dropped = page;
        if (sparePage == NO_PAGE) {
            sparePage = page;
            return;
        }
        if (page < sparePage) {
            dropped = sparePage;
            sparePage = page;
        }
        drop(dropped);
    }

    /** Gives the empty page back, if there is one; whether there was. */
    boolean dropSpare() {
        if (sparePage == NO_PAGE) {
            return false;
        }
        int dropped = sparePage;
        sparePage = NO_PAGE;
        drop(dropped);
        return true;
    }

    private void drop(int page) {
        words.set(page, null);
        pages--;
        clear(pagesWithRoom, page);
        set(pagesAbsent, page);
        rows.drop(page);
        account.release(BYTES_PER_PAGE);
    }

    private void count(int page, int delta) {
        page(page)[LIVE] += delta;
        groupLive[page >>> PAGES_PER_GROUP_LOG2] += delta;
        size += delta;
    }

    private long[] page(int page) {
        return words.present(page);
    }

    private static int live(long @Nullable [] page) {
        return page == null ? 0 : (int) page[LIVE];
    }

    private static int lowest(long[] bits) {
        for (int i = 0; i < bits.length; i++) {
            if (bits[i] != 0) {
                return i << 6 | Long.numberOfTrailingZeros(bits[i]);
            }
        }
        return NO_PAGE;
    }

    private static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    private static void clear(long[] bits, int index) {
        bits[index >>> 6] &= ~(1L << index);
    }

    /**
     * Checks the invariants of the essay, in O(refs).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        int live = 0;
        int held = 0;
        int highest = NO_REF;
        int empty = 0;
        for (int p = 0; p < pagesAbsent.length * Long.SIZE; p++) {
            long[] bits = words.get(p);
            check((bits != null) == rows.has(p), "words without rows or rows without words", p);
            check((bits == null) == ((pagesAbsent[p >>> 6] >>> p & 1) != 0), "absent bit", p);
            held += bits == null ? 0 : 1;
            int inPage = 0;
            long room = 0;
            for (int w = 0; bits != null && w < WORDS; w++) {
                inPage += Long.bitCount(bits[w]);
                room |= bits[w] == -1L ? 0 : 1L << w;
            }
            check(inPage == live(bits), "live count", p);
            check(bits == null || room == bits[ROOMS], "room bits", p);
            check((room != 0) == ((pagesWithRoom[p >>> 6] >>> p & 1) != 0), "page with room bit", p);
            if (bits != null && inPage == 0) {
                empty++;
                check(p == sparePage, "empty page is not the spare", p);
            }
            if (inPage > 0) {
                highest = highestLive(p, WORDS - 1);
            }
            live += inPage;
        }
        check(empty == (sparePage == NO_PAGE ? 0 : 1), "spare page", sparePage);
        check(held == pages, "number of pages", held);
        check(live == size && Arrays.stream(groupLive).sum() == size, "size", size);
        check(highest + 1 == bound, "bound", bound);
    }

    private static void check(boolean holds, String what, int where) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong at " + where);
        }
    }

    @Override
    public String toString() {
        return "RefSlab[" + size + " of " + bound + " live, " + rows + "]";
    }
}
