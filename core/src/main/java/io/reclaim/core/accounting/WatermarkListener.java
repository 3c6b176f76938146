package io.reclaim.core.accounting;

/** Told when the level of a {@link MemoryLimit} crosses a mark of {@link MemoryWatermarks}. */
@FunctionalInterface
public interface WatermarkListener {

    /**
     * The level went past a mark.
     *
     * @param percent the mark, as it was added
     * @param above true if the level has risen to it, false if it has fallen back
     * @param level counted / ceiling, at this moment
     */
    void crossed(int percent, boolean above, double level);
}
