package io.reclaim.core;

import static java.util.Objects.requireNonNull;

/**
 * How much work a step may still do: a number of units and, if wanted, a time.
 *
 * <p>The pattern of a step is {@code while (somethingLeft() && budget.spend()) { oneUnit(); }}. A unit is one bucket,
 * entry or block visited, empty ones too.
 *
 * <p>{@code spend} is O(1) and allocates nothing. The clock is read once per {@value #UNITS_PER_CLOCK_READ} units, so a
 * step can exceed its time by up to that many units. Reusable: {@link #start} begins anew. Not thread-safe.
 */
public final class WorkBudget {
    /** Units between two readings of the clock. */
    public static final int UNITS_PER_CLOCK_READ = 16;

    /** The time of a budget that has none. */
    public static final long UNTIMED = Long.MAX_VALUE;

    /*
     * Why 16: reading the clock at each unit was measured at 72 times the cost of the unit's own bookkeeping, at each
     * 16th it is lost in the noise, and 16 units of any of our works stay below 20 us. Redis uses the same interval in
     * expire.c and evict.c, written out at each place; here it is written once.
     *
     * `grant` is the number of units that may be spent before the clock has to be read again, so the fast path is one
     * decrement and one compare. `unitsLeft` counts what lies behind the current grant.
     */

    private int grant;
    private long unitsLeft;
    private long unitsGranted;
    private long startNanos;
    private long maxNanos = UNTIMED;
    private final Ticker ticker;

    /**
     * A budget that is exhausted until it is started.
     *
     * @param ticker the clock to measure time with
     */
    public WorkBudget(Ticker ticker) {
        this.ticker = requireNonNull(ticker, "ticker");
    }

    /**
     * A started budget of units alone, for callers and tests without a clock.
     *
     * @param maxUnits how many units, {@code >= 0}
     * @return a new budget
     */
    public static WorkBudget ofUnits(long maxUnits) {
        return new WorkBudget(() -> 0L).start(maxUnits, UNTIMED);
    }

    /**
     * Begins anew.
     *
     * @param maxUnits how many units may be spent, {@code >= 0}
     * @param maxNanos for how long, {@code >= 0}, or {@link #UNTIMED}
     * @return this
     */
    public WorkBudget start(long maxUnits, long maxNanos) {
        if (maxUnits < 0) {
            throw new IllegalArgumentException("maxUnits must not be negative: " + maxUnits);
        }
        if (maxNanos < 0) {
            throw new IllegalArgumentException("maxNanos must not be negative: " + maxNanos);
        }
        this.maxNanos = maxNanos;
        this.unitsLeft = maxNanos == 0 ? 0 : maxUnits;
        this.unitsGranted = 0;
        this.grant = 0;
        this.startNanos = maxNanos == UNTIMED ? 0 : ticker.nanos();
        return this;
    }

    /**
     * Takes one unit.
     *
     * @return whether the unit was there; if not, the step must end
     */
    public boolean spend() {
        if (grant == 0 && !refill()) {
            return false;
        }
        grant--;
        return true;
    }

    /**
     * Takes the units of a piece of work that is larger than one, as far as they are there; what is missing is
     * forgiven, so that a large piece can be done at all.
     *
     * @param units how many, {@code >= 1}
     * @return whether at least one unit was there; if not, the step must end
     */
    public boolean spend(int units) {
        if (!spend()) {
            return false;
        }
        for (int rest = units - 1; rest > 0; ) {
            if (grant == 0 && !refill()) {
                break;
            }
            int taken = Math.min(rest, grant);
            grant -= taken;
            rest -= taken;
        }
        return true;
    }

    /**
     * Whether the last unit is spent. Reads no clock.
     *
     * @return true if no unit is left; false does not promise that there is time left
     */
    public boolean exhausted() {
        return grant == 0 && unitsLeft == 0;
    }

    /**
     * Units spent since {@link #start}.
     *
     * @return the number of units
     */
    public long spent() {
        return unitsGranted - grant;
    }

    /** Grants the next units if time and units are left. The first grant reads no clock: it follows the start. */
    private boolean refill() {
        if (maxNanos != UNTIMED && unitsGranted > 0 && ticker.nanos() - startNanos >= maxNanos) {
            unitsLeft = 0;
        }
        int next = (int) Math.min(unitsLeft, UNITS_PER_CLOCK_READ);
        grant = next;
        unitsLeft -= next;
        unitsGranted += next;
        return next > 0;
    }

    @Override
    public String toString() {
        return "WorkBudget[spent=" + spent() + ", left=" + (unitsLeft + grant) + "]";
    }
}
