package io.reclaim.benchmarks.expiry;

import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/**
 * What {@link ExpiryBenchmark} and {@link ExpiryStepBenchmark} measure of each: entries by number, with deadlines in
 * milliseconds.
 *
 * <p>Operations name an entry by its position among those {@link #select selected}, so that looking up a key, or a ref, is
 * not measured: in a cache it is at hand.
 */
interface TimerPeer extends AutoCloseable {
    /** Positions mean these entries from now on. Not measured. */
    void select(int[] entries);

    void put(int at, long deadline);

    /** To a later time. */
    void postpone(int at, long deadline);

    void remove(int at);

    /** Removes what is due and adds it to the list given at first. */
    void step(long now);

    @Override
    default void close() {}

    static TimerPeer of(String name, int entries, long now, IntArrayList expired) {
        return switch (name) {
            case "exact", "compact", "sampling" -> new StrategyTimers(name, entries, expired);
            case "caffeine" -> new CaffeineTimers(entries, now, true, expired);
            case "caffeine-without" -> new CaffeineTimers(entries, now, false, expired);
            case "netty" -> new NettyTimers(entries, now);
            case "queue" -> new QueueTimers(entries, expired);
            default -> throw new IllegalArgumentException("timers must be one of those listed: " + name);
        };
    }
}
