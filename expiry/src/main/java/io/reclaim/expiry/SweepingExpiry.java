package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.WorkBudget;

/**
 * Expiry without an order: sweeps downward over a {@link DeadlineArray}, as fast as it takes to keep the share of stale
 * entries near a target.
 *
 * <p>Use it where nothing is to be spent on order: 8 bytes an entry beyond the deadline, 4 of them in the row. Its
 * guarantee is a mean, not a delay: an entry waits for the sweep, at the longest for one pass, which takes at most
 * {@value #LONGEST_PASS_MILLIS} ms where the budgets suffice. {@link DeadlineIndex} and {@link DeadlineBoundsTree} have no
 * such wait.
 *
 * <p>A step spends one unit for each entry it looks at and one for each of {@value #PROBES} probes. Allocates nothing.
 * Not thread-safe.
 *
 * @see "J. D. C. Little, A Proof for the Queuing Formula L = lambda W, Operations Research 1961"
 */
public final class SweepingExpiry implements ExpiryStrategy {
    /** Entries that each step draws to estimate the stale share, without removing them. */
    public static final int PROBES = 8;

    /** How long a pass takes at most if the budgets suffice. */
    public static final int LONGEST_PASS_MILLIS = 10_000;

    /*
     * The sweep looks at `rate` entries a millisecond, credited by the time that passes, not by the step, so that it is the
     * same for a caller who comes each millisecond and for one who comes each 16th.
     *
     * Control: who becomes stale waits half a pass on the average, so that with n entries becoming stale a millisecond the
     * share is n / (2 rate). At the end of a window the rate is set to what that takes, n being those removed in it; limited
     * to 0.7 and 2 times what it was. A window is 100 ms or, if that is longer, a pass. Where deadlines and places have to
     * do with each other they do not wait half a pass: a slow correction makes up for that, from the true mean, which is the
     * sum of the lags of those removed divided by the window (Little's law). The rate is never below a pass in ten seconds.
     *
     * Bursts, and flows that begin: the sweep learns of stale entries only when it comes to them. So each step also draws 8
     * entries; when at least 4 of up to 800 are stale, and 3 deviations more than the target says, one whole pass is swept as
     * fast as budgets allow. By chance alone that happens once or twice a minute, and costs 1 % of the time then. What that
     * pass finds also tells how fast they came, n over twice their mean lag, and the rate is raised, at most fourfold.
     *
     * A removed entry's place is taken by the last; the sweep looks at the hole again, and goes downward, so that who
     * stays for a whole pass is met.
     *
     * Tried and lost: removing by random probes, which never comes to the end of a burst (the last of a million after
     * more than 88 s); taking the stale share that the sweep meets for that of all, which is twice the truth, for what lies
     * before the sweep is what it has not visited for longest; setting the rate by Little's law alone, which knows what the
     * rates of the last pass led to, not what this one does (99th percentiles of 1.0 to 1.9 % at a target of 0.5 %, now 0.7
     * to 0.9); an alarm at 4 of 32, which tells bursts, but not flows that begin.
     */

    private static final int WINDOW_MILLIS = 100;
    private static final int ALARM = 4;
    private static final int ALARM_PROBES = 800;
    private static final double ALARM_DEVIATIONS = 3;
    private static final double ALARM_FASTER = 4;
    private static final double LESS = 0.95;
    private static final double MORE = 1.05;
    private static final double LEAST = 0.5;
    private static final double MOST = 2;
    private static final double SLOWER = 0.7;
    private static final double FASTER = 2;
    private static final double ESTIMATE_WEIGHT = 0.02;
    private static final double PERCENT = 100;

    private final DeadlineArray array;
    private final EntryRemover remover;
    private final double target;
    private final EntrySample probes = new EntrySample(PROBES);
    private final EntrySample next = new EntrySample(1);
    private final ExpiryCounters counters = new ExpiryCounters();

    private long cursor = ScannedPopulation.START;
    private double credit;
    private double rate;
    /** Entries that are still to be looked at, at any rate: the rest of a pass that an alarm began. */
    private long hurry;

    private long hurryRemoved;
    private double hurryLag;

    private boolean begun;
    private long lastMillis;
    private long windowMillis;
    private long windowSwept;
    private double windowLag;
    private long windowRemoved;
    private double correction = 1;
    private double estimate;
    private int drawn;
    private int drawnStale;
    private boolean stepping;
    private boolean probeCut;

    /**
     * A sweep over an array.
     *
     * @param array who has a deadline
     * @param remover removes the stale; it must take them out of the array, by {@link #remove}
     * @param targetStalePercent the mean share of stale entries to aim at, above 0, at most 100
     */
    public SweepingExpiry(DeadlineArray array, EntryRemover remover, double targetStalePercent) {
        this.array = requireNonNull(array, "array");
        this.remover = requireNonNull(remover, "remover");
        if (!(targetStalePercent > 0 && targetStalePercent <= PERCENT)) {
            throw new IllegalArgumentException(
                    "targetStalePercent must be above 0, at most 100: " + targetStalePercent);
        }
        this.target = targetStalePercent / PERCENT;
    }

    @Override
    public void put(int ref, long deadlineMillis) {
        array.put(ref, deadlineMillis);
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        return array.postpone(ref, deadlineMillis);
    }

    @Override
    public long putCost() {
        return array.putCost();
    }

    @Override
    public boolean remove(int ref) {
        return array.remove(ref);
    }

    @Override
    public void moved(int from, int to) {
        array.moved(from, to);
    }

