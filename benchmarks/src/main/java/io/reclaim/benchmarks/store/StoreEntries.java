package io.reclaim.benchmarks.store;

import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.core.ColumnPopulation;
import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IntColumn;
import io.reclaim.core.LongColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryPurpose;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.hashtable.RefMatcher;
import io.reclaim.hashtable.RehashingIndex;
import io.reclaim.hashtable.SipHash;
import java.util.SplittableRandom;

/**
 * The entries of a {@link ReferenceStore}: all that hangs on a ref, what each part of it costs, and how it is found.
 * Decides nothing: who may be written, and who goes, is the store's.
 */
final class StoreEntries {
    /*
     *     key --hash--> index --> ref --> row: | link | metadata | block handle | deadline's place |
     *                                                                 |
     *                                          allocator: | lengths | key | value |,  tagged with the ref
     *
     * Who keeps refs, and is told by refMoved: the index, the deadlines, the tags of blocks. Who keeps handles of blocks,
     * and is told by blockMoved: the column of handles alone.
     */

    final RefSlab slab;
    final SlabCompaction compaction;
    final IntColumn metadata;
    final RehashingIndex index;
    final SizeClassAllocator allocator;
    final ExpiryStrategy expiry;
    final ColumnPopulation everyone;
    private final LongColumn block;
    private final SipHash sipHash;
    private final RefMatcher<byte[]> matcher = this::hasKey;
    private final MemoryLimit limit;
    private final ExpiryMode expiryMode;
    private long nextBlock;

    StoreEntries(
            StoreConfig config,
            int maxRefs,
            MemoryLedger ledger,
            MemoryLimit limit,
            SplittableRandom random,
            EntryRemover remover) {
        MemoryAccount rowAccount = ledger.open(MemoryPurpose.ROWS);
        MemoryAccount slabAccount = ledger.open(MemoryPurpose.SLAB);
        MemoryAccount tableAccount = ledger.open(MemoryPurpose.TABLE);
        MemoryAccount deadlineAccount = ledger.open(MemoryPurpose.DEADLINES);
        MemoryAccount blockOverhead = ledger.open(MemoryPurpose.ALLOCATOR);
        MemoryAccount blocks = ledger.open(MemoryPurpose.DATASET);
        this.limit = limit;
        this.sipHash = new SipHash(random.nextLong(), random.nextLong());
        EntryRows rows = new EntryRows(rowAccount);
        this.slab = new RefSlab(rows, slabAccount, random.split(), maxRefs);
        this.compaction = new SlabCompaction(slab, this::refMoved);
        this.index = new RehashingIndex(slab, tableAccount, limit::admits);
        this.metadata = rows.intColumn("metadata", 0);
        this.block = rows.longColumn("block", SizeClassAllocator.NO_BLOCK);
        this.expiryMode = config.expiryMode();
        this.expiry =
                expiryMode.strategy(slab, remover, deadlineAccount, random.split(), config.expiry(), limit::admits);
        this.everyone = new ColumnPopulation(slab, metadata);
        this.allocator = new SizeClassAllocator(config.classes(), config.pages(), blocks, blockOverhead);
    }

    /** The 64 bits of a key's hash, which is seeded with the store's secret. */
    long mixed(byte[] key) {
        return sipHash.hash(key, 0, key.length);
    }

    int hash(byte[] key) {
        return SipHash.fold(mixed(key));
    }

    private boolean hasKey(byte[] key, int ref) {
        return EntryBlock.hasKey(allocator, block.get(ref), key);
    }

    /** The key's ref, stale or not. */
    int find(byte[] key, int hash) {
        return index.find(hash, key, matcher);
    }

    /** The ref of a key that is known by its hash alone. */
    int find(long mixed) {
        return index.find(SipHash.fold(mixed), mixed, this::hasHash);
    }

    private boolean hasHash(long mixed, int ref) {
        return mixed(key(ref)) == mixed;
    }

    boolean stale(int ref, long nowMillis) {
        return Deadlines.stale(expiry.deadline(ref), nowMillis);
    }

    byte[] key(int ref) {
        return EntryBlock.key(allocator, block.get(ref));
    }

    byte[] value(int ref) {
        return EntryBlock.value(allocator, block.get(ref));
    }

    /** Reads as much of the value as fits; returns its whole length. */
    int readValue(int ref, byte[] into) {
        return EntryBlock.readValue(allocator, block.get(ref), into);
    }

    /** Bytes of header, key and value. */
    long bytes(int ref) {
        return EntryBlock.bytes(allocator, block.get(ref));
    }

    /** What a write charges at most: of a new entry if the ref is NO_REF, else of one in the place of its value. */
    long cost(int ref, int hash, int bytes, boolean timed) {
        boolean isNew = ref == RefSlab.NO_REF;
        long cost = timed && needsDeadline(ref) ? expiry.putCost() : 0;
        if (isNew) {
            return cost + allocator.allocateCost(bytes, slab.next()) + slab.takeCost() + index.insertCost(hash);
        }
        return allocator.fits(block.get(ref), bytes) ? cost : cost + allocator.allocateCost(bytes, ref);
    }

