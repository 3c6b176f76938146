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
 * <p>Cost: one unit a key, an empty bucket or one that a slow cycle merges (one a loop with {@link ExpiryQuirk#CLOCK_EVERY_16_LOOPS}). The keys of a bucket
 * are looked at together, so that a budget may be exceeded by one less than those of a bucket. Bytes: those of the
 * {@link DeadlineTable}. Allocates nothing. Not thread-safe; counters may be read from any thread.
 *
 * @see "Redis expire.c, activeExpireCycle"
 */
public final class ExpiryCycle implements ExpiryStrategy {
    /*
     * A loop visits the buckets of the table one after the other, each with its whole chain, until it has looked at
     * keysPerLoop keys, has visited twenty buckets for each of them, or has come to the end; the next one goes on there.
     * Differences from Redis, beside the quirks: the table becomes smaller with the removals, from an eighth filled on. That
     * of Redis 7.0 begins a tick after less than a tenth is filled, and then needs some ticks; one that is filled by less
     * than a hundredth it leaves alone until then. So where all of many keys expire, its last hundredth of a table waits for
     * 0.2 to 0.5 s. Here it does not.
     *
     * The order matters: a cycle ends with the first loop that meets few stale keys. Where a tenth is stale, in places that
     * have nothing to do with deadlines, two loops of three are such at effort 1 and one of 114 at effort 10; were every
     * tenth place stale, effort 10 would go on until all are gone. So does it matter that a key stays in its bucket, where
     * the cursor comes by once in a pass, as DeadlineTable says.
     *
     * What a listener puts during a cycle may lie before the cursor, and be met; the cycle ends with the pass, as a pass has
     * an end, unless it found nobody up to there. A loop that runs out of budget leaves the cursor at the first bucket that it had not looked at.
     *
     * Estimates: `staleEstimate` is the smoothed share of stale among those looked at, 5 % new; the mean time to live is
     * smoothed over loops, 2 % new.
     */

    /** How many buckets are visited for each key that a loop wants, at most. */
    static final int BUCKETS_PER_KEY = 20;

    /** More than a chain has. What were beyond would be looked at when others have gone. */
    private static final int LONGEST_CHAIN = 64;

    /** Of two chains that are too long for one, one is longer. */
    private static final int CROWDED = DeadlineTable.LONGEST_CHAIN / 2;

    private static final double STALE_WEIGHT = 0.05;
    private static final double TTL_WEIGHT = 0.02;

    private final DeadlineTable table;
    private final EntryRemover remover;
    private final ExpiryConfig config;
    private final boolean unitPerLoop;
    private final boolean fractionAgainstPercent;
    private final boolean goOnAfterWrap;
    private final EntrySample sample;
    private final IncrementalWork fast = this::fastCycle;

    private long cursor = ScannedPopulation.START;
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
     * A cycle over a table.
     *
     * @param table who has a deadline
     * @param remover removes the stale; it must take them out of the table, by {@link #remove}
     * @param config how hard to try
     */
    public ExpiryCycle(DeadlineTable table, EntryRemover remover, ExpiryConfig config) {
        this.table = requireNonNull(table, "table");
        this.remover = requireNonNull(remover, "remover");
        this.config = requireNonNull(config, "config");
        this.unitPerLoop = config.quirks().contains(ExpiryQuirk.CLOCK_EVERY_16_LOOPS);
        this.fractionAgainstPercent = config.quirks().contains(ExpiryQuirk.FRACTION_AGAINST_PERCENT);
        this.goOnAfterWrap = config.quirks().contains(ExpiryQuirk.GO_ON_AFTER_WRAP);
        this.sample = new EntrySample(config.randomKeys() ? config.keysPerLoop() : LONGEST_CHAIN);
    }

    @Override
    public void put(int ref, long deadlineMillis) {
        table.put(ref, deadlineMillis);
    }

    @Override
    public boolean postpone(int ref, long deadlineMillis) {
        return table.postpone(ref, deadlineMillis);
    }

    @Override
    public long putCost() {
        return table.putCost();
    }

    @Override
    public boolean remove(int ref) {
        return table.remove(ref);
    }

    @Override
    public void moved(int from, int to) {
        table.moved(from, to);
    }

    @Override
    public long deadline(int ref) {
        return table.deadline(ref);
    }

    /** 0 unless no entry has a deadline and the table is small again: no order is kept. */
    @Override
    public long nextDeadlineMillis() {
        return table.size() == 0 && !table.shrinking() ? Deadlines.NO_DEADLINE : 0;
    }

    @Override
    public SampledPopulation population() {
        return table;
    }

    /** A slow cycle, and what is left of making the table smaller. Returns whether it ran out of budget; false says that it ended by itself, not that nothing is stale. */
    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        if (stepping) {
            return true; // called by a listener: the cycle that told it goes on
        }
        counters.stepped();
        if (!cycle(nowMillis, budget) && shrinkTable(budget)) {
            cutOff = true;
            counters.cut();
        }
        return cutOff;
    }

    /** What the removals left to do of making the table smaller; whether the budget ended before. */
    private boolean shrinkTable(WorkBudget budget) {
        int bucketsPerUnit = unitPerLoop ? BUCKETS_PER_KEY * config.keysPerLoop() : 1;
        boolean more = table.shrinking();
        while (more && budget.spend()) {
            for (int i = 0; i < bucketsPerUnit && more; i++) {
                more = table.shrink();
            }
        }
        return more;
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
        boolean again = true;
        while (again && table.size() > 0) {
            cutOff = unitPerLoop && !budget.spend();
            again = !cutOff && loop(nowMillis, budget);
        }
        if (table.size() == 0) {
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
        freshSeen = 0;
        freshTtlSum = 0;
        long lookedAtBefore = lookedAt;
        long removedBefore = removed;
        boolean passOver = config.randomKeys() ? draw(nowMillis, budget) : walk(nowMillis, budget);
        if (freshSeen > 0) {
            double mean = freshTtlSum / freshSeen;
            averageTtlMillis = averageTtlMillis == 0 ? mean : TTL_WEIGHT * mean + (1 - TTL_WEIGHT) * averageTtlMillis;
        }
        long keys = lookedAt - lookedAtBefore;
        boolean many = keys == 0 || (removed - removedBefore) * 100 / keys > config.acceptableStalePercent();
        return !cutOff && many && (!passOver || lookedAt == 0 || goOnAfterWrap);
    }

    /** Looks at random keys; false, as there is no pass. */
    private boolean draw(long nowMillis, WorkBudget budget) {
        if (!unitPerLoop && budget.exhausted()) {
            cutOff = true;
            return false;
        }
        table.sample(sample.clear(Math.min(table.size(), config.keysPerLoop())));
        for (int i = 0; i < sample.size() && !cutOff; i++) {
            cutOff = !unitPerLoop && !budget.spend();
            if (!cutOff) {
                judge(sample.ref(i), nowMillis);
            }
        }
        return false;
    }

    /** Looks at the keys of the next buckets; returns whether the pass is over. */
    private boolean walk(long nowMillis, WorkBudget budget) {
        int wanted = Math.min(table.size(), config.keysPerLoop());
        long enough = lookedAt + wanted;
        int bucketsLeft = wanted * BUCKETS_PER_KEY;
        while (lookedAt < enough && bucketsLeft > 0) {
            long after = table.walk(cursor, sample.clear(LONGEST_CHAIN));
            if (!unitPerLoop && !budget.spend(Math.max(1, sample.size()))) {
                cutOff = true;
                return false;
            }
            for (int i = 0; i < sample.size(); i++) {
                judge(sample.ref(i), nowMillis);
            }
            if (sample.size() > CROWDED && table.shrinking()) {
                spread();
            }
            bucketsLeft--;
            cursor = after;
            if (after == ScannedPopulation.START) {
                return true;
            }
        }
        return false;
    }

    /** Gives those that stay other buckets, so that no chain keeps the table from becoming smaller. */
    private void spread() {
        for (int i = 0; i < sample.size(); i++) {
            table.spread(sample.ref(i));
        }
    }

    /** Removes an entry if it is stale. A key drawn twice in a sample counts once. */
    private void judge(int ref, long nowMillis) {
        lookedAt++;
        long deadline = table.attribute(ref);
        if (deadline == Population.GONE) {
            return;
        }
        if (!Deadlines.stale(deadline, nowMillis)) {
            freshSeen++;
            freshTtlSum += Deadlines.remaining(deadline, nowMillis);
            return;
        }
        if (remover.remove(ref, RemovalCause.EXPIRED) == EntryRemover.NOT_LIVE) {
            return;
        }
        removed++;
        counters.expired(nowMillis - deadline);
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
        table.checkIntegrity();
    }

    @Override
    public String toString() {
        return "ExpiryCycle[" + table.size() + " with a deadline, expired=" + counters.expired() + "]";
    }
}
