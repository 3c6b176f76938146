package io.reclaim.core.accounting;

import org.jspecify.annotations.Nullable;

/**
 * What one client holds: what waits for it to be read, and everything else. Opened by {@link ClientBuffers#open}.
 *
 * <p>All operations are O(1) and allocate nothing. Threads: those of its {@link ClientBuffers}.
 */
public final class OutputBuffer {
    /** No time: not over the soft limit. */
    private static final long NEVER = Long.MIN_VALUE;

    final ClientBuffers clients;
    private ClientClass clientClass;
    private final boolean exempt;
    private long outputBytes;
    private long otherBytes;
    private long softSinceSecond = NEVER;
    private boolean closed;

    /** Its list among the clients that may be evicted, or NO_BUCKET. */
    int bucket = ClientBuffers.NO_BUCKET;

    @Nullable OutputBuffer previous;

    @Nullable OutputBuffer next;

    /** The stream that it follows, its place in that, and its neighbours among the replicas. */
    @Nullable ReplicationBuffer stream;

    long position;

    @Nullable OutputBuffer slower;

    @Nullable OutputBuffer faster;

    OutputBuffer(ClientBuffers clients, ClientClass clientClass, boolean exempt) {
        this.clients = clients;
        this.clientClass = clientClass;
        this.exempt = exempt;
    }

    /**
     * What the client is.
     *
     * @return as opened, or as {@link ClientBuffers#change changed} last
     */
    public ClientClass clientClass() {
        return clientClass;
    }

    void clientClass(ClientClass wanted) {
        clientClass = wanted;
    }

    /** Whether it may be closed for the memory of all clients. */
    boolean evictable() {
        return !exempt && clientClass.counted();
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /**
     * What waits to be read: its own, and of a replica what waits in the {@link ReplicationBuffer} that it follows.
     *
     * @return bytes, with what its blocks take beside
     */
    public long outputBytes() {
        return stream == null ? outputBytes : outputBytes + stream.waiting(this);
    }

    /** What waits in buffers of its own, which alone is charged for it. */
    long ownOutputBytes() {
        return outputBytes;
    }

    /**
     * All that the client holds for itself alone.
     *
     * @return output but for what is shared, and what was set by {@link #other}
     */
    public long bytes() {
        return outputBytes + otherBytes;
    }

    /**
     * Adds to what waits, and charges it. Then ask {@link #verdict}.
     *
     * @param bytes of the reply, {@code >= 0}; of a replica only what it does not read from a {@link ReplicationBuffer}
     * @param blocks new ones that it takes, {@code >= 0}; each costs what {@link ClientBuffers} was made with
     */
    public void queued(long bytes, int blocks) {
        change(outputBytes + clients.output(bytes, blocks), otherBytes);
    }

    /**
     * Subtracts what was read, and releases it.
     *
     * @param bytes {@code >= 0}
     * @param blocks that it gives back, {@code >= 0}
     * @throws IllegalArgumentException if so much does not wait
     */
    public void sent(long bytes, int blocks) {
        long less = clients.output(bytes, blocks);
        if (less > outputBytes) {
            throw new IllegalArgumentException(
                    "bytes and blocks sent must not be more than wait, " + outputBytes + ": " + less);
        }
        change(outputBytes - less, otherBytes);
    }

    /**
     * Sets what the client holds beside its output: query buffer, arguments, transaction, subscriptions, itself.
     *
     * @param bytes {@code >= 0}
     */
    public void other(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        change(outputBytes, bytes);
    }

    private void change(long output, long other) {
        if (closed) {
            throw new IllegalStateException("client is closed");
        }
        long outputDelta = output - outputBytes;
        long otherDelta = other - otherBytes;
        outputBytes = output;
        otherBytes = other;
        clients.changed(this, outputDelta, otherDelta);
    }

    /**
     * Whether the client keeps the limits on its output. To be asked whenever output was queued, and about once a second
     * for every client, so that one which queues nothing more is found too.
     *
     * <p>The time at the soft limit begins with the first check that finds it reached, and ends with a check that finds
     * less. A client for which nothing waits, unless it is a replica, is not checked, as in Redis: neither does its time
     * end. One that reads everything and is at the soft limit at the next check has been there all the time.
     *
     * @param nowMillis the time; counted in whole seconds
     * @return KEEP, HARD_LIMIT or SOFT_LIMIT; the caller closes, at once or when it can
     */
    public BufferVerdict verdict(long nowMillis) {
        long waiting = outputBytes();
        if (closed || (waiting == 0 && clientClass != ClientClass.REPLICA)) {
            return BufferVerdict.KEEP;
        }
        OutputBufferLimit limit = clients.limits().limit(clientClass);
        long hard = clients.hardBytes(clientClass, limit);
        boolean soft = limit.softBytes() > 0 && waiting >= limit.softBytes();
        boolean softTooLong = false;
        long second = Math.floorDiv(nowMillis, 1000L);
        if (!soft) {
            softSinceSecond = NEVER;
        } else if (softSinceSecond == NEVER) {
            softSinceSecond = second;
        } else {
            softTooLong = second - softSinceSecond > limit.softSeconds();
        }
        if (hard > 0 && waiting >= hard) {
            return BufferVerdict.HARD_LIMIT;
        }
        return softTooLong ? BufferVerdict.SOFT_LIMIT : BufferVerdict.KEEP;
    }

    @Override
    public String toString() {
        return "OutputBuffer[" + clientClass + ", output=" + outputBytes() + ", other=" + otherBytes + "]";
    }
}
