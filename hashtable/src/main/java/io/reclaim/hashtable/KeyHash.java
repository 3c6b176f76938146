package io.reclaim.hashtable;

import org.jspecify.annotations.Nullable;

/** The hash that a {@link PairTable} places keys by: their own, mixed, or a secret one. */
final class KeyHash {
    /** By {@code hashCode}. */
    static final KeyHash OWN = new KeyHash(null);

    private final @Nullable SecondHash second;

    KeyHash(@Nullable SecondHash second) {
        this.second = second;
    }

    int of(Object key) {
        return second == null ? own(key) : second.of(key);
    }

    /** What {@link #OWN} gives. */
    static int own(Object key) {
        return RehashingIndex.mix(key.hashCode());
    }
}
