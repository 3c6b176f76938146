package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.PageList;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Ticker;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.ObjectLayout;
import org.jspecify.annotations.Nullable;

/**
 * Refs by key: a {@link RehashingIndex} with a column of key objects.
 *
 * <p>When to use it: a store whose keys are objects and whose other columns are in rows. Cost, bounds and population are
 * those of the index; bytes per entry 4 more for the reference to the key (8 in a heap of 32 GiB or more), in pages of
 * {@value EntryRows#ENTRIES_PER_PAGE}.
 *
 * <p>Not thread-safe.
 *
 * @param <K> type of the keys
 */
public final class RehashingTable<K> implements SampledPopulation, ScannedPopulation {
    private static final int PAGE_MASK = EntryRows.ENTRIES_PER_PAGE - 1;
    private static final long PAGE_BYTES =
            ObjectLayout.CURRENT.object(1, Integer.BYTES) + ObjectLayout.CURRENT.references(EntryRows.ENTRIES_PER_PAGE);

    /** Keys of the entries of one page of rows. */
    private static final class KeyPage {
        final @Nullable Object[] keys = new @Nullable Object[EntryRows.ENTRIES_PER_PAGE];
        int live;

        void put(int ref, Object key) {
            keys[ref & PAGE_MASK] = key;
            live++;
        }
    }

    private final RehashingIndex index;
    private final KeyEquality<K> equality;
    private final RefMatcher<K> matcher = this::matches;
    private final PageList<KeyPage> keys = new PageList<>();
    private final MemoryAccount keyAccount;

    /**
     * An empty table.
     *
     * @param slab where refs come from; its rows get the column {@code link}
     * @param buckets charged for buckets
     * @param keys charged for the column of keys, not for the keys themselves; another account than {@code buckets}
     * @param equality when two keys are the same
     * @param gate asked before growth takes a page of buckets
     */
    public RehashingTable(
            RefSlab slab, MemoryAccount buckets, MemoryAccount keys, KeyEquality<K> equality, GrowthGate gate) {
        this.index = new RehashingIndex(slab, buckets, gate);
        this.keyAccount = requireNonNull(keys, "keys");
        this.equality = requireNonNull(equality, "equality");
    }

    /**
     * Looks a key up. Never rehashes.
     *
     * @param key the key
     * @return its ref, or {@link RefSlab#NO_REF}
     */
    public int find(K key) {
        return index.find(equality.hash(key), key, matcher);
    }

    /**
     * What {@link #insert} of this key can charge at most, but for the ref. O(1).
     *
     * @param key a key
     * @return bytes
     */
    public long insertCost(K key) {
        return index.insertCost(equality.hash(key)) + PAGE_BYTES;
    }

    /**
     * Adds a key that is not in the table.
     *
     * @param key the key
     * @param ref a ref just taken from the slab
     */
    public void insert(K key, int ref) {
        int hash = equality.hash(requireNonNull(key, "key"));
        makePage(ref).put(ref, key);
        index.insert(hash, ref);
    }

    /**
     * Takes an entry out; the caller then releases the ref.
     *
     * @param ref an entry
     * @throws IllegalStateException if it is not in the table
     */
    public void remove(int ref) {
        index.remove(ref);
        forgetKey(ref);
    }

    /**
     * Takes note that an entry has another ref and that its row was copied: part of a {@link io.reclaim.core.RefHolder}.
     * Charges nothing, for a page of keys is there where other entries are.
     *
     * @param from the entry's ref until now
     * @param to its ref from now on, in a page with other entries
     * @throws IllegalStateException if the old ref is not in the table
     */
    public void moved(int from, int to) {
        index.moved(from, to);
        makePage(to).put(to, key(from));
        forgetKey(from);
    }

