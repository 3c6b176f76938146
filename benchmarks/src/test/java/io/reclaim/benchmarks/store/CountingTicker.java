package io.reclaim.benchmarks.store;

import io.reclaim.core.Ticker;

/** A clock that goes on by the same amount whenever it is read. */
final class CountingTicker implements Ticker {
    private final long nanosPerReading;
    private long now;

    CountingTicker(long nanosPerReading) {
        this.nanosPerReading = nanosPerReading;
    }

    @Override
    public long nanos() {
        now += nanosPerReading;
        return now;
    }
}
