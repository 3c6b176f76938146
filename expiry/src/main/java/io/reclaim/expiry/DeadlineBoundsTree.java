package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.PageList;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Uniform;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.random.RandomGenerator;

/**
 * Exact expiry in the fewest bytes: lower bounds of deadlines over the refs of a slab, made right only where they are
 * looked at. No entry is removed before its deadline; each is removed by the first step at or after it, as far as the
 * budget goes.
 *
 * <p>Use it where many entries expire seldom, or where every access postpones: {@code postpone} and {@code remove} touch
 * nothing but the row. {@link DeadlineIndex} takes a half to a quarter of the time for each entry that expires.
 *
 * <p>{@code put} is O(1): at most seven bounds. A step spends one unit for each of the 16 refs of a leaf it visits; it
 * visits a leaf because a deadline there is reached or was, and has since been postponed or removed. Bytes: 8 in the row
 * of every entry of the slab, the deadline itself; 0.27 for each place of the slab, in pages of 4,096 refs that come and
 * go.
 *
 * <p>An entry put during a step, by a listener, is looked at a millisecond later, or at once if it shares the leaf that is
 * being visited; one that the remover refuses is offered again a millisecond later; if
 * the clock goes back then, when it has caught up. The clock may jump in either direction at no cost.
 *
 * <p>{@code moved} may take a page, of 1.1 KB, that nobody is asked for; if memory ends there, the entry is not removed
 * before it is given a deadline anew. Pages of groups, one for a million refs, stay.
 *
 * <p>Draws are uniform: expected O(pages / 64 + 4096 / entries of a page). A scan goes downward over the refs of the slab,
 * a place being a live ref. Allocates nothing but pages. Not thread-safe.
 */
public final class DeadlineBoundsTree implements ExpiryStrategy, SampledPopulation, ScannedPopulation {
    /** Bytes of a page: what is taken at once. */
    public static final int PAGE_BYTES = BoundsPage.BYTES;

    /*
     * A tournament over ref space, sixteen to one, in three storeys of two levels each:
     *
     *     group   2^20 refs    bounds of its 256 pages, of 16 pages each, of all
     *     page    2^12 refs    bounds of its 256 leaves, of 16 leaves each, of all; how many have a deadline
     *     leaf    16 refs      the deadlines themselves, in their rows
     *
     * A bound is at most the least deadline below it, and mostly lower than needed: putting lowers bounds upward until one
     * is low enough; postponing and removing leave them as they are. A step goes down where a bound is reached, removes
     * what is stale in that leaf and only then, after all callbacks, computes the leaf's least deadline and those above it:
     * computed earlier, it would miss what a listener put. When the budget ends within a leaf the bounds stay as they are,
     * for too low is always right.
     *
     * So the futile visits of a leaf are at most the postponements and removals in it since the last.
     *
     * Leaves are taken in the order of refs, beginning where the last step stopped, so that under overload all get their
     * turn.
     *
     * Invariants: every bound <= the deadlines below it, but for what is to be looked at a
     * millisecond after a step; counts of pages agree with the deadlines; a page exists iff it has an entry with a
     * deadline, or is the one spare.
     */

    private static final int LEAF_LOG2 = 4;
    private static final int LEAF = 1 << LEAF_LOG2;
    private static final int PAGE_LOG2 = 12;
    private static final int GROUP_LOG2 = 20;
    private static final int PAGES_LOG2 = GROUP_LOG2 - PAGE_LOG2;
    private static final int NODE_MASK = BoundsPage.LEAVES - 1;
    private static final int GUESSES = 16;
    private static final int NONE = -1;

    private final PageList<int[]> pages = new PageList<>();
    private final PageList<int[]> groups = new PageList<>();
    private int held;
    private int heldGroups;
    private int spare = NONE;
    private int from;
    /** Where in a leaf the budget ended, or NONE. */
    private int resume = NONE;

    private boolean stepping;
    private long stepMillis;
    private long latestMillis;
    private final RefSlab slab;
    private final DeadlineColumn deadlines;
    private final EntryRemover remover;
    private final ChargedMemory memory;
    private final RandomGenerator random;
    private final ExpiryCounters counters = new ExpiryCounters();

