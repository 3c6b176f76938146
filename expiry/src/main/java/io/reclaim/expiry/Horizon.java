package io.reclaim.expiry;

/**
 * Where a tick belongs in four rings of slots, as seen from the tick that time has come to: the arithmetic of the
 * {@link DeadlineIndex}, without its entries.
 */
final class Horizon {
    /*
     * Four rings of 4,096 slots; a slot of ring l is 1,024^l ticks wide, so a ring reaches four times as far as a slot of
     * the next is wide:
     *
     *     ring 0   |.|.|.|.|.|.|.|.|.|.|.|.|         1 tick a slot          4,096 ticks from `current`
     *     ring 1   |      .|       |       |         1,024                  4.2 million
     *     ring 2   |                          ...    2^20                   4.3 billion
     *     ring 3                                     2^30                   2^42; what is later goes to its last slot
     *
     * A tick belongs to the finest ring that reaches it; its slot never begins later.
     *
     * The overlap is what makes steps even. A slot of ring l may be emptied into the ring below as soon as it wholly fits
     * there, which is three slots before its time: there are 3,072 ticks to move it, ref by ref, with what the budget
     * leaves. Rings that only just meet must move a whole slot at the very tick it begins: then the longest lag is 7 to 13
     * ms with a million entries, with the overlap 1.1 ms.
     *
     * `cascaded[l]` is the next slot of ring l that has not been emptied. Laws, for a ring l > 0:
     *   - its occupied slots lie in [cascaded[l], (current >> 10 l) + 4095], so 4,096 places suffice;
     *   - cascaded[l] <= ((current >> 10 (l-1)) + 4096) >> 10: one more would put refs back into the slot they come from;
     *   - ring l + 1 is past the slot that contains slot s before s is emptied, so that nothing is overtaken;
     *   - ring 0 is not walked beyond cascaded[1] << 10.
     * `current` never goes back but by `restart`.
     */

    static final int RINGS = 4;
    private static final int TOP = RINGS - 1;
    private static final int WIDTH_LOG2 = 10;
    /** Slots before its time that a slot can be emptied. */
    private static final long AHEAD = 3;
    /** Ticks end here, so that those a little later can be computed. */
    static final long LATEST_TICK = Long.MAX_VALUE - 4 * Ring.SLOTS;

    private final long[] cascaded = new long[RINGS];
    private long current;

    /** The tick that is being walked, or the last one walked. */
    long current() {
        return current;
    }

    /** Time goes on to a tick, if it is later; rings above ring 0 stay where they are. */
    void walkTo(long tick) {
        current = Math.max(current, tick);
    }

    /** Time goes on to a tick; ring 0 is empty and the others have nothing before it. */
    void jumpTo(long tick) {
        current = tick;
        for (int l = 1; l < RINGS; l++) {
            cascaded[l] = Math.max(cascaded[l], slotOf(l, tick));
        }
    }

    /** Time begins anew, all rings being empty. */
    void restart(long tick) {
        current = tick;
        for (int l = 1; l < RINGS; l++) {
            cascaded[l] = slotOf(l, tick);
        }
    }

    /** The first slot of a ring that can be occupied. */
    long first(int l) {
        return l == 0 ? current : cascaded[l];
    }

    /** The last slot of a ring that can be occupied. */
    long last(int l) {
        return slotOf(l, current) + Ring.MASK;
    }

    /** The slots of a ring before one have been emptied. */
    void cascaded(int l, long end) {
        cascaded[l] = Math.max(cascaded[l], end);
    }

    /** The first slot of a ring above ring 0 that does not wholly fit into the ring below. */
    long cascadeEnd(int l) {
        return (slotOf(l - 1, current) + Ring.SLOTS) >> WIDTH_LOG2;
    }

    /** The last tick that can be walked before ring 1 is emptied further. */
    long reach() {
        return (cascaded[1] << WIDTH_LOG2) - 1;
    }

    /** The slot of the next ring after the one that contains the slot before an end. */
    static long endAbove(long end) {
        return ((end - 1) >> WIDTH_LOG2) + 1;
    }

    /** The finest ring that reaches a tick. */
    int ring(long tick) {
        if (tick - current <= Ring.MASK) {
            return 0;
        }
        int l = 1;
        while (l < TOP && slotOf(l, tick) - slotOf(l, current) > Ring.MASK) {
            l++;
        }
        return l;
    }

    /** The slot for a tick in a ring that reaches it, or in the last of all. */
    long slot(int l, long tick) {
        return l < TOP ? slotOf(l, tick) : Math.min(slotOf(l, tick), last(l));
    }

    /** The tick that a slot begins with. */
    static long begin(int l, long slot) {
        int shift = WIDTH_LOG2 * l;
        return slot > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : slot << shift;
    }

    /** The first tick at which there is something to do about an occupied slot: in ring 0 it is due, else it fits below. */
    static long due(int l, long slot) {
        return l == 0 ? slot : begin(l, slot) - (AHEAD << (WIDTH_LOG2 * l));
    }

    private static long slotOf(int l, long tick) {
        return tick >> (WIDTH_LOG2 * l);
    }

    void checkIntegrity() {
        for (int l = 1; l < RINGS; l++) {
            Integrity.check(cascaded[l] <= cascadeEnd(l), "cascaded too far, ring", l);
            Integrity.check(cascaded[l] >= slotOf(l, current), "overtaken ring", l);
        }
    }
}
