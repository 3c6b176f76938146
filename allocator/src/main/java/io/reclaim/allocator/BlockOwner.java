package io.reclaim.allocator;

/** Told when a block was moved, so that whoever holds its handle can replace it. */
@FunctionalInterface
public interface BlockOwner {

    /**
     * Takes note of a move. Called after the bytes were copied; until it returns both places are readable. It must not
     * allocate or free. It must not throw; if it does, the block stays where it was and the exception passes through.
     *
     * @param owner the tag that the block was allocated with, or given since
     * @param from its handle until now
     * @param to its handle from now on
     */
    void blockMoved(int owner, long from, long to);
}
