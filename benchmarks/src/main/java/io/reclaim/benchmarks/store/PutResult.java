package io.reclaim.benchmarks.store;

/** What became of a write. */
public enum PutResult {
    /** The key is new. */
    INSERTED,
    /** The key had another value. */
    REPLACED,
    /** Refused: with its fixed structures the entry would exceed the limit even if it were alone. Nothing has changed. */
    TOO_LARGE,
    /**
     * Refused: no memory, and nothing more to evict, or the limit was lowered and eviction has yet to come down to it. What
     * was under the key is still there, unless it was evicted as the last of all.
     */
    OUT_OF_MEMORY;

    /**
     * Whether the value was written.
     *
     * @return true for {@link #INSERTED} and {@link #REPLACED}
     */
    public boolean written() {
        return this == INSERTED || this == REPLACED;
    }
}
