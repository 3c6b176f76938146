package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.Population;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.WorkBudget;

/**
 * Redis' active expiry: a loop looks at some of the keys that have a deadline and removes the stale; while many were
 * stale, another loop follows.
 *
 * <p>Its guarantee is a share, not a delay: it stops when a loop finds no more than the acceptable percentage stale, so
 * that a few stale entries among many others can stay for long. They are not shown, for the store expires on access.
 *
 * <p>The <em>slow</em> cycle is {@link #step}, to be run {@link ExpiryConfig#ticksPerSecond()} times a second with a
 * budget of {@link ExpiryConfig#slowNanos()}; the <em>fast</em> one is {@link #fast()}, to be offered often, with a budget
 * of {@link ExpiryConfig#fastNanos()}: it judges itself whether it is needed.
 *
 * <p>Cost: one unit a key (one a loop with {@link ExpiryQuirk#CLOCK_EVERY_16_LOOPS}). Bytes: those of the
 * {@link DeadlineArray}. Allocates nothing. Not thread-safe; counters may be read from any thread.
 *
 * @see "Redis expire.c, activeExpireCycle"
 */
public final class ExpiryCycle implements ExpiryStrategy {
    /*
     * Differences from Redis, beside the quirks: the index is dense, so a place always holds a key, a loop looks at
     * exactly keysPerLoop of them, and there is no sparse table to skip. Redis walks hash buckets, taking whole chains
     * and up to 20 empty buckets for each key wanted.
     *
     * The order matters: a cycle ends with the first loop that meets few stale keys. Where a tenth is stale, in places that
     * have nothing to do with deadlines, two loops of three are such at effort 1 and one of 114 at effort 10; were every
     * tenth place stale, effort 10 would go on until all are gone. Redis' order is that of hashes, so put draws a place, on
     * either side of the cursor. What a listener puts during a cycle goes to the end.
     *
     * What is left of the difference: a bucket stays where it is, while a dense array moves entries. The last one fills the
     * hole of one removed, and so waits for up to a pass longer; a new one takes the place of another, which comes before
     * the cursor at once. Where many come and go that counts: at 50,000 puts a second and effort 1 a redis-server has 27 %
     * stale, so has a table of buckets, and this 31 %. Neither whole chains nor the stop at a pass's end make a difference
     * (both tried, in a table). Choosing the side of a new entry by the buckets on it, not by the keys, does not help.
     *
     * A loop that runs out of budget sets its cursor back to the first place it had not looked at.
     *
     * Estimates: `staleEstimate` is the smoothed share of stale among those looked at, 5 % new; the mean time to live is
     * smoothed over loops, 2 % new.
     */

    private static final double STALE_WEIGHT = 0.05;
    private static final double TTL_WEIGHT = 0.02;

    private final DeadlineArray index;
    private final EntryRemover remover;
    private final ExpiryConfig config;
    private final boolean unitPerLoop;
    private final boolean fractionAgainstPercent;
    private final boolean goOnAfterWrap;
    private final EntrySample sample;
    private final IncrementalWork fast = this::fastCycle;

    private long cursor = ScannedPopulation.START;
    private boolean cycling;
    private boolean cutOff;
    private boolean stepping;
    private boolean fastRan;
    private long lastFastMillis;
    private double staleEstimate;
    private double averageTtlMillis;
    private long lookedAt;
    private long removed;
    private long freshSeen;
    private double freshTtlSum;

    private final ExpiryCounters counters = new ExpiryCounters();

    /**
     * A cycle over an index.
     *
     * @param index who has a deadline
     * @param remover removes the stale; it must take them out of the index, by {@link #remove}
     * @param config how hard to try
     */
    public ExpiryCycle(DeadlineArray index, EntryRemover remover, ExpiryConfig config) {
        this.index = requireNonNull(index, "index");
        this.remover = requireNonNull(remover, "remover");
        this.config = requireNonNull(config, "config");
        this.unitPerLoop = config.quirks().contains(ExpiryQuirk.CLOCK_EVERY_16_LOOPS);
        this.fractionAgainstPercent = config.quirks().contains(ExpiryQuirk.FRACTION_AGAINST_PERCENT);
        this.goOnAfterWrap = config.quirks().contains(ExpiryQuirk.GO_ON_AFTER_WRAP);
        this.sample = new EntrySample(config.keysPerLoop());
    }

    @Override
    public void put(int ref, long deadlineMillis) {
        if (cycling || config.randomKeys()) {
            index.put(ref, deadlineMillis);
        } else {
            cursor = index.putShuffled(ref, deadlineMillis, cursor);
        }
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        return index.postpone(ref, deadlineMillis);
    }

    @Override
    public long putCost() {
        return index.putCost();
    }

    @Override
    public boolean remove(int ref) {
        return index.remove(ref);
    }

    @Override
    public void moved(int from, int to) {
        index.moved(from, to);
    }

    @Override
    public long deadline(int ref) {
        return index.deadline(ref);
    }

    /** 0 unless no entry has a deadline: no order is kept. */
    @Override
    public long nextDeadlineMillis() {
        return index.size() == 0 ? Deadlines.NO_DEADLINE : 0;
    }

