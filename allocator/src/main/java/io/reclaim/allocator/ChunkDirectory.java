package io.reclaim.allocator;

import io.reclaim.core.PageList;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** All chunks by page, which of them have room for a run, and one empty chunk kept for quick reuse. */
final class ChunkDirectory {
    /*
     * For each length of run (1, 2, 4, 8 or 16 units) a bit set of the chunks that have a place for one, so that finding the
     * lowest is one scan over a bit for each chunk: 64 GiB in chunks of 512 KiB are 2,048 words. For each number of used
     * units, but 0, likewise a bit set, so that the sparsest chunk is found without looking at all.
     *
     * The runs of all units of all chunks are in arrays of 512 chunks beside, so that a free finds its run without the
     * chunk and its array. None of them is copied when more chunks are opened but the first, which grows; one
     * array for all would be copied in one go, 4 MB of it at 32 GiB.
     */

    /** How many chunks with equally many used units are tried before those with more. */
    private static final int TRIED = 8;

    private static final int GROUP_LOG2 = 9 + Chunk.LENGTHS - 1;
    private static final int GROUP = 1 << GROUP_LOG2;
    private static final int FEWEST = 4 * SizeClasses.UNITS;

    private static final @Nullable Run[] NONE = {null};

    private @Nullable Run[][] runs = {new @Nullable Run[FEWEST]};
    private final int unitShift;
    private int bound;
    private final PageList<Chunk> chunks = new PageList<>();
    private int generation;
    private @Nullable Chunk spare;
    private final BitSet[] room = new BitSet[Chunk.LENGTHS];
    private final BitSet[] byUsedUnits = new BitSet[SizeClasses.UNITS + 1];
    /** Places for runs of each length in chunks that are not empty; of the first, one unit, all free units. */
    private final long[] places = new long[Chunk.LENGTHS];

    private final int chunkBytes;
    private final PageSource pages;
    private final MemoryAccount overhead;

    ChunkDirectory(int chunkBytes, PageSource pages, MemoryAccount overhead) {
        this.chunkBytes = chunkBytes;
        this.unitShift = Integer.numberOfTrailingZeros(chunkBytes / SizeClasses.UNITS);
        this.pages = pages;
        this.overhead = overhead;
        Arrays.setAll(room, length -> new BitSet());
        Arrays.setAll(byUsedUnits, used -> new BitSet());
    }

    /** One more than the highest page in use. */
    int bound() {
        return bound;
    }

    @Nullable Chunk get(int page) {
        return chunks.get(page);
    }

    /** The lowest chunk with room but the one left out; the empty one only if no other has room and none is left out. */
    @Nullable Chunk withRoom(int units, @Nullable Chunk leftOut) {
        BitSet fitting = room[Chunk.length(units)];
        for (int page = fitting.nextSetBit(0); page >= 0; page = fitting.nextSetBit(page + 1)) {
            Chunk chunk = chunks.get(page);
            if (chunk != leftOut && chunk != spare) {
                return chunk;
            }
        }
        return leftOut == null ? spare : null;
    }

