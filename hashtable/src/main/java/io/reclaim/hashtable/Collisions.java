package io.reclaim.hashtable;

import io.reclaim.core.accounting.ObjectLayout;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map whose keys share their hash, or their bucket, with far too many others: a table of their own, by a
 * second hash that has a secret. Which hashes are meant is remembered until the last such entry is gone.
 */
final class Collisions {
    /** Keys in one bucket from which on they are moved here: so many of one hash, or so many more than there should be. */
    static final int FEWEST = 8;

    private static final long BYTES_OF_INTEGER = ObjectLayout.CURRENT.object(0, Integer.BYTES);

    private final PairTable hashes;
    private final PairTable entries;

    Collisions(SecondHash second) {
        KeyHash hash = new KeyHash(second);
        hashes = new PairTable(hash);
        entries = new PairTable(hash);
    }

    /** From now on keys of this hash, of classes that have a second one, belong here. */
    void take(Integer hash) {
        hashes.put(hashes.hash(hash), hash, true);
        hashes.stepOfWrite();
    }

    /** Whether a key of this hash belongs here. */
    boolean holds(int hash, Object key) {
        return SecondHash.has(key) && takes(hash);
    }

    private boolean takes(Integer hash) {
        return hashes.get(hashes.hash(hash), hash) != null;
    }

    int size() {
        return entries.size();
    }

    @Nullable Object get(Object key) {
        return entries.get(entries.hash(key), key);
    }

    @Nullable Object put(Object key, Object value) {
        Object old = entries.put(entries.hash(key), key, value);
        if (old == null) {
            entries.stepOfWrite();
        }
        return old;
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
        return hashes.bytes() + BYTES_OF_INTEGER * hashes.size() + entries.bytes();
    }

    void checkIntegrity() {
        hashes.checkIntegrity();
        entries.checkIntegrity();
    }
}
