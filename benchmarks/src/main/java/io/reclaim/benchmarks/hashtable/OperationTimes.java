package io.reclaim.benchmarks.hashtable;

import java.util.function.LongSupplier;

/**
 * What each operation of a phase took. Recording reads the clock once, allocates nothing, and writes an {@code int}.
 *
 * <p>An operation of {@value #SUSPICIOUS_NANOS} ns or more is suspected of a garbage collection inside, and the JVM's
 * counts of collections are asked; shorter ones are not, as no collection is that short. Collections that the JVM does
 * not count (before JDK 20: those pauses of G1 that end a marking) are not told apart.
 */
final class OperationTimes {
    private static final long SUSPICIOUS_NANOS = 10_000;

    private final int[] codes;
    private final LongSupplier clock;
    private final LongSupplier collections;
    private long collectionsSeen;
    private int size;

    /**
     * Room for times.
     *
     * @param capacity how many operations a phase may have
     * @param clock in nanoseconds
     * @param collections how many there have been
     */
    OperationTimes(int capacity, LongSupplier clock, LongSupplier collections) {
        this.codes = new int[capacity];
        this.clock = clock;
        this.collections = collections;
    }

    /** Begins a phase: forgets the times, and the collections so far. */
    void begin(int operations) {
        if (operations > codes.length) {
            throw new IllegalArgumentException("more than " + codes.length + " operations: " + operations);
        }
        size = operations;
        collectionsSeen = collections.getAsLong();
    }

    /** The time at which an operation begins that does not follow another. */
    long now() {
        return clock.getAsLong();
    }

    /**
     * Takes the time of an operation that has just ended.
     *
     * @param index of the operation in its phase
     * @param start when it began
     * @return when the next one begins
     */
    long record(int index, long start) {
        long end = clock.getAsLong();
        if (end - start >= SUSPICIOUS_NANOS) {
            return recordLong(index, end - start);
        }
        codes[index] = (int) (end - start);
        return end;
    }

    private long recordLong(int index, long nanos) {
        long before = collectionsSeen;
        collectionsSeen = collections.getAsLong();
        codes[index] = TimeCode.of(nanos, collectionsSeen != before);
        return clock.getAsLong(); // what the counts took is no part of the next operation
    }

    /** How many operations the phase has. */
    int size() {
        return size;
    }

    /** A {@link TimeCode}. */
    int code(int index) {
        return codes[index];
    }
}
