package io.reclaim.allocator;

import java.util.Arrays;

/**
 * Which sizes blocks have, and how long the runs are that they are cut from. Immutable, thread-safe.
 *
 * <p>O(1): one lookup in a table of 2 bytes for each 2 bytes of the largest size in runs.
 */
public final class SizeClasses {
    /** Log2 of the smallest chunk. */
    public static final int MIN_CHUNK_LOG2 = 14;

    /** Log2 of the largest chunk. */
    public static final int MAX_CHUNK_LOG2 = 20;

    /** Sizes in each doubling, unless said otherwise. */
    public static final int DEFAULT_STEPS = 64;

    /** All sizes are multiples of this, at least. */
    public static final int GRANULE = 2;

    private static final int GRANULE_LOG2 = 1;

    /** Units in a chunk; a run takes 1, 2, 4, 8 or all of them. */
    static final int UNITS = 16;

    /*
     * A chunk has 16 units, a run 1, 2, 4, 8 or 16 of them: as many as 20 blocks need, so that blocks are rounded up by
     * less than a twentieth. The shortest runs are two units in chunks of 128 KiB and more, and have at least 40 blocks;
     * in smaller chunks one unit and 32 blocks. With chunks of 512 KiB, the usual:
     *
     *     blocks up to    run                blocks in it
     *        1,638 B       2 units   64 KiB  at least 40
     *        6,553 B       4 units  128 KiB  at least 20
     *       13,107 B       8 units  256 KiB  at least 20
     *         32 KiB      16 units  512 KiB  at least 16
     *     larger           a page of its own
     *
     * and in proportion for other chunks: idle space is a few runs, whatever their length. A longer run rounds blocks up
     * less, and has more classes, each of which keeps about half a run idle. At 256 MB, reserved/live of W7 and W8 (see the
     * README) were 1.031 and 1.057 with runs of 64 KiB, 256 KiB and 1 MiB and at least 32, 16 and 16 blocks; with all
     * powers of two 1.027 and 1.053; with at least 40 and 20 blocks 1.024 and 1.049. Chunks of 512 KiB instead of 1 MiB
     * took 0.2 points off the mean, being half used at the end and kept for reuse; runs of one unit of them added 0.1, and
     * doubled the moves of W6, as they lie scattered where longer ones are wanted.
     *
     * Sizes: steps of 2 bytes up to 256, then 64 steps for each doubling, but never more than a run can tell apart: each
     * is grown as far as the number of blocks in a run stays the same, so that a run has no tail worth naming. The mean
     * waste of a block is 0.3 % up to 512 bytes and 1 to 2.5 % beyond; four steps for each doubling, as jemalloc has
     * them, waste 7 to 12 %. So many classes leave many half-empty runs behind; that is affordable because allocation
     * borrows from the next class and defragmentation bounds a class's idle space to about a run. Half as many steps and
     * a granule of 4 took 0.4 to 1.5 points more in the workloads of the README, at 256 MB.
     */

    private static final int LARGE_CHUNK_LOG2 = 17;
    /** Blocks in a shortest run, at least. */
    private static final int LEAST_IN_SHORTEST = 32;

    private static final int LEAST_IN_SHORTEST_OF_LARGE = 40;
    /** Blocks in a longer run, at least, but if it is a whole chunk. */
    private static final int LEAST_IN_RUN = 20;

    private static final int MIN_SIZE = 8;
    private static final int MAX_ALIGNMENT = 64;

    private static final int LEAST_CHUNK_LOG2_IN_USE = 15;
    private static final int MOST_CHUNK_LOG2_IN_USE = 19;
    private static final int CHUNKS_LOG2 = 7;
    private static final int LARGE_CHUNKS_LOG2 = 9;
    private static final long LARGE_BYTES = 16 << 20;
    private static final long FEW_BYTES = 8 << 20;
    private static final int FEW_STEPS = 8;
    private static final long MEDIUM_BYTES = 64 << 20;
    private static final int MEDIUM_STEPS = 16;

    private final int chunkLog2;
    private final int maxSize;
    private final int steps;
    private final int alignment;
    private final int[] sizes;
    private final short[] classOfGranules;

    /**
     * The classes for a size of chunk, {@value #DEFAULT_STEPS} for each doubling.
     *
     * @param chunkLog2 log2 of the bytes of a chunk, {@link #MIN_CHUNK_LOG2} to {@link #MAX_CHUNK_LOG2}
     */
    public SizeClasses(int chunkLog2) {
        this(chunkLog2, DEFAULT_STEPS);
    }

    /**
     * The classes for a size of chunk.
     *
     * @param chunkLog2 log2 of the bytes of a chunk, {@link #MIN_CHUNK_LOG2} to {@link #MAX_CHUNK_LOG2}
     * @param steps sizes in each doubling: a power of two from 1 to 64
     */
    public SizeClasses(int chunkLog2, int steps) {
        this(chunkLog2, steps, GRANULE);
    }

