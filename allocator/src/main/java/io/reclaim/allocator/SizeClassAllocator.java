package io.reclaim.allocator;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Allocates blocks of bytes by size class from the pages of a {@link PageSource}.
 *
 * <p>When to use it: values of mixed sizes that live long and die at random, in millions, without an object each. For
 * short-lived buffers use arrays.
 *
 * <p>Cost: {@link #allocate} and {@link #free} are O(1), but for opening a run (one in 16 to 16,384 allocations: clears
 * its bitmap and tags), for the first block of a run with an owner tag of more bits than the run has room for (widens the tags of
 * the run) or a chunk (zeroed by the JVM). Blocks are rounded up by 1 % on average, with the default classes; a bit and
 * the bits of the largest owner tag, 4 bytes at most, for each block
 * go to tags and bitmaps. Blocks larger than a sixteenth of a chunk, up to 2 GiB, take a page of their own, rounded up by
 * less than a sixteenth and less than 4 KiB. Blocks begin at multiples of {@link SizeClasses#alignment()} in their page.
 *
 * <p>A handle is a positive {@code long}. It stays valid until the block is freed or resized, or a {@link Defragmenter}
 * moves it, which its {@link BlockOwner} is told.
 *
 * <p>What goes wrong, and what comes of it:
 * <ul>
 * <li>No memory: {@link #NO_BLOCK}, and nothing has changed but that the empty run and chunk kept for reuse are given up.
 *     If the page source throws, the exception passes through; again nothing has changed.
 * <li>A handle that is none, was freed, or whose run or page was given back since: {@link IllegalArgumentException} from
 *     all but the accesses, and nothing has changed. Two cases are not recognised: another block in the same place of
 *     the same run, and one in 32,767 later runs in the same place.
 * <li>An access with a stale handle, or outside the block: reads or writes whatever is there, or fails with
 *     {@link IndexOutOfBoundsException} outside the page. With assertions enabled the handle is checked, by an
 *     allocator that is {@link #checked} both are.
 * <li>A {@link BlockOwner} that throws while it is told of a move: the block stays where it was.
 * </ul>
 *
 * <p>The account for blocks is charged the used bytes, the one for overhead everything beside the blocks, both before
 * they are taken. Space in chunks that no block uses is not charged: it is {@link #reserved()} minus used.
 *
 * <p>Not thread-safe.
 *
 * @see "jemalloc (J. Evans, A Scalable Concurrent malloc, BSDCan 2006); Netty PoolChunk"
 */
public final class SizeClassAllocator {
    /** No block: never a handle. */
    public static final long NO_BLOCK = 0;

    /*
     * Small blocks are slots of runs (RunPool says which), large ones are pages (LargeBlocks); both are found by their
     * handle in ChunkDirectory.
     *
     * Invariants: runs, lists, bitmaps and counts agree (Run, Chunk, ClassRuns); account of blocks = sum of sizes of
     * live blocks; account of overhead = descriptors of open chunks, runs and used classes.
     *
     * The hot paths test one flag, `watched`: it is set in a checked allocator, and while an owner is told of a move, so
     * that everything else that must not happen then costs nothing when it does not.
     */

    private static final int SYSTEM_PAGE = 1 << 12;
    private static final int PURGED_PAGES = 16;

    private final SizeClasses classes;
    private final PageSource pages;
    private final MemoryAccount blocks;
    private final MemoryAccount overhead;
    private final ChunkDirectory chunks;
    private final RunPool runs;
    private final LargeBlocks large;
    private final @Nullable BlockGuard guard;
    private boolean watched;
    private boolean moving;

    /**
     * An allocator that holds nothing.
     *
     * @param classes sizes of blocks and chunks
     * @param pages where chunks come from
     * @param blocks charged for blocks
     * @param overhead charged for descriptors, bitmaps and tags; another account than {@code blocks}
     */
    public SizeClassAllocator(SizeClasses classes, PageSource pages, MemoryAccount blocks, MemoryAccount overhead) {
        this(classes, pages, blocks, overhead, null);
    }

    private SizeClassAllocator(
            SizeClasses classes,
            PageSource pages,
            MemoryAccount blocks,
            MemoryAccount overhead,
            @Nullable BlockGuard guard) {
        this.classes = requireNonNull(classes, "classes");
        this.pages = requireNonNull(pages, "pages");
        this.blocks = requireNonNull(blocks, "blocks");
        this.overhead = requireNonNull(overhead, "overhead");
        this.guard = guard;
        this.watched = guard != null;
        this.chunks = new ChunkDirectory(classes.chunkBytes(), pages, overhead);
        this.runs = new RunPool(classes, chunks, blocks, overhead, guard);
        this.large = new LargeBlocks(classes, chunks, blocks);
    }

    /**
     * An allocator for finding faults of its users: slower, otherwise the same.
     *
     * <p>Every access is checked: a handle that is not live is an {@link IllegalArgumentException}, bytes outside the
     * block an {@link IndexOutOfBoundsException}. Free blocks are filled with {@code 0xdb}; when one that was written to
     * since is about to be handed out or moved to, {@link #allocate}, {@link #resize} or the step of a
     * {@link Defragmenter} throws an {@link IllegalStateException}, once, and has changed nothing;
     * {@link #checkIntegrity} finds them all. Large blocks are not filled, as their pages are given back at once.
     *
     * <p>Cost: O(size) for each allocation and free, O(run) for opening a run, a lookup for each access.
     *
     * @param classes as of the constructor
     * @param pages as of the constructor
     * @param blocks as of the constructor
     * @param overhead as of the constructor
     * @return an allocator that holds nothing
     */
    public static SizeClassAllocator checked(
            SizeClasses classes, PageSource pages, MemoryAccount blocks, MemoryAccount overhead) {
        BlockGuard guard = new BlockGuard(requireNonNull(pages, "pages"));
        return new SizeClassAllocator(classes, pages, blocks, overhead, guard);
    }

    /**
     * Allocates a block; its contents are arbitrary.
     *
     * @param bytes its size, {@code >= 0}
     * @param owner a tag that the {@link BlockOwner} is told when the block moves, for instance a ref
     * @return its handle, or {@link #NO_BLOCK} if the page source is exhausted; no block is touched then
     * @throws IllegalArgumentException if the size is negative
     * @throws IllegalStateException if called by a {@link BlockOwner}
     */
    public long allocate(int bytes, int owner) {
        requireSize(bytes);
        if (watched) {
            requireNoMove();
        }
        if (bytes > classes.maxSize()) {
            return allocateLarge(bytes, owner);
        }
        Run run = runs.withFreeSlot(classes.classOf(bytes), owner);
        if (run == null) {
            return NO_BLOCK;
        }
        if (watched && guard != null) {
            guard.checkNext(run);
        }
        if (run.tooNarrowFor(owner)) {
            runs.widen(run, owner);
        }
        blocks.charge(run.size);
        run.count(bytes);
        return run.handle(runs.take(run, owner));
    }

    private long allocateLarge(int bytes, int owner) {
        Chunk chunk = large.open(bytes, owner);
        if (chunk == null && runs.purge()) {
            chunk = large.open(bytes, owner);
        }
        return chunk == null ? NO_BLOCK : chunk.handle();
    }

    private void requireNoMove() {
        if (moving) {
            throw new IllegalStateException("an owner that is told of a move must not allocate, free or move blocks");
        }
    }

    /**
     * What the next {@link #allocate} of this size is going to charge, all accounts together. O(1).
     *
     * @param bytes the size, {@code >= 0}
     * @param owner its tag; no tag from 0 to this one costs more
     * @return bytes
     */
    public long allocateCost(int bytes, int owner) {
        return bytes > classes.maxSize() ? large.cost(bytes) : runs.cost(classes.classOf(bytes), owner);
    }

    /**
     * The most that {@link #allocate} of this size charges in an allocator that holds nothing, whatever the tag: the least
     * memory a block needs.
     *
     * @param bytes the size, {@code >= 0}
     * @return bytes
     */
    public long firstCost(int bytes) {
        return bytes > classes.maxSize() ? large.cost(bytes) : runs.firstCost(classes.classOf(bytes));
    }

    /**
     * Frees a block.
     *
     * @param handle what {@link #allocate} returned, or the block's owner was told last
     * @return the bytes released, which are those of its class
     * @throws IllegalArgumentException if it is no handle of a live block, for instance because it was freed before
     * @throws IllegalStateException if called by a {@link BlockOwner}
     */
    public int free(long handle) {
        if (watched) {
            requireNoMove();
        }
        Run run = chunks.run(handle);
        if (run == null) {
            return large.close(largeOf(handle));
        }
        int slot = slotOf(run, handle);
        if (watched && guard != null) {
            guard.poison(run, slot);
        }
        runs.release(run, slot);
        blocks.release(run.size);
        return run.size;
    }

    /**
     * Changes a block's size, in place if {@link #fits}, else by moving its contents to a new block.
     *
     * <p>The contents are kept up to the smaller of both sizes. O(1) in place, else O(size). Both blocks are held for a
     * moment. The {@link BlockOwner} is not told.
     *
     * @param handle a live block
     * @param bytes its new size, {@code >= 0}
     * @param owner its tag from now on
     * @return its handle from now on; {@link #NO_BLOCK} if the page source is exhausted: the block is untouched then, its
     *     tag too. A block that holds the new size already is never refused: without memory for a smaller one it stays
     * @throws IllegalArgumentException if it is no handle of a live block or the size is negative; nothing has changed
     * @throws IllegalStateException if called by a {@link BlockOwner}
     */
    public long resize(long handle, int bytes, int owner) {
        requireSize(bytes);
        if (watched) {
            requireNoMove();
        }
        int usable = usableSize(handle);
        long made = fits(handle, bytes) ? NO_BLOCK : allocate(bytes, owner);
        if (made != NO_BLOCK) {
            int kept = Math.min(bytes, usable);
            pages.copy(Handle.page(handle), Handle.offset(handle), Handle.page(made), Handle.offset(made), kept);
            free(handle);
            return made;
        }
        if (bytes > usable) {
            return NO_BLOCK;
        }
        owner(handle, owner);
        Chunk chunk = large.find(handle);
        if (chunk != null) {
            large.resized(chunk, bytes);
        }
        return handle;
    }

    /**
     * The most that {@link #resize} is going to charge, all accounts together, before it releases what is not needed any
     * more. O(1).
     *
     * @param handle a live block
     * @param bytes its new size, {@code >= 0}
     * @param owner its tag from then on
     * @return bytes
     * @throws IllegalArgumentException if it is no handle of a live block or the size is negative
     */
    public long resizeCost(long handle, int bytes, int owner) {
        requireSize(bytes);
        long inPlace = ownerCost(handle, owner);
        return fits(handle, bytes) ? inPlace : Math.max(inPlace, allocateCost(bytes, owner));
    }

    /**
     * Gives back what is kept for quick reuse, an empty run and an empty chunk, and all memory of closed chunks to the
     * system, as far as the page source can. For a large store do the latter in steps: {@link #purging()}.
     *
     * @return bytes no longer reserved
     * @throws IllegalStateException if called by a {@link BlockOwner}
     */
    public long purge() {
        requireNoMove();
        long before = reserved();
        runs.purge();
        pages.purge(Long.MAX_VALUE);
        return before - reserved();
    }

    /**
     * Gives memory of closed chunks back to the system, as far as the page source can; the empty run and chunk that are
     * kept for quick reuse stay. A unit is a page of the system, and they go 16 at a time.
     *
     * @return work that is pending while {@link PageSource#unpurged()} is not 0
     */
    public IncrementalWork purging() {
        return (nowMillis, budget) -> {
            while (pages.unpurged() > 0 && budget.spend(PURGED_PAGES)) {
                pages.purge((long) PURGED_PAGES * SYSTEM_PAGE);
            }
            return pages.unpurged() > 0;
        };
    }

    /**
     * Whether a block is one that {@link #allocate} of so many bytes could have returned, so that its contents can be
     * replaced where it is.
     *
     * @param handle a live block
     * @param bytes a size, {@code >= 0}
     * @return true if it is large enough, and not larger than the classes that are borrowed from
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public boolean fits(long handle, int bytes) {
        int usable = usableSize(handle);
        if (bytes > classes.maxSize()) {
            return usable == large.size(bytes) && bytes <= usable;
        }
        return bytes <= usable && usable <= classes.size(runs.lastToBorrowFrom(classes.classOf(bytes)));
    }

    /**
     * The size of a block's class.
     *
     * @param handle a live block
     * @return bytes that may be written, at least those asked for
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public int usableSize(long handle) {
        Run run = chunks.run(handle);
        if (run == null) {
            return largeOf(handle).largeBytes;
        }
        slotOf(run, handle);
        return run.size;
    }

    /**
     * A block's tag.
     *
     * @param handle a live block
     * @return the owner it was allocated with, or given since
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public int owner(long handle) {
        Run run = chunks.run(handle);
        return run == null ? largeOf(handle).owner : run.owner(slotOf(run, handle));
    }

    /**
     * Changes a block's tag, for instance when its owner got another ref. O(1); but a tag of more bits than its run
     * has room for costs O(blocks of the run), and memory for wider tags is charged.
     *
     * @param handle a live block
     * @param owner the tag that the {@link BlockOwner} is told from now on
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public void owner(long handle, int owner) {
        Run run = chunks.run(handle);
        if (run == null) {
            largeOf(handle).owner = owner;
        } else {
            int slot = slotOf(run, handle);
            if (run.tooNarrowFor(owner)) {
                runs.widen(run, owner);
            }
            run.owner(slot, owner);
        }
    }

    /**
     * What {@link #owner(long, int)} is going to charge for that tag. O(1).
     *
     * @param handle a live block
     * @param owner its tag; no tag from 0 to this one costs more
     * @return bytes, mostly 0
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public long ownerCost(long handle, int owner) {
        Run run = chunks.run(handle);
        if (run == null) {
            largeOf(handle);
            return 0;
        }
        slotOf(run, handle);
        return runs.widenCost(run, owner);
    }

    /**
     * Whether a handle is one of a live block. O(1).
     *
     * @param handle any number
     * @return true if it is
     */
    public boolean live(long handle) {
        Run run = chunks.run(handle);
        if (run == null) {
            return large.find(handle) != null;
        }
        int slot = run.slotAt(handle);
        return slot >= 0 && run.taken(slot);
    }

    private static void requireSize(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("size of a block must not be negative: " + bytes);
        }
    }

    private Chunk largeOf(long handle) {
        Chunk chunk = large.find(handle);
        if (chunk == null) {
            throw notLive(handle);
        }
        return chunk;
    }

    private static int slotOf(Run run, long handle) {
        int slot = run.slotAt(handle);
        if (slot < 0 || !run.taken(slot)) {
            throw notLive(handle);
        }
        return slot;
    }

    private static IllegalArgumentException notLive(long handle) {
        return new IllegalArgumentException("not the handle of a live block: " + Handle.text(handle));
    }

    /** Where bytes of a block are in its page. */
    private int at(long handle, int offset, int length) {
        if (guard != null) {
            BlockGuard.checkBounds(handle, offset, length, usableSize(handle));
        }
        assert live(handle) : Handle.text(handle);
        return Handle.offset(handle) + offset;
    }

    /**
     * Reads a byte of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 1
     * @return the byte
     */
    public byte getByte(long handle, int offset) {
        return pages.getByte(Handle.page(handle), at(handle, offset, 1));
    }

    /**
     * Writes a byte of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 1
     * @param value the byte
     */
    public void setByte(long handle, int offset, byte value) {
        pages.setByte(Handle.page(handle), at(handle, offset, 1), value);
    }

    /**
     * Reads four bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 4
     * @return the word
     */
    public int getInt(long handle, int offset) {
        return pages.getInt(Handle.page(handle), at(handle, offset, Integer.BYTES));
    }

    /**
     * Writes four bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 4
     * @param value the word
     */
    public void setInt(long handle, int offset, int value) {
        pages.setInt(Handle.page(handle), at(handle, offset, Integer.BYTES), value);
    }

    /**
     * Reads eight bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 8
     * @return the word
     */
    public long getLong(long handle, int offset) {
        return pages.getLong(Handle.page(handle), at(handle, offset, Long.BYTES));
    }

    /**
     * Writes eight bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 8
     * @param value the word
     */
    public void setLong(long handle, int offset, long value) {
        pages.setLong(Handle.page(handle), at(handle, offset, Long.BYTES), value);
    }

    /**
     * Reads bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - length
     * @param into where they go
     * @param at the first index there
     * @param length how many
     */
    public void read(long handle, int offset, byte[] into, int at, int length) {
        pages.read(Handle.page(handle), at(handle, offset, length), into, at, length);
    }

    /**
     * Writes bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - length
     * @param from where they come from
     * @param at the first index there
     * @param length how many
     */
    public void write(long handle, int offset, byte[] from, int at, int length) {
        pages.write(Handle.page(handle), at(handle, offset, length), from, at, length);
    }

    /**
     * Compares bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - length
     * @param with what to compare them with
     * @param at the first index there
     * @param length how many
     * @return whether all are equal
     */
    public boolean matches(long handle, int offset, byte[] with, int at, int length) {
        return pages.matches(Handle.page(handle), at(handle, offset, length), with, at, length);
    }

    /**
     * Bytes of live blocks, rounded to their class.
     *
     * @return what the account of blocks was charged
     */
    public long used() {
        return blocks.bytes();
    }

    /**
     * Bytes held from the page source, and for descriptors.
     *
     * @return at least {@link #used()}
     */
    public long reserved() {
        return pages.reserved() + overhead.bytes();
    }

    /**
     * Bytes of descriptors, bitmaps and tags.
     *
     * @return what the account for overhead was charged
     */
    public long overheadBytes() {
        return overhead.bytes();
    }

    /**
     * Sizes of blocks and chunks.
     *
     * @return as constructed
     */
    public SizeClasses classes() {
        return classes;
    }

    /**
     * What is held, in total and by class. O(classes + chunks).
     *
     * @return the figures now
     */
    public AllocatorReport report() {
        return AllocatorReport.of(this);
    }

    /** Bytes of pages that are in physical memory, where the page source knows. */
    OptionalLong resident() {
        return pages.resident();
    }

    /** Bytes of open pages: what is reserved but for descriptors and memory of closed pages. */
    long openBytes() {
        return pages.reserved() - pages.unpurged();
    }

    RunPool runs() {
        return runs;
    }

    LargeBlocks large() {
        return large;
    }

    ChunkDirectory chunks() {
        return chunks;
    }

    /** Moves a block to a run of the same class that has a free slot; if its owner throws, it stays. */
    void move(Run from, int slot, Run to, BlockOwner owner) {
        requireNoMove();
        if (guard != null) {
            guard.checkNext(to);
        }
        int tag = from.owner(slot);
        if (to.tooNarrowFor(tag)) {
            runs.widenForMove(to, tag);
        }
        int place = runs.take(to, tag);
        pages.copy(from.chunk.page, from.offset(slot), to.chunk.page, to.offset(place), from.size);
        boolean told = false;
        moving = true;
        watched = true;
        try {
            owner.blockMoved(tag, from.handle(slot), to.handle(place));
            told = true;
        } finally {
            moving = false;
            watched = guard != null;
            Run left = told ? from : to;
            int leftSlot = told ? slot : place;
            if (guard != null) {
                guard.poison(left, leftSlot);
            }
            runs.release(left, leftSlot);
        }
    }

    /**
     * Checks the invariants of the essay, in O(everything); of a checked allocator also that no free block was written to.
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        IntegrityCheck.of(this, blocks, overhead, guard);
    }

    @Override
    public String toString() {
        return "SizeClassAllocator[used=" + used() + ", reserved=" + reserved() + "]";
    }
}
