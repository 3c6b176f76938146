package io.reclaim.core;

import static java.util.Objects.requireNonNull;

/**
 * One work's part of a {@link DutyCycle}: how long it may run in each tick, whether it runs at all, and what it cost.
 *
 * <p>Not thread-safe, but for the cost, which may be read from any thread and may lag.
 */
public final class DutyShare {
    private final String name;
    private final IncrementalWork work;
    private long nanosPerTick;
    private boolean enabled = true;
    private boolean pending;
    private final WorkCost cost = new WorkCost();

    DutyShare(String name, IncrementalWork work, long nanosPerTick) {
        this.name = requireNonNull(name, "name");
        this.work = requireNonNull(work, "work");
        nanosPerTick(nanosPerTick);
    }

    /**
     * What the work is called in reports.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The longest time of a step.
     *
     * @return nanoseconds in each tick
     */
    public long nanosPerTick() {
        return nanosPerTick;
    }

    /**
     * Changes the longest time of a step, from its next step on.
     *
     * @param nanosPerTick nanoseconds in each tick, {@code > 0}
     */
    public void nanosPerTick(long nanosPerTick) {
        if (nanosPerTick <= 0) {
            throw new IllegalArgumentException("nanosPerTick of " + name + " must be positive: " + nanosPerTick);
        }
        this.nanosPerTick = nanosPerTick;
    }

    /**
     * Whether the work runs.
     *
     * @return true if it is switched on
     */
    public boolean enabled() {
        return enabled;
    }

    /**
     * Switches the work on or off, from its next step on.
     *
     * @param enabled whether it is to run
     */
    public void enabled(boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * Whether the last step left work behind.
     *
     * @return what {@link IncrementalWork#step} said last; false before the first step
     */
    public boolean pending() {
        return pending;
    }

    /**
     * What the work has cost.
     *
     * @return always the same counters
     */
    public WorkCost cost() {
        return cost;
    }

    /** Takes one step and notes what it cost. */
    void run(long nowMillis, long maxNanos, WorkBudget budget, Ticker clock) {
        long start = clock.nanos();
        budget.start(Long.MAX_VALUE, Math.min(nanosPerTick, maxNanos));
        pending = work.step(nowMillis, budget);
        cost.add(budget.spent(), clock.nanos() - start);
    }

    @Override
    public String toString() {
        return "DutyShare[" + name + ", " + cost + "]";
    }
}
