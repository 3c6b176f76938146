package io.reclaim.benchmarks.store;

import static java.util.Objects.requireNonNull;

import io.reclaim.allocator.AllocatorReport;
import io.reclaim.allocator.Defragmenter;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.core.ColumnPopulation;
import io.reclaim.core.DutyCycle;
import io.reclaim.core.DutyShare;
import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.IntColumn;
import io.reclaim.core.LongColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.RemovalListener;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.Ticker;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.BlockMemory;
import io.reclaim.core.accounting.DefragFigures;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryAdvisor;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryPurpose;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.MemorySize;
import io.reclaim.core.accounting.MemoryWatermarks;
import io.reclaim.core.accounting.ProcessMemory;
import io.reclaim.core.accounting.RuntimeSettings;
import io.reclaim.core.accounting.StoreFigures;
import io.reclaim.eviction.AttributeJoin;
import io.reclaim.eviction.EvictionPolicy;
import io.reclaim.eviction.EvictionWork;
import io.reclaim.eviction.HitDensity;
import io.reclaim.eviction.HotKeys;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.MissRatioCurve;
import io.reclaim.eviction.SampledEvictor;
import io.reclaim.eviction.SizeHistogram;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpireCondition;
import io.reclaim.expiry.ExpiryCycle;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.hashtable.RefMatcher;
import io.reclaim.hashtable.RehashingIndex;
import io.reclaim.hashtable.SipHash;
import io.reclaim.hashtable.TableReport;
import java.util.ArrayList;
import java.util.List;
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
     * a listener or a visitor may run ticks while the operation that tells it keeps refs: it is paused meanwhile. What does
     * keep refs, and is told by refMoved: the index, the deadlines, the tags of blocks. Not told are the candidates of
     * eviction, which are judged again by their attribute before they go, and the cursors of scans, as entries move
     * downward only.
     */

    private static final int SCAN_SAMPLE = 64;
    private static final int RANDOM_TRIES = 32;
    private static final int NO_ROOM = -2;
    private static final int LONGEST_BLOCK = Integer.MAX_VALUE - 64;

    /** With the tables of the policy that has the largest, so that policies can be changed under any limit. */
    private static final long FIXED_BYTES = 8 * 1024 + HitDensity.BYTES;
    /** 1 ms of each 100 ms, as in Redis. */
    private static final int REHASHING_PERCENT = 1;

    private static final int DEFRAG_PERCENT = 1;
    private static final int COMPACTION_PERCENT = 1;
    private static final int PURGE_PERCENT = 1;
    /** A block of a store of the least size. */
    private static final int SMALL_ENTRY = 64;
    /** Victims of one write while the limit, having been lowered, is exceeded; background work evicts the rest. */
    private static final int VICTIMS_OVER_LIMIT = 64;

    private static final int RETRIES = 16;
    /** How deep listeners that are told of evictions may write and evict, before their writes are refused. */
    private static final int NESTED_EVICTIONS = 4;

    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryLimit limit;
    private final MemoryWatermarks watermarks;
    private final RefSlab slab;
    private final SlabCompaction compaction;
    private final IntColumn metadata;
    private final LongColumn block;
    private final RehashingIndex index;
    private final SipHash sipHash;
    private final RefMatcher<byte[]> matcher = this::hasKey;
    private final SizeClassAllocator allocator;
    private final Defragmenter defragmenter;
    private final ExpiryStrategy expiry;
    private final IncrementalWork fastExpiry;
    private final ColumnPopulation everyone;
    private final MemoryAccount ghosts;
    private final MemoryAccount curveBytes;
    private final EntryRemover remover = this::remove;
    private final DutyCycle duty;
    private final DutyShare eviction;
    private final DutyShare defrag;
    private final EvictionWork evictionWork;
    private final EntrySample scanned = new EntrySample(SCAN_SAMPLE);
    private final StoreConfig config;
    private final Ticker clock = Ticker.system();
    private final SplittableRandom random;
    private final StoreCounters counters = new StoreCounters();
    private final SizeHistogram sizes = new SizeHistogram();
    private @Nullable HotReads hotReads;
    private final long startupBytes;
    private final long minimumBytes;
    private MaxMemoryPolicy policy;
    private EvictionPolicy ranking;
    private SampledEvictor evictor;
    private long fastMillis = Long.MIN_VALUE;
    private int evicting;
    private int spared = RefSlab.NO_REF;
    private long nextBlock;
    private final WorkBudget defragBudget;
    private final WorkBudget fastBudget;
    private @Nullable RemovalListener<byte[], byte[]> listener;
    private @Nullable EvictionListener evictionListener;
    private @Nullable MissRatioCurve curve;

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
        this.random = new SplittableRandom(config.seed());
        this.defragBudget = new WorkBudget(config.pace());
        this.fastBudget = new WorkBudget(config.pace());
        this.sipHash = new SipHash(random.nextLong(), random.nextLong());
        this.limit = new MemoryLimit(ledger, MemoryLimit.UNLIMITED);
        this.watermarks = new MemoryWatermarks(limit);

        MemoryAccount fixed = ledger.open(MemoryPurpose.FIXED);
        MemoryAccount rowAccount = ledger.open(MemoryPurpose.ROWS);
        MemoryAccount slabAccount = ledger.open(MemoryPurpose.SLAB);
        MemoryAccount tableAccount = ledger.open(MemoryPurpose.TABLE);
        MemoryAccount deadlineAccount = ledger.open(MemoryPurpose.DEADLINES);
        this.ghosts = ledger.open(MemoryPurpose.GHOSTS);
        this.curveBytes = ledger.open("curve", Kind.NOT_COUNTED);
        MemoryAccount blockOverhead = ledger.open(MemoryPurpose.ALLOCATOR);
        MemoryAccount blocks = ledger.open(MemoryPurpose.DATASET);

        EntryRows rows = new EntryRows(rowAccount);
        this.slab = new RefSlab(rows, slabAccount, random.split(), maxRefs);
        this.compaction = new SlabCompaction(slab, this::refMoved);
        this.index = new RehashingIndex(slab, tableAccount, limit::admits);
        this.metadata = rows.intColumn("metadata", 0);
        this.block = rows.longColumn("block", SizeClassAllocator.NO_BLOCK);
        this.expiry = config.expiryMode()
                .strategy(slab, remover, deadlineAccount, random.split(), config.expiry(), limit::admits);
        this.fastExpiry = expiry instanceof ExpiryCycle cycle ? cycle.fast() : expiry;
        this.everyone = new ColumnPopulation(slab, metadata);
        SizeClasses classes = config.classes();
        this.allocator = new SizeClassAllocator(classes, config.pages(), blocks, blockOverhead);
        this.defragmenter = new Defragmenter(allocator, this::blockMoved, config.defrag(), limit::admits);

        fixed.charge(FIXED_BYTES + 6L * classes.count() + 2L * classes.maxSize() / SizeClasses.GRANULE);
        this.startupBytes = ledger.used();
        this.minimumBytes = startupBytes + Math.max(entryCost(0), entryCost(SMALL_ENTRY));
        maxBytes(config.maxBytes());

        this.policy = config.policy();
        this.ranking = newRanking();
        this.evictor = newEvictor();
        this.evictionWork = new EvictionWork(limit, evictor);
        this.duty = new DutyCycle(config.duty(), config.pace(), clock);
        long period = config.duty().periodMillis() * 1_000_000;
        duty.add("expiry", expiry, period * config.expiry().slowCpuPercent() / 100);
        duty.add("rehashing", index.rehashing(), period * REHASHING_PERCENT / 100);
        this.eviction = duty.add("eviction", evictionWork, Math.max(1, tenacityNanos()));
        this.defrag = duty.add("defrag", defragmenter, period * DEFRAG_PERCENT / 100);
        duty.add("compaction", compaction, period * COMPACTION_PERCENT / 100);
        duty.add("purge", allocator.purging(), period * PURGE_PERCENT / 100);
        switchEviction();
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
        return ref == RefSlab.NO_REF ? NOT_FOUND : EntryBlock.readValue(allocator, block.get(ref), into);
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
        return ref == RefSlab.NO_REF ? null : EntryBlock.value(allocator, block.get(ref));
    }

    private int touched(byte[] key, long nowMillis) {
        long mixed = sipHash.hash(key, 0, key.length);
        if (curve != null) {
            curve.touch(mixed);
        }
        int ref = fresh(key, SipHash.fold(mixed), nowMillis);
        if (ref == RefSlab.NO_REF) {
            counters.misses.add(1);
        } else {
            counters.hits.add(1);
            if (hotReads != null) {
                hotReads.read(mixed);
            }
            metadata.set(ref, ranking.touch(metadata.get(ref), nowMillis));
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
     */
    public PutResult put(byte[] key, byte[] value, int from, int length, long deadlineMillis, long nowMillis) {
        Objects.checkFromIndexSize(from, length, value.length);
        long bytes = EntryBlock.bytes(key.length, length);
        if (tooLarge(key.length, length)) {
            counters.refused.add(1);
            return PutResult.TOO_LARGE;
        }
        int hash = hash(key);
        boolean timed = deadlineMillis != Deadlines.NO_DEADLINE;
        int found = makeRoom(key, hash, (int) bytes, timed, nowMillis);
        int ref = found == NO_ROOM ? RefSlab.NO_REF : blockFor(found, (int) bytes);
        for (int i = 0; ref == RefSlab.NO_REF && found != NO_ROOM && i < RETRIES; i++) {
            // Under the limit, but the page source is exhausted: what is evicted may leave a run or a slot.
            found = evictOneBut(found, nowMillis) ? makeRoom(key, hash, (int) bytes, timed, nowMillis) : NO_ROOM;
            ref = found == NO_ROOM ? RefSlab.NO_REF : blockFor(found, (int) bytes);
        }
        if (ref == RefSlab.NO_REF) {
            counters.refused.add(1);
            return PutResult.OUT_OF_MEMORY;
        }
        boolean replaces = found != RefSlab.NO_REF;
        byte[] old = replaces && listener != null ? EntryBlock.value(allocator, block.get(ref)) : null;
        if (replaces) {
            sizes.remove(EntryBlock.bytes(allocator, block.get(ref)));
        }
        switchBlock(ref);
        EntryBlock.write(allocator, block.get(ref), key, value, from, length);
        sizes.add(bytes);
        if (replaces) {
            metadata.set(ref, ranking.modify(metadata.get(ref), nowMillis));
        } else {
            index.insert(hash, ref);
            metadata.set(ref, ranking.admit((int) index.attribute(ref), nowMillis));
            if (policy.offersNewcomers()) {
                evictor.offer(ref, nowMillis);
            }
        }
        setDeadline(ref, deadlineMillis);
        counters.writes.add(1);
        defragmentFor(bytes, nowMillis);
        if (old != null) {
            tell(key.clone(), old, RemovalCause.REPLACED);
        }
        return replaces ? PutResult.REPLACED : PutResult.INSERTED;
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
        return bytes > LONGEST_BLOCK || startupBytes + entryCost((int) bytes) > limit.ceiling();
    }

    /** Evicts until the write is admitted; the key's ref then, NO_REF if it is not there, or NO_ROOM. */
    private int makeRoom(byte[] key, int hash, int bytes, boolean timed, long nowMillis) {
        int ref = fresh(key, hash, nowMillis);
        for (int victims = 0; !limit.admits(cost(ref, hash, bytes, timed)); victims++) {
            if (tooMany(victims) || !evictOneBut(ref, nowMillis)) {
                return NO_ROOM;
            }
            ref = find(key, hash);
        }
        return ref;
    }

    private boolean tooMany(int victims) {
        return victims >= VICTIMS_OVER_LIMIT && limit.excess() > 0;
    }

    /**
     * Evicts an entry other than this, so that a write that is refused in the end loses nothing. If there is no other,
     * this one goes after all where that is sure to be enough: where all others could go.
     */
    private boolean evictOneBut(int ref, long nowMillis) {
        int sparedBefore = spared;
        spared = ref;
        try {
            if (evictOne(nowMillis)) {
                return true;
            }
        } finally {
            spared = sparedBefore;
        }
        return ref != RefSlab.NO_REF
                && evicting < NESTED_EVICTIONS
                && policy.evicts()
                && !policy.onlyVolatile()
                && remove(ref, RemovalCause.EVICTED) != EntryRemover.NOT_LIVE;
    }

    private long removeUnlessSpared(int ref, RemovalCause cause) {
        return ref == spared ? EntryRemover.NOT_LIVE : remove(ref, cause);
    }

    /**
     * Evicts an entry, or else gives back what is kept for quick reuse; false if neither frees anything, or if listeners
     * that are told of evictions write and so evict in their turn, too deep.
     */
    private boolean evictOne(long nowMillis) {
        if (evicting == NESTED_EVICTIONS) {
            return false;
        }
        evicting++;
        long start = clock.nanos();
        try {
            if (policy.evicts() && evictor.evict(nowMillis) != SampledEvictor.NOTHING) {
                return true;
            }
        } finally {
            evicting--;
            counters.evictionOfWrites.add(1, clock.nanos() - start);
        }
        return allocator.purge() > 0;
    }

    private long cost(int ref, int hash, int bytes, boolean timed) {
        boolean isNew = ref == RefSlab.NO_REF;
        long cost = timed && needsDeadline(ref) ? expiry.putCost() : 0;
        if (isNew) {
            return cost + allocator.allocateCost(bytes) + slab.takeCost() + index.insertCost(hash);
        }
        return allocator.fits(block.get(ref), bytes) ? cost : cost + allocator.allocateCost(bytes);
    }

    /**
     * Takes a block for an entry's next value, and a ref for a new entry, that nobody sees yet; the ref, or NO_REF if the
     * page source or the refs are exhausted: then nothing has changed.
     */
    private int blockFor(int found, int bytes) {
        boolean isNew = found == RefSlab.NO_REF;
        int ref = isNew ? slab.take() : found;
        if (ref == RefSlab.NO_REF) {
            return RefSlab.NO_REF;
        }
        if (!isNew && allocator.fits(block.get(ref), bytes)) {
            nextBlock = block.get(ref);
            return ref;
        }
        nextBlock = allocator.allocate(bytes, ref);
        if (nextBlock == SizeClassAllocator.NO_BLOCK) {
            if (isNew) {
                slab.release(ref);
            }
            return RefSlab.NO_REF;
        }
        if (isNew) {
            block.set(ref, nextBlock);
        }
        return ref;
    }

    /** Makes the block that was taken for an entry its block, and frees the one before. */
    private void switchBlock(int ref) {
        long old = block.get(ref);
        if (old != nextBlock) {
            block.set(ref, nextBlock);
            allocator.free(old);
        }
    }

    /** Whether a deadline for an entry, or a new one if the ref is NO_REF, can charge anything. */
    private boolean needsDeadline(int ref) {
        return ref == RefSlab.NO_REF
                || config.expiryMode().movesOnPut()
                || expiry.deadline(ref) == Deadlines.NO_DEADLINE;
    }

    private boolean admitsDeadline() {
        return expiry.putCost() == 0 || limit.admits(expiry.putCost());
    }

    private void setDeadline(int ref, long deadlineMillis) {
        if (deadlineMillis == Deadlines.NO_DEADLINE) {
            expiry.remove(ref);
        } else {
            expiry.put(ref, Deadlines.at(deadlineMillis));
        }
    }

    /** Lets defragmentation move in proportion to what was written, so that it keeps up without being felt. */
    private void defragmentFor(long bytes, long nowMillis) {
        long units = defrag.enabled() ? defragmenter.unitsFor(bytes) : 0;
        if (units > 0) {
            long start = clock.nanos();
            defragmenter.step(nowMillis, defragBudget.start(units, WorkBudget.UNTIMED));
            counters.defragOfWrites.add(defragBudget.spent(), clock.nanos() - start);
        }
    }

    private void tell(byte[] key, byte[] value, RemovalCause cause) {
        RemovalListener<byte[], byte[]> told = listener;
        if (told != null) {
            compaction.pause();
            try {
                told.removed(key, value, cause);
            } finally {
                compaction.resume();
            }
        }
    }

    /**
     * Removes an entry.
     *
     * @param key the key
     * @param nowMillis the time
     * @return whether it was there
     */
    public boolean remove(byte[] key, long nowMillis) {
        int ref = fresh(key, hash(key), nowMillis);
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
        int hash = hash(key);
        int ref = fresh(key, hash, nowMillis);
        if (ref == RefSlab.NO_REF || !condition.permits(expiry.deadline(ref), deadlineMillis)) {
            return false;
        }
        if (Deadlines.stale(deadlineMillis, nowMillis)) {
            return remove(ref, RemovalCause.EXPIRED) != EntryRemover.NOT_LIVE;
        }
        for (int victims = 0; needsDeadline(ref) && !admitsDeadline(); victims++) {
            if (tooMany(victims) || !evictOne(nowMillis)) {
                return false;
            }
            ref = find(key, hash);
            if (ref == RefSlab.NO_REF || !condition.permits(expiry.deadline(ref), deadlineMillis)) {
                return false;
            }
        }
        setDeadline(ref, deadlineMillis);
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
        int ref = fresh(key, hash(key), nowMillis);
        return ref != RefSlab.NO_REF && expiry.remove(ref);
    }

    /**
     * How long an entry has to live.
     *
     * @param key the key
     * @param nowMillis the time
     * @return milliseconds, {@link Deadlines#NO_DEADLINE} if it has no deadline, {@link #NOT_FOUND} if there is none
     */
    public long ttl(byte[] key, long nowMillis) {
        int ref = fresh(key, hash(key), nowMillis);
        return ref == RefSlab.NO_REF ? NOT_FOUND : Deadlines.remaining(expiry.deadline(ref), nowMillis);
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
        long next = slab.scan(cursor, maxKeys, scanned.clear(Math.min(maxKeys, SCAN_SAMPLE)));
        compaction.pause();
        try {
            for (int i = 0; i < scanned.size(); i++) {
                int ref = scanned.ref(i);
                if (slab.live(ref) && !Deadlines.stale(expiry.deadline(ref), nowMillis)) {
                    visitor.accept(EntryBlock.key(allocator, block.get(ref)));
                }
            }
        } finally {
            compaction.resume();
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
        for (int i = 0; i < RANDOM_TRIES && slab.size() > 0; i++) {
            int ref = slab.draw();
            if (!Deadlines.stale(expiry.deadline(ref), nowMillis)) {
                return EntryBlock.key(allocator, block.get(ref));
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
        int ref = find(key, hash(key));
        if (ref == RefSlab.NO_REF) {
            return NOT_FOUND;
        }
        int tagAndBit = Integer.BYTES + 1;
        int bucket = 2 * Integer.BYTES;
        int place = expiry.deadline(ref) == Deadlines.NO_DEADLINE ? 0 : Integer.BYTES;
        return (long) allocator.usableSize(block.get(ref))
                + tagAndBit
                + slab.rows().bytesPerRow()
                + bucket
                + place;
    }

    /**
     * Runs background work if a tick is due: expiry, rehashing, eviction, defragmentation, compaction, purging. Between
     * ticks, once for each new time, steps expiry, which mostly finds nothing to do.
     *
     * @param nowMillis the time
     * @return whether a tick was run
     */
    public boolean poll(long nowMillis) {
        if (duty.poll(nowMillis)) {
            watermarks.check();
            return true;
        }
        if (nowMillis != fastMillis) {
            fastMillis = nowMillis;
            fastExpiry.step(
                    nowMillis,
                    fastBudget.start(Long.MAX_VALUE, config.expiryMode().stepNanos(config.expiry())));
        }
        return false;
    }

    /**
     * Gives back what is kept for quick reuse.
     *
     * @return bytes no longer reserved
     */
    public long purge() {
        return allocator.purge();
    }

    /**
     * Changes the limit. Below what is held, eviction brings the store down to it at the next writes and ticks.
     *
     * @param maxBytes the limit, or {@link MemoryLimit#UNLIMITED}
     * @throws IllegalArgumentException if it is too small, as at construction
     */
    public void maxBytes(long maxBytes) {
        checkMaxBytes(maxBytes, limit.reservedPercent());
        limit.maxBytes(maxBytes);
    }

    /**
     * Changes the share of the limit that is kept free.
     *
     * @param percent 0 to {@value MemoryLimit#MOST_RESERVED_PERCENT}
     * @throws IllegalArgumentException if what remains of the limit is too small, as at construction
     */
    public void reservedPercent(int percent) {
        int before = limit.reservedPercent();
        limit.reservedPercent(percent);
        if (limit.ceiling() < minimumBytes) {
            limit.reservedPercent(before);
            checkMaxBytes(limit.maxBytes(), percent);
        }
    }

    private void checkMaxBytes(long maxBytes, int reservedPercent) {
        if (maxBytes <= 0 || MemoryLimit.ceiling(maxBytes, reservedPercent) < minimumBytes) {
            throw new IllegalArgumentException(
                    "maxBytes must be at least " + minimumBytes + " (" + MemorySize.format(minimumBytes)
                            + ") for the store's fixed structures and one entry: " + maxBytes
                            + (reservedPercent == 0 ? "" : ", of which " + reservedPercent + "% are reserved"));
        }
    }

    /**
     * Changes the policy. Metadata keep their bits and get their meaning from the new policy, as in Redis, until each
     * entry is used again.
     *
     * @param policy what goes from now on
     */
    public void policy(MaxMemoryPolicy policy) {
        this.policy = requireNonNull(policy, "policy");
        ghosts.release(ghosts.bytes());
        this.ranking = newRanking();
        this.evictor = newEvictor();
        evictionWork.evictor(evictor);
        switchEviction();
    }

    /** Background eviction runs where there is a policy and patience for it. */
    private void switchEviction() {
        eviction.enabled(policy.evicts() && tenacityNanos() > 0);
    }

    private long tenacityNanos() {
        return EvictionWork.tenacityNanos(config.eviction().tenacity());
    }

    private EvictionPolicy newRanking() {
        return policy.ranking(config.eviction(), random.split(), everyone, ghosts, limit::admits);
    }

    private SampledEvictor newEvictor() {
        SampledPopulation candidates = everyone;
        if (policy.onlyVolatile()) {
            SampledPopulation timed = expiry.population();
            candidates = policy.ranksByDeadline() ? timed : new AttributeJoin(timed, everyone);
        }
        int samples = policy.samples(config.eviction());
        return new SampledEvictor(
                candidates,
                ranking,
                this::removeUnlessSpared,
                samples,
                config.eviction().poolSize());
    }

    /**
     * Has a listener told of every removal, with copies of key and value.
     *
     * @param listener the listener, or null for none
     */
    public void listener(@Nullable RemovalListener<byte[], byte[]> listener) {
        this.listener = listener;
    }

    /**
     * Has the keys followed that are read most, anew from now on.
     *
     * @param counters how many keys are followed, ten times as many as are of interest; 0 for none. They take 52 to 60 bytes
     *     each, which are not charged
     */
    public void followHotKeys(int counters) {
        hotReads = counters == 0 ? null : new HotReads(counters, config.seed());
    }

    /**
     * The keys that are read most, of those that are still there.
     *
     * @param most how many at most
     * @return the hottest first; none if they are not followed
     */
    public List<HotKey> hottest(int most) {
        List<HotKey> hottest = new ArrayList<>();
        for (int rank = 0; hotReads != null && rank < hotReads.keys().size() && hottest.size() < most; rank++) {
            HotKeys counted = hotReads.keys();
            long mixed = counted.key(rank);
            int ref = index.find(SipHash.fold(mixed), mixed, this::hasHash);
            if (ref != RefSlab.NO_REF) {
                byte[] key = EntryBlock.key(allocator, block.get(ref));
                hottest.add(
                        new HotKey(key, HotReads.EVERY * counted.count(rank), HotReads.EVERY * counted.error(rank)));
            }
        }
        return hottest;
    }

    private boolean hasHash(long mixed, int ref) {
        byte[] key = EntryBlock.key(allocator, block.get(ref));
        return sipHash.hash(key, 0, key.length) == mixed;
    }

    /**
     * How many entries there are of each size, in bytes of key, value and header.
     *
     * @return always the same, kept up to date; not to be changed
     */
    public SizeHistogram sizes() {
        return sizes;
    }

    /**
     * Has somebody offered every entry that is evicted, while the store still holds it.
     *
     * @param listener the listener, or null for none
     */
    public void evictionListener(@Nullable EvictionListener listener) {
        this.evictionListener = listener;
    }

    /**
     * Has a curve told of every read from now on, so that {@link #advisor} can answer. What it takes is charged, but does
     * not count toward the limit.
     *
     * @param curve a new one for each time span that advice is to be about, or null for none
     */
    public void missRatioCurve(@Nullable MissRatioCurve curve) {
        curveBytes.charge(curve == null ? 0 : curve.bytes());
        curveBytes.release(this.curve == null ? 0 : this.curve.bytes());
        this.curve = curve;
    }

    /**
     * What another limit would do, by the reads that the curve was told of.
     *
     * @return an advisor for the store as it is now
     * @throws IllegalStateException if it has no curve, or no entry
     */
    public MemoryAdvisor advisor() {
        if (curve == null || size() == 0) {
            throw new IllegalStateException(
                    "advice needs a curve and entries: curve " + curve + ", " + size() + " entries");
        }
        return MemoryAdvisor.of(curve, report());
    }

    /**
     * Entries, stale ones that were not removed yet included.
     *
     * @return their number
     */
    public int size() {
        return slab.size();
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
        return new RuntimeSettings()
                .add(
                        "maxmemory",
                        () -> limit.maxBytes() == MemoryLimit.UNLIMITED ? "0" : Long.toString(limit.maxBytes()),
                        text -> {
                            long bytes = MemorySize.parse(text);
                            maxBytes(bytes == 0 ? MemoryLimit.UNLIMITED : bytes);
                        })
                .add(
                        "maxmemory-reserved-percent",
                        () -> Integer.toString(limit.reservedPercent()),
                        text -> reservedPercent(Integer.parseInt(text)))
                .add("maxmemory-policy", () -> policy.redisName(), text -> policy(MaxMemoryPolicy.of(text)))
                .addFixed("chunk-bytes", () -> Integer.toString(config.classes().chunkBytes()))
                .addFixed("seed", () -> Long.toString(config.seed()));
    }

    /**
     * What the store holds, in the terms of Redis' INFO; add {@link ProcessMemory#read} for what the process takes.
     *
     * @return the figures now
     */
    public MemoryReport report() {
        AllocatorReport blocks = allocator.report();
        long allocated = blocks.usedBytes() + blocks.overheadBytes();
        long wasted = 0;
        for (AllocatorReport.ClassReport sizeClass : blocks.classes()) {
            wasted += sizeClass.size() * sizeClass.freeBlocks();
        }
        TableReport table = index.report();
        return MemoryReport.of(ledger, limit)
                .with(new StoreFigures(
                        size(),
                        startupBytes,
                        policy.redisName(),
                        table.buckets(),
                        table.bytes(),
                        0,
                        ExpiryMode.stalePercent(expiry)))
                .with(new BlockMemory(allocated, allocated + wasted, blocks.reservedBytes(), wasted))
                .with(new DefragFigures(
                        defrag.enabled(),
                        (int) Math.round(defragmenter.cyclePercent()),
                        defragmenter.movedBytes(),
                        ProcessMemory.UNKNOWN));
    }

    /**
     * What the allocator holds.
     *
     * @return the figures now
     */
    public AllocatorReport allocatorReport() {
        return allocator.report();
    }

    /**
     * How full and even the table is.
     *
     * @return the figures now
     */
    public TableReport tableReport() {
        return index.report();
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
        return duty;
    }

    /**
     * Bytes that defragmentation moved.
     *
     * @return their number
     */
    public long movedBytes() {
        return defragmenter.movedBytes();
    }

    /**
     * Bytes of rows that compaction moved, so that pages of rows could be given back.
     *
     * @return their number
     */
    public long compactedBytes() {
        return compaction.movedEntries() * slab.rows().bytesPerRow();
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
        return minimumBytes;
    }

    /** What a store holds for one entry beyond startup, when all others were evicted. */
    private long entryCost(int blockBytes) {
        return slab.pageBytes()
                + RehashingIndex.PAGE_BYTES
                + config.expiryMode().leastBytes()
                + allocator.firstCost(blockBytes);
    }

    private int hash(byte[] key) {
        return SipHash.fold(sipHash.hash(key, 0, key.length));
    }

    private boolean hasKey(byte[] key, int ref) {
        return EntryBlock.hasKey(allocator, block.get(ref), key);
    }

    private int find(byte[] key, int hash) {
        return index.find(hash, key, matcher);
    }

    /** The key's ref; if the entry is stale, it is removed first. */
    private int fresh(byte[] key, int hash, long nowMillis) {
        int ref = find(key, hash);
        if (ref != RefSlab.NO_REF && Deadlines.stale(expiry.deadline(ref), nowMillis)) {
            remove(ref, RemovalCause.EXPIRED);
            return find(key, hash); // the listener may have written it again
        }
        return ref;
    }

    /** The one door. */
    private long remove(int ref, RemovalCause cause) {
        if (!slab.live(ref)) {
            return EntryRemover.NOT_LIVE;
        }
        long handle = block.get(ref);
        EvictionListener taker = cause == RemovalCause.EVICTED ? evictionListener : null;
        byte[] key = listener == null && taker == null ? null : EntryBlock.key(allocator, handle);
        byte[] value = listener == null && taker == null ? null : EntryBlock.value(allocator, handle);
        if (taker != null && key != null && value != null) {
            taker.evicting(key, value, expiry.deadline(ref));
        }
        long before = ledger.used();
        if (cause == RemovalCause.EVICTED) {
            ranking.evicted((int) index.attribute(ref), metadata.get(ref));
        }
        sizes.remove(EntryBlock.bytes(allocator, handle));
        index.remove(ref);
        expiry.remove(ref);
        allocator.free(handle);
        slab.release(ref);
        counters.removed(cause);
        long released = Math.max(0, before - ledger.used());
        if (key != null && value != null) {
            tell(key, value, cause);
        }
        return released;
    }

    private void blockMoved(int ref, long from, long to) {
        assert block.get(ref) == from : "block of ref " + ref;
        block.set(ref, to);
    }

    private void refMoved(int from, int to) {
        index.moved(from, to);
        expiry.moved(from, to);
        allocator.owner(block.get(to), to);
    }

    /**
     * Checks every structure and that all charges are right, in O(entries).
     *
     * @throws IllegalStateException if an invariant does not hold
     */
    public void checkIntegrity() {
        slab.checkIntegrity();
        index.checkIntegrity();
        expiry.checkIntegrity();
        allocator.checkIntegrity();
        evictor.checkIntegrity();
        ledger.checkIntegrity();
        sizes.checkIntegrity();
        long blockBytes = 0;
        long entryBytes = 0;
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            long handle = block.get(ref);
            if (allocator.owner(handle) != ref) {
                throw new IllegalStateException("block of ref " + ref + " belongs to " + allocator.owner(handle));
            }
            if (find(EntryBlock.key(allocator, handle), hash(EntryBlock.key(allocator, handle))) != ref) {
                throw new IllegalStateException("key of ref " + ref + " is not found");
            }
            blockBytes += allocator.usableSize(handle);
            entryBytes += EntryBlock.bytes(allocator, handle);
        }
        if (entryBytes != sizes.bytes() || sizes.entries() != size()) {
            throw new IllegalStateException("entries hold " + entryBytes + ", sizes " + sizes);
        }
        if (blockBytes != allocator.used()) {
            throw new IllegalStateException("blocks hold " + blockBytes + ", allocator used " + allocator.used());
        }
    }

    @Override
    public String toString() {
        return "ReferenceStore[" + size() + " entries, " + limit + ", " + policy + "]";
    }
}
