package io.reclaim.allocator;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** All chunks by page, which of them have room for a run, and one empty chunk kept for quick reuse. */
final class ChunkDirectory {
    /*
     * For each length of run (1, 4 or 16 units) a bit set of the chunks that have a place for one, so that finding the
     * lowest is one scan over a bit for each chunk: 64 GiB in chunks of 1 MiB are 1,024 words. For each number of used
     * units, but 0, likewise a bit set, so that the sparsest chunk is found without looking at all.
     *
     * The runs of all units of all chunks are in one array beside, so that a free finds its run by one load, not by
     * way of the chunk and its array.
     */

    private static final int[] RUN_UNITS = {1, 4, SizeClasses.UNITS};
    /** How many chunks with equally many used units are tried before those with more. */
    private static final int TRIED = 8;

    private @Nullable Run[] runs = new @Nullable Run[4 * SizeClasses.UNITS];
    private final int unitShift;
    private int bound;
    private @Nullable Chunk[] chunks = new @Nullable Chunk[4];
    private int generation;
    private @Nullable Chunk spare;
    private final BitSet[] room = {new BitSet(), new BitSet(), new BitSet()};
    private final BitSet[] byUsedUnits = new BitSet[SizeClasses.UNITS + 1];
    /** Free units, and places for runs of four, in chunks that are not empty. */
    private long freeUnits;

    private long freeFours;
    private final int chunkBytes;
    private final PageSource pages;
    private final MemoryAccount overhead;

    ChunkDirectory(int chunkBytes, PageSource pages, MemoryAccount overhead) {
        this.chunkBytes = chunkBytes;
        this.unitShift = Integer.numberOfTrailingZeros(chunkBytes / SizeClasses.UNITS);
        this.pages = pages;
        this.overhead = overhead;
        Arrays.setAll(byUsedUnits, used -> new BitSet());
    }

    /** One more than the highest page in use. */
    int bound() {
        return bound;
    }

    @Nullable Chunk get(int page) {
        return page < bound ? chunks[page] : null;
    }

    /** The lowest chunk with room but the one left out; the empty one only if no other has room and none is left out. */
    @Nullable Chunk withRoom(int units, @Nullable Chunk leftOut) {
        BitSet fitting = room[units == 1 ? 0 : units == SizeClasses.UNITS ? 2 : 1];
        for (int page = fitting.nextSetBit(0); page >= 0; page = fitting.nextSetBit(page + 1)) {
            Chunk chunk = chunks[page];
            if (chunk != leftOut && chunk != spare) {
                return chunk;
            }
        }
        return leftOut == null ? spare : null;
    }

    /** The run that a handle points into, if it has the handle's generation; else null. */
    @Nullable Run run(long handle) {
        int page = Handle.page(handle);
        if (page >= bound) {
            return null;
        }
        // An offset beyond the page leads to a run of another page, in which it is no slot.
        int unit = page * SizeClasses.UNITS + (Handle.offset(handle) >>> unitShift);
        Run run = unit < runs.length ? runs[unit] : null;
        return run != null && run.generation == Handle.generation(handle) ? run : null;
    }

    /** For the run or the large block that is opened next; never 0. */
    int nextGeneration() {
        generation = generation == Handle.MAX_GENERATION ? 1 : generation + 1;
        return generation;
    }

    /** Opens a chunk for runs, empty and kept; there must be none. Null if the page source is exhausted. */
    @Nullable Chunk open() {
        int page = openPage(chunkBytes);
        if (page == PageSource.NO_PAGE) {
            return null;
        }
        Chunk chunk = added(page, 0, 0, 0);
        noteRoom(chunk);
        spare = chunk;
        return chunk;
    }

    /** Opens a page for one block; null if the page source is exhausted. */
    @Nullable Chunk openLarge(int bytes, int generation, int owner) {
        int page = openPage(bytes);
        return page == PageSource.NO_PAGE ? null : added(page, bytes, generation, owner);
    }

    private int openPage(int bytes) {
        overhead.charge(Chunk.OVERHEAD);
        int page = PageSource.NO_PAGE;
        try {
            page = pages.open(bytes);
        } finally {
            if (page == PageSource.NO_PAGE) {
                overhead.release(Chunk.OVERHEAD);
            }
        }
        return page;
    }

    private Chunk added(int page, int largeBytes, int generation, int owner) {
        Chunk chunk = null;
        try {
            if (page >= chunks.length) {
                int length = Math.max(page + 1, chunks.length * 2);
                runs = Arrays.copyOf(runs, length * SizeClasses.UNITS);
                chunks = Arrays.copyOf(chunks, length);
            }
            chunk = largeBytes == 0 ? Chunk.ofRuns(page) : Chunk.ofLarge(page, largeBytes, generation, owner);
        } finally {
            if (chunk == null) {
                pages.close(page);
                overhead.release(Chunk.OVERHEAD);
            }
        }
        chunks[page] = chunk;
        bound = Math.max(bound, page + 1);
        return chunk;
    }

