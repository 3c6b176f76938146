package io.reclaim.core;

/**
 * Told when an entry got another ref, so that whoever keeps refs can replace the old one: chains, dense arrays, columns
 * outside the rows, owner tags of blocks.
 */
@FunctionalInterface
public interface RefHolder {

    /**
     * Takes note of a move. Called after the row was copied, when both refs are live and have the same row; the old one
     * is released when it returns.
     *
     * <p>It must not take or release refs, nor step the compaction that calls. It must not throw; if it does, the entry
     * keeps its old ref and the exception passes through.
     *
     * @param from the entry's ref until now
     * @param to its ref from now on, lower, in a page that has other live refs
     */
    void moved(int from, int to);
}
