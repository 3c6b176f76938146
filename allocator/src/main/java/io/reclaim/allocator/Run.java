package io.reclaim.allocator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stretch of equal blocks: which are free, who owns the others. */
final class Run {
    /*
     * `free` has a bit for each slot, 1 = free; the bits beyond the last slot are 0. Allocation takes the lowest free
     * slot, so that a run fills from its start; no word before `hint` has a free bit.
     *
     * Owner tags are packed in as many bits as the largest tag of the allocator needed when the run was opened. Before a
     * larger one is put in, all of them are widened (RunPool).
     *
     * slot = offset / size by multiplication: offset < 2^20 and size >= 8, so ceil(2^40 / size) is exact.
     */

    private static final int RECIPROCAL_SHIFT = 40;
    private static final int LEVEL_SHIFT = 16;
    private static final int OBJECT_BYTES = 80;

    final Chunk chunk;
    final short sizeClass;
    final short generation;
    final byte units;
    final byte firstUnit;
    /** The list of its class that it is in, or one of the marks of ClassRuns. */
    byte level;
    /** Bits of an owner tag. */
    private byte tagBits;

    final int size;
    final int slots;
    final int firstByte;
    private final long reciprocal;
    private final int levelFactor;
    private final long[] free;
    private byte[] tags;
    /** The tags that fit. */
    private int tagMask;

    private int freeSlots;
    private int hint;

    /** The runs of its class. */
    @SuppressWarnings("NullAway.Init") // set when it is opened
    ClassRuns in;

    @Nullable Run previous;

    @Nullable Run next;

    Run(Chunk chunk, int firstUnit, SizeClasses classes, int sizeClass, int generation, int tagBits) {
        this.chunk = chunk;
        this.sizeClass = (short) sizeClass;
        this.firstUnit = (byte) firstUnit;
        this.firstByte = firstUnit * classes.unitBytes();
        this.size = classes.size(sizeClass);
        this.slots = classes.slots(sizeClass);
        this.units = (byte) classes.units(sizeClass);
        this.generation = (short) generation;
        this.reciprocal = ((1L << RECIPROCAL_SHIFT) + size - 1) / size;
        this.levelFactor = (ClassRuns.LEVELS << LEVEL_SHIFT) / slots;
        this.tagBits = (byte) tagBits;
        this.tagMask = PackedTags.mask(tagBits);
        this.tags = new byte[PackedTags.length(slots, tagBits)];
        this.free = new long[words(slots)];
        Arrays.fill(free, -1L);
        if ((slots & 63) != 0) {
            free[free.length - 1] = (1L << slots) - 1;
        }
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
        return (tag & tagMask) != tag;
    }

    /** Makes room for tags of more bits. */
    void widen(int bits) {
        tags = PackedTags.widened(tags, tagBits, slots, bits);
        tagBits = (byte) bits;
        tagMask = PackedTags.mask(bits);
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

    /** The lowest free slot; there must be one. */
    int firstFree() {
        int word = hint;
        while (free[word] == 0) {
            word++;
        }
        return word << 6 | Long.numberOfTrailingZeros(free[word]);
    }

    /** Takes the lowest free slot; there must be one, and the tag must fit. */
    int take(int owner) {
        int word = hint;
        while (free[word] == 0) {
            word++;
        }
        hint = word;
        int slot = word << 6 | Long.numberOfTrailingZeros(free[word]);
        free[word] &= free[word] - 1;
        freeSlots--;
        PackedTags.set(tags, tagBits, slot, owner);
        return slot;
    }

    /** Gives a taken slot back. */
    void release(int slot) {
        int word = slot >>> 6;
        free[word] |= 1L << slot;
        freeSlots++;
        hint = Math.min(hint, word);
    }

    /** The slot that an offset in the chunk is the first byte of, or -1. */
    int slotAt(int offset) {
        int inRun = offset - firstByte;
        int slot = (int) ((inRun * reciprocal) >>> RECIPROCAL_SHIFT);
        return slot < slots && slot * size == inRun ? slot : -1;
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
        return firstByte + slot * size;
    }

    long handle(int slot) {
        return Handle.of(generation, chunk.page, offset(slot));
    }

    void checkIntegrity() {
        int found = 0;
        for (int word = 0; word < free.length; word++) {
            found += Long.bitCount(free[word]);
            if (word < hint && free[word] != 0) {
                throw new IllegalStateException("free slot before the hint of " + this);
            }
        }
        boolean tail = (slots & 63) != 0 && free[free.length - 1] >>> slots != 0;
        if (found != freeSlots || tail) {
            throw new IllegalStateException("free slots of " + this + ": " + found);
        }
    }

    @Override
    public String toString() {
        return "Run[page " + chunk.page + " unit " + firstUnit + ", " + live() + " of " + slots + " x " + size + "]";
    }
}
