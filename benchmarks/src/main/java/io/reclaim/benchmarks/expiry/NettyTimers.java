package io.reclaim.benchmarks.expiry;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Netty's wheel alone: they pass the timers on to its thread, whose work is not seen. That thread goes by
 * {@code System.nanoTime} and can be given no other clock, so {@link #step} fails; {@link TimerThreadBenchmark} measures
 * it whole.
 */
final class NettyTimers implements TimerPeer, TimerTask {
    /** So far ahead that none is due while measuring. */
    private static final long AHEAD_MILLIS = TimeUnit.HOURS.toMillis(1);

    private static final int SLOTS = 4096;

    private final HashedWheelTimer timer = timer(Executors.defaultThreadFactory());
    private final @Nullable Timeout[] timeouts;
    private final long now;
    private int[] selected = {};

    NettyTimers(int entries, long now) {
        this.now = now;
        timeouts = new Timeout[entries];
    }

    /** A wheel with slots of a millisecond. */
    static HashedWheelTimer timer(ThreadFactory threads) {
        return new HashedWheelTimer(threads, 1, TimeUnit.MILLISECONDS, SLOTS);
    }

    @Override
    public void run(Timeout timeout) {}

    @Override
    public void select(int[] entries) {
        selected = entries;
    }

    @Override
    public void put(int at, long deadline) {
        int entry = selected[at];
        Timeout old = timeouts[entry];
        if (old != null) {
            old.cancel();
        }
        timeouts[entry] = timer.newTimeout(this, deadline - now + AHEAD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void postpone(int at, long deadline) {
        put(at, deadline);
    }

    @Override
    public void remove(int at) {
        int entry = selected[at];
        Timeout old = timeouts[entry];
        if (old != null) {
            old.cancel();
            timeouts[entry] = null;
        }
    }

    @Override
    public void step(long wanted) {
        throw new UnsupportedOperationException("Netty's wheel goes by the system's clock");
    }

    @Override
    public void close() {
        timer.stop();
    }
}
