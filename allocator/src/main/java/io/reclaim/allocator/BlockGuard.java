package io.reclaim.allocator;

/** What a checked allocator does beside: poisons free blocks, finds those that were written to, checks accesses. */
final class BlockGuard {
    /*
     * Every free slot of a run holds poison from its first to its last byte: put there when the run is opened and when a
     * block is freed or was moved away, looked for when the slot is handed out and by checkIntegrity(). Pages of large
     * blocks go back to the page source at once and need none. Sizes are even: poison is
     * written and read by fours, what is left of a block by ones.
     */
    private static final int POISON = 0xdbdbdbdb;

    private final PageSource pages;

    BlockGuard(PageSource pages) {
        this.pages = pages;
    }

    /** Poisons all slots of a new run. */
    void poison(Run run) {
        for (int slot = 0; slot < run.slots; slot++) {
            poison(run, slot);
        }
    }

    void poison(Run run, int slot) {
        int from = run.offset(slot);
        int end = from + run.size;
        int at = from;
        for (; at <= end - Integer.BYTES; at += Integer.BYTES) {
            pages.setInt(run.chunk.page, at, POISON);
        }
        for (; at < end; at++) {
            pages.setByte(run.chunk.page, at, (byte) POISON);
        }
    }

    /**
     * Checks the slot that is going to be handed out next; poisons it again if it was written to, so that this is said
     * once.
     */
    void checkNext(Run run) {
        int slot = run.firstFree();
        try {
            check(run, slot);
        } catch (IllegalStateException e) {
            poison(run, slot);
            throw e;
        }
    }

    /** Checks all free slots of a run. */
    void checkIntegrity(Run run) {
        for (int slot = 0; slot < run.slots; slot++) {
            if (!run.taken(slot)) {
                check(run, slot);
            }
        }
    }

    private void check(Run run, int slot) {
        int from = run.offset(slot);
        int end = from + run.size;
        int at = from;
        for (; at <= end - Integer.BYTES; at += Integer.BYTES) {
            int found = pages.getInt(run.chunk.page, at);
            if (found != POISON) {
                throw writtenTo(run, slot, at - from, found);
            }
        }
        for (; at < end; at++) {
            byte found = pages.getByte(run.chunk.page, at);
            if (found != (byte) POISON) {
                throw writtenTo(run, slot, at - from, found & 0xff);
            }
        }
    }

    private static IllegalStateException writtenTo(Run run, int slot, int offset, int found) {
        return new IllegalStateException("block was written to after it was freed: " + Handle.text(run.handle(slot))
                + " of " + run.size + " bytes, at " + offset + ": 0x" + Integer.toHexString(found));
    }

    /** Checks that bytes lie within a block of the given size. */
    static void checkBounds(long handle, int offset, int length, int usable) {
        if (offset < 0 || length < 0 || offset > usable - length) {
            throw new IndexOutOfBoundsException("bytes " + offset + " to " + ((long) offset + length)
                    + " of a block of " + usable + ": " + Handle.text(handle));
        }
    }
}
