package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.Uniform;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which refs lie in which slot of which ring: lists without order, in chunks. What the slots mean is the
 * {@link DeadlineIndex}'s.
 *
 * <p>{@code add} and {@code remove} are O(1). Takes a ring when a ref goes to it first, a page of chunks when no more than a
 * reserve of chunks is free; if that fails, nothing has changed but for a ring. Not thread-safe.
 */
final class TimeSlots {
    /*
     * ring r, slot s:  last[s & 4095], a place in the first chunk -> chunk -> ...      only the first chunk is partly full
     * row of a ref:    place = chunk << 5 | position in the chunk
     * chunk:           knows its ring and slot: r << 12 | s & 4095
     *
     * So a ref is found from its place, without a search and without knowing its deadline; a ref that leaves is replaced by
     * the last one of the slot's first chunk.
     *
     * A slot holds the place of its last ref, which says both which chunk is the first and how full it is: one load where
     * there were two. The last ref is written into the hole also where it is the hole's own: `remove` 97 ns instead of 108
     * with a branch, but an expired entry 123 instead of 117.
     *
     * Invariants: place[ref] and the chunk agree both ways; every chunk but the first of a slot is full; free + used chunks
     * = those of the pool; place is NOWHERE for those in no slot.
     */

    /** Chunks that {@code put} leaves to steps. */
    static final int RESERVE = 2;

    private static final int NOWHERE = Ring.NOWHERE;

    private final @Nullable Ring[] rings;
    private final ChunkPool pool;
    private final ChargedMemory memory;
    private final RefSlab slab;
    private final IntColumn place;
    private int held;
    /** Nobody reads it; without it nothing would be read. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    /** No refs; declares the column {@code place}. */
    TimeSlots(int rings, RefSlab slab, ChargedMemory memory) {
        this.rings = new @Nullable Ring[rings];
        this.memory = memory;
        this.pool = new ChunkPool(memory);
        this.slab = slab;
        this.place = slab.rows().intColumn("place", NOWHERE);
    }

    /** A ring, or null if it is not held. */
    @Nullable Ring ring(int r) {
        return rings[r];
    }

    boolean contains(int ref) {
        return place.get(ref) != NOWHERE;
    }

    /** Bytes that adding to any of some rings can take, the reserve untouched. */
    long cost(int from, int to) {
        long page = pool.free() <= RESERVE ? ChunkPool.PAGE_BYTES : 0;
        for (int r = from; r < to; r++) {
            if (rings[r] == null) {
                return page + Ring.BYTES;
            }
        }
        return page;
    }

    /** Bytes that adding to a slot takes, the reserve untouched. */
    long cost(int r, long slot) {
        Ring ring = rings[r];
        int at = ring == null ? 0 : ring.last[(int) slot & Ring.MASK] + 1;
        boolean chunk = (at & ChunkPool.CHUNK_MASK) == 0;
        long page = chunk && pool.free() <= RESERVE ? ChunkPool.PAGE_BYTES : 0;
        return ring == null ? page + Ring.BYTES : page;
    }

    /** Adds a ref that is in no slot. */
    void add(int ref, int r, long slot, int reserve) {
        add(ref, r, (int) slot & Ring.MASK, reserve);
    }

    private void add(int ref, int r, int index, int reserve) {
        Ring ring = rings[r];
        if (ring == null) {
            ring = makeRing(r);
        }
        int at = ring.last[index] + 1;
        if ((at & ChunkPool.CHUNK_MASK) == 0) {
            at = makeRoom(ring, r, index, reserve);
        }
        ring.last[index] = at;
        pool.ref(at, ref);
        place.set(ref, at);
    }

    private Ring makeRing(int r) {
        Ring ring = memory.take(Ring.BYTES, Ring::new);
        rings[r] = ring;
        held++;
        return ring;
    }

    /** A new first chunk for a slot; returns its first place. */
    private int makeRoom(Ring ring, int r, int index, int reserve) {
        int last = ring.last[index];
        int next = last == NOWHERE ? ChunkPool.NONE : last >>> ChunkPool.CHUNK_LOG2;
        int chunk = pool.take((r << Ring.SLOTS_LOG2) | index, next, reserve);
        if (last == NOWHERE) {
            ring.occupy(index);
        }
        return chunk << ChunkPool.CHUNK_LOG2;
    }

    /** Takes a ref out of its slot; false if it is in none. */
    boolean remove(int ref) {
        int hole = place.get(ref);
        if (hole == NOWHERE) {
            return false;
        }
        unlink(hole);
        place.set(ref, NOWHERE);
        return true;
    }

    /** Moves a ref from its slot to another. */
    void move(int ref, int r, long slot, int reserve) {
        int old = unlink(place.get(ref));
        boolean added = false;
        try {
            add(ref, r, slot, reserve);
            added = true;
        } finally {
            if (!added) {
                // Back: there is room in the slot's first chunk, or a chunk has just become free.
                add(ref, old >>> Ring.SLOTS_LOG2, old & Ring.MASK, 0);
            }
        }
    }

