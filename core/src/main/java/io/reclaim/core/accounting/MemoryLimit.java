package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

/**
 * The most that a store may hold: Redis' {@code maxmemory}. Bytes of accounts of kind
 * {@link MemoryAccount.Kind#NOT_COUNTED} are left out.
 *
 * <p>Ask {@link #admits} with all that an operation is about to charge, make room until it says yes, then charge: the
 * limit is then never overshot, not even for a moment.
 *
 * <p>All operations are O(1) and allocate nothing. Threads: as the ledger; readable from any thread.
 *
 * @see "Redis evict.c, getMaxmemoryState and overMaxmemoryAfterAlloc"
 */
public final class MemoryLimit {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final MemoryLedger ledger;
    private final Counter maxBytes = new Counter();

    /**
     * A limit on a ledger.
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
        return Math.max(0, counted() - maxBytes());
    }

    /**
     * Whether a charge would keep the limit.
     *
     * @param bytes what is about to be charged, {@code >= 0}
     * @return true if it fits; while the limit is exceeded not even 0 does
     */
    public boolean admits(long bytes) {
        return bytes <= maxBytes() - counted();
    }

    /**
     * How full the limit is.
     *
     * @return counted / limit; 0 when unlimited
     */
    public double level() {
        return maxBytes() == UNLIMITED ? 0 : (double) counted() / maxBytes();
    }

    @Override
    public String toString() {
        return "MemoryLimit[" + counted() + " of " + (maxBytes() == UNLIMITED ? "unlimited" : maxBytes()) + "]";
    }
}
