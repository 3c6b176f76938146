package io.reclaim.hashtable;

/**
 * Tells a {@link RehashingIndex} whether an entry has the key that is being looked up. The owner keeps one matcher and
 * puts the key into it before each lookup, so that a lookup allocates nothing.
 */
@FunctionalInterface
public interface RefMatcher {

    /**
     * Compares an entry's key with the one looked up.
     *
     * @param ref a live entry whose hash equals the one looked up
     * @return whether the keys are equal
     */
    boolean matches(int ref);
}
