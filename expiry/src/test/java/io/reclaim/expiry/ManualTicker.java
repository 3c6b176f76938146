package io.reclaim.expiry;

import io.reclaim.core.Ticker;

/** A clock that moves when it is told to. */
final class ManualTicker implements Ticker {
    private long now;

    void advance(long nanos) {
        now += nanos;
    }

    @Override
    public long nanos() {
        return now;
    }
}