    /**
     * The classes for a size of chunk, all multiples of a power of two: every block begins at a multiple of it in its
     * page, wherever it is moved to. Eight suits blocks of {@code long}s: no word straddles a cache line, and a page of
     * {@link DirectPages} allows atomic access. Blocks are rounded up by half of it on average.
     *
     * @param chunkLog2 log2 of the bytes of a chunk, {@link #MIN_CHUNK_LOG2} to {@link #MAX_CHUNK_LOG2}
     * @param steps sizes in each doubling: a power of two from 1 to 64
     * @param alignment what all sizes are multiples of: a power of two from {@link #GRANULE} to 64
     */
    public SizeClasses(int chunkLog2, int steps, int alignment) {
        if (chunkLog2 < MIN_CHUNK_LOG2 || chunkLog2 > MAX_CHUNK_LOG2) {
            throw new IllegalArgumentException(
                    "chunkLog2 must be " + MIN_CHUNK_LOG2 + " to " + MAX_CHUNK_LOG2 + ": " + chunkLog2);
        }
        if (steps < 1 || steps > 64 || Integer.bitCount(steps) != 1) {
            throw new IllegalArgumentException("steps must be a power of two from 1 to 64: " + steps);
        }
        if (alignment < GRANULE || alignment > MAX_ALIGNMENT || Integer.bitCount(alignment) != 1) {
            throw new IllegalArgumentException(
                    "alignment must be a power of two from " + GRANULE + " to " + MAX_ALIGNMENT + ": " + alignment);
        }
        this.chunkLog2 = chunkLog2;
        this.maxSize = (1 << chunkLog2) / UNITS;
        this.alignment = alignment;
        this.steps = steps;
        this.sizes = sizes();
        this.classOfGranules = new short[maxSize() / GRANULE + 1];
        int sizeClass = 0;
        for (int granules = 0; granules < classOfGranules.length; granules++) {
            if (granules * GRANULE > sizes[sizeClass]) {
                sizeClass++;
            }
            classOfGranules[granules] = (short) sizeClass;
        }
    }

    /**
     * Chunks and classes that suit so many bytes: what is idle in the end is about half a run for each class in use and a
     * chunk, so that fewer bytes call for smaller chunks and fewer classes.
     *
     * @param bytes the most that will be live at a time, roughly; more than any chunk for no limit
     * @return classes with chunks of 32 to 512 KiB: a 128th of it, a 512th from 64 MB on
     */
    public static SizeClasses forBytes(long bytes) {
        int log2 = 63 - Long.numberOfLeadingZeros(Math.max(1, bytes));
        int chunkLog2 = bytes < LARGE_BYTES
                ? Math.max(LEAST_CHUNK_LOG2_IN_USE, log2 - CHUNKS_LOG2)
                : Math.max(LARGE_CHUNK_LOG2, Math.min(MOST_CHUNK_LOG2_IN_USE, log2 - LARGE_CHUNKS_LOG2));
        int steps = bytes < FEW_BYTES ? FEW_STEPS : bytes < MEDIUM_BYTES ? MEDIUM_STEPS : DEFAULT_STEPS;
        return new SizeClasses(chunkLog2, steps);
    }

    private int[] sizes() {
        int[] found = new int[1024];
        int count = 0;
        for (int wanted = Math.max(MIN_SIZE, alignment); wanted <= maxSize(); wanted += step(wanted)) {
            int run = runBytesFor(wanted);
            int grown = run / (run / wanted) / alignment * alignment;
            if (count == 0 || grown > found[count - 1]) {
                found[count++] = grown;
            }
        }
        if (found[count - 1] < maxSize()) {
            found[count++] = maxSize();
        }
        return Arrays.copyOf(found, count);
    }

    private int step(int size) {
        return Math.max(alignment, Integer.highestOneBit(size) / steps);
    }

    private int runBytesFor(int size) {
        boolean large = chunkLog2 >= LARGE_CHUNK_LOG2;
        int run = large ? 2 * unitBytes() : unitBytes();
        int least = large ? LEAST_IN_SHORTEST_OF_LARGE : LEAST_IN_SHORTEST;
        while (size > run / least && run < chunkBytes()) {
            run *= 2;
            least = LEAST_IN_RUN;
        }
        return run;
    }

    /**
     * How many classes there are.
     *
     * @return about 450 for chunks of 1 MiB
     */
    public int count() {
        return sizes.length;
    }

    /**
     * The largest block that is cut from a run: a sixteenth of a chunk.
     *
     * @return bytes
     */
    public int maxSize() {
        return maxSize;
    }

    /**
     * The class of a size.
     *
     * @param bytes 0 to {@link #maxSize()}
     * @return the first class whose blocks are large enough
     */
    public int classOf(int bytes) {
        return classOfGranules[(bytes + GRANULE - 1) >>> GRANULE_LOG2];
    }

    /**
     * The size of a class's blocks.
     *
     * @param sizeClass 0 to {@link #count()} - 1
     * @return bytes, a multiple of {@link #alignment()}
     */
    public int size(int sizeClass) {
        return sizes[sizeClass];
    }

    /**
     * The length of a class's runs.
     *
     * @param sizeClass 0 to {@link #count()} - 1
     * @return bytes
     */
    public int runBytes(int sizeClass) {
        return runBytesFor(sizes[sizeClass]);
    }

    /**
     * Blocks in a run.
     *
     * @param sizeClass 0 to {@link #count()} - 1
     * @return at least 16
     */
    public int slots(int sizeClass) {
        return runBytes(sizeClass) / sizes[sizeClass];
    }

    /**
     * What all sizes are multiples of, and so the places of blocks in their pages.
     *
     * @return a power of two from {@link #GRANULE} to 64
     */
    public int alignment() {
        return alignment;
    }

    /** Units in a run. */
    int units(int sizeClass) {
        return runBytes(sizeClass) / unitBytes();
    }

    int unitBytes() {
        return chunkBytes() / UNITS;
    }

    /**
     * The length of a chunk.
     *
     * @return bytes
     */
    public int chunkBytes() {
        return 1 << chunkLog2;
    }

    @Override
    public String toString() {
        return "SizeClasses[" + count() + ", " + sizes[0] + " to " + maxSize() + "]";
    }
}
