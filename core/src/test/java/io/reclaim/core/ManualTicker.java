package io.reclaim.core;

/** A clock that moves when it is told to, and counts how often it was read. */
final class ManualTicker implements Ticker {
    private long now;
    private long readings;

    ManualTicker() {
        this(0);
    }

    ManualTicker(long now) {
        this.now = now;
    }

    void advance(long nanos) {
        now += nanos;
    }

    long now() {
        return now;
    }

    long readings() {
        return readings;
    }

    @Override
    public long nanos() {
        readings++;
        return now;
    }
}
