package io.reclaim.allocator;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount;
import org.jspecify.annotations.Nullable;

/**
 * Allocates blocks of bytes by size class from the pages of a {@link PageSource}.
 *
 * <p>When to use it: values of mixed sizes that live long and die at random, in millions, without an object each. For
 * short-lived buffers use arrays.
 *
 * <p>Cost: {@link #allocate} and {@link #free} are O(1), but for opening a run (one in 16 to 8,192 allocations: clears
 * its bitmap and tags) or a chunk (zeroed by the JVM). Blocks are rounded up by 1.5 % on average, with the default classes; 4 bytes and 1 bit a block
 * go to tags and bitmaps. Blocks larger than a sixteenth of a chunk take a page of their own, rounded up by at most 6 %.
 *
 * <p>A handle is a positive {@code long}. It stays valid until the block is freed or a {@link Defragmenter} moves it,
 * which its {@link BlockOwner} is told. Freeing twice, or a handle that is none, throws and changes nothing. Reading and
 * writing are not checked but for the page's bounds and, with assertions enabled, the handle.
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
     * Where a block is taken from, in this order:
     *   1. the current run of its class, lowest free slot;
     *   2. the fullest other run of the class that has room; it becomes the current one;
     *   3. a slot of one of the next two classes, if they have one and are at most an eighth larger: it spares a run;
     *   4. a new run in the lowest chunk with room for it;
     *   5. a new chunk.
     * Fullest first and lowest first both make sparse runs and high chunks sparser, for defragmentation to empty.
     *
     * One empty run and one empty chunk are kept, so that a size that swings about an edge does not open and close them
     * at every turn; purge() gives them back.
     *
     * Invariants: runs, lists, bitmaps and counts agree (Run, Chunk, ClassRuns); account of blocks = sum of sizes of
     * live blocks; account of overhead = descriptors of open chunks, runs and used classes.
     */

    private static final int BORROW = 2;

    private final SizeClasses classes;
    private final PageSource pages;
    private final MemoryAccount blocks;
    private final MemoryAccount overhead;
    private final @Nullable ClassRuns[] classRuns;
    private final ChunkDirectory chunks;
    private int generation;
    private @Nullable Run emptyRun;
    private long largeBytes;
    private long largeRequestedEver;
    private long largeUsedEver;
    private long runChanges;
    private int largeBlocks;
    private final int unitShift;

    /**
     * An allocator that holds nothing.
     *
     * @param classes sizes of blocks and chunks
     * @param pages where chunks come from
     * @param blocks charged for blocks
     * @param overhead charged for descriptors, bitmaps and tags; another account than {@code blocks}
     */
    public SizeClassAllocator(SizeClasses classes, PageSource pages, MemoryAccount blocks, MemoryAccount overhead) {
        this.classes = requireNonNull(classes, "classes");
        this.pages = requireNonNull(pages, "pages");
        this.blocks = requireNonNull(blocks, "blocks");
        this.overhead = requireNonNull(overhead, "overhead");
        this.classRuns = new @Nullable ClassRuns[classes.count()];
        this.chunks = new ChunkDirectory(classes.chunkBytes(), pages, overhead);
        this.unitShift = Integer.numberOfTrailingZeros(classes.unitBytes());
    }

    /**
     * Allocates a block; its contents are arbitrary.
     *
     * @param bytes its size, {@code >= 0}
     * @param owner a tag that the {@link BlockOwner} is told when the block moves, for instance a ref
     * @return its handle, or {@link #NO_BLOCK} if the page source is exhausted; no block is touched then
     */
    public long allocate(int bytes, int owner) {
        if (bytes < 0) {
            throw new IllegalArgumentException("size of a block must not be negative: " + bytes);
        }
        if (bytes > classes.maxSize()) {
            return allocateLarge(bytes, owner);
        }
        int sizeClass = classes.classOf(bytes);
        ClassRuns own = classRuns[sizeClass];
        Run run = own == null ? null : own.current;
        if (run == null || run.freeSlots() == 0) {
            run = findRun(sizeClass);
            if (run == null) {
                return NO_BLOCK;
            }
        }
        ClassRuns in = runsOf(run.sizeClass);
        blocks.charge(run.size);
        in.requestedEver += bytes;
        in.usedEver += run.size;
        return run.handle(take(run, in, owner));
    }

    /** Takes a slot, keeping counts and lists right. */
    private int take(Run run, ClassRuns in, int owner) {
        if (run == emptyRun) {
            emptyRun = null;
        }
        int slot = run.take(owner);
        in.freeSlots--;
        in.live++;
        if (run.level >= 0 && (run.freeSlots() == 0 || run.fillLevel() != run.level)) {
            in.unfile(run, ClassRuns.FULL);
            in.file(run);
        }
        return slot;
    }

    /**
     * What the next {@link #allocate} of this size is going to charge, all accounts together. O(1).
     *
     * @param bytes the size, {@code >= 0}
     * @return bytes
     */
    public long allocateCost(int bytes) {
        if (bytes > classes.maxSize()) {
            return (long) largePageBytes(bytes) + Chunk.OVERHEAD;
        }
        int sizeClass = classes.classOf(bytes);
        for (int c = sizeClass; c <= lastToBorrowFrom(sizeClass); c++) {
            ClassRuns in = classRuns[c];
            if (in != null && in.withFreeSlot() != null) {
                return classes.size(c);
            }
        }
        int units = classes.units(sizeClass);
        return classes.size(sizeClass)
                + Run.overhead(classes.slots(sizeClass))
                + (chunks.withRoom(units, null) == null ? Chunk.OVERHEAD : 0)
                + (classRuns[sizeClass] == null ? ClassRuns.OVERHEAD : 0);
    }

    /**
     * What {@link #allocate} of this size charges in an allocator that holds nothing: the least memory a block needs.
     *
     * @param bytes the size, {@code >= 0}
     * @return bytes
     */
    public long firstCost(int bytes) {
        if (bytes > classes.maxSize()) {
            return (long) largePageBytes(bytes) + Chunk.OVERHEAD;
        }
        int sizeClass = classes.classOf(bytes);
        return classes.size(sizeClass) + Run.overhead(classes.slots(sizeClass)) + Chunk.OVERHEAD + ClassRuns.OVERHEAD;
    }

    /** The largest class of the next two whose blocks are no more than an eighth larger. */
    private int lastToBorrowFrom(int sizeClass) {
        int last = Math.min(sizeClass + BORROW, classes.count() - 1);
        int most = classes.size(sizeClass) + classes.size(sizeClass) / 8;
        while (classes.size(last) > most) {
            last--;
        }
        return last;
    }

    /** A run with a free slot for a class whose current run has none: see the essay. */
    private @Nullable Run findRun(int sizeClass) {
        ClassRuns own = classRuns[sizeClass];
        if (own != null) {
            Run fullest = own.fullest();
            if (fullest != null) {
                makeCurrent(own, fullest);
                return fullest;
            }
        }
        for (int c = sizeClass + 1; c <= lastToBorrowFrom(sizeClass); c++) {
            ClassRuns other = classRuns[c];
            Run lent = other == null ? null : other.withFreeSlot();
            if (lent != null) {
                return lent;
            }
        }
        Run opened = openRun(sizeClass, null, true);
        if (opened == null && purge() > 0) {
            opened = openRun(sizeClass, null, true);
        }
        if (opened != null) {
            makeCurrent(runsOf(sizeClass), opened);
        }
        return opened;
    }

    private static void makeCurrent(ClassRuns in, Run run) {
        Run before = in.current;
        if (before != null) {
            in.current = null;
            in.file(before);
        }
        in.unfile(run, ClassRuns.CURRENT);
        in.current = run;
    }

    /**
     * Opens a run in the lowest chunk with room, leaving one chunk out, or null; it is in no list yet.
     */
    private @Nullable Run openRun(int sizeClass, @Nullable Chunk leftOut, boolean mayOpenChunk) {
        int units = classes.units(sizeClass);
        Chunk chunk = chunks.withRoom(units, leftOut);
        if (chunk == null) {
            chunk = mayOpenChunk ? chunks.open() : null;
            if (chunk == null) {
                return null;
            }
        }
        ClassRuns in = classRuns[sizeClass];
        if (in == null) {
            overhead.charge(ClassRuns.OVERHEAD);
            in = new ClassRuns();
            classRuns[sizeClass] = in;
        }
        overhead.charge(Run.overhead(classes.slots(sizeClass)));
        Run run = new Run(chunk, chunk.placeFor(units), classes, sizeClass, nextGeneration());
        run.level = ClassRuns.FULL;
        chunks.put(run, units);
        runChanges++;
        in.runs++;
        in.freeSlots += run.slots;
        return run;
    }

    private int nextGeneration() {
        generation = generation == Handle.MAX_GENERATION ? 1 : generation + 1;
        return generation;
    }

    private long allocateLarge(int bytes, int owner) {
        int size = largePageBytes(bytes);
        if (size < bytes) {
            return NO_BLOCK; // longer than any array
        }
        blocks.charge(size);
        Chunk chunk = chunks.openLarge(size, nextGeneration(), owner);
        if (chunk == null && purge() > 0) {
            chunk = chunks.openLarge(size, nextGeneration(), owner);
        }
        if (chunk == null) {
            blocks.release(size);
            return NO_BLOCK;
        }
        largeBytes += size;
        largeRequestedEver += bytes;
        largeUsedEver += size;
        largeBlocks++;
        return Handle.of(chunk.generation, chunk.page, 0);
    }

    private int largePageBytes(int bytes) {
        long rounding = classes.unitBytes() / 16;
        long rounded = (bytes + rounding - 1) / rounding * rounding;
        return (int) Math.min(rounded, Integer.MAX_VALUE - 8);
    }

    /**
     * Frees a block.
     *
     * @param handle what {@link #allocate} returned, or the block's owner was told last
     * @return the bytes released, which are those of its class
     * @throws IllegalArgumentException if it is no handle of a live block, for instance because it was freed before
     */
    public int free(long handle) {
        Chunk chunk = chunkOf(handle);
        if (chunk.large()) {
            return freeLarge(chunk);
        }
        Run run = runOf(chunk, handle);
        int slot = slotOf(run, handle);
        release(run, slot);
        blocks.release(run.size);
        return run.size;
    }

    private void release(Run run, int slot) {
        ClassRuns in = runsOf(run.sizeClass);
        run.release(slot);
        in.freeSlots++;
        in.live--;
        if (run.freeSlots() == run.slots) {
            emptied(run, in);
        } else {
            in.slotReleased(run);
        }
    }

    /** Keeps the run if it is a current one and no other empty one is kept. */
    private void emptied(Run run, ClassRuns in) {
        if (in.current != run) {
            closeRun(run, in);
            return;
        }
        Run kept = emptyRun;
        if (kept != null && kept != run) {
            closeRun(kept, runsOf(kept.sizeClass));
        }
        emptyRun = run;
    }

    private void closeRun(Run run, ClassRuns in) {
        if (in.current == run) {
            in.current = null;
        }
        if (emptyRun == run) {
            emptyRun = null;
        }
        in.unfile(run, ClassRuns.FULL);
        in.runs--;
        in.freeSlots -= run.slots;
        if (in.runs == 0) {
            classRuns[run.sizeClass] = null;
            overhead.release(ClassRuns.OVERHEAD);
        }
        overhead.release(Run.overhead(run.slots));
        chunks.remove(run, classes.units(run.sizeClass));
        runChanges++;
    }

    private int freeLarge(Chunk chunk) {
        int size = chunk.largeBytes;
        chunks.close(chunk);
        blocks.release(size);
        largeBytes -= size;
        largeBlocks--;
        return size;
    }

    /**
     * Gives back what is kept for quick reuse: an empty run and an empty chunk.
     *
     * @return bytes no longer reserved
     */
    public long purge() {
        long before = reserved();
        closeEmptyRun();
        chunks.purge();
        return before - reserved();
    }

    /** Closes the empty run that is kept, if there is one. */
    void closeEmptyRun() {
        Run run = emptyRun;
        if (run != null) {
            closeRun(run, runsOf(run.sizeClass));
        }
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
            return usable == largePageBytes(bytes);
        }
        return bytes <= usable && usable <= classes.size(lastToBorrowFrom(classes.classOf(bytes)));
    }

    /**
     * The size of a block's class.
     *
     * @param handle a live block
     * @return bytes that may be written, at least those asked for
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public int usableSize(long handle) {
        Chunk chunk = chunkOf(handle);
        if (chunk.large()) {
            return chunk.largeBytes;
        }
        Run run = runOf(chunk, handle);
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
        Chunk chunk = chunkOf(handle);
        if (chunk.large()) {
            return chunk.owner;
        }
        Run run = runOf(chunk, handle);
        return run.owner(slotOf(run, handle));
    }

    /**
     * Changes a block's tag, for instance when its owner got another ref. O(1).
     *
     * @param handle a live block
     * @param owner the tag that the {@link BlockOwner} is told from now on
     * @throws IllegalArgumentException if it is no handle of a live block
     */
    public void owner(long handle, int owner) {
        Chunk chunk = chunkOf(handle);
        if (chunk.large()) {
            chunk.owner = owner;
            return;
        }
        Run run = runOf(chunk, handle);
        run.owner(slotOf(run, handle), owner);
    }

    /**
     * Whether a handle is one of a live block. O(1).
     *
     * @param handle any number
     * @return true if it is
     */
    public boolean live(long handle) {
        Chunk chunk = handle > 0 ? chunks.get(Handle.page(handle)) : null;
        if (chunk == null) {
            return false;
        }
        int offset = Handle.offset(handle);
        if (chunk.large()) {
            return offset == 0 && chunk.generation == Handle.generation(handle);
        }
        Run run = chunk.run(offset >>> unitShift);
        if (run == null || run.generation != Handle.generation(handle)) {
            return false;
        }
        int slot = run.slotAt(offset);
        return slot >= 0 && run.taken(slot);
    }

    private Chunk chunkOf(long handle) {
        Chunk chunk = handle > 0 ? chunks.get(Handle.page(handle)) : null;
        if (chunk == null) {
            throw notLive(handle);
        }
        if (chunk.large() && (Handle.offset(handle) != 0 || chunk.generation != Handle.generation(handle))) {
            throw notLive(handle);
        }
        return chunk;
    }

    private Run runOf(Chunk chunk, long handle) {
        Run run = chunk.run(Handle.offset(handle) >>> unitShift);
        if (run == null || run.generation != Handle.generation(handle)) {
            throw notLive(handle);
        }
        return run;
    }

    private static int slotOf(Run run, long handle) {
        int slot = run.slotAt(Handle.offset(handle));
        if (slot < 0 || !run.taken(slot)) {
            throw notLive(handle);
        }
        return slot;
    }

    private static IllegalArgumentException notLive(long handle) {
        return new IllegalArgumentException("not the handle of a live block: " + Handle.text(handle));
    }

    @SuppressWarnings("NullAway") // a class with a run has its lists
    private ClassRuns runsOf(int sizeClass) {
        return classRuns[sizeClass];
    }

    /**
     * Reads a byte of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 1
     * @return the byte
     */
    public byte getByte(long handle, int offset) {
        assert live(handle) : Handle.text(handle);
        return pages.getByte(Handle.page(handle), Handle.offset(handle) + offset);
    }

    /**
     * Writes a byte of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 1
     * @param value the byte
     */
    public void setByte(long handle, int offset, byte value) {
        assert live(handle) : Handle.text(handle);
        pages.setByte(Handle.page(handle), Handle.offset(handle) + offset, value);
    }

    /**
     * Reads four bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 4
     * @return the word
     */
    public int getInt(long handle, int offset) {
        assert live(handle) : Handle.text(handle);
        return pages.getInt(Handle.page(handle), Handle.offset(handle) + offset);
    }

    /**
     * Writes four bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 4
     * @param value the word
     */
    public void setInt(long handle, int offset, int value) {
        assert live(handle) : Handle.text(handle);
        pages.setInt(Handle.page(handle), Handle.offset(handle) + offset, value);
    }

    /**
     * Reads eight bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 8
     * @return the word
     */
    public long getLong(long handle, int offset) {
        assert live(handle) : Handle.text(handle);
        return pages.getLong(Handle.page(handle), Handle.offset(handle) + offset);
    }

    /**
     * Writes eight bytes of a block.
     *
     * @param handle a live block
     * @param offset 0 to its size - 8
     * @param value the word
     */
    public void setLong(long handle, int offset, long value) {
        assert live(handle) : Handle.text(handle);
        pages.setLong(Handle.page(handle), Handle.offset(handle) + offset, value);
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
        assert live(handle) : Handle.text(handle);
        pages.read(Handle.page(handle), Handle.offset(handle) + offset, into, at, length);
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
        assert live(handle) : Handle.text(handle);
        pages.write(Handle.page(handle), Handle.offset(handle) + offset, from, at, length);
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
        assert live(handle) : Handle.text(handle);
        return pages.matches(Handle.page(handle), Handle.offset(handle) + offset, with, at, length);
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

    @Nullable ClassRuns classRuns(int sizeClass) {
        return classRuns[sizeClass];
    }

    /** Runs opened and closed, ever. */
    long runChanges() {
        return runChanges;
    }

    ChunkDirectory chunks() {
        return chunks;
    }

    /**
     * Bytes of descriptors, bitmaps and tags.
     *
     * @return what the account for overhead was charged
     */
    public long overheadBytes() {
        return overhead.bytes();
    }

    long largeBytes() {
        return largeBytes;
    }

    double largeRequested() {
        return largeUsedEver == 0 ? 0 : (double) largeRequestedEver / largeUsedEver * largeBytes;
    }

    int largeBlocks() {
        return largeBlocks;
    }

    /** Takes a run out of the lists, so that nothing more is allocated from it; closes it if it is empty. */
    void startDrain(Run run) {
        ClassRuns in = runsOf(run.sizeClass);
        if (in.current == run) {
            in.current = null;
        }
        in.unfile(run, ClassRuns.DRAINING);
        closeIfEmpty(run);
    }

    /** Puts a run that was drained, or drained into, back into the lists; closes it if it is empty. */
    void stopDrain(Run run) {
        if (!closeIfEmpty(run)) {
            runsOf(run.sizeClass).file(run);
        }
    }

    private boolean closeIfEmpty(Run run) {
        boolean empty = run.live() == 0;
        if (empty) {
            closeRun(run, runsOf(run.sizeClass));
        }
        return empty;
    }

    /** A slot for a block of a draining run in another run of its class, without opening one; null if there is none. */
    @Nullable Run runForMove(int sizeClass) {
        ClassRuns in = runsOf(sizeClass);
        Run run = in.current;
        if (run == null || run.freeSlots() == 0) {
            run = in.fullest();
            if (run != null) {
                makeCurrent(in, run);
            }
        }
        return run;
    }

    /** Opens a run for the blocks of one in a chunk that is to be emptied, in another chunk; null if there is no place. */
    @Nullable Run openRunForMove(int sizeClass, Chunk leftOut) {
        Run run = openRun(sizeClass, leftOut, false);
        if (run != null) {
            run.level = ClassRuns.DRAINING;
        }
        return run;
    }

    /** Opening a run for a move is going to charge this. */
    long openRunCost(int sizeClass) {
        return Run.overhead(classes.slots(sizeClass));
    }

    /** Moves a block to a run of the same class that has a free slot. */
    void move(Run from, int slot, Run to, BlockOwner owner) {
        ClassRuns in = runsOf(from.sizeClass);
        int tag = from.owner(slot);
        int place = take(to, in, tag);
        pages.copy(from.chunk.page, from.offset(slot), to.chunk.page, to.offset(place), from.size);
        boolean told = false;
        try {
            owner.blockMoved(tag, from.handle(slot), to.handle(place));
            told = true;
        } finally {
            release(told ? from : to, told ? slot : place);
        }
    }

    /**
     * Checks the invariants of the essay, in O(everything).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        IntegrityCheck.of(this, blocks, overhead);
    }

    @Override
    public String toString() {
        return "SizeClassAllocator[used=" + used() + ", reserved=" + reserved() + "]";
    }
}