    @Override
    public SampledPopulation population() {
        return index;
    }

    /** A slow cycle. Returns whether it ran out of budget; false says that it ended by itself, not that nothing is stale. */
    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true; // called by a listener: the cycle that told it goes on
        }
        counters.stepped();
        return cycle(nowMillis, budget);
    }

    /**
     * The fast cycle. Its step does nothing while the last cycle ended by itself and the estimated stale share is
     * acceptable, or when the last fast cycle began less than twice its duration ago; else it counts as a step.
     *
     * @return always the same work
     */
    public IncrementalWork fast() {
        return fast;
    }

    private boolean fastCycle(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true;
        }
        double estimate = fractionAgainstPercent ? staleEstimate : 100 * staleEstimate;
        if (!cutOff && estimate < config.acceptableStalePercent()) {
            return false;
        }
        long sinceLast = nowMillis - lastFastMillis;
        if (fastRan && sinceLast >= 0 && sinceLast * 1_000_000.0 < 2.0 * config.fastNanos()) {
            return false;
        }
        fastRan = true;
        lastFastMillis = nowMillis;
        counters.stepped();
        return cycle(nowMillis, budget);
    }

    private boolean cycle(long nowMillis, WorkBudget budget) {
        stepping = true;
        try {
            return run(nowMillis, budget);
        } finally {
            stepping = false;
        }
    }

    private boolean run(long nowMillis, WorkBudget budget) {
        lookedAt = 0;
        removed = 0;
        cutOff = false;
        cycling = true;
        try {
            boolean again = true;
            while (again && index.size() > 0) {
                cutOff = unitPerLoop && !budget.spend();
                again = !cutOff && loop(nowMillis, budget);
            }
        } finally {
            cycling = false;
        }
        if (index.size() == 0) {
            averageTtlMillis = 0;
            cursor = ScannedPopulation.START;
        }
        double share = lookedAt == 0 ? 0 : (double) removed / lookedAt;
        staleEstimate = STALE_WEIGHT * share + (1 - STALE_WEIGHT) * staleEstimate;
        if (cutOff) {
            counters.cut();
        }
        return cutOff;
    }

    /** Looks at some keys; returns whether to look at more. */
    private boolean loop(long nowMillis, WorkBudget budget) {
        long begin = cursor == ScannedPopulation.START ? index.size() : Math.min(cursor, index.size());
        sample.clear(Math.min(index.size(), config.keysPerLoop()));
        if (config.randomKeys()) {
            index.sample(sample);
        } else {
            cursor = index.walk(cursor, sample.target(), sample);
        }
        freshSeen = 0;
        freshTtlSum = 0;
        int stale = 0;
        for (int i = 0; i < sample.size(); i++) {
            if (!unitPerLoop && !budget.spend()) {
                cutOff = true;
                cursor = config.randomKeys() ? cursor : begin - i; // those not looked at lie below
                break;
            }
            stale += judge(sample.ref(i), nowMillis) ? 1 : 0;
        }
        if (freshSeen > 0) {
            double mean = freshTtlSum / freshSeen;
            averageTtlMillis = averageTtlMillis == 0 ? mean : TTL_WEIGHT * mean + (1 - TTL_WEIGHT) * averageTtlMillis;
        }
        boolean passOver = !config.randomKeys() && cursor == ScannedPopulation.START;
        boolean many = stale * 100 / sample.size() > config.acceptableStalePercent();
        return !cutOff && many && (!passOver || goOnAfterWrap);
    }

    /** Removes an entry if it is stale; whether it was. A key drawn twice in a sample counts once. */
    private boolean judge(int ref, long nowMillis) {
        lookedAt++;
        long deadline = index.attribute(ref);
        if (deadline == Population.GONE) {
            return false;
        }
        if (!Deadlines.stale(deadline, nowMillis)) {
            freshSeen++;
            freshTtlSum += Deadlines.remaining(deadline, nowMillis);
            return false;
        }
        if (remover.remove(ref, RemovalCause.EXPIRED) == EntryRemover.NOT_LIVE) {
            return false;
        }
        removed++;
        counters.expired(nowMillis - deadline);
        return true;
    }

    /**
     * Estimated share of stale entries among those with a deadline, as Redis' {@code expired_stale_perc}.
     *
     * @return percent
     */
    public double staleEstimatePercent() {
        return 100 * staleEstimate;
    }

    /**
     * Smoothed mean time to live of the entries looked at that were not stale, as {@code avg_ttl} in Redis' INFO.
     *
     * @return milliseconds; 0 if nothing is known
     */
    public double averageTtlMillis() {
        return averageTtlMillis;
    }

    /**
     * How hard it tries.
     *
     * @return as constructed
     */
    public ExpiryConfig config() {
        return config;
    }

    @Override
    public ExpiryCounters counters() {
        return counters;
    }

    @Override
    public void checkIntegrity() {
        index.checkIntegrity();
    }

    @Override
    public String toString() {
        return "ExpiryCycle[" + index.size() + " with a deadline, expired=" + counters.expired() + "]";
    }
}
