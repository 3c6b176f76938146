package io.reclaim.benchmarks.trace;

/** One request of a trace; reused from request to request. */
public final class Access {
    /** What a format does not say. */
    public static final long UNKNOWN = -1;

    /** The time to live of what never expires. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** What a request does. */
    public enum Operation {
        /** Reads a value; on a miss the client is taken to write it. */
        READ,
        /** Writes a value. */
        WRITE,
        /** Removes a value. */
        REMOVE
    }

    /** What is accessed. */
    public long key;

    /** Bytes of the value, or {@link #UNKNOWN}. */
    public long valueBytes;

    /** When, in milliseconds since any origin, or {@link #UNKNOWN}. */
    public long timeMillis;

    /** How long a written value lives, in milliseconds, {@link #FOREVER}, or {@link #UNKNOWN}. */
    public long ttlMillis;

    /** What is done. */
    public Operation operation = Operation.READ;

    /** An access of which nothing is known. */
    public Access() {
        clear();
    }

    void clear() {
        key = 0;
        valueBytes = UNKNOWN;
        timeMillis = UNKNOWN;
        ttlMillis = UNKNOWN;
        operation = Operation.READ;
    }

    @Override
    public String toString() {
        return operation + " " + key + " valueBytes=" + valueBytes + " timeMillis=" + timeMillis + " ttlMillis="
                + ttlMillis;
    }
}
