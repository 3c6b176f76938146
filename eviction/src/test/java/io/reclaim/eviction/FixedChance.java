package io.reclaim.eviction;

import java.util.random.RandomGenerator;

/** A random source that says what it is told to. */
final class FixedChance implements RandomGenerator {
    /** The largest number that a draw can give. */
    static final double HIGHEST = Math.nextDown(1.0);

    double next;

    FixedChance(double next) {
        this.next = next;
    }

    @Override
    public double nextDouble() {
        return next;
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("only nextDouble is expected");
    }
}
