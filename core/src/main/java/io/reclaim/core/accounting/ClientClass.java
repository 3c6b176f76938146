package io.reclaim.core.accounting;

import java.util.Locale;

/** What a client is, which decides the limits on its buffers. */
public enum ClientClass {
    /** One that sends commands, or watches those of others. */
    NORMAL,
    /** A replica that follows this store. */
    REPLICA,
    /** One with a subscription. */
    PUBSUB,
    /** The link to the store that this one follows: limited as a normal client, never closed for memory. */
    MASTER;

    /**
     * Reads a class as it is named in settings: {@code normal}, {@code replica}, its older name {@code slave}, or
     * {@code pubsub}; case does not matter.
     *
     * @param name for instance {@code pubsub}
     * @return the class
     * @throws IllegalArgumentException if there is none of that name, or it has no limits of its own, as the master
     */
    public static ClientClass of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "normal" -> NORMAL;
            case "replica", "slave" -> REPLICA;
            case "pubsub" -> PUBSUB;
            default ->
                throw new IllegalArgumentException(
                        "class of clients must be normal, replica (or slave) or pubsub: " + name);
        };
    }

    /** The class whose limits it has. */
    ClientClass limitedAs() {
        return this == MASTER ? NORMAL : this;
    }

    /** Whether its memory is part of what {@code maxmemory-clients} limits. */
    boolean counted() {
        return this == NORMAL || this == PUBSUB;
    }
}
