package io.reclaim.core;

/** Why an entry, or its value, left. */
public enum RemovalCause {
    /** The user removed it. */
    EXPLICIT,
    /** The user wrote another value under its key. */
    REPLACED,
    /** Its deadline was reached. */
    EXPIRED,
    /** Memory was needed. */
    EVICTED;

    /**
     * Whether the entry was removed by the store's own judgement.
     *
     * @return true for {@link #EXPIRED} and {@link #EVICTED}
     */
    public boolean automatic() {
        return this == EXPIRED || this == EVICTED;
    }
}
