package io.reclaim.hashtable;

/** A key whose hash the test chooses. */
record HashedKey(int id, int hash) {

    /** A key that lands in the bucket of a mixed hash's low bits, with the fingerprint of its top byte. */
    static HashedKey landingOn(int id, int mixed) {
        return new HashedKey(id, Hashes.landingOn(mixed));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HashedKey key && key.id == id && key.hash == hash;
    }

    @Override
    public String toString() {
        return id + "#" + hash;
    }
}
