package io.reclaim.core.accounting;

/**
 * Who is connected, for a {@link MemoryReport}; what they hold is in the accounts.
 *
 * @param normal clients, subscribers included
 * @param replicas connected
 * @param scripts cached
 * @param outputLimitDisconnections closed for the limit on their output buffer
 * @param evicted closed for the limit on all clients' memory
 */
public record ClientFigures(long normal, long replicas, long scripts, long outputLimitDisconnections, long evicted) {
    /** Nobody. */
    public static final ClientFigures NONE = new ClientFigures(0, 0, 0, 0, 0);
}
