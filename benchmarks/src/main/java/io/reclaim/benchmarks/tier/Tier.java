package io.reclaim.benchmarks.tier;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Somewhere slower than memory that keeps bytes by key. Every method may fail, and do what was asked or not: the caller
 * asks again, so doing a thing twice must be as doing it once. Not thread-safe.
 */
public interface Tier {

    /**
     * Reads a record.
     *
     * @param key the key
     * @return the record, as it was last put, committed or not; null if there is none
     * @throws IOException if it cannot be read now
     */
    byte @Nullable [] get(byte[] key) throws IOException;

    /**
     * Writes a record in place of that which is there.
     *
     * @param key the key; the tier's to keep
     * @param written the record; the tier's to keep
     * @throws IOException if it was perhaps not written
     */
    void put(byte[] key, byte[] written) throws IOException;

    /**
     * Removes a record, if there is one.
     *
     * @param key the key
     * @throws IOException if it was perhaps not removed
     */
    void remove(byte[] key) throws IOException;

    /**
     * Whether there is a record, which is not read.
     *
     * @param key the key
     * @return whether {@link #get} would find one
     * @throws IOException if that cannot be said now
     */
    boolean has(byte[] key) throws IOException;

    /**
     * Makes what was put and removed last beyond a {@link #close}, and beyond a crash if {@link #keptAfterCrash}.
     *
     * @throws IOException if it was perhaps not done
     */
    void commit() throws IOException;

    /**
     * Whether what was committed last is found after a crash. Then {@link #distrust} is called in time; else it is never
     * called, and the tier is found empty.
     *
     * @return always the same
     */
    boolean keptAfterCrash();

    /**
     * Sees to it that from now on, until the next {@link #commit}, a crash leaves nothing to be found: called before
     * something is overwritten or removed that a record says. Safe on the disk when it returns.
     *
     * @throws IOException if it was perhaps not done
     */
    void distrust() throws IOException;

    /**
     * Removes all records.
     *
     * @throws IOException if some are perhaps still there
     */
    void clear() throws IOException;

    /**
     * How many records there are.
     *
     * @return their number
     */
    long size();

    /**
     * Records that were given up because there was no room for them.
     *
     * @return their number since it was opened
     */
    long evicted();

    /**
     * Ends its use.
     *
     * @param whole whether what was committed is all true and can be believed when it is opened again; else it will be
     *     found as after a crash
     * @throws IOException if that failed; then too it will be found as after a crash
     */
    void close(boolean whole) throws IOException;
}
