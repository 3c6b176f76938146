package io.reclaim.hashtable;

/**
 * Tells a {@link RehashingIndex} whether an entry has the key that is being looked up. The key is handed through, so that
 * one matcher without state serves all lookups.
 *
 * @param <K> type of the keys that are looked up
 */
@FunctionalInterface
public interface RefMatcher<K> {

    /**
     * Compares an entry's key with the one looked up.
     *
     * @param key the key that was given to {@link RehashingIndex#find}
     * @param ref a live entry whose hash equals the one looked up
     * @return whether the keys are equal
     */
    boolean matches(K key, int ref);
}
