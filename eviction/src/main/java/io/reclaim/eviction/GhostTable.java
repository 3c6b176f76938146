package io.reclaim.eviction;

import io.reclaim.core.PageList;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.function.LongPredicate;

/**
 * Remembers the histories of evicted entries, about as many as there are entries, in 4 bytes each.
 *
 * <p>A key is known by 12 bits within a set of four, so one search in a thousand finds a stranger. O(1), one cache line;
 * allocates a page of {@value #PAGE_BYTES} bytes for 1,024 entries as the population grows. Not thread-safe.
 */
final class GhostTable {
    static final long PAGE_BYTES = 16 + 4L * 1024;
    static final int NONE = -1;

    /*
     *     | fingerprint: 12, 0 = empty way | time: 12 | history: 8 |        one ghost; a set is four, 16 bytes
     *
     * The set of a hash is hash * sets / 2^32, so that any number of sets will do; the population decides on it. When it
     * changes, ghosts stay where they lie and are not found any more (but for one in a thousand, as strangers) until they
     * are replaced: moving them would need hashes that are not kept. So the number changes only when it is a quarter too
     * small or half too large. Until the first ghost it changes for nothing.
     *
     * Pages come while entries are admitted, before memory is short, if the gate permits; without pages there are fewer sets.
     * They go one by one when the population has shrunk. Where a limit is raised while entries are evicted, they come with
     * the entries that it makes room for.
     *
     * Who is replaced: an empty way, else the ghost worth least, where one that was ever hit counts 16 times. All four are
     * judged without a branch and without a division, since which one it is cannot be foreseen.
     */

    private static final int WAYS_LOG2 = 2;
    private static final int WAYS = 1 << WAYS_LOG2;
    private static final int PAGE_LOG2 = 10;
    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int TIME_MASK = 0xFFF;
    /** What dividing by 16 takes from the bits of a float. */
    private static final int BITS_OF_16 = 4 << 23;

    private final PageList<int[]> pages = new PageList<>();
    private final MemoryAccount account;
    private final LongPredicate mayGrow;
    private int pageCount;
    private int sets;
    private boolean used;

    GhostTable(MemoryAccount account, LongPredicate mayGrow) {
        this.account = account;
        this.mayGrow = mayGrow;
    }

    /** Fits pages and sets to a number of entries; makes or drops at most one page. */
    void fit(int entries) {
        int wanted = pagesOf(entries);
        if (pageCount < wanted && mayGrow.test(PAGE_BYTES)) {
            addPage();
        }
        int possible = Math.min(Math.max(1, entries / WAYS), pageCount * (PAGE / WAYS));
        if (!used || possible > sets + sets / 4 || possible < sets / 2) {
            sets = possible;
        }
        int needed = (sets * WAYS + PAGE - 1) >>> PAGE_LOG2;
        if (pageCount > Math.max(wanted, needed)) {
            pages.set(--pageCount, null);
            account.release(PAGE_BYTES);
        }
    }

    private void addPage() {
        pages.set(pageCount, null); // so that the list is long enough, and cannot fail once there is a page
        pages.set(pageCount, account.charge(PAGE_BYTES, () -> new int[PAGE]));
        pageCount++;
    }

    /** Gives a page back, if there are more than so many entries need. */
    void trim(int entries) {
        if (pageCount > pagesOf(entries)) {
            fit(entries);
        }
    }

    /** Makes a page, if more than one is missing: a population that grows fast need not wait for the next tick. */
    void grow(int entries) {
        if (pageCount + 1 < pagesOf(entries)) { // one may come and go as an entry does
            fit(entries);
        }
    }

    private static int pagesOf(int entries) {
        return (entries + PAGE - 1) >>> PAGE_LOG2;
    }

    /**
     * Finds a key's ghost and takes it out.
     *
     * @return {@code age << 8 | history}, or {@link #NONE}
     */
    int take(int hash, PopulationClock time) {
        if (sets == 0) {
            return NONE;
        }
        long mixed = mix(hash);
        int first = set(mixed) * WAYS;
        int[] page = pages.present(first >>> PAGE_LOG2);
        int at = first & (PAGE - 1);
        int fingerprint = fingerprint(mixed);
        for (int i = at; i < at + WAYS; i++) {
            int ghost = page[i];
            if (ghost >>> 20 == fingerprint) {
                page[i] = 0;
                return (age(ghost, time) << 8) | AccessHistory.history(ghost);
            }
        }
        return NONE;
    }

    /** Remembers a key that is evicted; what is forgotten for it counts as lost in the table. */
    void put(int hash, int metadata, PopulationClock time, DensityTable table) {
        if (sets == 0) {
            return;
        }
        used = true;
        long mixed = mix(hash);
        int first = set(mixed) * WAYS;
        int[] page = pages.present(first >>> PAGE_LOG2);
        int at = first & (PAGE - 1);
        long most = 0;
        for (int way = 0; way < WAYS; way++) {
            int ghost = page[at + way];
            int order = ghost == 0 ? Integer.MAX_VALUE : order(ghost, time, table);
            most = Math.max(most, (long) order << WAYS_LOG2 | (WAYS - 1 - way)); // the first of equals
        }
        int replaced = at + WAYS - 1 - ((int) most & (WAYS - 1));
        int forgotten = page[replaced];
        if (forgotten != 0) {
            table.lost(AccessHistory.history(forgotten), age(forgotten, time));
        }
        int accessed = (metadata >>> 8) & TIME_MASK;
        page[replaced] = (fingerprint(mixed) << 20) | (accessed << 8) | AccessHistory.history(metadata);
    }

    /** Higher goes first: the bits of a positive float are in the order of its values, and powers of two add to them. */
    private static int order(int ghost, PopulationClock time, DensityTable table) {
        int history = AccessHistory.history(ghost);
        int frequent = (AccessHistory.frequency(history) + AccessHistory.MOST_FREQUENT) >> 4; // 1, or 0 if never hit
        return Float.floatToRawIntBits(table.cost(history, age(ghost, time))) - frequent * BITS_OF_16;
    }

    private static int age(int ghost, PopulationClock time) {
        return time.age((time.now() - (ghost >>> 8)) & TIME_MASK);
    }

    private int set(long mixed) {
        return (int) (((mixed >>> 32) * sets) >>> 32);
    }

    private static int fingerprint(long mixed) {
        return Math.max(1, (int) (mixed >>> 8) & TIME_MASK);
    }

    private static long mix(int hash) {
        long x = hash * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 31)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 29);
    }

    /** How many ghosts there can be. */
    int capacity() {
        return sets * WAYS;
    }

    long bytes() {
        return pageCount * PAGE_BYTES;
    }

    void checkIntegrity() {
        if (account.bytes() != bytes()) {
            throw new IllegalStateException("pages of ghosts hold " + bytes() + ", charged " + account.bytes());
        }
        if ((long) sets * WAYS > (long) pageCount * PAGE) {
            throw new IllegalStateException(sets + " sets in " + pageCount + " pages");
        }
        for (int i = 0; i < pageCount; i++) {
            for (int ghost : pages.present(i)) {
                if (ghost != 0 && ghost >>> 20 == 0) {
                    throw new IllegalStateException("ghost without fingerprint: " + ghost);
                }
            }
        }
    }
}
