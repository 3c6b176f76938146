package io.reclaim.core;

/**
 * Elapsed time, for measuring work; never for deadlines, which are {@code nowMillis} arguments.
 *
 * <p>Threads: an implementation may be read from any thread.
 */
@FunctionalInterface
public interface Ticker {

    /**
     * Elapsed time since an arbitrary origin.
     *
     * @return nanoseconds; only differences mean anything
     */
    long nanos();

    /**
     * The machine's monotonic clock.
     *
     * @return a ticker over {@link System#nanoTime()}
     */
    static Ticker system() {
        return System::nanoTime;
    }
}