    /**
     * An empty tree.
     *
     * @param slab where refs come from; its rows get the column {@code deadline}
     * @param remover removes the stale; it must take them out of this tree, by {@link #remove}
     * @param account charged for pages
     * @param random where draws come from
     */
    public DeadlineBoundsTree(RefSlab slab, EntryRemover remover, MemoryAccount account, RandomGenerator random) {
        this(slab, remover, new ChargedMemory(account), random);
    }

    DeadlineBoundsTree(RefSlab slab, EntryRemover remover, ChargedMemory memory, RandomGenerator random) {
        this.slab = requireNonNull(slab, "slab");
        this.remover = requireNonNull(remover, "remover");
        this.memory = memory;
        this.random = requireNonNull(random, "random");
        this.deadlines = new DeadlineColumn(slab);
    }

    @Override
    public void put(int ref, long deadlineMillis) {
        assert deadlineMillis >= 0 && deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (deadlines.get(ref) == Deadlines.NO_DEADLINE) {
            enter(ref >>> PAGE_LOG2);
            deadlines.enter(ref, deadlineMillis);
        } else {
            deadlines.set(ref, deadlineMillis);
        }
        lower(ref, stepping ? Math.max(deadlineMillis, after(stepMillis)) : deadlineMillis);
    }

    /** Counts an entry more in a page, that is made if it is not there. */
    private void enter(int page) {
        int[] bounds = pages.get(page);
        if (bounds == null) {
            int group = page >>> PAGES_LOG2;
            if (groups.get(group) == null) {
                makeIn(groups, group);
                heldGroups++;
            }
            bounds = makeIn(pages, page);
            held++;
        } else if (page == spare) {
            spare = NONE;
        }
        bounds[BoundsPage.COUNT]++;
    }

    private int[] makeIn(PageList<int[]> list, int number) {
        return memory.take(BoundsPage.BYTES, () -> {
            int[] made = BoundsPage.make(stepMillis);
            list.set(number, made);
            return made;
        });
    }

    private void leave(int page) {
        if (--pages.present(page)[BoundsPage.COUNT] > 0) {
            return;
        }
        if (spare != NONE) {
            int group = page >>> PAGES_LOG2;
            pages.set(page, null);
            BoundsPage.raise(groups.present(group), page & NODE_MASK, Deadlines.NO_DEADLINE);
            held--;
            memory.release(BoundsPage.BYTES);
        } else {
            spare = page;
        }
    }

    private void lower(int ref, long bound) {
        int page = ref >>> PAGE_LOG2;
        if (BoundsPage.lower(pages.present(page), (ref >>> LEAF_LOG2) & NODE_MASK, bound)) {
            BoundsPage.lower(groups.present(page >>> PAGES_LOG2), page & NODE_MASK, bound);
        }
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        assert deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (deadlineMillis <= deadlines.get(ref)) {
            return false; // also if it has none, for that is the latest of all
        }
        deadlines.set(ref, deadlineMillis);
        return true;
    }

    /** Always a page and a group of pages: whether they are there depends on the ref. */
    @Override
    public long putCost() {
        return 2L * BoundsPage.BYTES;
    }

    @Override
    public boolean remove(int ref) {
        if (deadlines.get(ref) == Deadlines.NO_DEADLINE) {
            return false;
        }
        deadlines.leave(ref);
        leave(ref >>> PAGE_LOG2);
        return true;
    }

    @Override
    public void moved(int from, int to) {
        long millis = deadlines.get(to);
        if (millis != Deadlines.NO_DEADLINE) {
            enter(to >>> PAGE_LOG2);
            lower(to, millis);
            leave(from >>> PAGE_LOG2);
        }
    }

