package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The stream of writes that all replicas and the backlog read from one buffer: what is held for several of them is charged
 * once, as in Redis 7 and later.
 *
 * <p>Use it where replicas share a buffer. Where each has a copy of its own, {@link OutputBuffer#queued} is enough. What
 * the backlog may hold is charged to {@link MemoryPurpose#REPLICATION_BACKLOG}, which counts toward the limit, what the
 * slowest replica makes the buffer hold beyond that to {@link MemoryPurpose#REPLICA_OUTPUT}, which does not.
 *
 * <p>Offsets are bytes since the stream began. {@link #append} and {@link #leave} are O(1), {@link #sent} and
 * {@link #follow} O(replicas passed). Allocates nothing. Not thread-safe.
 *
 * @see "Redis replication.c, feedReplicationBuffer and incrementalTrimReplicationBacklog; object.c,
 *     getMemoryOverheadData"
 */
public final class ReplicationBuffer {
    /*
     *      dropped        start                                                              end
     *     .................|-------- block --------|-------- block --------|------ block ----->.....
     *                         ^ slowest replica               |<------- backlog -------------->|
     *                                                                 ^ another replica
     *
     * Blocks of one capacity, filled one after the other: block number = offset / capacity. Held are the blocks from that
     * of start to that of end. What nobody needs any more is dropped as far as the first that is needed:
     *
     *     start = max(start before, min(position of the slowest, end - backlog))
     *
     * so start never goes back: a larger backlog fills up as the stream goes on.
     *
     * Replicas are in a list from the slowest to the fastest; one that reads moves past those it overtakes.
     *
     * Blocks go whole, so up to one of them more is held than anybody needs; without replicas the backlog is charged for
     * that too, with them they are, as in Redis' INFO.
     *
     * Invariants: start <= every position <= end; positions rise along the list; charged to both accounts together is what
     * the blocks held take, and to the backlog's no more than its size while there is a replica, all while there is none.
     */

    private final ClientBuffers clients;
    private final MemoryAccount backlogAccount;
    private final MemoryAccount replicas;
    private final int blockCapacity;
    private long backlogBytes;
    private long start;
    private long end;
    private long beyond;
    private @Nullable OutputBuffer slowest;
    private @Nullable OutputBuffer fastest;

    /**
     * A stream that nothing was written to.
     *
     * @param ledger where {@link MemoryPurpose#REPLICATION_BACKLOG} is opened; that of the clients
     * @param clients of whom some are replicas; their hard limit is not below the backlog's size from now on
     * @param blockCapacity bytes of the stream in a block, {@code >= 1}; a block takes what {@link ClientBuffers} was made
     *     with beside
     * @param backlogBytes how much of the stream is kept in any case, {@code >= 0}
     */
    public ReplicationBuffer(MemoryLedger ledger, ClientBuffers clients, int blockCapacity, long backlogBytes) {
        if (blockCapacity < 1) {
            throw new IllegalArgumentException("blockCapacity must be positive: " + blockCapacity);
        }
        this.clients = requireNonNull(clients, "clients");
        this.blockCapacity = blockCapacity;
        this.replicas = clients.replicas();
        this.backlogAccount = ledger.open(MemoryPurpose.REPLICATION_BACKLOG);
        backlogBytes(backlogBytes);
    }

    /**
     * Changes how much of the stream is kept in any case.
     *
     * @param bytes {@code >= 0}; less drops the oldest that no replica needs, more fills up as the stream goes on
     */
    public void backlogBytes(long bytes) {
        clients.backlogBytes(bytes); // throws if it is negative
        backlogBytes = bytes;
        trim();
    }

    /**
     * The place in the stream where the next byte goes.
     *
     * @return bytes since it began
     */
    public long end() {
        return end;
    }

    /**
     * The place of the oldest byte that is held.
     *
     * @return bytes since the stream began; {@link #end} if none is held
     */
    public long start() {
        return start;
    }

    /**
     * What the blocks held take, for all replicas and the backlog together.
     *
     * @return bytes charged
     */
    public long heldBytes() {
        return bytes(start);
    }

    /** What the blocks take from that of an offset on. */
    private long bytes(long from) {
        return from == end ? 0 : blocks(from) * ((long) blockCapacity + clients.blockBytes());
    }

    private long blocks(long from) {
        return (end - 1) / blockCapacity - from / blockCapacity + 1;
    }

    /**
     * Writes to the stream; charges it, once.
     *
     * @param bytes how many, {@code >= 0}
     */
    public void append(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        end = Math.addExact(end, bytes);
        trim();
    }

    /**
     * Has a replica read from an offset on: {@link #end} after a full copy, or where it was, after its link was lost.
     *
     * @param replica of the clients, of class {@link ClientClass#REPLICA}, that does not follow yet
     * @param offset where it goes on
     * @return false if the stream from there on is not held: then nothing has changed, and it needs a full copy
     */
    public boolean follow(OutputBuffer replica, long offset) {
        if (replica.clientClass() != ClientClass.REPLICA) {
            throw new IllegalArgumentException("only a replica follows: " + replica);
        }
        if (replica.clients != clients) {
            throw new IllegalArgumentException("a replica of other clients does not follow: " + replica);
        }
        if (replica.stream != null || replica.closed()) {
            throw new IllegalStateException("replica is closed or follows already: " + replica);
        }
        if (offset < start || offset > end) {
            return false;
        }
        replica.stream = this;
        replica.position = offset;
        link(replica, null);
        trim(); // what lies beyond the backlog is the replicas' from now on
        return true;
    }

    /**
     * A replica has read more of the stream.
     *
     * @param replica that follows
     * @param bytes how many, {@code >= 0}
     * @throws IllegalArgumentException if so much does not wait for it
     */
    public void sent(OutputBuffer replica, long bytes) {
        if (replica.stream != this) {
            throw new IllegalStateException("replica does not follow: " + replica);
        }
        if (bytes < 0 || bytes > end - replica.position) {
            throw new IllegalArgumentException("bytes must be 0 to " + (end - replica.position) + ": " + bytes);
        }
        OutputBuffer after = replica.slower;
        unlink(replica);
        replica.position += bytes;
        link(replica, after);
        trim();
    }

    /** A replica goes, or is one no more. */
    void leave(OutputBuffer replica) {
        unlink(replica);
        replica.stream = null;
        trim();
    }

    /** Puts a replica into its place, which lies behind a slower one, or anywhere if that is null. */
    private void link(OutputBuffer replica, @Nullable OutputBuffer known) {
        OutputBuffer before = known;
        OutputBuffer after = known == null ? slowest : known.faster;
        while (after != null && after.position < replica.position) {
            before = after;
            after = after.faster;
        }
        replica.slower = before;
        replica.faster = after;
        if (before == null) {
            slowest = replica;
        } else {
            before.faster = replica;
        }
        if (after == null) {
            fastest = replica;
        } else {
            after.slower = replica;
        }
    }

    private void unlink(OutputBuffer replica) {
        OutputBuffer before = replica.slower;
        OutputBuffer after = replica.faster;
        if (before == null) {
            slowest = after;
        } else {
            before.faster = after;
        }
        if (after == null) {
            fastest = before;
        } else {
            after.slower = before;
        }
        replica.slower = null;
        replica.faster = null;
    }

    /** Drops what nobody needs, and charges what is held: first less, then more, so that no peak comes from a transfer. */
    private void trim() {
        long needed = Math.max(0, end - backlogBytes);
        needed = slowest == null ? needed : Math.min(needed, slowest.position);
        start = Math.max(start, needed);
        long held = heldBytes();
        long toBacklog = slowest == null ? held : Math.min(held, backlogBytes);
        long toReplicas = held - toBacklog;
        backlogAccount.release(Math.max(0, backlogAccount.bytes() - toBacklog));
        replicas.release(Math.max(0, beyond - toReplicas));
        backlogAccount.charge(Math.max(0, toBacklog - backlogAccount.bytes()));
        replicas.charge(Math.max(0, toReplicas - beyond));
        beyond = toReplicas;
    }

    /** What waits for a replica: bytes from its position on, and what the blocks they are in take beside. */
    long waiting(OutputBuffer replica) {
        long bytes = end - replica.position;
        return bytes == 0 ? 0 : bytes + blocks(replica.position) * clients.blockBytes();
    }

    /**
     * Checks the order of replicas and the charges, in O(replicas).
     *
     * @throws IllegalStateException if an invariant does not hold
     */
    public void checkIntegrity() {
        OutputBuffer before = null;
        for (OutputBuffer replica = slowest; replica != null; replica = replica.faster) {
            long least = before == null ? start : before.position;
            if (replica.slower != before
                    || replica.stream != this
                    || replica.closed()
                    || replica.clientClass() != ClientClass.REPLICA
                    || replica.position < least
                    || replica.position > end) {
                throw new IllegalStateException("wrong place in " + this + " for " + replica);
            }
            before = replica;
        }
        if (fastest != before || start > end) {
            throw new IllegalStateException("wrong end of " + this);
        }
        boolean tooMuch = slowest == null ? beyond > 0 : backlogAccount.bytes() > backlogBytes;
        if (backlogAccount.bytes() + beyond != heldBytes() || tooMuch) {
            throw new IllegalStateException("charged " + backlogAccount.bytes() + " and " + beyond + " for " + this);
        }
    }

    @Override
    public String toString() {
        return "ReplicationBuffer[" + start + ".." + end + ", " + heldBytes() + " bytes, backlog " + backlogBytes + "]";
    }
}
