package io.reclaim.eviction;

/**
 * Ranks entries by what it remembers of them: one {@code int} of metadata each, kept by the store and understood by the
 * policy alone.
 *
 * <p>All methods are O(1) and allocate nothing. Not thread-safe, for a policy may draw random numbers.
 */
public interface EvictionPolicy {

    /**
     * An entry is inserted.
     *
     * @param hash its key's hash, for policies that remember the dead; others ignore it
     * @param nowMillis the time
     * @return its first metadata
     */
    int admit(int hash, long nowMillis);

    /**
     * An entry is read.
     *
     * @param metadata what the policy said last
     * @param nowMillis the time
     * @return its next metadata
     */
    int touch(int metadata, long nowMillis);

    /**
     * An entry is written; the same as a read unless the policy says otherwise.
     *
     * @param metadata what the policy said last
     * @param nowMillis the time
     * @return its next metadata
     */
    default int modify(int metadata, long nowMillis) {
        return touch(metadata, nowMillis);
    }

    /**
     * How little an entry would be missed.
     *
     * @param attribute what the population says of it: metadata as an unsigned number, or a deadline in milliseconds
     *     where the policy ranks by deadlines
     * @param nowMillis the time
     * @return higher goes first; {@code >= 0}
     */
    long coldness(long attribute, long nowMillis);

    /**
     * An entry is being evicted, for policies that remember the dead. To be called by the store's
     * {@link io.reclaim.core.EntryRemover}, which alone knows the hash. By default nothing.
     *
     * @param hash its key's hash
     * @param metadata what the policy said last
     */
    default void evicted(int hash, int metadata) {}
}
