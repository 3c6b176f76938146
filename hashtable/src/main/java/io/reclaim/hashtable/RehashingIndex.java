package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntrySample;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.LongColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Ticker;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import org.jspecify.annotations.Nullable;

/**
 * Refs by hash: the table of a store that keeps its keys elsewhere. Several refs may have the same hash; which of them
 * is meant is asked of a {@link RefMatcher}.
 *
 * <p>When to use it: there is no object per key, or keys are bytes in an allocator. For keys that are objects use
 * {@link RehashingTable}; to replace a {@link java.util.HashMap} use {@link RehashingMap}.
 *
 * <p>Cost: {@link #find}, {@link #insert} and {@link #remove} visit one chain, of 1 entry or none mostly, for there are
 * nearly twice as many buckets as entries; a write also splits up to {@value #SPLITS_PER_WRITE} buckets or merges up to
 * {@value #MERGES_PER_WRITE}. Nothing is ever proportional to the table: buckets come and go in pages of 16 KB. A chain
 * is moved whole, so a step is as long as the longest chain. Bytes per entry: 8 in the row, 7.7 for buckets while the
 * table grows, up to twice that in one that shrinks in idle time.
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
    public static final long PAGE_BYTES = ChainHeads.PAGE_BYTES;

    /** Buckets that one write splits at most while the table grows. */
    public static final int SPLITS_PER_WRITE = 2;

    /** Buckets that one write merges at most while the table shrinks. */
    public static final int MERGES_PER_WRITE = SPLITS_PER_WRITE * RehashFrontier.MERGES_PER_SPLIT;

    /*
     * The first entry of a chain is in ChainHeads, with a part of its hash. The chain goes on in the entries' rows, in
     * one long column:
     *
     *     63          32 31           0
     *     |    hash     |  next ref   |        next = -1 at the end of the chain
     *
     * The hash in the row saves asking the matcher about entries with other hashes, and spares rehashing a key when its
     * chain is split. Both share one word because they are always wanted together.
     *
     * New entries go to the head of their chain: what was written last is likely to be read next.
     *
     * Two buckets an entry, so that most chains have one. A row and its bucket's share then take 16 bytes an entry.
     *
     * Invariants: each live ref of the slab is in exactly one chain, that of bucket(hash); size = slab.size(); each head
     * has the hash of its entry and knows whether its chain goes on; those of ChainHeads.
     */

    /** Entries per bucket. */
    static final double LOAD = 0.52;

    private static final int END = RefSlab.NO_REF;

    private final RehashFrontier frontier = RehashFrontier.steady(ChainHeads.MIN_BUCKETS, LOAD);
    private final ChainHeads heads;
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
        this.heads = new ChainHeads(account);
        this.gate = requireNonNull(gate, "gate");
        this.link = slab.rows().longColumn("link", Integer.toUnsignedLong(END));
    }

    /**
     * Looks an entry up. Never rehashes.
     *
     * @param hash the hash it was inserted with
     * @param key handed to the matcher
     * @param matcher tells whether an entry of that hash is the one
     * @param <K> type of the key
     * @return its ref, or {@link RefSlab#NO_REF}
     */
    public <K> int find(int hash, K key, RefMatcher<K> matcher) {
        int mixed = mix(hash);
        int bucket = frontier.bucket(mixed);
        int[] page = heads.page(bucket);
        int at = ChainHeads.at(bucket);
        if (page == null || at >= page.length || page[at] == 0) {
            return END;
        }
        int word = page[at];
        int mask = ChainHeads.mask(page);
        int first = ChainHeads.ref(word, mask);
        if (ChainHeads.agrees(word, mask, mixed) && matcher.matches(key, first)) {
            return first;
        }
        return ChainHeads.goesOn(word, mask) ? findAfter(first, mixed, key, matcher) : END;
    }

    private <K> int findAfter(int first, int mixed, K key, RefMatcher<K> matcher) {
        for (int ref = (int) link.get(first); ref != END; ) {
            long linked = link.get(ref);
            if ((int) (linked >>> 32) == mixed && matcher.matches(key, ref)) {
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
        long cost = heads.setCost(frontier.bucket(mix(hash)));
        if (!frontier.paused() && frontier.wantsToGrow(size + 1)) {
            cost += splitsCost();
        } else if (frontier.mayStep(size)) {
            cost += mergesCost();
        }
        return cost;
    }

    /** Bytes that the splits of one write can charge at most. */
    private long splitsCost() {
        int upper = frontier.buckets();
        long cost = heads.setCost(upper);
        for (int i = 1; i < SPLITS_PER_WRITE; i++) {
            cost += ChainHeads.firstOfPage(upper + i) ? heads.setCost(upper + i) : 0;
        }
        return cost;
    }

    /** Bytes that the merges of one write can charge at most: pages that take entries, shorter first pages. */
    private long mergesCost() {
        long cost = 0;
        int counted = -1;
        int last = frontier.buckets() - 1;
        for (int upper = last; upper > last - MERGES_PER_WRITE && upper >= ChainHeads.MIN_BUCKETS; upper--) {
            int lower = upper - Integer.highestOneBit(upper);
            if (lower >>> ChainHeads.PAGE_LOG2 != counted) {
                counted = lower >>> ChainHeads.PAGE_LOG2;
                cost += heads.setCost(lower);
            }
            cost += heads.dropCost(upper);
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
        int at = heads.first(bucket);
        if (at == ref) {
            putFirst(bucket, by);
            return;
        }
        int before = END;
        while (at != END && (int) link.get(at) != ref) {
            before = at;
            at = (int) link.get(at);
        }
        if (at == END) {
            throw new IllegalStateException("ref is not in the index: " + ref);
        }
        linkTo(at, by);
        if (before == END) {
            putFirst(bucket, at);
        }
    }

    private void linkTo(int ref, int next) {
        link.set(ref, link.get(ref) >>> 32 << 32 | Integer.toUnsignedLong(next));
    }

    /** Makes a chain that is linked already that of a bucket. */
    private void putFirst(int bucket, int ref) {
        if (ref == END) {
            heads.clear(bucket);
        } else {
            long linked = link.get(ref);
            heads.set(bucket, ref, (int) (linked >>> 32), (int) linked != END);
        }
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
            for (int ref = heads.first(TableReport.inspected(i, buckets)); ref != END; ref = (int) link.get(ref)) {
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
        while (frontier.mayStep(size)) {
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
        for (int i = frontier.stepsPerWrite(); i > 0 && frontier.mayStep(size) && step(); i--) {}
    }

    /** Splits or merges one bucket; false if the gate refused. */
    private boolean step() {
        if (frontier.growing()) {
            int lower = frontier.toSplit();
            if (!mayTake(heads.setCost(lower + frontier.base()))) {
                return false;
            }
            frontier.begin();
            frontier.didSplit(split(lower, frontier.base()));
        } else {
            int lower = frontier.toMerge();
            int upper = frontier.toEmpty();
            if (heads.first(upper) != END && !mayTake(heads.setCost(lower))) {
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
        int ref = heads.first(bucket);
        int entries = 0;
        if (ref == END) {
            return entries;
        }
        if (anyHas(bit, ref)) {
            heads.makePage(bucket + bit); // before anything is taken apart: there may be no memory
        }
        heads.clear(bucket);
        while (ref != END) {
            long linked = link.get(ref);
            int hash = (int) (linked >>> 32);
            push((hash & bit) == 0 ? bucket : bucket + bit, ref, hash);
            ref = (int) linked;
            entries++;
        }
        return entries;
    }

    /** Whether an entry of a chain has a bit in its hash. */
    private boolean anyHas(int bit, int first) {
        for (int ref = first; ref != END; ) {
            long linked = link.get(ref);
            if (((int) (linked >>> 32) & bit) != 0) {
                return true;
            }
            ref = (int) linked;
        }
        return false;
    }

    /** Returns how many entries it looked at. */
    private int merge(int lower, int upper) {
        int moved = heads.first(upper);
        int entries = 0;
        if (moved != END) {
            heads.makePage(lower);
            int last = moved;
            entries = 1;
            for (int next; (next = (int) link.get(last)) != END; entries++) {
                last = next;
            }
            linkTo(last, heads.first(lower));
            putFirst(lower, moved);
            heads.clear(upper);
        }
        heads.dropLast(upper, gate);
        return entries;
    }

    private void push(int bucket, int ref, int hash) {
        int next = heads.first(bucket);
        link.set(ref, (long) hash << 32 | Integer.toUnsignedLong(next));
        heads.set(bucket, ref, hash, next != END);
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
        heads.checkIntegrity(frontier.buckets());
        int found = 0;
        for (int bucket = 0; bucket < frontier.buckets(); bucket++) {
            checkHead(bucket);
            for (int ref = heads.first(bucket); ref != END; ref = (int) link.get(ref)) {
                check(slab.live(ref), "dead ref in a chain", ref);
                check(frontier.bucket((int) (link.get(ref) >>> 32)) == bucket, "ref in the wrong bucket", ref);
                check(++found <= size, "chains hold more than size", size);
            }
        }
        check(found == size, "chains hold less than size", size);
        check(size == slab.size(), "size differs from the slab's", size);
    }

    private void checkHead(int bucket) {
        int first = heads.first(bucket);
        int[] page = heads.page(bucket);
        if (first != END && page != null) {
            int word = page[ChainHeads.at(bucket)];
            int mask = ChainHeads.mask(page);
            check(ChainHeads.agrees(word, mask, (int) (link.get(first) >>> 32)), "head has another's hash", bucket);
            check(
                    ChainHeads.goesOn(word, mask) == ((int) link.get(first) != END),
                    "head is wrong of its chain",
                    bucket);
        }
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
