package io.reclaim.core.accounting;

/**
 * How much may wait for a client to read it: Redis' {@code client-output-buffer-limit} for one class.
 *
 * <p>At {@code hardBytes} the client is closed at once, at {@code softBytes} when it has been there for more than
 * {@code softSeconds}. 0 bytes: no such limit.
 *
 * @param hardBytes {@code >= 0}
 * @param softBytes {@code >= 0}
 * @param softSeconds {@code >= 0}; 0 closes at the first check a second or more later
 */
public record OutputBufferLimit(long hardBytes, long softBytes, long softSeconds) {
    /** No limit. */
    public static final OutputBufferLimit NONE = new OutputBufferLimit(0, 0, 0);

    /**
     * Checks the numbers.
     *
     * @param hardBytes see the record
     * @param softBytes see the record
     * @param softSeconds see the record
     */
    public OutputBufferLimit {
        check("hardBytes", hardBytes);
        check("softBytes", softBytes);
        check("softSeconds", softSeconds);
    }

    private static void check(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    /**
     * What Redis starts with.
     *
     * @param of which class
     * @return none for normal clients, 256 MB and 64 MB for 60 s for replicas, 32 MB and 8 MB for 60 s for subscribers
     */
    public static OutputBufferLimit defaults(ClientClass of) {
        return switch (of) {
            case NORMAL, MASTER -> NONE;
            case REPLICA -> new OutputBufferLimit(256 << 20, 64 << 20, 60);
            case PUBSUB -> new OutputBufferLimit(32 << 20, 8 << 20, 60);
        };
    }

    /** In the form of the directive, without the class. */
    @Override
    public String toString() {
        return hardBytes + " " + softBytes + " " + softSeconds;
    }
}
