package io.reclaim.allocator;

import io.reclaim.core.accounting.MemoryAccount;
import org.jspecify.annotations.Nullable;

/** The runs of all classes: finds one with room for a block, opens, drains and closes them. */
final class RunPool {
    /*
     * Where a block is taken from, in this order:
     *   1. the current run of its class, lowest free slot;
     *   2. the fullest other run of the class that has room, or one that was full until lately; it becomes the current one;
     *   3. a slot of the next class, if it has one and is at most an eighth larger: it spares a run;
     *   4. a new run in the lowest chunk with room for it;
     *   5. a new chunk;
     *   6. if the page source is exhausted: as 4, after giving up the empty run and the empty chunk that are kept.
     * Fullest first and lowest first both make sparse runs and high chunks sparser, for defragmentation to empty.
     * Borrowing from two classes instead of one gave 0.1 to 0.4 points more reserved bytes in the workloads of the
     * README, from none 0.4 to 0.5 more and half as many moves again.
     *
     * One empty run and one empty chunk are kept, so that a size that swings about an edge does not open and close them
     * at every turn; purge() gives them back.
     *
     * Life of a run: opened -> current -> full -> filed by fullness (ClassRuns) -> current ... -> closed when its last
     * block is freed; a defragmenter takes it out of the lists (startDrain) and moves its blocks, until it is empty or
     * the other runs have no room (stopDrain).
     *
     * Whatever throws on the way, the page source or the JVM for lack of memory, leaves counts and accounts as they were.
     *
     * Speed, ns for a free and an allocation of 16 to 1,024 bytes at random, 10,000 / 1,000,000 live (2 shared cores, JDK
     * 17): 35 / 268 with the chunk looked up before the run and a list for every hole; 35 / 202 with one table of all
     * units (ChunkDirectory); 25 / 192 with the stack of runs that were full until lately (ClassRuns). The current runs of
     * all classes in one array took 3 of 33 ns last in, first out, once nothing else of ClassRuns was touched: requests are
     * counted in the run, and free slots of the current run are in no sum. Charging and releasing the account takes 2 to 5
     * ns, owner tags 2 to 4. Transparent huge pages save a fifth at 1,000,000.
     */

    private static final int BORROW = 1;

    /** So many runs are opened before tags may get shorter; of random tags one that is long is among as many first ones. */
    private static final int RUNS_PER_TAG_BITS = 64;

    private final @Nullable ClassRuns[] classRuns;
    /** The current run of each class, so that most allocations do not touch its ClassRuns. */
    private final @Nullable Run[] current;

    private final SizeClasses classes;
    private final ChunkDirectory chunks;
    private final MemoryAccount blocks;
    private final MemoryAccount overhead;
    private final @Nullable BlockGuard guard;
    private final ClassTotals past;
    private @Nullable Run emptyRun;
    private int tagBits = 1;
    /** Bits of the largest tag that was seen since the last count of runs, and how many runs were opened for blocks since. */
    private int tagBitsSeen = 1;

    private int opened;

    private long changes;

    RunPool(
            SizeClasses classes,
            ChunkDirectory chunks,
            MemoryAccount blocks,
            MemoryAccount overhead,
            @Nullable BlockGuard guard) {
        this.current = new @Nullable Run[classes.count()];
        this.classRuns = new @Nullable ClassRuns[classes.count()];
        this.classes = classes;
        this.chunks = chunks;
        this.blocks = blocks;
        this.overhead = overhead;
        this.guard = guard;
        this.past = new ClassTotals(classes.count());
    }

    @Nullable ClassRuns of(int sizeClass) {
        return classRuns[sizeClass];
    }

    /** Bits of tags in runs that are opened for short ones. */
    int tagBits() {
        return tagBits;
    }

    /** Runs opened and closed, ever. */
    long changes() {
        return changes;
    }

    /** A run with a free slot for a block of the class with the tag, by the essay; null if there is no memory. */
    @Nullable Run withFreeSlot(int sizeClass, int owner) {
        Run run = current[sizeClass];
        return run == null || run.freeSlots() == 0 ? find(sizeClass, owner) : run;
    }

    /** Makes room in a run for a tag that is new, and in runs that are opened from now on. */
    void widen(Run run, int owner) {
        widenForMove(run, owner);
        tagBits = bitsFor(owner);
        tagBitsSeen = Math.max(tagBitsSeen, PackedTags.bits(owner));
    }

