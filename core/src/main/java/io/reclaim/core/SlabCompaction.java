package io.reclaim.core;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.Counter;

/**
 * Gives entries lower refs until they fill the fewest pages, so that the other pages of a {@link RefSlab} are given back.
 *
 * <p>Use it where many entries may go while a few stay: these are spread over all pages, and a page returns only when
 * its last entry is gone. Leave it out where refs must be stable: without it no ref ever changes.
 *
 * <p>Begins when about a quarter of the pages could be given back, ends when none can. Takes no memory, but gives some
 * back: no step charges a byte.
 *
 * <p>Cost: one unit a move, which is a row copied and the holder told. A run of nothing but its steps moves each entry
 * at most once, and at most {@value EntryRows#ENTRIES_PER_PAGE} rows, as many bytes as a page of rows has, for each page
 * that it gives back. Allocates nothing. Not thread-safe; counters may be read from any thread.
 *
 * @see "R. Jones, A. Hosking, E. Moss, The Garbage Collection Handbook, 2012, section 3.1, two-finger compaction"
 */
public final class SlabCompaction implements IncrementalWork {
    /*
     * Two fingers: the entry with the highest ref goes to the lowest free one, until both meet.
     *
     *     page     0          1          2          3                 size 6, four refs a page
     *            [a . b .]  [. . c .]  [d . . e]  [f . . .]
     *               ^-------------------------------'                 f, then e, then d: pages 2 and 3 are empty
     *            [a f b e]  [d . c .]
     *
     * Why always downward: a scan of the slab goes from high refs to low, so an entry that it has not met is still ahead
     * of it after the move. It is also what empties the high pages, and what take() does.
     *
     * With h the pages that have live refs (all that exist but for the spare), s the live refs and 4096 refs a page:
     *
     *     begin when   h - ceil((s + 2048) / 4096) >= max(1, h / 4)
     *     end when     h = ceil(s / 4096)
     *
     * So a run begins when max(1, h / 4) pages could go and leave half a page of room, and it may end with none. What
     * follows for a size that swings: a page is made when all others are full, with s = 4096 (h - 1) + 1, and a run ends
     * with at least as many. From either to the next begin, then, at least
     *
     *     4096 (max(1, h / 4) - 1) + 2049
     *
     * entries are released; and a run moves at most 8,190 more than were released since the end of the last. The half
     * page is what keeps a size of about 4096 k, where a page is needed every other moment, from a run for each swing.
     *
     * The slab's spare page goes with the first move, or else once half a page is free elsewhere, so that it is made again
     * after 2,048 takes at the earliest. During a run there is none, for two reasons: an entry that moved there would
     * save nothing, and holders with pages of their own would have to make one. So a hole always lies in a page with
     * other entries.
     *
     * What a run does not do: it does not choose the pages with fewest entries, which would move less where the highest
     * page is full and a lower one nearly empty, but move some entries up.
     *
     * Invariant, at each return: every entry has one live ref, its row, and the holder knows it.
     */

    private static final int PAGE = EntryRows.ENTRIES_PER_PAGE;
    /** Free refs that a begin must leave, and that make the spare page idle. */
    private static final int HEADROOM = PAGE / 2;
    /** A run begins when one page in so many could be given back. */
    private static final int WORTHWHILE = 4;

    private final RefSlab slab;
    private final RefHolder holder;
    private boolean running;
    private int pauses;
    private final Counter runs = new Counter();
    private final Counter movedEntries = new Counter();
    private final Counter returnedPages = new Counter();

    /**
     * A compaction that is not running.
     *
     * @param slab whose entries to move
     * @param holder told of every move; must see to it that nobody else goes on using the old ref
     */
    public SlabCompaction(RefSlab slab, RefHolder holder) {
        this.slab = requireNonNull(slab, "slab");
        this.holder = requireNonNull(holder, "holder");
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (pauses > 0) {
            return false;
        }
        if (!running) {
            if (!worthwhile()) {
                dropIdleSpare();
                return false;
            }
            running = true;
            runs.add(1);
        }
        while (slab.livePages() > pagesFor(slab.size())) {
            if (!budget.spend()) {
                return true;
            }
            dropSpare();
            slab.moveHighest(holder);
            movedEntries.add(1);
        }
        dropSpare();
        running = false;
        return false;
    }

    private boolean worthwhile() {
        int pages = slab.livePages();
        return pages - pagesFor((long) slab.size() + HEADROOM) >= Math.max(1, pages / WORTHWHILE);
    }

    private void dropIdleSpare() {
        if ((long) slab.livePages() * PAGE - slab.size() >= HEADROOM) {
            dropSpare();
        }
    }

    private void dropSpare() {
        if (slab.dropSpare()) {
            returnedPages.add(1);
        }
    }

    private static int pagesFor(long refs) {
        return (int) ((refs + PAGE - 1) >>> EntryRows.PAGE_LOG2);
    }

    /** Keeps all refs as they are until {@link #resume} was called as often; for code that keeps refs for a while. */
    public void pause() {
        pauses++;
    }

    /**
     * Ends one pause.
     *
     * @throws IllegalStateException if there is none
     */
    public void resume() {
        if (pauses == 0) {
            throw new IllegalStateException("compaction is not paused");
        }
        pauses--;
    }

    /**
     * Entries that got another ref; may be read from any thread.
     *
     * @return their number
     */
    public long movedEntries() {
        return movedEntries.get();
    }

    /**
     * Pages given back; may be read from any thread.
     *
     * @return their number, without those that releases alone gave back
     */
    public long returnedPages() {
        return returnedPages.get();
    }

    /** How often work was begun. */
    long runs() {
        return runs.get();
    }

    @Override
    public String toString() {
        return "SlabCompaction[moved " + movedEntries + " entries, returned " + returnedPages + " pages]";
    }
}