    @Override
    public long deadline(int ref) {
        return deadlines.get(ref);
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true; // called by a listener: the step that told it goes on
        }
        if (nowMillis < 0) {
            return false; // no deadline is negative
        }
        counters.stepped();
        stepping = true;
        stepMillis = nowMillis;
        latestMillis = Math.max(latestMillis, nowMillis);
        try {
            for (int leaf = dueLeaf(nowMillis); leaf != NONE; leaf = dueLeaf(nowMillis)) {
                from = leaf;
                if (!visit(leaf, nowMillis, budget)) {
                    counters.cut();
                    return true;
                }
                from = leaf + 1;
            }
            return false;
        } finally {
            stepping = false;
        }
    }

    /** The next leaf with a bound that is reached, from where the last visit ended and around; or NONE. */
    private int dueLeaf(long nowMillis) {
        int leaf = dueLeaf(from, nowMillis);
        return leaf == NONE && from > 0 ? dueLeaf(0, nowMillis) : leaf;
    }

    private int dueLeaf(int fromLeaf, long nowMillis) {
        int page = fromLeaf >>> (PAGE_LOG2 - LEAF_LOG2);
        int inPage = fromLeaf & NODE_MASK;
        for (int group = page >>> PAGES_LOG2; group < groups.bound(); group++) {
            int[] tops = groups.get(group);
            int inGroup = page >>> PAGES_LOG2 == group ? page & NODE_MASK : 0;
            if (tops == null) {
                continue;
            }
            for (int p = BoundsPage.next(tops, inGroup, nowMillis);
                    p != NONE;
                    p = BoundsPage.next(tops, p + 1, nowMillis)) {
                int found = (group << PAGES_LOG2) | p;
                int[] bounds = pages.get(found);
                int begin = found == page ? inPage : 0;
                int leaf = bounds == null ? NONE : BoundsPage.next(bounds, begin, nowMillis);
                if (leaf != NONE) {
                    return (found << (PAGE_LOG2 - LEAF_LOG2)) | leaf;
                }
                if (begin == 0) {
                    settle(found); // nothing below is due: what is above was too low
                }
            }
        }
        return NONE;
    }

    /** Removes what is stale in a leaf, then computes its bound; false if the budget is spent before. */
    private boolean visit(int leaf, long nowMillis, WorkBudget budget) {
        int first = leaf << LEAF_LOG2;
        int begin = resume >>> LEAF_LOG2 == leaf ? resume : first; // NONE is in no leaf
        resume = NONE;
        for (int ref = begin; ref < first + LEAF; ref++) {
            if (!budget.spend()) {
                resume = ref;
                return false;
            }
            long due = slab.live(ref) ? deadlines.get(ref) : Deadlines.NO_DEADLINE;
            if (Deadlines.stale(due, nowMillis) && remover.remove(ref, RemovalCause.EXPIRED) != EntryRemover.NOT_LIVE) {
                counters.expired(nowMillis - due);
            }
        }
        long least = Deadlines.NO_DEADLINE;
        for (int ref = first; ref < first + LEAF; ref++) {
            if (slab.live(ref)) {
                least = Math.min(least, deadlines.get(ref));
            }
        }
        int page = first >>> PAGE_LOG2;
        int[] bounds = pages.get(page);
        if (bounds != null) {
            BoundsPage.rebase(bounds, nowMillis);
            // What is stale now was refused, or put by a listener; or it became so while the visit was broken off.
            long soonest = begin == first ? after(nowMillis) : least;
            BoundsPage.raise(bounds, leaf & NODE_MASK, Math.max(least, soonest));
            settle(page);
        }
        return true;
    }

    /** When what is stale and could not be removed is looked at again; at the end of time never. */
    private static long after(long nowMillis) {
        return nowMillis >= Deadlines.LATEST ? Deadlines.NO_DEADLINE : nowMillis + 1;
    }

    /** Makes a group's bound of a page what the page says. */
    private void settle(int page) {
        int[] bounds = pages.get(page);
        int[] tops = groups.present(page >>> PAGES_LOG2);
        BoundsPage.rebase(tops, stepMillis);
        BoundsPage.raise(tops, page & NODE_MASK, bounds == null ? Deadlines.NO_DEADLINE : BoundsPage.least(bounds));
    }

    /** The least bound: not later than the earliest deadline, earlier where that was postponed or removed. */
    @Override
    public long nextDeadlineMillis() {
        if (deadlines.size() == 0) {
            return Deadlines.NO_DEADLINE;
        }
        long least = Deadlines.NO_DEADLINE;
        for (int group = 0; group < groups.bound(); group++) {
            int[] tops = groups.get(group);
            least = tops == null ? least : Math.min(least, BoundsPage.least(tops));
        }
        return Math.max(0, least);
    }

    @Override
    public SampledPopulation population() {
        return this;
    }

    @Override
    public ExpiryCounters counters() {
        return counters;
    }

    @Override
    public int size() {
        return deadlines.size();
    }

    /** The deadline in milliseconds. */
    @Override
    public long attribute(int ref) {
        return deadlines.attribute(ref);
    }

    /*
     * A draw guesses a live ref, taken if it has a deadline. When guesses fail it draws a rank, finds the page by the
     * counts, and goes on within the page. Both ways are uniform, so the mixture is.
     */
    @Override
    public void sample(EntrySample into) {
        while (deadlines.size() > 0 && !into.full()) {
            int ref = guess();
            ref = ref == RefSlab.NO_REF ? inPage(Uniform.below(random, deadlines.size())) : ref;
            into.add(ref, deadlines.get(ref));
        }
    }

    private int guess() {
        for (int i = 0; i < GUESSES; i++) {
            int ref = slab.draw();
            if (deadlines.get(ref) != Deadlines.NO_DEADLINE) {
                return ref;
            }
        }
        return RefSlab.NO_REF;
    }

    /** The ref that has so many with a deadline before it. */
    private int inPage(int rank) {
        int left = rank;
        for (int page = 0; ; page++) {
            int[] bounds = pages.get(page);
            int count = bounds == null ? 0 : bounds[BoundsPage.COUNT];
            if (left < count) {
                int ref = page << PAGE_LOG2;
                while (!deadlines.timed(ref) || left-- > 0) {
                    ref++;
                }
                return ref;
            }
            left -= count;
        }
    }

    /** Goes downward over refs, which stay where they are; a place is a live ref. */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return deadlines.scan(cursor, maxPlaces, into);
    }

    @Override
    public void checkIntegrity() {
        deadlines.checkIntegrity();
        int found = 0;
        int foundGroups = 0;
        for (int page = 0; page < pages.bound(); page++) {
            int[] bounds = pages.get(page);
            if (bounds == null) {
                continue;
            }
            found++;
            int count = 0;
            // Not compared with the page's least: what is far is cut off at other times where epochs differ.
            long above = BoundsPage.bound(groups.present(page >>> PAGES_LOG2), page & NODE_MASK);
            for (int ref = page << PAGE_LOG2; ref < (page + 1) << PAGE_LOG2; ref++) {
                if (deadlines.timed(ref)) {
                    count++;
                    long most = Math.max(deadlines.get(ref), latestMillis + 1);
                    long bound = BoundsPage.bound(bounds, (ref >>> LEAF_LOG2) & NODE_MASK);
                    Integrity.check(bound <= most, "bound above the deadline of ref", ref);
                    Integrity.check(above <= most, "bound of a page above the deadline of ref", ref);
                }
            }
            BoundsPage.checkIntegrity(bounds);
            Integrity.check(count == bounds[BoundsPage.COUNT], "entries in page", page);
            Integrity.check(count > 0 || page == spare, "empty page", page);
        }
        for (int group = 0; group < groups.bound(); group++) {
            int[] tops = groups.get(group);
            if (tops != null) {
                foundGroups++;
                BoundsPage.checkIntegrity(tops);
            }
        }
        Integrity.check(found == held && foundGroups == heldGroups, "pages", found);
        Integrity.check(memory.bytes() == (long) (held + heldGroups) * PAGE_BYTES, "bytes charged", memory.bytes());
    }

    @Override
    public String toString() {
        return "DeadlineBoundsTree[" + size() + "]";
    }
}
