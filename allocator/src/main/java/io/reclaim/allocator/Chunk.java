package io.reclaim.allocator;

import org.jspecify.annotations.Nullable;

/** A page that runs are cut from, or that one large block fills. */
final class Chunk {
    /** The object, its array of runs, and its part of the directory's. */
    static final long OVERHEAD = 16 + 40 + 16 + SizeClasses.UNITS * 8 + SizeClasses.UNITS * 8;

    private static final int ALL_UNITS = (1 << SizeClasses.UNITS) - 1;

    /** Lengths of runs: 1, 2, 4, 8 and 16 units. */
    static final int LENGTHS = Integer.numberOfTrailingZeros(SizeClasses.UNITS) + 1;

    /** Where runs of a length may begin: at multiples of it. */
    private static final int[] FIRSTS = {0xffff, 0x5555, 0x1111, 0x0101, 0x0001};

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

    /** The length of a run of so many units: 0 for one, 1 for two, 2 for four, and so on. */
    static int length(int units) {
        return Integer.numberOfTrailingZeros(units);
    }

    /** The lowest place for a run of so many units, a power of two, or -1; runs begin at multiples of their length. */
    int placeFor(int units) {
        int fits = firstsOfFree(length(units));
        return fits == 0 ? -1 : Integer.numberOfTrailingZeros(fits);
    }

    private int firstsOfFree(int length) {
        int fits = freeUnits;
        for (int i = 0; i < length; i++) {
            fits &= fits >>> (1 << i);
        }
        return fits & FIRSTS[length];
    }

    /** How many runs of a length there is room for. */
    int places(int length) {
        return Integer.bitCount(firstsOfFree(length));
    }

    /** How many runs of a length there are. */
    int runsOf(int length) {
        int units = 1 << length;
        int found = 0;
        for (int unit = 0; unit < runs.length; unit += units) {
            Run run = runs[unit];
            found += run != null && run.units == units ? 1 : 0;
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
