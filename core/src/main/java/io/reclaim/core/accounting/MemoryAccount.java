package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * The bytes that are held for one purpose: a leaf of the tree of a {@link MemoryLedger}.
 *
 * <p>Charge before taking memory, release after giving it back. Both are O(1), a few plain stores, and allocate nothing;
 * how deep the account lies in the tree does not matter.
 *
 * <p>Threads: one writer, which must be the one of the whole {@link MemoryLedger}; {@link #bytes()} may be read from any
 * thread and may lag.
 */
public final class MemoryAccount {

    /** What an account's bytes count as. */
    public enum Kind {
        /** What users stored. */
        DATASET,
        /** What it takes to find, rank and expire it, and to talk about it. */
        OVERHEAD,
        /**
         * Overhead that is left out when a {@link MemoryLimit} judges, because eviction cannot make it smaller: in Redis
         * the append-only-file buffer and what replicas hold beyond the backlog.
         */
        NOT_COUNTED
    }

    private final MemoryLedger ledger;
    private final String name;
    private final Kind kind;
    private final Counter bytes = new Counter();

    MemoryAccount(MemoryLedger ledger, String name, Kind kind) {
        this.ledger = requireNonNull(ledger, "ledger");
        this.name = requireNonNull(name, "name");
        this.kind = requireNonNull(kind, "kind");
    }

    /**
     * An account of a ledger of its own, for using a module without a common ledger.
     *
     * @param name what it is called
     * @return a new account of kind {@link Kind#OVERHEAD}
     */
    public static MemoryAccount standalone(String name) {
        return new MemoryLedger().open(name, Kind.OVERHEAD);
    }

    /**
     * What the account is called.
     *
     * @return its path, unique in its ledger
     */
    public String name() {
        return name;
    }

    /**
     * What its bytes count as.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Bytes held; may be called from any thread.
     *
     * @return charged minus released, {@code >= 0}
     */
    public long bytes() {
        return bytes.get();
    }

    /**
     * Adds bytes, before they are taken.
     *
     * @param amount how many, {@code >= 0}
     * @throws IllegalArgumentException if the amount is negative
     */
    public void charge(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount charged to " + name + " must not be negative: " + amount);
        }
        bytes.add(amount);
        ledger.changed(kind, amount);
    }

    /**
     * Adds bytes and takes them, or does neither.
     *
     * @param amount how many, {@code >= 0}
     * @param memory takes the memory; may fail, for instance with an {@link OutOfMemoryError}, which then passes through
     *     after the bytes were subtracted again
     * @param <T> what the memory is
     * @return the memory
     * @throws IllegalArgumentException if the amount is negative
     */
    public <T> T charge(long amount, Supplier<T> memory) {
        charge(amount);
        boolean taken = false;
        try {
            T made = memory.get();
            taken = true;
            return made;
        } finally {
            if (!taken) {
                release(amount);
            }
        }
    }

    /**
     * Subtracts bytes, after they were given back.
     *
     * @param amount how many, {@code >= 0}
     * @throws IllegalArgumentException if the amount is negative
     * @throws IllegalStateException if the account holds less
     */
    public void release(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount released from " + name + " must not be negative: " + amount);
        }
        if (amount > bytes.get()) {
            throw new IllegalStateException("account " + name + " holds " + bytes + " bytes, cannot release " + amount);
        }
        bytes.add(-amount);
        ledger.changed(kind, -amount);
    }

    @Override
    public String toString() {
        return name + "=" + bytes;
    }
}
