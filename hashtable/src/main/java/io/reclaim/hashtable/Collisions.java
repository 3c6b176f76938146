package io.reclaim.hashtable;

import org.jspecify.annotations.Nullable;

/**
 * The entries of a map whose keys share their hash with many others: a table of their own, by a second hash that has a
 * secret. Which hashes are meant is remembered until the last such entry is gone.
 */
final class Collisions {
    /** Keys of one hash in one bucket from which on they are moved here. */
    static final int FEWEST = 8;

    private final PairTable hashes = new PairTable(KeyHash.OWN);
    private final PairTable entries;

    Collisions(SecondHash second) {
        entries = new PairTable(new KeyHash(second));
    }

    /** From now on keys of this hash, of classes that have a second one, belong here. */
    void take(int hash) {
        hashes.put(hashes.hash(hash), hash, true);
    }

    /** Whether a key of this hash belongs here. */
    boolean holds(int hash, Object key) {
        return SecondHash.has(key) && hashes.get(hashes.hash(hash), hash) != null;
    }

    int size() {
        return entries.size();
    }

    @Nullable Object get(Object key) {
        return entries.get(entries.hash(key), key);
    }

    @Nullable Object put(Object key, Object value) {
        return entries.put(entries.hash(key), key, value);
    }

    /** Without a step of a resize. */
    @Nullable Object takeOut(Object key) {
        return entries.takeOut(entries.hash(key), key);
    }

    void stepOfWrite() {
        entries.stepOfWrite();
    }

    PairTable entries() {
        return entries;
    }

    long bytes() {
        return hashes.bytes() + entries.bytes();
    }

    void checkIntegrity() {
        hashes.checkIntegrity();
        entries.checkIntegrity();
    }
}