    /** Makes room in a run for a tag; charges that, and leaves the run as it was if that fails. */
    void widenForMove(Run run, int owner) {
        long cost = widenCost(run, owner);
        overhead.charge(cost);
        boolean done = false;
        try {
            run.widen(bitsFor(owner));
            done = true;
        } finally {
            if (!done) {
                overhead.release(cost);
            }
        }
    }

    /** What it charges to put a tag into a run. */
    long widenCost(Run run, int owner) {
        return run.tooNarrowFor(owner) ? Run.overhead(run.slots, bitsFor(owner)) - run.overhead() : 0;
    }

    /** Bits of tags in a run that is opened or widened for one. */
    private int bitsFor(int owner) {
        return Math.max(tagBits, PackedTags.bits(owner));
    }

    private @Nullable Run find(int sizeClass, int owner) {
        ClassRuns own = classRuns[sizeClass];
        if (own != null) {
            Run next = own.nextCurrent();
            if (next != null) {
                return next;
            }
        }
        Run lent = lent(sizeClass);
        if (lent != null) {
            return lent;
        }
        int bits = bitsFor(owner);
        Run run = open(sizeClass, bits, null, true);
        if (run == null && purge()) {
            run = open(sizeClass, bits, null, true);
        }
        if (run != null) {
            tagBits = bits;
            run.in.makeCurrent(run);
            noteTag(owner);
        }
        return run;
    }

    /** After a run was opened for a block: tags get shorter again when none of the last runs began with a long one. */
    private void noteTag(int owner) {
        tagBitsSeen = Math.max(tagBitsSeen, PackedTags.bits(owner));
        opened++;
        if (opened == RUNS_PER_TAG_BITS) {
            tagBits = tagBitsSeen;
            tagBitsSeen = 1;
            opened = 0;
        }
    }

