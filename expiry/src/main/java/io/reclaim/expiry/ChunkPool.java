package io.reclaim.expiry;

import io.reclaim.core.IntPages;
import io.reclaim.core.Uniform;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Chunks of {@value #REFS} refs in pages that come and go. A chunk belongs to a slot, or is free.
 *
 * <p>{@code take} and {@code give} are O(1) plus a bit in 8,192 chunks; one in 128 makes a page, and looks for its number page by page. Bytes: 136 a chunk. Not thread-safe.
 */
final class ChunkPool {
    /*
     * chunk, 32 ints:    [ ref ] x 32                                place of a ref = chunk << 5 | 0..31
     * page, 128 chunks and 258 ints: [ chunks ... ][ slot ] x 128 [ next chunk ] x 128 [ first free chunk in it ][ used chunks ]
     *
     * Slots lie side by side, 200 KB of them where a million refs take 4 MB of chunks, so that they can stay cached and
     * `remove` has one cold line fewer to wait for, the first being the entry's row. Measured together with chunks of 32 refs
     * instead of 30: `remove` 163 ns with the slot at the head of its chunk, 141 so.
     *
     * A chunk is taken from the lowest page with room, so that high pages empty; an empty page is given back, but for one
     * spare. Growth copies no chunk; what is copied is one bit in 8,192 chunks.
     *
     * Why 32: chunks of 16 take 4.5 B a ref, of 32 4.25, of 64 4.13; but each occupied slot has one chunk that is half
     * empty on the average: at 4,000 slots and a million refs 0.13, 0.26 and 0.51 B.
     *
     * Invariants: a free chunk has slot FREE and is in the list of its page; free + used = chunks of all pages; a page has
     * its bit in `room` iff it has a free chunk; at most one page has no used chunk; `bound` is one more than the highest
     * page.
     */

    static final int CHUNK_LOG2 = 5;
    static final int CHUNK = 1 << CHUNK_LOG2;
    static final int CHUNK_MASK = CHUNK - 1;
    static final int REFS = CHUNK;
    static final int NONE = -1;
    static final int FREE = -1;
    private static final int CHUNKS_LOG2 = 7;
    static final int CHUNKS_PER_PAGE = 1 << CHUNKS_LOG2;
    private static final int CHUNKS_MASK = CHUNKS_PER_PAGE - 1;
    private static final int PAGE_LOG2 = 12;
    private static final int PAGE_MASK = (1 << PAGE_LOG2) - 1;
    /** Where in a page the slots of its chunks begin, and the next chunks. */
    private static final int SLOTS = 1 << PAGE_LOG2;

    private static final int NEXTS = SLOTS + CHUNKS_PER_PAGE;
    private static final int FREE_HEAD = NEXTS + CHUNKS_PER_PAGE;
    private static final int USED = FREE_HEAD + 1;
    static final int PAGE_BYTES = 16 + (USED + 1) * Integer.BYTES;
    private static final int GUESSES = 8;

    private final IntPages pages = new IntPages();
    private long[] room = new long[1];
    private int bound;
    private int held;
    private int free;
    private int spare = NONE;
    private final ChargedMemory memory;

    ChunkPool(ChargedMemory memory) {
        this.memory = memory;
    }

    int free() {
        return free;
    }

    int pages() {
        return held;
    }

    /** One more than the highest chunk there may be. */
    int chunks() {
        return bound * CHUNKS_PER_PAGE;
    }

    /** Takes a chunk for a slot; makes a page if no more than so many chunks are free. Should that fail, nothing has changed. */
    int take(int slot, int next, int reserve) {
        int page = free > reserve ? lowestRoom() : NONE;
        if (page == NONE) {
            page = makePage();
        }
        int[] ints = pages.present(page);
        int inPage = ints[FREE_HEAD];
        ints[FREE_HEAD] = ints[NEXTS + inPage];
        if (ints[FREE_HEAD] == NONE) {
            room[page >>> 6] &= ~(1L << page);
        }
        ints[USED]++;
        free--;
        if (spare == page) {
            spare = NONE;
        }
        ints[NEXTS + inPage] = next;
        ints[SLOTS + inPage] = slot;
        return page * CHUNKS_PER_PAGE + inPage;
    }

    /** Makes a chunk free. */
    void give(int chunk) {
        int page = chunk >>> CHUNKS_LOG2;
        int inPage = (chunk & CHUNKS_MASK);
        int[] ints = pages.present(page);
        ints[NEXTS + inPage] = ints[FREE_HEAD];
        ints[SLOTS + inPage] = FREE;
        ints[FREE_HEAD] = inPage;
        room[page >>> 6] |= 1L << page;
        free++;
        if (--ints[USED] == 0) {
            if (spare == NONE) {
                spare = page;
            } else {
                dropPage(Math.max(spare, page));
                spare = Math.min(spare, page);
            }
        }
    }

    private int lowestRoom() {
        for (int word = 0; word < room.length; word++) {
            if (room[word] != 0) {
                return (word << 6) | Long.numberOfTrailingZeros(room[word]);
            }
        }
        return NONE;
    }

    private int makePage() {
        int page = 0;
        while (page < bound && pages.get(page) != null) {
            page++; // once for 128 chunks
        }
        int made = page;
        memory.take(PAGE_BYTES, () -> {
            int[] ints = emptyPage();
            if (made >>> 6 >= room.length) {
                room = Arrays.copyOf(room, 2 * room.length);
            }
            pages.set(made, ints);
            return ints;
        });
        room[page >>> 6] |= 1L << page;
        bound = Math.max(bound, page + 1);
        held++;
        free += CHUNKS_PER_PAGE;
        return page;
    }

    private static int[] emptyPage() {
        int[] ints = new int[USED + 1];
        for (int chunk = 0; chunk < CHUNKS_PER_PAGE; chunk++) {
            ints[NEXTS + chunk] = chunk + 1 < CHUNKS_PER_PAGE ? chunk + 1 : NONE;
            ints[SLOTS + chunk] = FREE;
        }
        return ints;
    }

    private void dropPage(int page) {
        pages.set(page, null);
        room[page >>> 6] &= ~(1L << page);
        held--;
        free -= CHUNKS_PER_PAGE;
        while (bound > 0 && pages.get(bound - 1) == null) {
            bound--;
        }
        memory.release(PAGE_BYTES);
    }

    int ref(int place) {
        return pages.present(place >>> PAGE_LOG2)[place & PAGE_MASK];
    }

    void ref(int place, int ref) {
        pages.present(place >>> PAGE_LOG2)[place & PAGE_MASK] = ref;
    }

    int next(int chunk) {
        return pages.present(chunk >>> CHUNKS_LOG2)[NEXTS + (chunk & CHUNKS_MASK)];
    }

    /** The slot a chunk belongs to, or {@link #FREE}. */
    int slot(int chunk) {
        return pages.present(chunk >>> CHUNKS_LOG2)[SLOTS + (chunk & CHUNKS_MASK)];
    }

    /** A chunk in use, each with the same probability; there must be one. */
    int draw(RandomGenerator random) {
        for (int guess = 0; guess < GUESSES; guess++) {
            int chunk = Uniform.below(random, chunks());
            int[] ints = pages.get(chunk >>> CHUNKS_LOG2);
            if (ints != null && ints[SLOTS + (chunk & CHUNKS_MASK)] != FREE) {
                return chunk;
            }
        }
        return ofRank(Uniform.below(random, held * CHUNKS_PER_PAGE - free));
    }

    /** The used chunk that has so many used ones before it. */
    private int ofRank(int rank) {
        int left = rank;
        for (int page = 0; ; page++) {
            int[] ints = pages.get(page);
            int used = ints == null ? 0 : ints[USED];
            if (left < used) {
                int chunk = page * CHUNKS_PER_PAGE;
                while (slot(chunk) == FREE || left-- > 0) {
                    chunk++;
                }
                return chunk;
            }
            left -= used;
        }
    }

    /** Checks the invariants of the essay; returns the number of used chunks. */
    int checkIntegrity() {
        int found = 0;
        int used = 0;
        int empty = 0;
        for (int page = 0; page < bound; page++) {
            int[] ints = pages.get(page);
            boolean hasRoom = ((room[page >>> 6] >>> page) & 1) != 0;
            Integrity.check(hasRoom == (ints != null && ints[USED] < CHUNKS_PER_PAGE), "bit of room, page", page);
            if (ints == null) {
                continue;
            }
            found++;
            int inList = 0;
            for (int c = ints[FREE_HEAD]; c != NONE; c = ints[NEXTS + c]) {
                Integrity.check(ints[SLOTS + c] == FREE, "used chunk in the free list, page", page);
                Integrity.check(++inList <= CHUNKS_PER_PAGE, "free list has a circle, page", page);
            }
            Integrity.check(inList + ints[USED] == CHUNKS_PER_PAGE, "free + used chunks, page", page);
            used += ints[USED];
            empty += ints[USED] == 0 ? 1 : 0;
        }
        Integrity.check(found == held, "pages held", held);
        Integrity.check(empty <= 1 && (empty == 1) == (spare != NONE), "empty pages", empty);
        Integrity.check(used + free == held * CHUNKS_PER_PAGE, "free chunks", free);
        return used;
    }
}
