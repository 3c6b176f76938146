package io.reclaim.allocator;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** All chunks by page, which of them have room for a run, and one empty chunk kept for quick reuse. */
final class ChunkDirectory {
    /*
     * For each length of run (1, 4 or 16 units) a bit set of the chunks that have a place for one, so that finding the
     * lowest is one scan over a bit for each chunk: 64 GiB in chunks of 1 MiB are 1,024 words.
     */

    private static final int[] RUN_UNITS = {1, 4, SizeClasses.UNITS};

    private @Nullable Chunk[] chunks = new @Nullable Chunk[4];
    private int bound;
    private @Nullable Chunk spare;
    private final BitSet[] room = {new BitSet(), new BitSet(), new BitSet()};
    private final int chunkBytes;
    private final PageSource pages;
    private final MemoryAccount overhead;

    ChunkDirectory(int chunkBytes, PageSource pages, MemoryAccount overhead) {
        this.chunkBytes = chunkBytes;
        this.pages = pages;
        this.overhead = overhead;
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

    /** Opens a chunk for runs; null if the page source is exhausted. */
    @Nullable Chunk open() {
        overhead.charge(Chunk.OVERHEAD);
        int page = pages.open(chunkBytes);
        if (page == PageSource.NO_PAGE) {
            overhead.release(Chunk.OVERHEAD);
            return null;
        }
        Chunk chunk = Chunk.ofRuns(page);
        add(chunk);
        noteRoom(chunk);
        return chunk;
    }

    /** Opens a page for one block; null if the page source is exhausted. */
    @Nullable Chunk openLarge(int bytes, int generation, int owner) {
        overhead.charge(Chunk.OVERHEAD);
        int page = pages.open(bytes);
        if (page == PageSource.NO_PAGE) {
            overhead.release(Chunk.OVERHEAD);
            return null;
        }
        Chunk chunk = Chunk.ofLarge(page, bytes, generation, owner);
        add(chunk);
        return chunk;
    }

    private void add(Chunk chunk) {
        if (chunk.page >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk.page + 1, chunks.length * 2));
        }
        chunks[chunk.page] = chunk;
        bound = Math.max(bound, chunk.page + 1);
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
        chunk.put(run, units);
        noteRoom(chunk);
        if (chunk == spare) {
            spare = null;
        }
    }

    /** Takes a run out of its chunk. If that is empty then, it is kept, or it or the one kept is closed, the higher. */
    void remove(Run run, int units) {
        Chunk chunk = run.chunk;
        chunk.remove(run, units);
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

    /** Closes the empty chunk that is kept, if there is one. */
    void purge() {
        Chunk kept = spare;
        if (kept != null) {
            spare = null;
            close(kept);
        }
    }

    private void noteRoom(Chunk chunk) {
        for (int i = 0; i < RUN_UNITS.length; i++) {
            room[i].set(chunk.page, chunk.placeFor(RUN_UNITS[i]) >= 0);
        }
    }

    /** Checks that the bits are right, and that no chunk is empty but the one kept. */
    void checkIntegrity() {
        for (int page = 0; page < bound; page++) {
            Chunk chunk = chunks[page];
            boolean forRuns = chunk != null && !chunk.large();
            for (int i = 0; i < RUN_UNITS.length; i++) {
                boolean fits = chunk != null && forRuns && chunk.placeFor(RUN_UNITS[i]) >= 0;
                if (room[i].get(page) != fits) {
                    throw new IllegalStateException("room for " + RUN_UNITS[i] + " units is wrong at page " + page);
                }
            }
            if (forRuns && chunk != null && chunk.empty() != (chunk == spare)) {
                throw new IllegalStateException("empty chunk is not the one kept, or the reverse: page " + page);
            }
        }
    }
}
