package io.reclaim.core.accounting;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All accounts of one store, and their sums.
 *
 * <p>Laws: {@code used} is the sum of all accounts; {@code dataset = used - overhead - notCounted}; {@code peak >= used};
 * no sum is ever negative.
 *
 * <p>Sums are kept, not computed: reading any of them is O(1). Threads: one writer for all accounts together; sums may
 * be read from any thread and may lag behind each other by one charge.
 */
public final class MemoryLedger {
    private final Counter used = new Counter();
    private final Counter peak = new Counter();
    private final Counter overhead = new Counter();
    private final Counter notCounted = new Counter();

    private final Map<String, MemoryAccount> accounts = new LinkedHashMap<>();

    /** A ledger without accounts. */
    public MemoryLedger() {}

    /**
     * Opens an account. Accounts stay open for the life of the ledger.
     *
     * @param name what to call it
     * @param kind what its bytes count as
     * @return the account, holding 0 bytes
     * @throws IllegalArgumentException if the name is taken
     */
    public synchronized MemoryAccount open(String name, Kind kind) {
        if (accounts.containsKey(name)) {
            throw new IllegalArgumentException("account is open already: " + name);
        }
        MemoryAccount account = new MemoryAccount(this, name, kind);
        accounts.put(name, account);
        return account;
    }

    /**
     * The accounts in the order they were opened.
     *
     * @return a copy
     */
    public synchronized List<MemoryAccount> accounts() {
        return List.copyOf(accounts.values());
    }

    /**
     * Bytes held in all accounts.
     *
     * @return the sum
     */
    public long used() {
        return used.get();
    }

    /**
     * The most that {@link #used()} ever was.
     *
     * @return bytes
     */
    public long peak() {
        return peak.get();
    }

    /**
     * Bytes held in accounts of kind {@link Kind#OVERHEAD}.
     *
     * @return the sum
     */
    public long overhead() {
        return overhead.get();
    }

    /**
     * Bytes held in accounts of kind {@link Kind#NOT_COUNTED}.
     *
     * @return the sum
     */
    public long notCounted() {
        return notCounted.get();
    }

    /**
     * Bytes held in accounts of kind {@link Kind#DATASET}.
     *
     * @return the sum; 0 if a reader on another thread meets the sums in the middle of a change
     */
    public long dataset() {
        return Math.max(0, used() - overhead() - notCounted());
    }

    void changed(Kind kind, long delta) {
        peak.max(used.add(delta));
        if (kind == Kind.OVERHEAD) {
            overhead.add(delta);
        } else if (kind == Kind.NOT_COUNTED) {
            notCounted.add(delta);
        }
    }

    /**
     * Compares the sums with the accounts.
     *
     * @throws IllegalStateException if they differ
     */
    public synchronized void checkIntegrity() {
        Map<Kind, Long> sums = new EnumMap<>(Kind.class);
        long total = 0;
        for (MemoryAccount account : accounts.values()) {
            if (account.bytes() < 0) {
                throw new IllegalStateException("account is negative: " + account);
            }
            sums.merge(account.kind(), account.bytes(), Long::sum);
            total += account.bytes();
        }
        if (total != used()
                || sums.getOrDefault(Kind.OVERHEAD, 0L) != overhead()
                || sums.getOrDefault(Kind.NOT_COUNTED, 0L) != notCounted()
                || sums.getOrDefault(Kind.DATASET, 0L) != dataset()
                || peak() < used()) {
            throw new IllegalStateException("sums differ from accounts: " + this);
        }
    }

    @Override
    public synchronized String toString() {
        return "MemoryLedger[used=" + used + ", peak=" + peak + ", " + accounts.values() + "]";
    }
}