    void close(Chunk chunk) {
        for (BitSet fitting : room) {
            fitting.clear(chunk.page);
        }
        chunks[chunk.page] = null;
        while (bound > 0 && chunks[bound - 1] == null) {
            bound--;
        }
        pages.close(chunk.page);
        overhead.release(Chunk.OVERHEAD);
    }

    /** Puts a run into its chunk. */
    void put(Run run, int units) {
        Chunk chunk = run.chunk;
        uncount(chunk);
        chunk.put(run, units);
        noteRuns(run, units, run);
        count(chunk);
        noteRoom(chunk);
        if (chunk == spare) {
            spare = null;
        }
    }

    /** Takes a run out of its chunk. If that is empty then, it is kept, or it or the one kept is closed, the higher. */
    void remove(Run run, int units) {
        Chunk chunk = run.chunk;
        uncount(chunk);
        chunk.remove(run, units);
        noteRuns(run, units, null);
        count(chunk);
        noteRoom(chunk);
        if (!chunk.empty()) {
            return;
        }
        Chunk kept = spare;
        if (kept == null) {
            spare = chunk;
        } else if (kept.page < chunk.page) {
            close(chunk);
        } else {
            spare = chunk;
            close(kept);
        }
    }

    /** Closes the empty chunk that is kept; whether there was one. */
    boolean purge() {
        Chunk kept = spare;
        if (kept != null) {
            spare = null;
            close(kept);
        }
        return kept != null;
    }

    private void noteRuns(Run run, int units, @Nullable Run value) {
        int first = run.chunk.page * SizeClasses.UNITS + run.firstUnit;
        Arrays.fill(runs, first, first + units, value);
    }

    private void noteRoom(Chunk chunk) {
        for (int i = 0; i < RUN_UNITS.length; i++) {
            room[i].set(chunk.page, chunk.placeFor(RUN_UNITS[i]) >= 0);
        }
    }

    /** Takes a chunk out of the counts of those that are not empty, before its runs change. */
    private void uncount(Chunk chunk) {
        if (!chunk.empty()) {
            byUsedUnits[chunk.usedUnits()].clear(chunk.page);
            freeUnits -= chunk.freeUnits();
            freeFours -= chunk.freeFours();
        }
    }

    private void count(Chunk chunk) {
        if (!chunk.empty()) {
            byUsedUnits[chunk.usedUnits()].set(chunk.page);
            freeUnits += chunk.freeUnits();
            freeFours += chunk.freeFours();
        }
    }

    /**
     * One of the chunks with the fewest used units, if the others have room for all its runs; a high one. Of many with
     * equally few only the highest are tried. O(1) but for scans over a bit for each chunk.
     */
    @Nullable Chunk sparsest() {
        for (int used = 1; used < SizeClasses.UNITS; used++) {
            BitSet pages = byUsedUnits[used];
            int tried = 0;
            for (int page = pages.length() - 1; page >= 0 && tried < TRIED; page = pages.previousSetBit(page - 1)) {
                Chunk chunk = chunks[page];
                if (chunk != null
                        && freeUnits - chunk.freeUnits() >= used
                        && freeFours - chunk.freeFours() >= chunk.runsOfFour()) {
                    return chunk;
                }
                tried++;
            }
        }
        return null;
    }

    /** Checks that the bits are right, and that no chunk is empty but the one kept. */
    void checkIntegrity() {
        long units = 0;
        long fours = 0;
        for (int page = 0; page < bound; page++) {
            Chunk chunk = chunks[page];
            boolean counted = chunk != null && !chunk.large() && !chunk.empty();
            for (int used = 1; used <= SizeClasses.UNITS; used++) {
                if (byUsedUnits[used].get(page) != (counted && chunk != null && chunk.usedUnits() == used)) {
                    throw new IllegalStateException("used units are not counted right: page " + page);
                }
            }
            units += counted && chunk != null ? chunk.freeUnits() : 0;
            fours += counted && chunk != null ? chunk.freeFours() : 0;
            boolean forRuns = chunk != null && !chunk.large();
            for (int i = 0; i < RUN_UNITS.length; i++) {
                boolean fits = chunk != null && forRuns && chunk.placeFor(RUN_UNITS[i]) >= 0;
                if (room[i].get(page) != fits) {
                    throw new IllegalStateException("room for " + RUN_UNITS[i] + " units is wrong at page " + page);
                }
            }
            for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
                if (runs[page * SizeClasses.UNITS + unit] != (chunk == null ? null : chunk.run(unit))) {
                    throw new IllegalStateException("run of unit " + unit + " is wrong at page " + page);
                }
            }
            if (forRuns && chunk != null && chunk.empty() != (chunk == spare)) {
                throw new IllegalStateException("empty chunk is not the one kept, or the reverse: page " + page);
            }
        }
        if (units != freeUnits || fours != freeFours) {
            throw new IllegalStateException("free units are not counted right: " + freeUnits + ", " + freeFours);
        }
    }
}
