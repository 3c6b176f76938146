package io.reclaim.benchmarks.expiry;

import java.util.Locale;

/** The ways of expiring that are compared. */
enum StrategyKind {
    /** Redis' cycle with its faults, at an effort. */
    REDIS,
    /** Redis' cycle up to version 5. */
    CLASSIC,
    /** A redis-server, by the clock. */
    REDIS_SERVER,
    /** In order of deadlines. */
    EXACT,
    /** By lower bounds. */
    COMPACT,
    /** By a steered sweep. */
    SAMPLING;

    /** Whether it has an effort. */
    boolean hasEffort() {
        return this == REDIS || this == REDIS_SERVER;
    }

    /** Whether it runs as Redis' cycles do, ten times a second and, if need be, between. */
    boolean cycles() {
        return this == REDIS || this == CLASSIC || this == REDIS_SERVER;
    }

    static StrategyKind of(String name) {
        for (StrategyKind kind : values()) {
            if (kind.toString().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no strategy " + name + "; there are: " + Names.of(values()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