    /** The run where a handle of a live block points to; for any other handle some run or null. */
    @Nullable Run run(long handle) {
        int unit = Handle.page(handle) * SizeClasses.UNITS + (Handle.offset(handle) >>> unitShift);
        // Lengths are powers of two: a masked index needs no other check, and what it finds wrongly is seen in the run.
        @Nullable Run[] units = runs[unit >>> GROUP_LOG2 & runs.length - 1];
        return units[unit & units.length - 1];
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
            makeRoom(page * SizeClasses.UNITS);
            Chunk made = largeBytes == 0 ? Chunk.ofRuns(page) : Chunk.ofLarge(page, largeBytes, generation, owner);
            chunks.set(page, made);
            chunk = made;
        } finally {
            if (chunk == null) {
                pages.close(page);
                overhead.release(Chunk.OVERHEAD);
            }
        }
        bound = Math.max(bound, page + 1);
        return chunk;
    }

    /** Makes arrays as long as runs of a unit, and those of its chunk, need: powers of two. */
    private void makeRoom(int unit) {
        int group = unit >>> GROUP_LOG2;
        if (group >= runs.length) {
            int before = runs.length;
            @Nullable Run[][] more = Arrays.copyOf(runs, Math.max(Integer.highestOneBit(group) << 1, 2 * before));
            Arrays.fill(more, before, more.length, NONE);
            runs = more;
        }
        int inGroup = unit & (GROUP - 1);
        if (inGroup + SizeClasses.UNITS > runs[group].length) {
            int length = group > 0 ? GROUP : Math.max(FEWEST, Integer.highestOneBit(inGroup) << 1);
            runs[group] = Arrays.copyOf(runs[group], length);
        }
    }

    void close(Chunk chunk) {
        for (BitSet fitting : room) {
            fitting.clear(chunk.page);
        }
        chunks.set(chunk.page, null);
        while (bound > 0 && chunks.get(bound - 1) == null) {
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
        int inGroup = first & (GROUP - 1);
        Arrays.fill(runs[first >>> GROUP_LOG2], inGroup, inGroup + units, value);
    }

    private void noteRoom(Chunk chunk) {
        for (int length = 0; length < Chunk.LENGTHS; length++) {
            room[length].set(chunk.page, chunk.placeFor(1 << length) >= 0);
        }
    }

    /** Takes a chunk out of the counts of those that are not empty, before its runs change. */
    private void uncount(Chunk chunk) {
        if (!chunk.empty()) {
            byUsedUnits[chunk.usedUnits()].clear(chunk.page);
            addPlaces(chunk, -1);
        }
    }

    private void count(Chunk chunk) {
        if (!chunk.empty()) {
            byUsedUnits[chunk.usedUnits()].set(chunk.page);
            addPlaces(chunk, 1);
        }
    }

    private void addPlaces(Chunk chunk, int sign) {
        for (int length = 0; length < Chunk.LENGTHS; length++) {
            places[length] += (long) sign * chunk.places(length);
        }
    }

    /** Whether the other chunks that are not empty have, as far as numbers tell, room for all runs of one. */
    private boolean othersHaveRoom(Chunk chunk) {
        if (places[0] - chunk.freeUnits() < chunk.usedUnits()) {
            return false;
        }
        for (int length = 1; length < Chunk.LENGTHS; length++) {
            if (places[length] - chunk.places(length) < chunk.runsOf(length)) {
                return false;
            }
        }
        return true;
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
                Chunk chunk = chunks.get(page);
                if (chunk != null && othersHaveRoom(chunk)) {
                    return chunk;
                }
                tried++;
            }
        }
        return null;
    }

    /** Checks that the bits are right, and that no chunk is empty but the one kept. */
    void checkIntegrity() {
        long[] found = new long[Chunk.LENGTHS];
        for (int page = 0; page < bound; page++) {
            Chunk chunk = chunks.get(page);
            boolean counted = chunk != null && !chunk.large() && !chunk.empty();
            for (int used = 1; used <= SizeClasses.UNITS; used++) {
                if (byUsedUnits[used].get(page) != (counted && chunk != null && chunk.usedUnits() == used)) {
                    throw new IllegalStateException("used units are not counted right: page " + page);
                }
            }
            boolean forRuns = chunk != null && !chunk.large();
            for (int length = 0; length < Chunk.LENGTHS; length++) {
                found[length] += counted && chunk != null ? chunk.places(length) : 0;
                boolean fits = chunk != null && forRuns && chunk.placeFor(1 << length) >= 0;
                if (room[length].get(page) != fits) {
                    throw new IllegalStateException("room for " + (1 << length) + " units is wrong at page " + page);
                }
            }
            for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
                int place = page * SizeClasses.UNITS + unit;
                if (runs[place >>> GROUP_LOG2][place & (GROUP - 1)] != (chunk == null ? null : chunk.run(unit))) {
                    throw new IllegalStateException("run of unit " + unit + " is wrong at page " + page);
                }
            }
            if (forRuns && chunk != null && chunk.empty() != (chunk == spare)) {
                throw new IllegalStateException("empty chunk is not the one kept, or the reverse: page " + page);
            }
        }
        if (!Arrays.equals(found, places)) {
            throw new IllegalStateException("places are not counted right: " + Arrays.toString(places));
        }
    }
}