    /** A run of the next class with a free slot, or null. */
    private @Nullable Run lent(int sizeClass) {
        for (int c = sizeClass + 1; c <= lastToBorrowFrom(sizeClass); c++) {
            ClassRuns other = classRuns[c];
            Run run = other == null ? null : other.withFreeSlot();
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    /** The next class if its blocks are no more than an eighth larger, else this one. */
    int lastToBorrowFrom(int sizeClass) {
        int last = Math.min(sizeClass + BORROW, classes.count() - 1);
        int most = classes.size(sizeClass) + classes.size(sizeClass) / 8;
        while (classes.size(last) > most) {
            last--;
        }
        return last;
    }

    /** What a block of the class with the tag is going to charge, all accounts together. */
    long cost(int sizeClass, int owner) {
        ClassRuns own = classRuns[sizeClass];
        Run run = own == null ? null : own.withFreeSlot();
        run = run == null ? lent(sizeClass) : run;
        if (run != null) {
            return run.size + widenCost(run, owner);
        }
        return classes.size(sizeClass)
                + Run.overhead(classes.slots(sizeClass), bitsFor(owner))
                + (chunks.withRoom(classes.units(sizeClass), null) == null ? Chunk.OVERHEAD : 0)
                + (own == null ? ClassRuns.OVERHEAD : 0);
    }

    /** The most that the first block of all may charge. */
    long firstCost(int sizeClass) {
        return classes.size(sizeClass)
                + Run.overhead(classes.slots(sizeClass), Integer.SIZE)
                + Chunk.OVERHEAD
                + ClassRuns.OVERHEAD;
    }

    /** What {@link #openForMove} charges. */
    long openCost(Run from) {
        return Run.overhead(from.slots, bitsForAllOf(from));
    }

    private int bitsForAllOf(Run run) {
        return Math.max(tagBits, run.tagBits());
    }

    /** Opens a run in the lowest chunk with room, leaving one chunk out, or null; it is in no list yet. */
    private @Nullable Run open(int sizeClass, int bits, @Nullable Chunk leftOut, boolean mayOpenChunk) {
        int units = classes.units(sizeClass);
        Chunk chunk = chunks.withRoom(units, leftOut);
        if (chunk == null && mayOpenChunk) {
            chunk = chunks.open();
        }
        if (chunk == null) {
            return null;
        }
        ClassRuns in = classRuns[sizeClass];
        long cost = Run.overhead(classes.slots(sizeClass), bits) + (in == null ? ClassRuns.OVERHEAD : 0);
        overhead.charge(cost);
        Run run = null;
        try {
            in = in == null ? new ClassRuns(blocks, classes.chunkBytes(), current, sizeClass) : in;
            run = new Run(chunk, chunk.placeFor(units), classes, sizeClass, chunks.nextGeneration(), bits);
        } finally {
            if (run == null) {
                overhead.release(cost);
            }
        }
        run.in = in;
        run.level = ClassRuns.FULL;
        classRuns[sizeClass] = in;
        in.opened(run);
        chunks.put(run, units);
        changes++;
        if (guard != null) {
            guard.poison(run);
        }
        return run;
    }

    /** Takes the lowest free slot of a run, which must have one and bits for the tag, keeping counts and lists right. */
    int take(Run run, int owner) {
        if (run == emptyRun) {
            emptyRun = null;
        }
        int slot = run.take(owner);
        if (run.level != ClassRuns.CURRENT) {
            run.in.slotTaken(run);
        }
        return slot;
    }

    /** Gives a taken slot back. */
    void release(Run run, int slot) {
        run.release(slot);
        if (run.level != ClassRuns.CURRENT) {
            run.in.slotReleased(run);
        }
        if (run.freeSlots() == run.slots) {
            emptied(run);
        }
    }

    /** Keeps the run if it is a current one and no other empty one is kept. */
    private void emptied(Run run) {
        if (run.level != ClassRuns.CURRENT) {
            close(run);
            return;
        }
        Run kept = emptyRun;
        if (kept != null && kept != run) {
            close(kept);
        }
        emptyRun = run;
    }

    private void close(Run run) {
        ClassRuns in = run.in;
        if (emptyRun == run) {
            emptyRun = null;
        }
        in.closing(run);
        if (in.runs == 0) {
            classRuns[run.sizeClass] = null;
            past.add(run.sizeClass, in);
            overhead.release(ClassRuns.OVERHEAD);
        }
        overhead.release(run.overhead());
        chunks.remove(run, classes.units(run.sizeClass));
        changes++;
    }

    /** Closes the empty run and the empty chunk that are kept; whether there was one. */
    boolean purge() {
        boolean kept = emptyRun != null;
        closeEmptyRun();
        return chunks.purge() || kept;
    }

    void closeEmptyRun() {
        Run run = emptyRun;
        if (run != null) {
            close(run);
        }
    }

    /** Takes a run out of the lists, so that nothing more is allocated from it; closes it if it is empty. */
    void startDrain(Run run) {
        run.in.unfile(run, ClassRuns.DRAINING);
        closeIfEmpty(run);
    }

    /** Puts a run that was drained, or drained into, back into the lists; closes it if it is empty. */
    void stopDrain(Run run) {
        if (!closeIfEmpty(run)) {
            run.in.file(run);
        }
    }

    private boolean closeIfEmpty(Run run) {
        boolean empty = run.live() == 0;
        if (empty) {
            close(run);
        }
        return empty;
    }

    /** A run of a class that has runs, with a slot for a block of a draining one, without opening one; or null. */
    @Nullable Run forMove(int sizeClass) {
        ClassRuns in = classRuns[sizeClass];
        Run run = in == null ? null : in.current();
        if (in != null && (run == null || run.freeSlots() == 0)) {
            Run beside = run == null ? null : withRoomBeside(run);
            run = beside == null ? in.fullest() : beside;
            if (run != null) {
                in.makeCurrent(run);
            }
        }
        return run;
    }

    /** A run of the same class and chunk that has room: filling one chunk after the other leaves more of them sparse. */
    private static @Nullable Run withRoomBeside(Run full) {
        for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
            Run run = full.chunk.run(unit);
            boolean filed = run != null && (run.level >= 0 || run.level == ClassRuns.RECENT);
            if (run != null && filed && run.sizeClass == full.sizeClass) {
                return run;
            }
        }
        return null;
    }

    /** Opens a run for the blocks and tags of one in a chunk that is to be emptied, in another chunk; null if there is no place. */
    @Nullable Run openForMove(Run from, Chunk leftOut) {
        Run run = open(from.sizeClass, bitsForAllOf(from), leftOut, false);
        if (run != null) {
            run.level = ClassRuns.DRAINING;
        }
        return run;
    }

    /** Allocations of a class before it lost its runs the last time. */
    long pastAllocations(int sizeClass) {
        return past.allocations(sizeClass);
    }

    @Override
    public String toString() {
        return "RunPool[changes=" + changes + "]";
    }
}
