package io.reclaim.benchmarks.store;

import static java.util.Objects.requireNonNull;

import io.reclaim.allocator.Defragmenter;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.DutyCycle;
import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.RemovalListener;
import io.reclaim.core.Ticker;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryPurpose;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.MemoryWatermarks;
import io.reclaim.core.accounting.ProcessMemory;
import io.reclaim.core.accounting.RuntimeSettings;
import io.reclaim.eviction.HitDensity;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpireCondition;
import io.reclaim.hashtable.SipHash;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store of byte keys and values under a memory limit, with deadlines, that composes every module of Reclaim. Written
 * to be read by those who build their own.
 *
 * <p>No heap object per entry, but for values larger than a sixteenth of a chunk, which take a page each; no operation
 * long in proportion to the store; the limit is never exceeded, not even for a moment, unless it is lowered below what is
 * held: then eviction brings it down in steps. What it bounds is what is charged; what is reserved is more by the idle
 * space of the allocator, which {@link #report} shows. A {@code get} into an array of the caller's and a {@code put}
 * allocate nothing in a steady state.
 *
 * <p>Time is the caller's: every operation takes {@code nowMillis}, and {@link #poll} runs background work when a tick is
 * due. Not thread-safe.
 */
public final class ReferenceStore {
    /** No such key. */
    public static final int NOT_FOUND = -1;

    /*
     * The order of every write, which is what keeps the limit:
     *   1. what would it charge at most?  (each module answers for itself)
     *   2. evict until the limit admits that; each eviction changes the answer to 1, may remove the very key, and may
     *      tell a listener that writes it again: so look the key up after each
     *   3. charge, take and link
     *   4. tell the listener, last, when all is whole
     *
     * Removal has one door, remove(ref, cause), used by the user's remove, by expiry and by eviction alike.
     *
     * Compaction changes refs, so nobody may keep one across its steps. It runs in ticks alone, not within operations; but
     * a listener or a visitor may run ticks while the operation that tells it keeps refs: it is paused meanwhile. Not told
     * of moves are the candidates of eviction, which are judged again by their attribute before they go, and the cursors of
     * scans, as entries move downward only.
     *
     * Nothing is freed lazily, as a value is one block, and freeing that is O(1): after 64 MB were written, which takes tens of
     * milliseconds, freeing the block took 16 to 22 us in the median, from a source on the heap, direct or mapped; 64 KB
     * 0.2 to 1.4 us (2 shared cores, JDK 17, 2026-11-23). For values of many parts there is core's LazyFree;
     * LazyFreeCacheTest shows a cache with it.
     *
     * The parts, each in a class of its own:
     *     StoreEntries     all that hangs on a ref: index, rows, blocks, deadlines; what it costs
     *     StoreEviction    who goes, and how a write gets room
     *     StoreDuties      what runs in the background
     *     StoreLimits      the limit and other settings
     *     StoreFollowers   those that look on: hot keys, miss ratios, sizes
     *     StoreListeners   those that are told of removals
     *     StoreReports     the figures
     */

    private static final int SCAN_SAMPLE = 64;
    private static final int RANDOM_TRIES = 32;
    private static final int LONGEST_BLOCK = Integer.MAX_VALUE - 64;

    /** With the tables of the policy that has the largest, so that policies can be changed under any limit. */
    private static final long FIXED_BYTES = 8 * 1024 + HitDensity.BYTES;

    private static final int RETRIES = 16;

    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryLimit limit;
    private final MemoryWatermarks watermarks;
    private final StoreEntries entries;
    private final StoreEviction room;
    private final StoreLimits limits;
    private final StoreDuties duties;
    private final StoreFollowers followers;
    private final StoreListeners listeners;
    private final StoreReports reports;
    private final Defragmenter defragmenter;
    private final StoreConfig config;
    private final StoreCounters counters = new StoreCounters();
    private final EntrySample scanned = new EntrySample(SCAN_SAMPLE);

    /**
     * An empty store.
     *
     * @param config what it is made of
     * @throws IllegalArgumentException if the limit is too small for the fixed structures and one small entry; the
     *     message has the minimum
     */
    public ReferenceStore(StoreConfig config) {
        this(config, RefSlab.MAX_REFS);
    }

    /** A store of a limited number of entries. */
    ReferenceStore(StoreConfig config, int maxRefs) {
        this.config = requireNonNull(config, "config");
        SplittableRandom random = new SplittableRandom(config.seed());
        EntryRemover remover = this::remove;
        Ticker clock = Ticker.system();
        this.limit = new MemoryLimit(ledger, MemoryLimit.UNLIMITED);
        this.watermarks = new MemoryWatermarks(limit);
        MemoryAccount fixed = ledger.open(MemoryPurpose.FIXED);
        this.entries = new StoreEntries(config, maxRefs, ledger, limit, random, remover);
        this.defragmenter = new Defragmenter(entries.allocator, entries::blockMoved, config.defrag(), limit::admits);
        SizeClasses classes = config.classes();
        fixed.charge(FIXED_BYTES + 6L * classes.count() + 2L * classes.maxSize() / SizeClasses.GRANULE);
        this.limits = new StoreLimits(entries, limit, ledger.used());
        limits.maxBytes(config.maxBytes());

        MemoryAccount ghosts = ledger.open(MemoryPurpose.GHOSTS);
        this.room = new StoreEviction(entries, limit, ghosts, config, random, remover, counters, clock);
        this.duties = new StoreDuties(config, entries, room, defragmenter, watermarks, counters, clock);
        this.followers =
                new StoreFollowers(entries, ledger.open("curve", Kind.NOT_COUNTED), config.seed(), this::report);
        this.listeners = new StoreListeners(entries.compaction);
        this.reports = new StoreReports(entries, ledger, limit, limits.startupBytes(), defragmenter);
    }

    /**
     * Reads a value into an array of the caller's.
     *
     * @param key the key
     * @param into takes as much of the value as fits
     * @param nowMillis the time
     * @return the length of the whole value, or {@link #NOT_FOUND}
     */
    public int get(byte[] key, byte[] into, long nowMillis) {
        int ref = touched(key, nowMillis);
        return ref == RefSlab.NO_REF ? NOT_FOUND : entries.readValue(ref, into);
    }

    /**
     * Reads a value.
     *
     * @param key the key
     * @param nowMillis the time
     * @return a copy of the value, or null if there is none
     */
    public byte @Nullable [] get(byte[] key, long nowMillis) {
        int ref = touched(key, nowMillis);
        return ref == RefSlab.NO_REF ? null : entries.value(ref);
    }

    private int touched(byte[] key, long nowMillis) {
        long mixed = entries.mixed(key);
        followers.asked(mixed);
        int ref = fresh(key, SipHash.fold(mixed), nowMillis);
        if (ref == RefSlab.NO_REF) {
            counters.misses.add(1);
        } else {
            counters.hits.add(1);
            followers.hit(mixed);
            room.touched(ref, nowMillis);
        }
        return ref;
    }

    /**
     * Writes a value that lives until it is removed or evicted. A deadline that the key had is gone.
     *
     * @param key the key
     * @param value the value
     * @param nowMillis the time
     * @return what became of it
     */
    public PutResult put(byte[] key, byte[] value, long nowMillis) {
        return put(key, value, Deadlines.NO_DEADLINE, nowMillis);
    }

    /**
     * Writes a value that lives until a deadline.
     *
     * @param key the key
     * @param value the value
     * @param deadlineMillis until when, for instance {@link Deadlines#after}, or {@link Deadlines#NO_DEADLINE}
     * @param nowMillis the time
     * @return what became of it
     */
    public PutResult put(byte[] key, byte[] value, long deadlineMillis, long nowMillis) {
        return put(key, value, 0, value.length, deadlineMillis, nowMillis);
    }

    /**
     * Writes a value that is part of an array.
     *
     * @param key the key
     * @param value has the value
     * @param from its first index
     * @param length its length
     * @param deadlineMillis until when, or {@link Deadlines#NO_DEADLINE}
     * @param nowMillis the time
     * @return what became of it
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws IllegalArgumentException if there is a deadline, and the store's mode is {@link ExpiryMode#NONE}
     */
    public PutResult put(byte[] key, byte[] value, int from, int length, long deadlineMillis, long nowMillis) {
        Objects.checkFromIndexSize(from, length, value.length);
        entries.checkDeadline(deadlineMillis);
        long bytes = EntryBlock.bytes(key.length, length);
        if (tooLarge(key.length, length)) {
            counters.refused.add(1);
            return PutResult.TOO_LARGE;
        }
        int hash = entries.hash(key);
        boolean timed = deadlineMillis != Deadlines.NO_DEADLINE;
        int found = room.makeRoom(fresh(key, hash, nowMillis), key, hash, (int) bytes, timed, nowMillis);
        byte[] old = heardValue(found); // before a block is taken: there may be no memory
        int ref = blockFor(found, (int) bytes);
        for (int i = 0; ref == RefSlab.NO_REF && found != StoreEviction.NO_ROOM && i < RETRIES; i++) {
            // Under the limit, but the page source is exhausted: what is evicted may leave a run or a slot.
            found = room.evictOneBut(found, nowMillis)
                    ? room.makeRoom(fresh(key, hash, nowMillis), key, hash, (int) bytes, timed, nowMillis)
                    : StoreEviction.NO_ROOM;
            old = heardValue(found);
            ref = blockFor(found, (int) bytes);
        }
        if (ref == RefSlab.NO_REF) {
            counters.refused.add(1);
            return PutResult.OUT_OF_MEMORY;
        }
        boolean replaces = found != RefSlab.NO_REF;
        if (replaces) {
            followers.goes(ref);
        }
        entries.write(ref, key, value, from, length);
        followers.came(bytes);
        if (replaces) {
            room.modified(ref, nowMillis);
        } else {
            entries.index.insert(hash, ref);
            room.admitted(ref, nowMillis);
        }
        entries.deadline(ref, deadlineMillis);
        counters.writes.add(1);
        duties.defragmentFor(bytes, nowMillis);
        if (old != null) {
            listeners.removed(key.clone(), old, RemovalCause.REPLACED);
        }
        return replaces ? PutResult.REPLACED : PutResult.INSERTED;
    }

    /** The value of an entry that is about to be replaced, if somebody wants to hear of it. */
    private byte @Nullable [] heardValue(int found) {
        return found >= 0 && listeners.hear(RemovalCause.REPLACED) ? entries.value(found) : null;
    }

    private int blockFor(int found, int bytes) {
        return found == StoreEviction.NO_ROOM ? RefSlab.NO_REF : entries.blockFor(found, bytes);
    }

    /**
     * Whether a write of these lengths would be refused as {@link PutResult#TOO_LARGE}.
     *
     * @param keyLength of the key, in bytes
     * @param valueLength of the value, in bytes
     * @return true if the entry would exceed the limit even if it were alone
     */
    public boolean tooLarge(int keyLength, int valueLength) {
        long bytes = EntryBlock.bytes(keyLength, valueLength);
        return bytes > LONGEST_BLOCK || limits.tooLarge((int) bytes);
    }

    /**
     * Removes an entry.
     *
     * @param key the key
     * @param nowMillis the time
     * @return whether it was there
     */
    public boolean remove(byte[] key, long nowMillis) {
        int ref = fresh(key, entries.hash(key), nowMillis);
        return ref != RefSlab.NO_REF && remove(ref, RemovalCause.EXPLICIT) != EntryRemover.NOT_LIVE;
    }

    /**
     * Gives an entry a deadline. One that is already reached removes it, {@link Deadlines#NO_DEADLINE} takes a deadline
     * away.
     *
     * @param key the key
     * @param deadlineMillis the deadline, for instance {@link Deadlines#after}
     * @param condition when to take it
     * @param nowMillis the time
     * @return whether it was taken; not if there is no such key, the condition does not hold, or there is no memory
     */
    public boolean expire(byte[] key, long deadlineMillis, ExpireCondition condition, long nowMillis) {
        entries.checkDeadline(deadlineMillis);
        int hash = entries.hash(key);
        int ref = fresh(key, hash, nowMillis);
        if (ref == RefSlab.NO_REF || !condition.permits(entries.expiry.deadline(ref), deadlineMillis)) {
            return false;
        }
        if (Deadlines.stale(deadlineMillis, nowMillis)) {
            return remove(ref, RemovalCause.EXPIRED) != EntryRemover.NOT_LIVE;
        }
        for (int victims = 0; !entries.admitsDeadline(ref); victims++) {
            if (room.tooMany(victims) || !room.evictOne(nowMillis)) {
                return false;
            }
            ref = entries.find(key, hash);
            if (ref == RefSlab.NO_REF || !condition.permits(entries.expiry.deadline(ref), deadlineMillis)) {
                return false;
            }
        }
        entries.deadline(ref, deadlineMillis);
        return true;
    }

    /**
     * Takes an entry's deadline away.
     *
     * @param key the key
     * @param nowMillis the time
     * @return whether it had one
     */
    public boolean persist(byte[] key, long nowMillis) {
        int ref = fresh(key, entries.hash(key), nowMillis);
        return ref != RefSlab.NO_REF && entries.expiry.remove(ref);
    }

    /**
     * How long an entry has to live.
     *
     * @param key the key
     * @param nowMillis the time
     * @return milliseconds, {@link Deadlines#NO_DEADLINE} if it has no deadline, {@link #NOT_FOUND} if there is none
     */
    public long ttl(byte[] key, long nowMillis) {
        int ref = fresh(key, entries.hash(key), nowMillis);
        return ref == RefSlab.NO_REF ? NOT_FOUND : Deadlines.remaining(entries.expiry.deadline(ref), nowMillis);
    }

    /**
     * Continues a walk over all keys that allows changes between the calls. A key that is there from the first call to
     * the last is met at least once.
     *
     * @param cursor 0 to begin, else what the last call returned
     * @param maxKeys how many to visit at most, 1 to 64
     * @param nowMillis the time; stale entries are passed over
     * @param visitor told of each key; may change the store, but not scan it
     * @return where to continue; 0 when all were visited
     */
    public long scan(long cursor, int maxKeys, long nowMillis, Consumer<byte[]> visitor) {
        long next = entries.slab.scan(cursor, maxKeys, scanned.clear(Math.min(maxKeys, SCAN_SAMPLE)));
        entries.compaction.pause();
        try {
            for (int i = 0; i < scanned.size(); i++) {
                int ref = scanned.ref(i);
                if (entries.slab.live(ref) && !entries.stale(ref, nowMillis)) {
                    visitor.accept(entries.key(ref));
                }
            }
        } finally {
            entries.compaction.resume();
        }
        return next;
    }

    /**
     * A key drawn at random, all alike but the stale.
     *
     * @param nowMillis the time
     * @return the key, or null if none was found that is not stale
     */
    public byte @Nullable [] randomKey(long nowMillis) {
        for (int i = 0; i < RANDOM_TRIES && size() > 0; i++) {
            int ref = entries.slab.draw();
            if (!entries.stale(ref, nowMillis)) {
                return entries.key(ref);
            }
        }
        return null;
    }

    /**
     * What an entry takes: its block with tag and bit, its row, its share of buckets and of the deadline index.
     *
     * @param key the key
     * @return bytes, rounded up; {@link #NOT_FOUND} if there is none
     */
    public long memoryUsage(byte[] key) {
        int ref = entries.find(key, entries.hash(key));
        return ref == RefSlab.NO_REF ? NOT_FOUND : entries.memoryUsage(ref);
    }

    /**
     * Runs background work if a tick is due: expiry, rehashing, eviction, defragmentation, compaction, purging. Between
     * ticks, once for each new time, steps expiry, which mostly finds nothing to do.
     *
     * @param nowMillis the time
     * @return whether a tick was run
     */
    public boolean poll(long nowMillis) {
        return duties.poll(nowMillis);
    }

    /**
     * Gives back to the system what is kept for quick reuse: Redis' MEMORY PURGE. Ticks do it in steps, but for an empty run
     * and chunk; this takes time in proportion to what there is to give back.
     *
     * @return bytes no longer reserved
     */
    public long purge() {
        return entries.allocator.purge();
    }

    /**
     * Changes the limit. Below what is held, eviction brings the store down to it at the next writes and ticks.
     *
     * @param maxBytes the limit, or {@link MemoryLimit#UNLIMITED}
     * @throws IllegalArgumentException if it is too small, as at construction
     */
    public void maxBytes(long maxBytes) {
        limits.maxBytes(maxBytes);
    }

    /**
     * Changes the share of the limit that is kept free.
     *
     * @param percent 0 to {@value MemoryLimit#MOST_RESERVED_PERCENT}
     * @throws IllegalArgumentException if what remains of the limit is too small, as at construction
     */
    public void reservedPercent(int percent) {
        limits.reservedPercent(percent);
    }

    /**
     * Changes the policy. Metadata keep their bits and get their meaning from the new policy, as in Redis, until each
     * entry is used again.
     *
     * @param policy what goes from now on
     */
    public void policy(MaxMemoryPolicy policy) {
        room.policy(policy);
        duties.switchEviction();
    }

    /**
     * Has a listener told of every removal, with copies of key and value.
     *
     * @param listener the listener, or null for none
     */
    public void listener(@Nullable RemovalListener<byte[], byte[]> listener) {
        listeners.removal(listener);
    }

    /**
     * Has somebody offered every entry that is evicted, while the store still holds it.
     *
     * @param listener the listener, or null for none
     */
    public void evictionListener(@Nullable EvictionListener listener) {
        listeners.eviction(listener);
    }

    /**
     * Those that look on: hot keys, miss ratios, sizes.
     *
     * @return always the same; follows nothing but sizes until it is told to
     */
    public StoreFollowers followers() {
        return followers;
    }

    /**
     * Entries, stale ones that were not removed yet included.
     *
     * @return their number
     */
    public int size() {
        return entries.slab.size();
    }

    /**
     * Soft marks below the limit; checked at each tick.
     *
     * @return always the same, to add marks to
     */
    public MemoryWatermarks watermarks() {
        return watermarks;
    }

    /**
     * The settings by Redis' names: those that can be changed while the store runs, and those that are fixed.
     *
     * @return a new view of this store's settings
     */
    public RuntimeSettings settings() {
        return limits.settings(config, room::policy, this::policy);
    }

    /**
     * What the store holds, in the terms of Redis' INFO; add {@link ProcessMemory#read} for what the process takes.
     *
     * @return the figures now
     */
    public MemoryReport report() {
        return reports.memory(room.policy(), duties.defragEnabled());
    }

    /**
     * Figures of the parts in their own terms.
     *
     * @return always the same, to ask again and again
     */
    public StoreReports reports() {
        return reports;
    }

    /**
     * Hits, misses, removals; may be read from any thread.
     *
     * @return always the same counters
     */
    public StoreCounters counters() {
        return counters;
    }

    /**
     * Background works with their cost, to read or to switch.
     *
     * @return the cycle that {@link #poll} runs
     */
    public DutyCycle duty() {
        return duties.cycle();
    }

    /**
     * All accounts.
     *
     * @return the ledger
     */
    public MemoryLedger ledger() {
        return ledger;
    }

    /**
     * The least limit this store can have.
     *
     * @return bytes
     */
    public long minimumBytes() {
        return limits.minimumBytes();
    }

    /** The key's ref; if the entry is stale, it is removed first. */
    private int fresh(byte[] key, int hash, long nowMillis) {
        int ref = entries.find(key, hash);
        if (ref != RefSlab.NO_REF && entries.stale(ref, nowMillis)) {
            remove(ref, RemovalCause.EXPIRED);
            return entries.find(key, hash); // the listener may have written it again
        }
        return ref;
    }

    /** The one door. */
    private long remove(int ref, RemovalCause cause) {
        if (!entries.slab.live(ref)) {
            return EntryRemover.NOT_LIVE;
        }
        boolean heard = listeners.hear(cause);
        byte[] key = heard ? entries.key(ref) : null;
        byte[] value = heard ? entries.value(ref) : null;
        if (cause == RemovalCause.EVICTED && key != null && value != null) {
            listeners.evicting(key, value, entries.expiry.deadline(ref));
        }
        long before = ledger.used();
        if (cause == RemovalCause.EVICTED) {
            room.evicted(ref);
        }
        followers.goes(ref);
        entries.unlink(ref);
        counters.removed(cause);
        long released = Math.max(0, before - ledger.used());
        if (key != null && value != null) {
            listeners.removed(key, value, cause);
        }
        return released;
    }

    /**
     * Checks every structure and that all charges are right, in O(entries).
     *
     * @throws IllegalStateException if an invariant does not hold
     */
    public void checkIntegrity() {
        followers.checkIntegrity(entries.checkIntegrity());
        room.checkIntegrity();
        ledger.checkIntegrity();
    }

    @Override
    public String toString() {
        return "ReferenceStore[" + size() + " entries, " + limit + ", " + room.policy() + "]";
    }
}
