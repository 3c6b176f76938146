package io.reclaim.expiry;

/**
 * Faults of Redis' expiry cycle that {@link ExpiryCycle} repairs unless asked to have them.
 *
 * @see "Redis expire.c, activeExpireCycle"
 */
public enum ExpiryQuirk {
    /**
     * The fast cycle compares its estimate of the stale share, a fraction, with the acceptable percentage, so it
     * practically never finds a reason to run but that the last cycle ran out of time. Repaired, it compares like with
     * like.
     */
    FRACTION_AGAINST_PERCENT,

    /**
     * The clock is looked at every 16 loops, whatever a loop does: at effort 1 the least a cycle does is 320 keys.
     * The work of making the table smaller is done in as large pieces. Repaired, every 16 units: keys, empty buckets or merged ones.
     */
    CLOCK_EVERY_16_LOOPS,

    /**
     * A cycle goes on after it has gone through all keys if the last loop found many stale, as Redis up to 7.0 did; it
     * meets the same keys again. Repaired, a cycle ends there.
     */
    GO_ON_AFTER_WRAP
}
