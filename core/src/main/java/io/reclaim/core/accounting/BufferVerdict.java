package io.reclaim.core.accounting;

/** What is to become of a client, and why. */
public enum BufferVerdict {
    /** It stays. */
    KEEP("within its limits"),
    /** Its output buffer has reached the hard limit of its class. */
    HARD_LIMIT("output buffer reached the hard limit"),
    /** Its output buffer has been at the soft limit of its class for too long. */
    SOFT_LIMIT("output buffer stayed at the soft limit for longer than its seconds"),
    /** All clients together have reached {@code maxmemory-clients}, and it is one of the largest. */
    ALL_CLIENTS_LIMIT("all clients together reached maxmemory-clients");

    private final String reason;

    BufferVerdict(String reason) {
        this.reason = reason;
    }

    /**
     * Whether the client is to be closed.
     *
     * @return true for all but KEEP
     */
    public boolean closes() {
        return this != KEEP;
    }

    /**
     * Why, for the log.
     *
     * @return a part of a sentence
     */
    public String reason() {
        return reason;
    }
}
