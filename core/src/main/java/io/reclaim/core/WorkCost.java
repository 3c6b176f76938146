package io.reclaim.core;

import io.reclaim.core.accounting.Counter;

/**
 * What a work has cost: steps, units, time, and the longest step.
 *
 * <p>Threads: one writer; may be read from any thread and may lag.
 */
public final class WorkCost {
    private final Counter steps = new Counter();
    private final Counter units = new Counter();
    private final Counter nanos = new Counter();
    private final Counter worstNanos = new Counter();

    /** Nothing so far. */
    public WorkCost() {}

    /**
     * Adds a step.
     *
     * @param stepUnits units it spent
     * @param stepNanos how long it took, in nanoseconds
     */
    public void add(long stepUnits, long stepNanos) {
        steps.add(1);
        units.add(stepUnits);
        nanos.add(stepNanos);
        worstNanos.max(stepNanos);
    }

    /**
     * Steps taken.
     *
     * @return their number
     */
    public long steps() {
        return steps.get();
    }

    /**
     * Units spent in all steps.
     *
     * @return their number
     */
    public long units() {
        return units.get();
    }

    /**
     * Time spent in all steps.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return nanos.get();
    }

    /**
     * The longest step.
     *
     * @return nanoseconds
     */
    public long worstNanos() {
        return worstNanos.get();
    }

    @Override
    public String toString() {
        return "steps=" + steps + ", units=" + units + ", nanos=" + nanos + ", worstNanos=" + worstNanos;
    }
}
