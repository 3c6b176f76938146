package io.reclaim.core;

/**
 * Told of every removal, once, last of all: when it is called everything is whole again and the entry is gone.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface RemovalListener<K, V> {

    /**
     * Takes note of a removal. May call the store. Must not throw; if it does, the exception passes through to whoever
     * called the store, which stays valid.
     *
     * @param key the key
     * @param value the value that was removed
     * @param cause why
     */
    void removed(K key, V value, RemovalCause cause);
}