    @Override
    public long deadline(int ref) {
        return array.deadline(ref);
    }

    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true; // called by a listener: the step that told it goes on
        }
        stepping = true;
        counters.stepped();
        try {
            advance(nowMillis);
            // A budget that ends in the probes is not to be spent on them every time.
            boolean probed = probeCut || probe(nowMillis, budget);
            probeCut = !probed;
            if (!probed || !sweep(nowMillis, budget)) {
                counters.cut();
                return true;
            }
            return false;
        } finally {
            stepping = false;
        }
    }

    /** Credits the time that passed, and ends the window if it is over. */
    private void advance(long nowMillis) {
        int size = array.size();
        long passed = begun ? Math.max(0, nowMillis - lastMillis) : 0;
        begun = true;
        lastMillis = nowMillis;
        double slowest = (double) size / LONGEST_PASS_MILLIS;
        rate = Math.max(rate, slowest);
        credit = Math.min(credit + rate * passed, size);
        windowMillis += passed;
        if (windowMillis < WINDOW_MILLIS || (windowSwept < size && windowMillis < LONGEST_PASS_MILLIS)) {
            return;
        }
        if (size > 0 && windowLag > 0) {
            double off = windowLag / windowMillis / (size * target);
            correction = clamp(correction * clamp(off, LESS, MORE), LEAST, MOST);
        }
        double wanted = correction * windowRemoved / windowMillis / (2 * target);
        // Faster than a pass a millisecond is no faster: credit ends at a pass.
        rate = Math.min(Math.max(1, size), Math.max(slowest, clamp(wanted, SLOWER * rate, FASTER * rate)));
        beginWindow();
    }

    private static double clamp(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }

    /** Estimates the stale share; begins to hurry if it is high. False if the budget is spent before. */
    private boolean probe(long nowMillis, WorkBudget budget) {
        if (array.size() == 0) {
            hurry = 0;
            return true;
        }
        array.sample(probes.clear(PROBES));
        int stale = 0;
        for (int i = 0; i < PROBES; i++) {
            if (!budget.spend()) {
                return false;
            }
            stale += Deadlines.stale(probes.attribute(i), nowMillis) ? 1 : 0;
        }
        estimate += ESTIMATE_WEIGHT * ((double) stale / PROBES - estimate);
        drawn += PROBES;
        drawnStale += stale;
        double expected = target * drawn;
        boolean alarm = drawnStale >= ALARM && drawnStale > expected + ALARM_DEVIATIONS * Math.sqrt(expected) + 1;
        if (hurry == 0 && alarm) {
            hurry = array.size();
            hurryRemoved = 0;
            hurryLag = 0;
        }
        if (alarm || drawn >= ALARM_PROBES) {
            drawn = 0;
            drawnStale = 0;
        }
        return true;
    }

    private boolean sweep(long nowMillis, WorkBudget budget) {
        // What listeners put meanwhile is not looked at twice in a step.
        long most = array.size();
        while (most > 0 && (credit >= 1 || hurry > 0) && array.size() > 0) {
            if (!budget.spend()) {
                return false;
            }
            look(nowMillis);
            most--;
            credit = Math.max(0, credit - 1);
            windowSwept++;
            if (hurry > 0 && --hurry == 0) {
                hurried();
            }
        }
        if (array.size() == 0) {
            hurry = 0;
        }
        return true;
    }

    /** After a hurried pass: as many as it removed became stale since the last one; the rate is to be enough for that. */
    private void hurried() {
        if (hurryRemoved > 0) {
            double perMilli = hurryRemoved / Math.max(1, 2 * hurryLag / hurryRemoved);
            double wanted = Math.min(perMilli / (2 * target), ALARM_FASTER * rate);
            rate = Math.min(Math.max(1, array.size()), Math.max(rate, wanted));
        }
        beginWindow();
    }

    private void beginWindow() {
        windowMillis = 0;
        windowSwept = 0;
        windowLag = 0;
        windowRemoved = 0;
    }

    private void look(long nowMillis) {
        long before = cursor;
        cursor = array.walk(cursor, 1, next.clear(1));
        int ref = next.ref(0);
        long deadline = array.attribute(ref);
        if (deadline == Population.GONE || !Deadlines.stale(deadline, nowMillis)) {
            return;
        }
        if (remover.remove(ref, RemovalCause.EXPIRED) != EntryRemover.NOT_LIVE) {
            counters.expired(nowMillis - deadline);
            windowLag += nowMillis - deadline;
            windowRemoved++;
            hurryRemoved++;
            hurryLag += nowMillis - deadline;
            if (before != ScannedPopulation.START) {
                cursor = Math.min(before, array.size()); // the hole again
            }
        }
    }

    /**
     * The stale share as probes see it, smoothed over about 50 steps: unbiased. {@link StaleEstimate} has an interval for
     * it.
     *
     * @return percent of the entries with a deadline
     */
    public double stalePercent() {
        return PERCENT * estimate;
    }

    /** 0 unless no entry has a deadline: no order is kept. */
    @Override
    public long nextDeadlineMillis() {
        return array.size() == 0 ? Deadlines.NO_DEADLINE : 0;
    }

    @Override
    public SampledPopulation population() {
        return array;
    }

    @Override
    public ExpiryCounters counters() {
        return counters;
    }

    @Override
    public void checkIntegrity() {
        array.checkIntegrity();
        Integrity.check(credit >= 0 && rate >= 0 && hurry >= 0, "credit, rate or hurry is negative", hurry);
    }

    @Override
    public String toString() {
        return "SweepingExpiry[" + array.size() + ", " + counters + "]";
    }
}
