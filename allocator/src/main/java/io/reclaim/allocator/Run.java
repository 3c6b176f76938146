package io.reclaim.allocator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stretch of equal blocks: which are free, who owns the others. */
final class Run {
    /*
     * `free` has a bit for each slot, 1 = free; the bits beyond the last slot are 0. Allocation takes the lowest free
     * slot, so that a run fills from its start. `nonFull` has a bit for each word of `free` in which one is free, or, in a
     * run of more than 4,096 slots, for each 2, 4 or so words: so the lowest is found without a search. Where holes are
     * few a search leaves its loop at a place that a processor cannot foresee: 4 of 31 ns for a free and an allocation.
     *
     * Owner tags are packed in as many bits as the largest tags of late needed when the run was opened. Before a larger
     * one is put in, all of them are widened (RunPool).
     *
     * slot = (handle - first) / size by multiplication: the difference is < 2^20 and size >= 8, so ceil(2^40 / size) is
     * exact. What any other handle comes to is found out by computing the handle of that slot.
     *
     * Tried and lost: bits and tags of 64 slots side by side in one array of bytes, a cache line and a header less: 1 to 4
     * ns more for a free and an allocation, for their places take a multiplication. Clearing the bit of nonFull without a
     * jump: 1 ns more last in, first out, as then each allocation waits for the one before, and 1 less in random order.
     */

    private static final int RECIPROCAL_SHIFT = 40;
    private static final int LEVEL_SHIFT = 16;
    /** Where the count in `asked` begins: 8 million blocks of the largest size do not reach it. */
    private static final int COUNT_SHIFT = 40;

    private static final int OBJECT_BYTES = 96;

    /** The handle of the first slot. */
    private final long first;

    private final long reciprocal;
    private long nonFull;
    private final long[] free;
    private byte[] tags;
    final int size;
    final int slots;
    private int freeSlots;
    /** Bits of an owner tag. */
    private byte tagBits;
    /** Log2 of the words for each bit of nonFull. */
    private final byte wordShift;
    /** The list of its class that it is in, or one of the marks of ClassRuns. */
    byte level;

    final byte units;
    final byte firstUnit;
    final short sizeClass;
    private final int levelFactor;
    final Chunk chunk;

    /** Blocks that were allocated in it, in the upper bits, and the bytes that were asked for with them. */
    private long asked;

    /** The runs of its class. */
    @SuppressWarnings("NullAway.Init") // set when it is opened
    ClassRuns in;

    @Nullable Run previous;

    @Nullable Run next;

    Run(Chunk chunk, int firstUnit, SizeClasses classes, int sizeClass, int generation, int tagBits) {
        this.chunk = chunk;
        this.sizeClass = (short) sizeClass;
        this.firstUnit = (byte) firstUnit;
        this.first = Handle.of(generation, chunk.page, firstUnit * classes.unitBytes());
        this.size = classes.size(sizeClass);
        this.slots = classes.slots(sizeClass);
        this.units = (byte) classes.units(sizeClass);
        this.reciprocal = ((1L << RECIPROCAL_SHIFT) + size - 1) / size;
        this.levelFactor = (ClassRuns.LEVELS << LEVEL_SHIFT) / slots;
        this.tagBits = (byte) tagBits;
        this.tags = new byte[PackedTags.length(slots, tagBits)];
        this.free = new long[words(slots)];
        Arrays.fill(free, -1L);
        if ((slots & 63) != 0) {
            free[free.length - 1] = (1L << slots) - 1;
        }
        int last = free.length - 1;
        this.wordShift = (byte) (Integer.SIZE - Integer.numberOfLeadingZeros(last >>> 6));
        this.nonFull = -1L >>> (Long.SIZE - 1 - (last >>> wordShift));
        this.freeSlots = slots;
    }

    /** Bytes that a run of so many slots takes beside its blocks. */
    static long overhead(int slots, int tagBits) {
        return OBJECT_BYTES
                + 16L
                + (long) words(slots) * Long.BYTES
                + 16L
                + (PackedTags.length(slots, tagBits) + 7 & ~7);
    }

    /** What this run takes beside its blocks. */
    long overhead() {
        return overhead(slots, tagBits);
    }

    /** Whether a tag has too many bits for this run. */
    boolean tooNarrowFor(int tag) {
        return Integer.toUnsignedLong(tag) >>> tagBits != 0;
    }

    /** Bits of an owner tag. */
    int tagBits() {
        return tagBits;
    }

