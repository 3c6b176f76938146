package io.reclaim.hashtable;

import io.reclaim.core.Ticker;

/** How long the steps of a resize took, in all and at worst. */
final class StepTimer {
    private final Ticker ticker;
    private long started;
    private long nanos;
    private long worstNanos;

    StepTimer(Ticker ticker) {
        this.ticker = ticker;
    }

    void start() {
        started = ticker.nanos();
    }

    void stop() {
        long took = ticker.nanos() - started;
        nanos += took;
        worstNanos = Math.max(worstNanos, took);
    }

    long nanos() {
        return nanos;
    }

    long worstNanos() {
        return worstNanos;
    }
}