    private void forgetKey(int ref) {
        KeyPage page = keys.present(ref >>> EntryRows.PAGE_LOG2);
        page.keys[ref & PAGE_MASK] = null;
        if (--page.live == 0) {
            keys.set(ref >>> EntryRows.PAGE_LOG2, null);
            keyAccount.release(PAGE_BYTES);
        }
    }

    /**
     * An entry's key.
     *
     * @param ref an entry
     * @return the key it was inserted with
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // only keys go in, and a live ref has one
    public K key(int ref) {
        return (K) keys.present(ref >>> EntryRows.PAGE_LOG2).keys[ref & PAGE_MASK];
    }

    @Override
    public int size() {
        return index.size();
    }

    /** The key's hash, mixed, as an unsigned number. */
    @Override
    public long attribute(int ref) {
        return index.attribute(ref);
    }

    @Override
    public void sample(EntrySample into) {
        index.sample(into);
    }

    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return index.scan(cursor, maxPlaces, into);
    }

    /**
     * Rehashing for idle time: one unit a bucket. Also shrinks a table that could be half as large.
     *
     * @return always the same work
     */
    public IncrementalWork rehashing() {
        return index.rehashing();
    }

    /** Stops rehashing until {@link #resumeRehash()} was called as often. */
    public void pauseRehash() {
        index.pauseRehash();
    }

    /**
     * Ends one pause.
     *
     * @throws IllegalStateException if there is none
     */
    public void resumeRehash() {
        index.resumeRehash();
    }

    /**
     * Whether the table may change its size.
     *
     * @return the mode, {@link ResizeMode#ALLOW} at first
     */
    public ResizeMode mode() {
        return index.mode();
    }

    /**
     * Measures how long the steps of resizes take, for {@link #report()}; two clock readings a step.
     *
     * @param ticker the clock, or null to measure no longer
     */
    public void timeSteps(@Nullable Ticker ticker) {
        index.timeSteps(ticker);
    }

    /**
     * Sets whether the table may change its size, from the next write on.
     *
     * @param mode the mode
     */
    public void mode(ResizeMode mode) {
        index.mode(mode);
    }

    /**
     * How full and how even the table is.
     *
     * @return the figures now; its bytes are those of the buckets
     */
    public TableReport report() {
        return index.report();
    }

    private boolean matches(K key, int ref) {
        return equality.same(key, key(ref));
    }

    private KeyPage makePage(int ref) {
        int number = ref >>> EntryRows.PAGE_LOG2;
        KeyPage page = keys.get(number);
        if (page == null) {
            keys.set(number, null); // so that the list is long enough, and cannot fail once there is a page
            page = keyAccount.charge(PAGE_BYTES, KeyPage::new);
            keys.set(number, page);
        }
        return page;
    }

    /**
     * Checks the index, and that keys are where refs are, in O(entries).
     *
     * @throws IllegalStateException if an invariant does not hold
     */
    public void checkIntegrity() {
        index.checkIntegrity();
        int found = 0;
        long bytes = 0;
        for (int p = 0; p < keys.bound(); p++) {
            KeyPage page = keys.get(p);
            int inPage = 0;
            for (int slot = 0; page != null && slot < page.keys.length; slot++) {
                int ref = p << EntryRows.PAGE_LOG2 | slot;
                if ((page.keys[slot] != null) != (index.attribute(ref) != GONE)) {
                    throw new IllegalStateException("key without ref or ref without key: " + ref);
                }
                inPage += page.keys[slot] != null ? 1 : 0;
            }
            bytes += page != null ? PAGE_BYTES : 0;
            if (page != null && (inPage == 0 || inPage != page.live)) {
                throw new IllegalStateException("count of keys is wrong in page " + p);
            }
            found += inPage;
        }
        if (found != size() || bytes != keyAccount.bytes()) {
            throw new IllegalStateException("keys: " + found + " of " + size() + ", bytes: " + bytes);
        }
    }

    @Override
    public String toString() {
        return "RehashingTable[" + index + "]";
    }
}
