package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

/**
 * The most that a store may hold: Redis' {@code maxmemory}. Bytes of accounts of kind
 * {@link MemoryAccount.Kind#NOT_COUNTED} are left out. A share of it can be reserved for what is not charged: the
 * {@link #ceiling()} is what remains, and what everything is judged by.
 *
 * <p>Ask {@link #admits} with all that an operation is about to charge, make room until it says yes, then charge: the
 * limit is then never overshot, not even for a moment.
 *
 * <p>Limit and reserve can be changed at any time. All operations are O(1) and allocate nothing. Threads: changes by the
 * ledger's writer; readable from any thread.
 *
 * @see "Redis evict.c, getMaxmemoryState and overMaxmemoryAfterAlloc"
 */
public final class MemoryLimit {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The largest share that can be reserved. */
    public static final int MOST_RESERVED_PERCENT = 90;

    private final MemoryLedger ledger;
    private final Counter maxBytes = new Counter();
    private final Counter reservedPercent = new Counter();
    private final Counter ceiling = new Counter();

    /**
     * A limit on a ledger, without a reserve.
     *
     * @param ledger what is limited
     * @param maxBytes the limit in bytes, {@code > 0}, or {@link #UNLIMITED}
     */
    public MemoryLimit(MemoryLedger ledger, long maxBytes) {
        this.ledger = requireNonNull(ledger, "ledger");
        maxBytes(maxBytes);
    }

    /**
     * The limit.
     *
     * @return bytes, or {@link #UNLIMITED}
     */
    public long maxBytes() {
        return maxBytes.get();
    }

    /**
     * Changes the limit. If it goes below what is held, {@link #excess()} becomes positive and the owner has to evict.
     *
     * @param maxBytes the limit in bytes, {@code > 0}, or {@link #UNLIMITED}
     */
    public void maxBytes(long maxBytes) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes must be positive: " + maxBytes);
        }
        this.maxBytes.set(maxBytes);
        ceiling.set(ceiling(maxBytes, reservedPercent()));
    }

    /**
     * The share of the limit that is kept free.
     *
     * @return percent, 0 to {@value #MOST_RESERVED_PERCENT}
     */
    public int reservedPercent() {
        return (int) reservedPercent.get();
    }

    /**
     * Changes the share that is kept free, for instance for idle space between blocks or for the buffers of clients.
     *
     * @param percent 0 to {@value #MOST_RESERVED_PERCENT}
     */
    public void reservedPercent(int percent) {
        if (percent < 0 || percent > MOST_RESERVED_PERCENT) {
            throw new IllegalArgumentException(
                    "reservedPercent must be 0 to " + MOST_RESERVED_PERCENT + ": " + percent);
        }
        reservedPercent.set(percent);
        ceiling.set(ceiling(maxBytes(), percent));
    }

    /**
     * What remains of a limit with a reserve.
     *
     * @param maxBytes the limit
     * @param reservedPercent the share that is kept free
     * @return bytes, rounded down, at least 1; {@link #UNLIMITED} stays so
     */
    public static long ceiling(long maxBytes, int reservedPercent) {
        if (maxBytes == UNLIMITED) {
            return UNLIMITED;
        }
        long left = 100L - reservedPercent;
        return Math.max(1, maxBytes / 100 * left + maxBytes % 100 * left / 100);
    }

    /**
     * The limit without the reserve: what counted bytes may come to.
     *
     * @return bytes, or {@link #UNLIMITED}
     */
    public long ceiling() {
        return ceiling.get();
    }

    /**
     * Bytes that count toward the limit.
     *
     * @return used minus not counted
     */
    public long counted() {
        return Math.max(0, ledger.used() - ledger.notCounted());
    }

    /**
     * Bytes to free before the limit is kept.
     *
     * @return 0 while it is kept
     */
    public long excess() {
        return Math.max(0, counted() - ceiling());
    }

    /**
     * Whether a charge would keep the limit.
     *
     * @param bytes what is about to be charged, {@code >= 0}
     * @return true if it fits; while the limit is exceeded not even 0 does
     */
    public boolean admits(long bytes) {
        return bytes <= ceiling() - counted();
    }

    /**
     * How full the limit is.
     *
     * @return counted / ceiling; 0 when unlimited
     */
    public double level() {
        return ceiling() == UNLIMITED ? 0 : (double) counted() / ceiling();
    }

    @Override
    public String toString() {
        return "MemoryLimit[" + counted() + " of " + (ceiling() == UNLIMITED ? "unlimited" : ceiling())
                + (reservedPercent() == 0 ? "" : ", " + reservedPercent() + "% of " + maxBytes() + " reserved") + "]";
    }
}
