package io.reclaim.expiry;

import java.util.Arrays;

/**
 * 4,096 slots of time, used again and again: a slot is a list of chunks, of which only the first may be partly full.
 *
 * <p>Slots have absolute numbers; slot {@code s} is kept at {@code s & 4095}. Finding the next occupied one is O(1).
 */
final class Ring {
    static final int SLOTS_LOG2 = 12;
    static final int SLOTS = 1 << SLOTS_LOG2;
    static final int MASK = SLOTS - 1;
    private static final int WORDS = SLOTS / Long.SIZE;
    static final int BYTES = 64 + 2 * 16 + SLOTS * Integer.BYTES + WORDS * Long.BYTES;
    static final long NO_SLOT = -1;
    /** The place of nothing; the next one is the first of a chunk, as it is after the last of one that is full. */
    static final int NOWHERE = -1;

    /** The place of the last ref in the first chunk of each slot; {@link #NOWHERE} if it is empty. */
    final int[] last = new int[SLOTS];

    private final long[] occupied = new long[WORDS];
    /** Bit w: word w of {@link #occupied} is not 0. */
    private long words;

    Ring() {
        Arrays.fill(last, NOWHERE);
    }

    boolean empty() {
        return words == 0;
    }

    boolean occupied(long slot) {
        return last[(int) slot & MASK] != NOWHERE;
    }

    void occupy(int index) {
        occupied[index >>> 6] |= 1L << index;
        words |= 1L << (index >>> 6);
    }

    void vacate(int index) {
        last[index] = NOWHERE;
        if ((occupied[index >>> 6] &= ~(1L << index)) == 0) {
            words &= ~(1L << (index >>> 6));
        }
    }

    /** The first occupied slot from one to another, at most 4,095 later, both included; or {@link #NO_SLOT}. */
    long next(long from, long to) {
        if (words == 0 || to < from) {
            return NO_SLOT;
        }
        int begin = (int) from & MASK;
        int word = begin >>> 6;
        long bits = occupied[word] >>> begin;
        int ahead;
        if (bits != 0) {
            ahead = Long.numberOfTrailingZeros(bits);
        } else {
            // The other words in their order, the first one, with the bits below `begin`, last.
            long others = Long.rotateRight(words, word + 1);
            int nextWord = (word + 1 + Long.numberOfTrailingZeros(others)) & (WORDS - 1);
            int index = (nextWord << 6) | Long.numberOfTrailingZeros(occupied[nextWord]);
            ahead = (index - begin) & MASK;
        }
        return from + ahead <= to ? from + ahead : NO_SLOT;
    }

    /** The first occupied slot from one on, none being more than 4,095 later; or {@link #NO_SLOT}. */
    long next(long from) {
        return next(from, from + MASK);
    }

    void checkIntegrity() {
        for (int i = 0; i < SLOTS; i++) {
            boolean bit = ((occupied[i >>> 6] >>> i) & 1) != 0;
            Integrity.check(bit == (last[i] != NOWHERE), "bit of slot", i);
        }
        for (int w = 0; w < WORDS; w++) {
            Integrity.check(((words >>> w) & 1) != 0 == (occupied[w] != 0), "bit of word", w);
        }
    }
}
