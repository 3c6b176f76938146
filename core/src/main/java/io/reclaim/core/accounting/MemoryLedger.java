package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * All accounts of one store, in a tree, and their sums.
 *
 * <p>Laws: {@code used} is the sum of all accounts; {@code dataset = used - overhead}, where what is not counted is
 * overhead too; {@code peak >= used}; a branch of the tree holds the sum of what is below it; no sum is ever negative.
 *
 * <p>Sums are kept, not computed: reading any of them is O(1). Threads: one writer for all accounts together; sums may be
 * read from any thread and may lag behind each other by one charge. {@link #snapshot} gives figures that agree, to any
 * thread.
 */
public final class MemoryLedger {
    /*
     * The tree is in the names: "clients.normal.output" lies in the branch "clients.normal", which lies in "clients".
     * Accounts are leaves; a branch has no counter, its bytes are added up when somebody asks. So a charge costs the
     * same at any depth: one counter of the account, and three of the ledger, which limits ask at each write.
     *
     * What readers on other threads see: the peak is written before the sum that makes it, with a fence between, and
     * read after the sum, so peak() >= an earlier used() holds for them too. The peak rises seldom, so does the fence.
     */

    private static final Pattern NAME = Pattern.compile("[^.\\s]+(\\.[^.\\s]+)*");

    private final Counter used = new Counter();
    private final Counter peak = new Counter();
    private final Counter overhead = new Counter();
    private final Counter notCounted = new Counter();

    private final Map<String, MemoryAccount> accounts = new LinkedHashMap<>();

    /** A ledger without accounts. */
    public MemoryLedger() {}

    /**
     * Opens the account of a common purpose.
     *
     * @param purpose what for
     * @return the account, holding 0 bytes
     * @throws IllegalArgumentException if it is open already
     */
    public MemoryAccount open(MemoryPurpose purpose) {
        return open(purpose.account(), purpose.kind());
    }

    /**
     * Opens an account. Accounts stay open for the life of the ledger.
     *
     * @param name what to call it: names from the root of the tree down, with dots between
     * @param kind what its bytes count as
     * @return the account, holding 0 bytes
     * @throws IllegalArgumentException if the name is taken, by a branch or an account, or lies below an account, or has
     *     spaces or an empty part
     */
    public synchronized MemoryAccount open(String name, Kind kind) {
        requireNonNull(name, "name");
        MemoryAccount account = new MemoryAccount(this, name, kind);
        if (accounts.containsKey(name)) {
            throw new IllegalArgumentException("account is open already: " + name);
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of an account must be parts without spaces, joined by dots: " + name);
        }
        for (String other : accounts.keySet()) {
            if (within(other, name)) {
                throw new IllegalArgumentException("name of an account is a branch already, of " + other + ": " + name);
            }
            if (within(name, other)) {
                throw new IllegalArgumentException("account cannot lie below the account " + other + ": " + name);
            }
        }
        accounts.put(name, account);
        return account;
    }

    /** Whether a path lies below a branch. */
    static boolean within(String path, String branch) {
        return path.length() > branch.length() && path.charAt(branch.length()) == '.' && path.startsWith(branch);
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
        long bytes = used.get();
        VarHandle.acquireFence();
        return bytes;
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
     * Bytes held in accounts that are not of kind {@link Kind#DATASET}.
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
        return Math.max(0, used() - overhead());
    }

    /**
     * Bytes held below a branch of the tree, or in an account. O(accounts).
     *
     * @param path of a branch or an account
     * @return the sum; 0 if there is no such
     */
    public synchronized long bytes(String path) {
        long sum = 0;
        for (MemoryAccount account : accounts.values()) {
            sum += account.name().equals(path) || within(account.name(), path) ? account.bytes() : 0;
        }
        return sum;
    }

    /**
     * Reads every account once and adds up what was read, so that all laws hold in the copy whichever thread asks.
     *
     * @return the figures now
     */
    public MemorySnapshot snapshot() {
        List<MemorySnapshot.Entry> entries = new ArrayList<>();
        for (MemoryAccount account : accounts()) {
            entries.add(new MemorySnapshot.Entry(account.name(), account.kind(), account.bytes()));
        }
        return new MemorySnapshot(entries, peak());
    }

    void changed(Kind kind, long delta) {
        long next = used.get() + delta;
        if (next > peak.get()) {
            peak.set(next);
            VarHandle.releaseFence();
        }
        used.set(next);
        if (kind != Kind.DATASET) {
            overhead.add(delta);
            if (kind == Kind.NOT_COUNTED) {
                notCounted.add(delta);
            }
        }
    }

    /**
     * Compares the sums with the accounts.
     *
     * @throws IllegalStateException if they differ
     */
    public synchronized void checkIntegrity() {
        Map<Kind, Long> sums = new EnumMap<>(Kind.class);
        for (MemoryAccount account : accounts.values()) {
            if (account.bytes() < 0) {
                throw new IllegalStateException("account is negative: " + account);
            }
            sums.merge(account.kind(), account.bytes(), Long::sum);
        }
        long dataset = sums.getOrDefault(Kind.DATASET, 0L);
        long left = sums.getOrDefault(Kind.NOT_COUNTED, 0L);
        long over = sums.getOrDefault(Kind.OVERHEAD, 0L) + left;
        if (dataset + over != used()
                || over != overhead()
                || left != notCounted()
                || dataset != dataset()
                || peak() < used()) {
            throw new IllegalStateException("sums differ from accounts: " + this);
        }
    }

    @Override
    public synchronized String toString() {
        return "MemoryLedger[used=" + used + ", peak=" + peak + ", " + accounts.values() + "]";
    }
}
