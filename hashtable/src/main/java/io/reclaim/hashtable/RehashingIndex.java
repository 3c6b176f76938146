package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntrySample;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.LongColumn;
import io.reclaim.core.PageList;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Ticker;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Refs by hash: the table of a store that keeps its keys elsewhere. Several refs may have the same hash; which of them
 * is meant is asked of a {@link RefMatcher}.
 *
 * <p>When to use it: there is no object per key, or keys are bytes in an allocator. For keys that are objects use
 * {@link RehashingTable}; to replace a {@link java.util.HashMap} use {@link RehashingMap}.
 *
 * <p>Cost: {@link #find}, {@link #insert} and {@link #remove} visit one chain, of 1 entry on average; a write also
 * splits one bucket or merges up to {@value #MERGES_PER_WRITE}. Nothing is ever proportional to the table: buckets come
 * and go in pages of 16 KB. A chain is moved whole, so a step is as long as the longest chain. Bytes per entry: 8 in the
 * row, 4 to 8 for buckets.
 *
 * <p>It is also a population: all live refs of its slab, which must be exactly those inserted, with the hash as
 * attribute. Draws are uniform; a scan goes over the slab downward.
 *
 * <p>Not thread-safe. Allocates nothing but pages of buckets.
 *
 * @see "Redis dict.c; W. Litwin, Linear Hashing, VLDB 1980"
 */
public final class RehashingIndex implements SampledPopulation, ScannedPopulation {
    /** Bytes of a page of buckets: the most that is ever taken at once. */
    public static final int PAGE_BYTES = 16 + (1 << 12) * Integer.BYTES;

    /** Buckets that one write merges at most while the table shrinks. */
    public static final int MERGES_PER_WRITE = RehashFrontier.MERGES_PER_WRITE;

    /*
     * A bucket is an int, ref + 1 of the first entry of its chain, so that a page of zeros is a page of empty buckets.
     * An absent page is one, too. The chain goes on in the entries' rows, in one long column:
     *
     *     63          32 31           0
     *     |    hash     |  next ref   |        next = -1 at the end of the chain
     *
     * The hash in the row saves asking the matcher about entries with other hashes, and spares rehashing a key when its
     * chain is split. Both share one word because they are always wanted together.
     *
     * New entries go to the head of their chain: what was written last is likely to be read next.
     *
     * Invariants: each live ref of the slab is in exactly one chain, that of bucket(hash); size = slab.size();
     * no page beyond frontier.buckets() (but for the first) exists; bytes charged = bytes of the pages.
     */

    private static final int MIN_BUCKETS = 4;
    private static final int PAGE_LOG2 = 12;
    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int PAGE_MASK = PAGE - 1;
    private static final int END = RefSlab.NO_REF;

    private final RehashFrontier frontier = new RehashFrontier(MIN_BUCKETS, 1.0);
    private final PageList<int[]> pages = new PageList<>();
    private int size;
    private long refusals;

    private final RefSlab slab;
    private final LongColumn link;
    private final MemoryAccount account;
    private final GrowthGate gate;
    private final IncrementalWork rehashing = this::rehash;

    /**
     * An empty index that may always grow.
     *
     * @param slab where refs come from; its rows get the column {@code link}
     * @param account charged for buckets
     */
    public RehashingIndex(RefSlab slab, MemoryAccount account) {
        this(slab, account, GrowthGate.OPEN);
    }

    /**
     * An empty index.
     *
     * @param slab where refs come from; its rows get the column {@code link}
     * @param account charged for buckets
     * @param gate asked before growth takes a page
     */
    public RehashingIndex(RefSlab slab, MemoryAccount account, GrowthGate gate) {
        this.slab = requireNonNull(slab, "slab");
        this.account = requireNonNull(account, "account");
        this.gate = requireNonNull(gate, "gate");
        this.link = slab.rows().longColumn("link", Integer.toUnsignedLong(END));
    }

    /**
     * Looks an entry up. Never rehashes.
     *
     * @param hash the hash it was inserted with
     * @param matcher tells whether an entry of that hash is the one
     * @return its ref, or {@link RefSlab#NO_REF}
     */
    public int find(int hash, RefMatcher matcher) {
        int mixed = mix(hash);
        for (int ref = head(frontier.bucket(mixed)); ref != END; ) {
            long linked = link.get(ref);
            if ((int) (linked >>> 32) == mixed && matcher.matches(ref)) {
                return ref;
            }
            ref = (int) linked;
        }
        return END;
    }

    /**
     * What {@link #insert} of an entry with this hash can charge at most. O(1).
     *
     * @param hash the hash
     * @return bytes
     */
    public long insertCost(int hash) {
        long cost = pageCost(frontier.bucket(mix(hash)));
        if (!frontier.paused() && frontier.wantsToGrow(size + 1)) {
            cost += pageCost(frontier.toSplit() + frontier.base());
        } else if (frontier.mayStep()) {
            cost += mergesCost();
        }
        return cost;
    }

    /** Bytes that the merges of one write can charge at most: pages that take entries, shorter first pages. */
    private long mergesCost() {
        long cost = 0;
        int counted = -1;
        int last = frontier.buckets() - 1;
        for (int upper = last; upper > last - MERGES_PER_WRITE && upper >= MIN_BUCKETS; upper--) {
            int lower = upper - Integer.highestOneBit(upper);
            if (lower >>> PAGE_LOG2 != counted) {
                counted = lower >>> PAGE_LOG2;
                cost += pageCost(lower);
            }
            if (upper < PAGE && Integer.bitCount(upper) == 1) {
                cost += bytes(upper);
            }
        }
        return cost;
    }

    /**
     * Adds an entry. The caller has made sure that no equal key is in the index.
     *
     * @param hash its key's hash, any 32 bits
     * @param ref a ref just taken from the slab
     */
    public void insert(int hash, int ref) {
        int mixed = mix(hash);
        push(frontier.bucket(mixed), ref, mixed);
        size++;
        frontier.inserted(size);
        stepOfWrite();
    }

    /**
     * Takes an entry out; the caller then releases the ref.
     *
     * @param ref an entry
     * @throws IllegalStateException if it is not in the index
     */
    public void remove(int ref) {
        long linked = link.get(ref);
        replace(frontier.bucket((int) (linked >>> 32)), ref, (int) linked);
        size--;
        frontier.removed(size);
        stepOfWrite();
    }

    /**
     * Takes note that an entry has another ref and that its row was copied: part of a {@link io.reclaim.core.RefHolder}.
     * Visits one chain, takes no step of a rehash, charges nothing.
     *
     * @param from the entry's ref until now
     * @param to its ref from now on
     * @throws IllegalStateException if the old ref is not in the index
     */
    public void moved(int from, int to) {
        replace(frontier.bucket((int) (link.get(to) >>> 32)), from, to);
    }

    /** Has what links to a ref in a chain link to another, or to the end. */
    private void replace(int bucket, int ref, int by) {
        int at = head(bucket);
        if (at == ref) {
            page(bucket)[bucket & PAGE_MASK] = by + 1;
            return;
        }
        while (at != END && (int) link.get(at) != ref) {
            at = (int) link.get(at);
        }
        if (at == END) {
            throw new IllegalStateException("ref is not in the index: " + ref);
        }
        link.set(at, link.get(at) >>> 32 << 32 | Integer.toUnsignedLong(by));
    }

    @Override
    public int size() {
        return size;
    }

    /** The hash, mixed, as an unsigned number. */
    @Override
    public long attribute(int ref) {
        return slab.live(ref) ? link.get(ref) >>> 32 : GONE;
    }

    @Override
    public void sample(EntrySample into) {
        int from = into.size();
        slab.sample(into);
        fill(into, from);
    }

    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        int from = into.size();
        long next = slab.scan(cursor, maxPlaces, into);
        fill(into, from);
        return next;
    }

    private void fill(EntrySample into, int from) {
        for (int i = from; i < into.size(); i++) {
            into.attribute(i, link.get(into.ref(i)) >>> 32);
        }
    }

    /**
     * Rehashing for idle time: one unit a bucket. Also shrinks a table that could be half as large.
     *
     * @return always the same work
     */
    public IncrementalWork rehashing() {
        return rehashing;
    }

    /**
     * Stops rehashing until {@link #resumeRehash()} was called as often.
     */
    public void pauseRehash() {
        frontier.pause();
    }

    /**
     * Ends one pause.
     *
     * @throws IllegalStateException if there is none
     */
    public void resumeRehash() {
        frontier.resume();
    }

    /**
     * Whether the table may change its size.
     *
     * @return the mode, {@link ResizeMode#ALLOW} at first
     */
    public ResizeMode mode() {
        return frontier.mode();
    }

    /**
     * Sets whether the table may change its size, from the next write on.
     *
     * @param mode the mode
     */
    public void mode(ResizeMode mode) {
        frontier.mode(mode);
    }

    /**
     * How full and how even the table is. O(1): the histogram is of at most 1,024 buckets, evenly spread.
     *
     * @return the figures now
     */
    public TableReport report() {
        int[] lengths = new int[TableReport.LENGTHS];
        int buckets = frontier.buckets();
        for (int i = 0; i < Math.min(buckets, TableReport.INSPECTED); i++) {
            int length = 0;
            for (int ref = head(TableReport.inspected(i, buckets)); ref != END; ref = (int) link.get(ref)) {
                length++;
            }
            TableReport.count(lengths, length);
        }
        return frontier.report(size, account.bytes(), refusals, lengths);
    }

    /**
     * Measures how long the steps of resizes take, for {@link #report()}; two clock readings a step.
     *
     * @param ticker the clock, or null to measure no longer
     */
    public void timeSteps(@Nullable Ticker ticker) {
        frontier.time(ticker);
    }

    private boolean rehash(long nowMillis, WorkBudget budget) {
        frontier.trim(size);
        while (frontier.mayStep()) {
            if (!budget.spend()) {
                return true;
            }
            if (!step()) {
                return false;
            }
        }
        return false;
    }

    private void stepOfWrite() {
        for (int i = frontier.stepsPerWrite(); i > 0 && frontier.mayStep() && step(); i--) {}
    }

    /** Splits or merges one bucket; false if the gate refused. */
    private boolean step() {
        if (frontier.growing()) {
            int lower = frontier.toSplit();
            if (!mayTake(pageCost(lower + frontier.base()))) {
                return false;
            }
            frontier.begin();
            frontier.didSplit(split(lower, frontier.base()));
        } else {
            int lower = frontier.toMerge();
            int upper = frontier.toEmpty();
            if (head(upper) != END && !mayTake(pageCost(lower))) {
                return false;
            }
            frontier.begin();
            frontier.didMerge(merge(lower, upper));
        }
        return true;
    }

    private boolean mayTake(long bytes) {
        if (bytes == 0 || gate.mayGrow(bytes)) {
            return true;
        }
        refusals++;
        return false;
    }

    /** Returns how many entries it looked at. */
    private int split(int bucket, int bit) {
        int ref = head(bucket);
        int entries = 0;
        if (ref == END) {
            return entries;
        }
        page(bucket)[bucket & PAGE_MASK] = 0;
        while (ref != END) {
            long linked = link.get(ref);
            int hash = (int) (linked >>> 32);
            push((hash & bit) == 0 ? bucket : bucket + bit, ref, hash);
            ref = (int) linked;
            entries++;
        }
        return entries;
    }

    /** Returns how many entries it looked at. */
    private int merge(int lower, int upper) {
        int moved = head(upper);
        int entries = 0;
        if (moved != END) {
            int last = moved;
            entries = 1;
            for (int next; (next = (int) link.get(last)) != END; entries++) {
                last = next;
            }
            link.set(last, link.get(last) >>> 32 << 32 | Integer.toUnsignedLong(head(lower)));
            makePage(lower)[lower & PAGE_MASK] = moved + 1;
            page(upper)[upper & PAGE_MASK] = 0;
        }
        dropUnused(upper);
        return entries;
    }

    /** After bucket {@code upper}, the last one, was emptied: gives back what only it needed. */
    private void dropUnused(int upper) {
        int page = upper >>> PAGE_LOG2;
        if (page > 0) {
            if ((upper & PAGE_MASK) == 0 && pages.get(page) != null) {
                pages.set(page, null);
                account.release(bytes(PAGE));
            }
            return;
        }
        int[] old = pages.get(0);
        if (page == 0
                && Integer.bitCount(upper) == 1
                && old != null
                && upper < old.length
                && gate.mayGrow(bytes(upper))) {
            account.charge(bytes(upper));
            pages.set(0, Arrays.copyOf(old, upper));
            account.release(bytes(old.length));
        }
    }

    private void push(int bucket, int ref, int hash) {
        int[] page = makePage(bucket);
        int slot = bucket & PAGE_MASK;
        link.set(ref, (long) hash << 32 | Integer.toUnsignedLong(page[slot] - 1));
        page[slot] = ref + 1;
    }

    private int head(int bucket) {
        int[] heads = pages.get(bucket >>> PAGE_LOG2);
        int slot = bucket & PAGE_MASK;
        return heads == null || slot >= heads.length ? END : heads[slot] - 1;
    }

    private int[] page(int bucket) {
        return pages.present(bucket >>> PAGE_LOG2);
    }

    /** Bytes that {@link #makePage} is going to charge, with the copy of the first page while it is made. */
    private long pageCost(int bucket) {
        int page = bucket >>> PAGE_LOG2;
        int[] heads = pages.get(page);
        if (page > 0) {
            return heads == null ? bytes(PAGE) : 0;
        }
        int length = firstPageLength(bucket);
        return heads == null || heads.length < length ? bytes(length) : 0;
    }

    private int[] makePage(int bucket) {
        int page = bucket >>> PAGE_LOG2;
        int[] heads = pages.get(page);
        int length = page > 0 ? PAGE : firstPageLength(bucket);
        if (heads != null && heads.length >= length) {
            return heads;
        }
        account.charge(bytes(length));
        int[] made = heads == null ? new int[length] : Arrays.copyOf(heads, length);
        pages.set(page, made);
        if (heads != null) {
            account.release(bytes(heads.length));
        }
        return made;
    }

    /** The first page is only as long as a small table needs. */
    private static int firstPageLength(int bucket) {
        return Math.max(MIN_BUCKETS, Integer.highestOneBit(bucket) << 1);
    }

    private static long bytes(int length) {
        return 16L + (long) length * Integer.BYTES;
    }

    /** Spreads every bit of a hash over all 32, so that the low ones can choose the bucket. */
    static int mix(int hash) {
        int h = hash;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }

    /**
     * Checks the invariants of the essay, in O(entries + buckets).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        frontier.checkIntegrity();
        long bytes = 0;
        int found = 0;
        for (int p = 0; p < pages.bound(); p++) {
            int[] heads = pages.get(p);
            for (int slot = 0; heads != null && slot < heads.length; slot++) {
                int bucket = p << PAGE_LOG2 | slot;
                for (int ref = heads[slot] - 1; ref != END; ref = (int) link.get(ref)) {
                    check(slab.live(ref), "dead ref in a chain", ref);
                    check(frontier.bucket((int) (link.get(ref) >>> 32)) == bucket, "ref in the wrong bucket", ref);
                    check(++found <= size, "chains hold more than size", size);
                }
            }
            if (heads != null) {
                bytes += bytes(heads.length);
                check(p == 0 || p << PAGE_LOG2 < frontier.buckets(), "page beyond the table", p);
            }
        }
        check(found == size, "chains hold less than size", size);
        check(size == slab.size(), "size differs from the slab's", size);
        check(bytes == account.bytes(), "bytes charged differ from bytes held", bytes);
    }

    private static void check(boolean holds, String what, long where) {
        if (!holds) {
            throw new IllegalStateException(what + ": " + where);
        }
    }

    @Override
    public String toString() {
        return "RehashingIndex[size=" + size + ", " + frontier + "]";
    }
}
