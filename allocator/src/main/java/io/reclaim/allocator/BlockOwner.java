package io.reclaim.allocator;

/** Told when a block was moved, so that whoever holds its handle can replace it. */
@FunctionalInterface
public interface BlockOwner {

    /**
     * Takes note of a move. Called after the bytes were copied; until it returns both places are readable, and what is
     * written or tagged counts at the new one.
     *
     * <p>It must not allocate, free, resize, purge or move: that is refused with an {@link IllegalStateException}. It
     * should not throw; if it does, for instance because it cannot replace the handle now, the block stays where it was,
     * all accounts are as before, and the exception passes through. It must know the block by its old handle then.
     *
     * @param owner the tag that the block was allocated with, or given since
     * @param from its handle until now
     * @param to its handle from now on
     */
    void blockMoved(int owner, long from, long to);
}
