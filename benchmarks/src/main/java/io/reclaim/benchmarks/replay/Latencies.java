package io.reclaim.benchmarks.replay;

import org.HdrHistogram.Histogram;

/** How long single operations took, in nanoseconds, to three digits, up to a minute. Recording allocates nothing. */
final class Latencies {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    final Histogram gets = histogram();
    final Histogram puts = histogram();
    final Histogram removes = histogram();
    final Histogram ticks = histogram();
    /** Gets, puts and removes. */
    final Histogram operations = histogram();
    /** The operations of the current interval of the timeline. */
    final Histogram interval = histogram();

    private long storeNanos;

    private static Histogram histogram() {
        return new Histogram(1, LONGEST_NANOS, DIGITS);
    }

    void operation(Histogram kind, long nanos) {
        long recorded = Math.max(1, Math.min(nanos, LONGEST_NANOS));
        storeNanos += nanos;
        kind.recordValue(recorded);
        operations.recordValue(recorded);
        interval.recordValue(recorded);
    }

    void tick(long nanos) {
        storeNanos += nanos;
        ticks.recordValue(Math.max(1, Math.min(nanos, LONGEST_NANOS)));
    }

    /** The sum of all operations and ticks. */
    long storeNanos() {
        return storeNanos;
    }
}
