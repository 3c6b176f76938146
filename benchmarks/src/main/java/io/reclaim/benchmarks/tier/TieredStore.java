package io.reclaim.benchmarks.tier;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.util.Objects.requireNonNull;

import io.reclaim.benchmarks.store.PutResult;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.expiry.Deadlines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory whose evicted entries go to a slower tier and come back when they are asked for, with their deadlines.
 *
 * <p>Reads, writes and removals go through here, else the tier would keep what was overwritten; ticks and settings stay
 * with the store, which must have no other eviction listener, and no removal listener that writes.
 *
 * <p>A tier that fails does not fail its callers. A read from it that fails is a miss. Writes wait in memory, up to
 * {@code maxPendingBytes}, and are tried again; what does not fit is dropped, oldest first, and counted. A value that was
 * overwritten, removed or has expired is never returned, not after a crash either: of a tier that is {@linkplain
 * Tier#keptAfterCrash kept}, records are marked before one becomes void, and if that fails, so does the write.
 *
 * <p>One write in {@code batchEntries} takes the time of the tier's commit of so many. Bytes that wait are charged to the
 * store's account {@code tier.pending}, which does not count toward its limit. Not thread-safe.
 */
public final class TieredStore {
    /*
     * Three places, asked in this order; the first that knows the key is right:
     *
     *     memory            the store: what is here is the newest there is
     *     pending           the last word on a key that the tier has not been told: a record, or GONE
     *     tier              what was committed
     *
     *     evicted from memory          -> pending: record           (key and value still in the store: nothing is in between)
     *     read that memory missed      -> memory: put               (the copy below stays: it is the same, and survives a restart)
     *     written or removed           -> pending: GONE             (what is below is of the past)
     *     pending is a batch, or large -> tier: all of it, commit   (only then pending is emptied; a failure leaves it whole)
     *
     * GONE goes to pending after a put has succeeded: making room may evict the key's own old value, which passes through
     * pending and perhaps into the tier; a put that is refused leaves the old value, wherever it is, valid.
     *
     * The tier fails. pending keeps the batch and tries again after as many writes. Over maxPendingBytes the oldest records
     * become GONE, not nothing, as an older record of the key may be in the tier. If keys alone are too many, the tier
     * can no longer be believed: it is not read, and nothing goes there, until it could be emptied.
     *
     * A crash loses memory and pending. If the tier is kept, it is believed afterwards, so no record may be void in it that
     * was not when it was committed. Before a write or removal of a key that the tier has, it is distrusted, once until the
     * next commit; that has the removals of all such keys, as they are in pending. Within a put nothing is committed, or
     * the commit could come between the distrust and the GONE. What is not void: a key that the tier does not have (which is
     * what a read that missed leads to; asked only where the last commit succeeded, as the tier else forgets what the disk
     * still has), an eviction (the newest value goes where it was void already), a promotion.
     *
     * A record is the deadline in 8 bytes, and the value. What is stale is found when it is read; it is not looked for.
     *
     * Why copies stay in the tier when they come back ("inclusive"): moving them would cost a removal for each hit, and a
     * stop without close would lose the hottest. The cost is that an entry that comes and goes unchanged is written again.
     */

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final int DEADLINE_BYTES = Long.BYTES;
    private static final int SCANNED = 64;

    private final ReferenceStore memory;
    private final Tier tier;
    private final PendingWrites pending;
    private final int batchEntries;
    private final long maxPendingBytes;
    private int untold;
    private boolean failing;
    private boolean believed = true;
    private boolean distrusted;
    private boolean writing;
    private long hits;
    private long misses;
    private long stale;
    private long written;
    private long commits;
    private long readFailures;
    private long writeFailures;
    private long dropped;
    private long distrusts;

    /**
     * Puts a tier behind a store.
     *
     * @param memory the store; what it holds must not be in the tier with another value
     * @param tier the tier, with what it holds
     * @param batchEntries after how many writes the tier is told of them, {@code >= 1}
     * @param maxPendingBytes how much may wait while the tier fails, {@code >= 0}
     */
    public TieredStore(ReferenceStore memory, Tier tier, int batchEntries, long maxPendingBytes) {
        if (batchEntries < 1) {
            throw new IllegalArgumentException("batchEntries must be positive: " + batchEntries);
        }
        if (maxPendingBytes < 0) {
            throw new IllegalArgumentException("maxPendingBytes must not be negative: " + maxPendingBytes);
        }
        this.memory = requireNonNull(memory, "memory");
        this.tier = requireNonNull(tier, "tier");
        this.batchEntries = batchEntries;
        this.maxPendingBytes = maxPendingBytes;
        this.pending = new PendingWrites(memory.ledger().open("tier.pending", Kind.NOT_COUNTED));
        memory.evictionListener(this::evicting);
    }

    /**
     * Reads a value; one that was in the tier is in memory then, where it fits.
     *
     * @param key the key
     * @param nowMillis the time
     * @return a copy of the value, or null if there is none that is valid and can be read
     */
    public byte @Nullable [] get(byte[] key, long nowMillis) {
        byte[] value = memory.get(key, nowMillis);
        if (value != null) {
            return value;
        }
        byte[] found = below(key);
        if (found == null) {
            misses++;
            return null;
        }
        long deadline = (long) LONGS.get(found, 0);
        if (Deadlines.stale(deadline, nowMillis)) {
            misses++;
            stale++;
            tell(key.clone(), PendingWrites.GONE);
            return null;
        }
        hits++;
        int length = found.length - DEADLINE_BYTES;
        memory.put(key, found, DEADLINE_BYTES, length, deadline, nowMillis); // refused: it stays where it is
        value = new byte[length];
        System.arraycopy(found, DEADLINE_BYTES, value, 0, length);
        return value;
    }

    private byte @Nullable [] below(byte[] key) {
        byte[] word = pending.find(key);
        if (word != null) {
            return word.length == 0 ? null : word;
        }
        if (!believed) {
            return null;
        }
        try {
            return tier.get(key);
        } catch (IOException e) {
            readFailures++;
            return null;
        }
    }

    /**
     * Writes a value to memory. If it is refused, the value before stays.
     *
     * @param key the key
     * @param value has the value
     * @param from its first index
     * @param length its length
     * @param deadlineMillis until when, or {@link Deadlines#NO_DEADLINE}
     * @param nowMillis the time
     * @return what became of it; INSERTED and REPLACED are about memory alone
     * @throws UncheckedIOException if the tier is kept after a crash and could not be told that a record of it is to be
     *     void: nothing has changed
     */
    public PutResult put(byte[] key, byte[] value, int from, int length, long deadlineMillis, long nowMillis) {
        distrustFor(key);
        writing = true;
        @Nullable PutResult result = null;
        try {
            result = memory.put(key, value, from, length, deadlineMillis, nowMillis);
            return result;
        } finally {
            if (result == null || result.written()) { // if a listener threw, the value has been written
                tell(key.clone(), PendingWrites.GONE);
            }
            writing = false;
            flushIfDue();
        }
    }

    /**
     * Writes a value that lives until a deadline.
     *
     * @param key the key
     * @param value the value
     * @param deadlineMillis until when, or {@link Deadlines#NO_DEADLINE}
     * @param nowMillis the time
     * @return what became of it
     * @throws UncheckedIOException as above
     */
    public PutResult put(byte[] key, byte[] value, long deadlineMillis, long nowMillis) {
        return put(key, value, 0, value.length, deadlineMillis, nowMillis);
    }

    /**
     * Removes an entry from both tiers.
     *
     * @param key the key
     * @param nowMillis the time
     * @throws UncheckedIOException as for a write: nothing was removed
     */
    public void remove(byte[] key, long nowMillis) {
        distrustFor(key);
        try {
            memory.remove(key, nowMillis);
        } finally {
            tell(key.clone(), PendingWrites.GONE); // if a listener threw, the entry is gone from memory
        }
    }

    /** Before something is written that makes a record of the tier void, which may be found after a crash. */
    private void distrustFor(byte[] key) {
        if (!tier.keptAfterCrash() || distrusted || (!failing && !mayHave(key))) {
            return;
        }
        try {
            tier.distrust();
        } catch (IOException e) {
            writeFailures++;
            throw new UncheckedIOException("the tier fails, and must not keep what is overwritten: " + tier, e);
        }
        distrusted = true;
        distrusts++;
    }

    private boolean mayHave(byte[] key) {
        try {
            return tier.has(key);
        } catch (IOException e) {
            return true;
        }
    }

    private void evicting(byte[] key, byte[] value, long deadlineMillis) {
        tell(key, asRecord(value, deadlineMillis));
    }

    private static byte[] asRecord(byte[] value, long deadlineMillis) {
        byte[] made = new byte[DEADLINE_BYTES + value.length];
        LONGS.set(made, 0, deadlineMillis);
        System.arraycopy(value, 0, made, DEADLINE_BYTES, value.length);
        return made;
    }

    private void tell(byte[] key, byte[] word) {
        untold++;
        if (believed) {
            pending.add(key, word);
        } else if (word.length > 0) {
            dropped++;
        }
        if (!writing) {
            flushIfDue();
        }
    }

    private void flushIfDue() {
        if (untold >= batchEntries || (pending.bytes() > maxPendingBytes && !failing)) {
            flush();
        }
        if (pending.bytes() > maxPendingBytes) {
            dropped += pending.forgetOldest(maxPendingBytes);
        }
        if (pending.bytes() > maxPendingBytes) {
            believed = false;
            dropped += tier.size() + pending.clear();
        }
    }

    /**
     * Tells the tier now of all that waits, and commits. For whoever wants that after some time, as well as after some
     * writes.
     *
     * @return whether nothing waits any more; else it failed, was counted, and will be tried again
     */
    public boolean flush() {
        untold = 0;
        if (believed && pending.isEmpty()) {
            return true;
        }
        distrusted = false; // if the commit fails, nobody knows which mark it left
        try {
            if (believed) {
                pending.tell(tier);
            } else {
                tier.clear();
            }
            tier.commit();
        } catch (IOException e) {
            writeFailures++;
            failing = true;
            return false;
        }
        commits++;
        written += pending.clear();
        believed = true;
        failing = false;
        return true;
    }

    /**
     * Writes all that is in memory to the tier and closes that, so that another store begins with all of it. Takes time in
     * proportion to the store. Afterwards neither this nor the store is to be used.
     *
     * @param nowMillis the time
     * @throws IOException if a write failed: then nothing is closed or lost, and it can be called again, or the tier
     *     closed as not whole; or if the closing failed
     */
    public void close(long nowMillis) throws IOException {
        if (!believed && !flush()) { // what waits while the tier is not believed is not told to it
            throw new IOException("the tier fails, so it stays open: " + tier);
        }
        long cursor = 0;
        do {
            cursor = memory.scan(cursor, SCANNED, nowMillis, key -> {
                long ttl = memory.ttl(key, nowMillis);
                byte[] value = memory.get(key, nowMillis);
                if (value != null) {
                    boolean timed = ttl != Deadlines.NO_DEADLINE;
                    long deadline = timed ? Deadlines.after(nowMillis, ttl) : Deadlines.NO_DEADLINE;
                    pending.add(key, asRecord(value, deadline));
                }
            });
            if (!flush()) {
                throw new IOException("the tier fails, so it stays open: " + tier);
            }
        } while (cursor != 0);
        tier.close(true);
        memory.evictionListener(null);
    }

    /**
     * What became of entries that left memory.
     *
     * @return the figures now
     */
    public TierCounters counters() {
        return new TierCounters(
                hits, misses, stale, written, commits, readFailures, writeFailures, dropped, tier.evicted(), distrusts);
    }

    @Override
    public String toString() {
        return "TieredStore[" + memory + ", " + tier + ", " + counters() + "]";
    }
}