    /** What a store holds for one entry beyond startup, when all others are gone. */
    long costAlone(int blockBytes) {
        return slab.pageBytes() + RehashingIndex.PAGE_BYTES + expiryMode.leastBytes() + allocator.firstCost(blockBytes);
    }

    /** What the first entry of all begins, without its own bytes: pages of rows and buckets, a chunk's descriptors. */
    long firstPageBytes() {
        return slab.pageBytes()
                + RehashingIndex.PAGE_BYTES
                + allocator.firstCost(0)
                - allocator.classes().size(0);
    }

    /**
     * Takes a block for an entry's next value, and a ref for a new entry, that nobody sees yet; the ref, or NO_REF if the
     * page source or the refs are exhausted: then nothing has changed.
     */
    int blockFor(int found, int bytes) {
        boolean isNew = found == RefSlab.NO_REF;
        int ref = isNew ? slab.take() : found;
        if (ref == RefSlab.NO_REF) {
            return RefSlab.NO_REF;
        }
        if (!isNew && allocator.fits(block.get(ref), bytes)) {
            nextBlock = block.get(ref);
            return ref;
        }
        nextBlock = SizeClassAllocator.NO_BLOCK;
        try {
            nextBlock = allocator.allocate(bytes, ref);
        } finally {
            if (isNew && nextBlock == SizeClassAllocator.NO_BLOCK) { // refused, or thrown by the page source
                slab.release(ref);
            }
        }
        if (nextBlock == SizeClassAllocator.NO_BLOCK) {
            return RefSlab.NO_REF;
        }
        if (isNew) {
            block.set(ref, nextBlock);
        }
        return ref;
    }

    /** Writes key and value into the block that was taken for an entry last, makes it its block, and frees the one before. */
    void write(int ref, byte[] key, byte[] value, int from, int length) {
        long old = block.get(ref);
        if (old != nextBlock) {
            block.set(ref, nextBlock);
            allocator.free(old);
        }
        EntryBlock.write(allocator, block.get(ref), key, value, from, length);
    }

    /** Takes an entry apart. */
    void unlink(int ref) {
        long handle = block.get(ref);
        index.remove(ref);
        expiry.remove(ref);
        allocator.free(handle);
        slab.release(ref);
    }

    /** Whether a deadline for an entry, or a new one if the ref is NO_REF, can charge anything. */
    private boolean needsDeadline(int ref) {
        return ref == RefSlab.NO_REF || expiryMode.movesOnPut() || expiry.deadline(ref) == Deadlines.NO_DEADLINE;
    }

    /** Whether the limit allows an entry to have a deadline now. */
    boolean admitsDeadline(int ref) {
        return !needsDeadline(ref) || expiry.putCost() == 0 || limit.admits(expiry.putCost());
    }

    /** Refuses a deadline that this store cannot keep, before anything is changed. */
    void checkDeadline(long deadlineMillis) {
        if (expiryMode == ExpiryMode.NONE && deadlineMillis != Deadlines.NO_DEADLINE) {
            throw new IllegalArgumentException(
                    "deadlineMillis must be NO_DEADLINE in a store with ExpiryMode.NONE: " + deadlineMillis);
        }
    }

    void deadline(int ref, long deadlineMillis) {
        if (deadlineMillis == Deadlines.NO_DEADLINE) {
            expiry.remove(ref);
        } else {
            expiry.put(ref, Deadlines.at(deadlineMillis));
        }
    }

    /** Block with tag and bit, row, and the share of buckets and of the order of deadlines. */
    long memoryUsage(int ref) {
        int tagAndBit = Integer.BYTES + 1;
        int bucket = 2 * Integer.BYTES;
        int place = expiry.deadline(ref) == Deadlines.NO_DEADLINE ? 0 : Integer.BYTES;
        return (long) allocator.usableSize(block.get(ref))
                + tagAndBit
                + slab.rows().bytesPerRow()
                + bucket
                + place;
    }

    void blockMoved(int ref, long from, long to) {
        assert block.get(ref) == from : "block of ref " + ref;
        block.set(ref, to);
    }

    private void refMoved(int from, int to) {
        index.moved(from, to);
        expiry.moved(from, to);
        allocator.owner(block.get(to), to);
    }

    /** Checks every structure; returns the bytes of headers, keys and values. */
    long checkIntegrity() {
        slab.checkIntegrity();
        index.checkIntegrity();
        expiry.checkIntegrity();
        allocator.checkIntegrity();
        long blockBytes = 0;
        long entryBytes = 0;
        for (int ref = slab.previousLive(slab.bound()); ref != RefSlab.NO_REF; ref = slab.previousLive(ref)) {
            long handle = block.get(ref);
            if (allocator.owner(handle) != ref) {
                throw new IllegalStateException("block of ref " + ref + " belongs to " + allocator.owner(handle));
            }
            if (find(key(ref), hash(key(ref))) != ref) {
                throw new IllegalStateException("key of ref " + ref + " is not found");
            }
            blockBytes += allocator.usableSize(handle);
            entryBytes += bytes(ref);
        }
        if (blockBytes != allocator.used()) {
            throw new IllegalStateException("blocks hold " + blockBytes + ", allocator used " + allocator.used());
        }
        return entryBytes;
    }
}