    /** Makes room for tags of more bits. */
    void widen(int bits) {
        tags = PackedTags.widened(tags, tagBits, slots, bits);
        tagBits = (byte) bits;
    }

    private static int words(int slots) {
        return (slots + 63) >>> 6;
    }

    int freeSlots() {
        return freeSlots;
    }

    int live() {
        return slots - freeSlots;
    }

    /** Where the run belongs by its free slots: 0 nearly full to LEVELS - 1 nearly empty. */
    int fillLevel() {
        return Math.min(ClassRuns.LEVELS - 1, (freeSlots * levelFactor) >>> LEVEL_SHIFT);
    }

    /** The lowest word with a free slot; there must be one. */
    private int firstWord() {
        int word = Long.numberOfTrailingZeros(nonFull) << wordShift;
        while (free[word] == 0) { // only where words share a bit
            word++;
        }
        return word;
    }

    /** The lowest free slot; there must be one. */
    int firstFree() {
        int word = firstWord();
        return word << 6 | Long.numberOfTrailingZeros(free[word]);
    }

    /** Takes the lowest free slot; there must be one, and the tag must fit. */
    int take(int owner) {
        int word = firstWord();
        long bits = free[word];
        int slot = word << 6 | Long.numberOfTrailingZeros(bits);
        long left = bits & bits - 1;
        free[word] = left;
        if (left == 0 && (wordShift == 0 || fullBeside(word))) {
            nonFull &= nonFull - 1;
        }
        freeSlots--;
        PackedTags.set(tags, tagBits, slot, owner);
        return slot;
    }

    /** Counts an allocation of so many bytes. */
    void count(int bytes) {
        asked += (1L << COUNT_SHIFT) + bytes;
        if (asked < 0) {
            in.count(this);
            asked = 0;
        }
    }

    /** Allocations that were counted since its class was told of them. */
    long allocations() {
        return asked >>> COUNT_SHIFT;
    }

    /** What was asked for with these. */
    long requested() {
        return asked & ((1L << COUNT_SHIFT) - 1);
    }

    /** Whether the words that share a bit with one have no free slot. */
    private boolean fullBeside(int word) {
        int from = word >>> wordShift << wordShift;
        int end = Math.min(from + (1 << wordShift), free.length);
        long any = 0;
        for (int other = from; other < end; other++) {
            any |= free[other];
        }
        return any == 0;
    }

    /** Gives a taken slot back. */
    void release(int slot) {
        int word = slot >>> 6;
        free[word] |= 1L << slot;
        nonFull |= 1L << (word >>> wordShift);
        freeSlots++;
    }

    /** The slot of a block of this run, by its handle; or -1: it is none, or of another run. */
    int slotAt(long handle) {
        int slot = (int) (((handle - first) * reciprocal) >>> RECIPROCAL_SHIFT);
        return slot < slots && handle(slot) == handle ? slot : -1;
    }

    boolean taken(int slot) {
        return (free[slot >>> 6] >>> slot & 1) == 0;
    }

    /** The first taken slot from the given one on, or -1. */
    int nextTaken(int from) {
        for (int slot = from; slot < slots; ) {
            long taken = ~free[slot >>> 6] >>> slot;
            if (taken != 0) {
                int found = slot + Long.numberOfTrailingZeros(taken);
                return found < slots ? found : -1;
            }
            slot = (slot | 63) + 1;
        }
        return -1;
    }

    int owner(int slot) {
        return PackedTags.get(tags, tagBits, slot);
    }

    /** Changes a tag; it must fit. */
    void owner(int slot, int owner) {
        PackedTags.set(tags, tagBits, slot, owner);
    }

    int offset(int slot) {
        return Handle.offset(first) + slot * size;
    }

    long handle(int slot) {
        return first + (long) slot * size;
    }

    void checkIntegrity() {
        int found = 0;
        long seen = 0;
        for (int word = 0; word < free.length; word++) {
            found += Long.bitCount(free[word]);
            seen |= (free[word] != 0 ? 1L : 0) << (word >>> wordShift);
        }
        boolean tail = (slots & 63) != 0 && free[free.length - 1] >>> slots != 0;
        if (found != freeSlots || tail || seen != nonFull) {
            throw new IllegalStateException("free slots of " + this + ": " + found);
        }
    }

    @Override
    public String toString() {
        return "Run[page " + chunk.page + " unit " + firstUnit + ", " + live() + " of " + slots + " x " + size + "]";
    }
}
