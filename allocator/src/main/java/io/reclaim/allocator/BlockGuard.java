package io.reclaim.allocator;

/** What a checked allocator does beside: poisons free blocks, finds those that were written to, checks accesses. */
final class BlockGuard {
    /*
     * Every free slot of a run holds poison from its first to its last byte: put there when the run is opened and when a
     * block is freed or was moved away, looked for when the slot is handed out and by checkIntegrity(). Pages of large
     * blocks go back to the page source at once and need none. Sizes are multiples of 4.
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
        for (int at = from; at < from + run.size; at += Integer.BYTES) {
            pages.setInt(run.chunk.page, at, POISON);
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
        for (int at = from; at < from + run.size; at += Integer.BYTES) {
            int found = pages.getInt(run.chunk.page, at);
            if (found != POISON) {
                throw new IllegalStateException("block was written to after it was freed: "
                        + Handle.text(run.handle(slot)) + " of " + run.size + " bytes, at " + (at - from) + ": 0x"
                        + Integer.toHexString(found));
            }
        }
    }

    /** Checks that bytes lie within a block of the given size. */
    static void checkBounds(long handle, int offset, int length, int usable) {
        if (offset < 0 || length < 0 || offset > usable - length) {
            throw new IndexOutOfBoundsException("bytes " + offset + " to " + ((long) offset + length)
                    + " of a block of " + usable + ": " + Handle.text(handle));
        }
    }
}
