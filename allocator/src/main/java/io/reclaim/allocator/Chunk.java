package io.reclaim.allocator;

import org.jspecify.annotations.Nullable;

/** A page that runs are cut from, or that one large block fills. */
final class Chunk {
    /** The object, its array of runs, and its part of the directory's. */
    static final long OVERHEAD = 16 + 40 + 16 + SizeClasses.UNITS * 8 + SizeClasses.UNITS * 8;

    private static final int ALL_UNITS = (1 << SizeClasses.UNITS) - 1;
    private static final int FIRST_OF_FOURS = 0x1111;

    final int page;
    /** Bytes of the one block that fills the page, or 0. */
    final int largeBytes;
    /** Of the large block. */
    final int generation;
    /** Of the large block. */
    int owner;
    /** Bytes that the large block was asked for with. */
    int requested;
    /** The run that each unit belongs to. */
    private final @Nullable Run[] runs;

    private int freeUnits = ALL_UNITS;

    private Chunk(int page, int largeBytes, int generation, int owner, @Nullable Run[] runs) {
        this.page = page;
        this.largeBytes = largeBytes;
        this.generation = generation;
        this.owner = owner;
        this.runs = runs;
    }

    static Chunk ofRuns(int page) {
        return new Chunk(page, 0, 0, 0, new @Nullable Run[SizeClasses.UNITS]);
    }

    static Chunk ofLarge(int page, int bytes, int generation, int owner) {
        return new Chunk(page, bytes, generation, owner, new @Nullable Run[0]);
    }

    boolean large() {
        return largeBytes > 0;
    }

    boolean empty() {
        return freeUnits == ALL_UNITS;
    }

    int freeUnits() {
        return Integer.bitCount(freeUnits);
    }

    int usedUnits() {
        return SizeClasses.UNITS - freeUnits();
    }

    /** The lowest place for a run of 1, 4 or all units, or -1. Runs of 4 begin at a multiple of 4. */
    int placeFor(int units) {
        int fits = freeUnits;
        if (units == 4) {
            fits = firstOfFreeFours();
        } else if (units == SizeClasses.UNITS) {
            fits = empty() ? 1 : 0;
        }
        return fits == 0 ? -1 : Integer.numberOfTrailingZeros(fits);
    }

    private int firstOfFreeFours() {
        int fits = freeUnits & freeUnits >>> 1;
        return fits & (fits >>> 2) & FIRST_OF_FOURS;
    }

    /** Places for runs of four units. */
    int freeFours() {
        return Integer.bitCount(firstOfFreeFours());
    }

    int runsOfFour() {
        int found = 0;
        for (int unit = 0; unit < runs.length; unit += 4) {
            found += runs[unit] != null && runs[unit] == runs[unit + 1] ? 1 : 0;
        }
        return found;
    }

    void put(Run run, int units) {
        for (int u = run.firstUnit; u < run.firstUnit + units; u++) {
            runs[u] = run;
            freeUnits &= ~(1 << u);
        }
    }

    void remove(Run run, int units) {
        for (int u = run.firstUnit; u < run.firstUnit + units; u++) {
            runs[u] = null;
            freeUnits |= 1 << u;
        }
    }

    /** The handle of the large block. */
    long handle() {
        return Handle.of(generation, page, 0);
    }

    @Nullable Run run(int unit) {
        return unit < runs.length ? runs[unit] : null;
    }

    @Override
    public String toString() {
        return "Chunk[page " + page + (large() ? ", large " + largeBytes : ", units used " + usedUnits()) + "]";
    }
}
