package io.reclaim.benchmarks.store;

/**
 * Offered every entry that a store evicts, before anything of it is released: for a slower tier that takes them over.
 *
 * <p>Only evictions; expired and removed entries are gone for good, and {@link io.reclaim.core.RemovalListener} tells of
 * those, afterwards.
 */
@FunctionalInterface
public interface EvictionListener {

    /**
     * Takes an entry, or does not. Must not call the store, which is in the middle of a write or a tick. Must not throw;
     * if it does, the entry stays and the exception passes through to whoever called the store, which stays valid.
     *
     * @param key a copy, the listener's to keep
     * @param value a copy, the listener's to keep
     * @param deadlineMillis until when it is valid, or {@link io.reclaim.expiry.Deadlines#NO_DEADLINE}
     */
    void evicting(byte[] key, byte[] value, long deadlineMillis);
}
