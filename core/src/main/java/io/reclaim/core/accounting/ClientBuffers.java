package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of all clients of a server, with the limits on each and on all together: Redis'
 * {@code client-output-buffer-limit} and {@code maxmemory-clients}.
 *
 * <p>Each change of a buffer is O(1); finding the largest clients is O(1) for each that goes, by lists of clients of about
 * one size. Allocates an {@link OutputBuffer} a client. Not thread-safe; {@link #bytes} may be read from any thread.
 *
 * @see "Redis networking.c, checkClientOutputBufferLimits and evictClients"
 */
public final class ClientBuffers {
    /** No limit on all clients. */
    public static final long NO_LIMIT = 0;

    /** The least limit on all clients: with less, nobody could talk to the server to raise it. */
    public static final long LEAST_CLIENTS_BYTES = 128 << 10;

    static final int NO_BUCKET = -1;

    /*
     * Clients that may be evicted are in 19 lists by the length in bits of what they hold:
     *
     *     bucket 0: < 32 KB    1: < 64 KB    ..    17: < 4 GB    18: the rest
     *
     * A change moves a client only when it crosses a power of two. Eviction takes from the highest list down, in each the
     * one that came into it first; so the victim is the largest to within a factor of two.
     *
     * Invariants: a client is in the list of its size iff it is open, not exempt, and a normal client or subscriber; each
     * account holds the sum over its clients.
     */

    private static final int LEAST_BITS = 15;
    private static final int MOST_BITS = 33;
    private static final int BUCKETS = MOST_BITS - LEAST_BITS + 1;

    private final @Nullable OutputBuffer[] first = new @Nullable OutputBuffer[BUCKETS];
    private final @Nullable OutputBuffer[] last = new @Nullable OutputBuffer[BUCKETS];
    private final Counter counted = new Counter();
    private final MemoryAccount queries;
    private final MemoryAccount replies;
    private final MemoryAccount replicas;
    private final int blockBytes;
    private OutputBufferLimits limits = OutputBufferLimits.defaults();
    private long openCounted;
    private long openReplicas;
    private long clientsSetting;
    private long backlogBytes;
    private long closedForOutput;
    private long evicted;

    /**
     * Without clients, with Redis' limits, and none on all together.
     *
     * @param ledger where {@link MemoryPurpose#CLIENT_QUERIES}, {@link MemoryPurpose#CLIENT_REPLIES} and
     *     {@link MemoryPurpose#REPLICA_OUTPUT} are opened
     * @param blockBytes what each block of output takes beside its bytes, {@code >= 0}
     */
    public ClientBuffers(MemoryLedger ledger, int blockBytes) {
        if (blockBytes < 0) {
            throw new IllegalArgumentException("blockBytes must not be negative: " + blockBytes);
        }
        this.blockBytes = blockBytes;
        this.queries = ledger.open(MemoryPurpose.CLIENT_QUERIES);
        this.replies = ledger.open(MemoryPurpose.CLIENT_REPLIES);
        this.replicas = ledger.open(MemoryPurpose.REPLICA_OUTPUT);
    }

    /**
     * A client connects.
     *
     * @param clientClass what it is
     * @param exempt whether it is never closed for the memory of all clients; replicas and the master never are
     * @return its buffer, holding nothing
     */
    public OutputBuffer open(ClientClass clientClass, boolean exempt) {
        OutputBuffer client = new OutputBuffer(this, requireNonNull(clientClass, "clientClass"), exempt);
        count(client, 1);
        file(client);
        return client;
    }

    /**
     * A client is gone; what it held is released.
     *
     * @param client of these
     * @param why KEEP if it went by itself; counted otherwise
     */
    public void close(OutputBuffer client, BufferVerdict why) {
        if (client.closed()) {
            return;
        }
        leaveStream(client);
        client.sent(client.ownOutputBytes(), 0);
        client.other(0);
        unfile(client);
        client.close();
        count(client, -1);
        closedForOutput += why == BufferVerdict.HARD_LIMIT || why == BufferVerdict.SOFT_LIMIT ? 1 : 0;
        evicted += why == BufferVerdict.ALL_CLIENTS_LIMIT ? 1 : 0;
    }

    /**
     * A client becomes another: a subscriber by its first subscription, a replica by asking for a copy, or a normal one
     * again. What it holds moves to the account of its class; the limits of that class hold from the next
     * {@link OutputBuffer#verdict} on. Since when it has been at a soft limit stays, as in Redis. A replica that becomes
     * another leaves the {@link ReplicationBuffer} it follows. O(1).
     *
     * @param client of these
     * @param wanted what it is from now on
     * @throws IllegalStateException if it is closed
     */
    public void change(OutputBuffer client, ClientClass wanted) {
        requireNonNull(wanted, "wanted");
        if (client.closed()) {
            throw new IllegalStateException("client is closed");
        }
        ClientClass before = client.clientClass();
        if (before == wanted) {
            return;
        }
        leaveStream(client);
        MemoryAccount from = outputAccount(before);
        MemoryAccount to = outputAccount(wanted);
        if (from != to) {
            from.release(client.ownOutputBytes()); // first, so that the ledger's peak does not have it twice
            to.charge(client.ownOutputBytes());
        }
        if (before.counted() != wanted.counted()) {
            counted.add(wanted.counted() ? client.bytes() : -client.bytes());
        }
        count(client, -1);
        client.clientClass(wanted);
        count(client, 1);
        if (!client.evictable()) {
            unfile(client);
        } else if (client.bucket == NO_BUCKET) {
            file(client);
        }
    }

    private MemoryAccount outputAccount(ClientClass of) {
        return of == ClientClass.REPLICA ? replicas : replies;
    }

    private static void leaveStream(OutputBuffer client) {
        if (client.stream != null) {
            client.stream.leave(client);
        }
    }

    /** What a block takes beside its bytes. */
    int blockBytes() {
        return blockBytes;
    }

    /** What replicas hold beyond the backlog. */
    MemoryAccount replicas() {
        return replicas;
    }

    private void count(OutputBuffer client, int delta) {
        openCounted += client.clientClass().counted() ? delta : 0;
        openReplicas += client.clientClass() == ClientClass.REPLICA ? delta : 0;
    }

    long output(long bytes, int blocks) {
        if (bytes < 0 || blocks < 0) {
            throw new IllegalArgumentException("bytes and blocks must not be negative: " + bytes + ", " + blocks);
        }
        return bytes + (long) blocks * blockBytes;
    }

    void changed(OutputBuffer client, long outputDelta, long otherDelta) {
        add(outputAccount(client.clientClass()), outputDelta);
        add(queries, otherDelta);
        if (client.clientClass().counted()) {
            counted.add(outputDelta + otherDelta);
        }
        if (client.bucket != NO_BUCKET && client.bucket != bucket(client.bytes())) {
            unfile(client);
            file(client);
        }
    }

    private static void add(MemoryAccount account, long delta) {
        if (delta >= 0) {
            account.charge(delta);
        } else {
            account.release(-delta);
        }
    }

    static int bucket(long bytes) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bytes);
        return Math.min(Math.max(bits, LEAST_BITS), MOST_BITS) - LEAST_BITS;
    }

    private void file(OutputBuffer client) {
        if (client.evictable()) {
            int bucket = bucket(client.bytes());
            OutputBuffer before = last[bucket];
            client.bucket = bucket;
            client.previous = before;
            if (before == null) {
                first[bucket] = client;
            } else {
                before.next = client;
            }
            last[bucket] = client;
        }
    }

    private void unfile(OutputBuffer client) {
        if (client.bucket == NO_BUCKET) {
            return;
        }
        OutputBuffer before = client.previous;
        OutputBuffer after = client.next;
        if (before == null) {
            first[client.bucket] = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last[client.bucket] = before;
        } else {
            after.previous = before;
        }
        client.previous = null;
        client.next = null;
        client.bucket = NO_BUCKET;
    }

    /**
     * The limits on each client's output.
     *
     * @return as set last
     */
    public OutputBufferLimits limits() {
        return limits;
    }

    /**
     * Changes the limits on each client's output.
     *
     * @param limits for instance {@code limits().with("pubsub 64mb 16mb 90")}
     */
    public void limits(OutputBufferLimits limits) {
        this.limits = requireNonNull(limits, "limits");
    }

    /**
     * The size of the replication backlog, below which no replica's hard limit goes: what the backlog keeps anyway
     * costs nothing more. A {@link ReplicationBuffer} sets it by itself.
     *
     * @param bytes {@code >= 0}
     */
    public void backlogBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        backlogBytes = bytes;
    }

    long hardBytes(ClientClass of, OutputBufferLimit limit) {
        long hard = limit.hardBytes();
        return of == ClientClass.REPLICA && hard > 0 ? Math.max(hard, backlogBytes) : hard;
    }

    /**
     * Changes the limit on all normal clients and subscribers together.
     *
     * @param setting bytes; or -1 to -100, so many percent of {@code maxmemory}; or {@link #NO_LIMIT}
     */
    public void maxMemoryClients(long setting) {
        if (setting < -100) {
            throw new IllegalArgumentException("maxmemory-clients must be bytes, or percent up to 100: " + setting);
        }
        clientsSetting = setting;
    }

    /**
     * Reads the limit on all clients as settings have it.
     *
     * @param text a size, or percent such as {@code 5%}
     * @return what {@link #maxMemoryClients(long)} takes
     * @throws IllegalArgumentException if it is neither
     */
    public static long parseMaxMemoryClients(String text) {
        if (!text.endsWith("%")) {
            return MemorySize.parse(text);
        }
        String digits = text.substring(0, text.length() - 1);
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > 100) {
            throw new IllegalArgumentException("maxmemory-clients must be 0% to 100%, or a size: " + text);
        }
        return -Long.parseLong(digits);
    }

    /**
     * The limit on all clients in bytes.
     *
     * @param maxMemory the store's limit, or {@link MemoryLimit#UNLIMITED}, with which a percentage is no limit
     * @return bytes, at least {@link #LEAST_CLIENTS_BYTES}, or {@link #NO_LIMIT}
     */
    public long maxClientsBytes(long maxMemory) {
        boolean percent = clientsSetting < 0;
        if (clientsSetting == NO_LIMIT || (percent && maxMemory == MemoryLimit.UNLIMITED)) {
            return NO_LIMIT;
        }
        long bytes = percent ? (long) ((double) maxMemory * -clientsSetting / 100) : clientsSetting;
        return Math.max(LEAST_CLIENTS_BYTES, bytes);
    }

    /**
     * Closes the largest clients while all together are at the limit or beyond. To be called before a command is
     * executed, and before waiting for the next.
     *
     * @param maxMemory the store's limit, or {@link MemoryLimit#UNLIMITED}
     * @param closing told of each client before it is closed here, with the reason; closes its connection
     * @return how many went
     */
    public int evict(long maxMemory, BiConsumer<OutputBuffer, BufferVerdict> closing) {
        long limit = maxClientsBytes(maxMemory);
        int closed = 0;
        for (int bucket = BUCKETS - 1; limit != NO_LIMIT && bucket >= 0 && bytes() >= limit; ) {
            OutputBuffer client = first[bucket];
            if (client == null) {
                bucket--;
                continue;
            }
            closing.accept(client, BufferVerdict.ALL_CLIENTS_LIMIT);
            close(client, BufferVerdict.ALL_CLIENTS_LIMIT);
            closed++;
        }
        return closed;
    }

    /**
     * What normal clients and subscribers hold, exempt ones too; may be read from any thread.
     *
     * @return bytes
     */
    public long bytes() {
        return counted.get();
    }

    /**
     * The numbers of clients.
     *
     * @return for a {@link MemoryReport}
     */
    public ClientFigures figures() {
        return new ClientFigures(openCounted, openReplicas, 0, closedForOutput, evicted);
    }

    /**
     * Checks the lists, in O(clients).
     *
     * @throws IllegalStateException if an invariant does not hold
     */
    public void checkIntegrity() {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            OutputBuffer before = null;
            for (OutputBuffer client = first[bucket]; client != null; client = client.next) {
                if (client.previous != before
                        || client.bucket != bucket
                        || bucket(client.bytes()) != bucket
                        || !client.evictable()
                        || client.closed()) {
                    throw new IllegalStateException("wrong list " + bucket + " for " + client);
                }
                before = client;
            }
            if (last[bucket] != before) {
                throw new IllegalStateException("wrong end of list " + bucket);
            }
        }
    }

    @Override
    public String toString() {
        return "ClientBuffers[" + bytes() + " bytes, " + figures() + "]";
    }
}