    /** Takes note that a ref was moved and its row copied. */
    void moved(int from, int to) {
        int at = place.get(to);
        assert at == NOWHERE || pool.ref(at) == from : "row of ref " + from + " was not copied to " + to;
        if (at != NOWHERE) {
            pool.ref(at, to);
        }
    }

    /** Takes out the ref at a place and leaves its own place as it was; returns the ring and slot it was in. */
    private int unlink(int hole) {
        int slot = pool.slot(hole >>> ChunkPool.CHUNK_LOG2);
        Ring ring = requireNonNull(rings[slot >>> Ring.SLOTS_LOG2]);
        int index = slot & Ring.MASK;
        int last = ring.last[index];
        int moved = pool.ref(last); // the same one, perhaps: to write it is cheaper than to ask
        pool.ref(hole, moved);
        place.set(moved, hole);
        ring.last[index] = last - 1;
        if ((last & ChunkPool.CHUNK_MASK) == 0) {
            giveChunk(ring, index, last >>> ChunkPool.CHUNK_LOG2);
        }
        return slot;
    }

    /** Gives back the first chunk of a slot, which is empty. */
    private void giveChunk(Ring ring, int index, int chunk) {
        int next = pool.next(chunk);
        pool.give(chunk);
        if (next == ChunkPool.NONE) {
            ring.vacate(index);
        } else {
            ring.last[index] = (next << ChunkPool.CHUNK_LOG2) | ChunkPool.CHUNK_MASK;
        }
    }

    /** The last ref of an occupied slot. */
    int last(Ring ring, long slot) {
        return pool.ref(ring.last[(int) slot & Ring.MASK]);
    }

    /** Reads the rows of the last refs of an occupied slot, so many at most, so that they are in the cache. */
    void touch(Ring ring, long slot, int most) {
        int last = ring.last[(int) slot & Ring.MASK];
        int sum = 0;
        for (int at = Math.max(last & ~ChunkPool.CHUNK_MASK, last - most + 1); at <= last; at++) {
            sum += place.get(pool.ref(at));
        }
        touched = sum;
    }

    /** Whether some rings have no refs. */
    boolean empty(int from, int to) {
        for (int r = from; r < to; r++) {
            Ring ring = rings[r];
            if (ring != null && !ring.empty()) {
                return false;
            }
        }
        return true;
    }

    /** Gives an empty ring back. */
    void drop(int r) {
        rings[r] = null;
        held--;
        memory.release(Ring.BYTES);
    }

    /** A ref, each with the same probability, or {@link RefSlab#NO_REF} for a try that failed; there must be one. */
    int draw(RandomGenerator random) {
        int chunk = pool.draw(random);
        int at = Uniform.below(random, ChunkPool.REFS);
        return at < refsIn(chunk) ? pool.ref((chunk << ChunkPool.CHUNK_LOG2) | at) : RefSlab.NO_REF;
    }

    private int refsIn(int chunk) {
        int slot = pool.slot(chunk);
        Ring ring = requireNonNull(rings[slot >>> Ring.SLOTS_LOG2]);
        int last = ring.last[slot & Ring.MASK];
        return last >>> ChunkPool.CHUNK_LOG2 == chunk ? (last & ChunkPool.CHUNK_MASK) + 1 : ChunkPool.REFS;
    }

    /** What is to hold of a ref and the place, within the ring, of the slot it is in. */
    interface SlotCheck {
        void check(int ref, int r, int index);
    }

    /** Checks the invariants of the essay, and one of each ref. */
    void checkIntegrity(int size, SlotCheck each) {
        int used = pool.checkIntegrity();
        int refs = 0;
        int chunks = 0;
        int found = 0;
        for (int r = 0; r < rings.length; r++) {
            Ring ring = rings[r];
            if (ring == null) {
                continue;
            }
            found++;
            ring.checkIntegrity();
            for (int index = 0; index < Ring.SLOTS; index++) {
                int last = ring.last[index];
                int count = (last & ChunkPool.CHUNK_MASK) + 1;
                for (int c = last == NOWHERE ? ChunkPool.NONE : last >>> ChunkPool.CHUNK_LOG2;
                        c != ChunkPool.NONE;
                        c = pool.next(c)) {
                    Integrity.check(pool.slot(c) == ((r << Ring.SLOTS_LOG2) | index), "slot of chunk", c);
                    chunks++;
                    for (int i = 0; i < count; i++) {
                        int at = (c << ChunkPool.CHUNK_LOG2) | i;
                        int ref = pool.ref(at);
                        Integrity.check(slab.live(ref), "dead ref at place", at);
                        Integrity.check(place.get(ref) == at, "place and ref disagree at place", at);
                        each.check(ref, r, index);
                        refs++;
                    }
                    count = ChunkPool.REFS;
                }
            }
        }
        Integrity.check(chunks == used, "chunks in slots", chunks);
        Integrity.check(refs == size, "refs in chunks", refs);
        Integrity.check(found == held, "rings held", held);
        long bytes = (long) pool.pages() * ChunkPool.PAGE_BYTES + (long) held * Ring.BYTES;
        Integrity.check(memory.bytes() == bytes, "bytes charged", memory.bytes());
    }
}
