package io.reclaim.benchmarks.expiry;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IncrementalWork;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.expiry.DeadlineArray;
import io.reclaim.expiry.DeadlineBoundsTree;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.DeadlineTable;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpiryConfig;
import io.reclaim.expiry.ExpiryCycle;
import io.reclaim.expiry.ExpiryQuirk;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.expiry.SweepingExpiry;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One strategy under one workload, in virtual time. */
final class Simulation implements EntryRemover, ExpiryWorkload.Target {
    /*
     * Time goes by milliseconds. In each, the workload's operations come first, then the strategy's steps, each of which
     * takes virtual time by the CostModel: so much a unit, so much a removal. The budget's clock is that virtual time.
     *
     * Redis' way: each 100 ms a slow cycle, each other millisecond the offer of a fast one. While a cycle is longer than a
     * millisecond, the server does nothing else; the next offer comes when it is over.
     *
     * Ours: each millisecond a step of 100 us; while it left work behind, another after a gap of 54 us, so that expiry
     * takes at most 65 % of the time, what Redis' slow and fast cycles take together at effort 1.
     *
     * How many are stale is counted exactly: `due[t]` is the number of entries present whose deadline is t.
     */

    private static final long MILLI = 1_000_000;
    static final long STEP_NANOS = 100_000;
    static final long GAP_NANOS = 54_000;
    /** Millisecond by millisecond, wake-ups come at other points within it, spread evenly. */
    private static final long PHASE_NANOS = 618_034;

    private static final int SLOW_MILLIS = 100;
    private static final double TARGET_PERCENT = 0.5;
    private static final int ABSENT = -1;
    private static final double ZIPF = 0.99;

    private final ExpiryWorkload workload;
    private final StrategyKind kind;
    private final int entries;
    private final RefSlab slab;
    private final ExpiryStrategy strategy;
    private final @Nullable IncrementalWork fast;
    private final ExpiryConfig config;
    private final @Nullable DeadlineTable table;
    private final SplittableRandom random;
    private final WorkBudget budget = new WorkBudget(this::nanos);
    private final IntColumn keyOf;
    private final int[] refOf;
    private final double[] zipf;

    private final int duration;
    private final int[] due;
    private long millis;
    private long stale;
    private long becameDue;
    private long staleOnAccess;

    private long stepStart;
    private double unitNanos;
    private long stepRemovals;
    private long freeAt;
    private long nextSlow;
    private long busy;
    private long longest;
    private final Histogram lags = new Histogram(3);
    private long expired;

    private final StaleLine line;

    Simulation(ExpiryWorkload workload, StrategyKind kind, int effort, int entries, long seed) {
        this.workload = workload;
        this.kind = kind;
        this.entries = entries;
        this.random = new SplittableRandom(seed);
        this.duration = workload.durationMillis();
        this.due = new int[duration + 1];
        this.line = new StaleLine(workload);
        MemoryAccount account = MemoryAccount.standalone("rows");
        EntryRows rows = new EntryRows(account);
        this.slab = new RefSlab(rows, account, random.split());
        this.keyOf = rows.intColumn("key", ABSENT);
        this.refOf = new int[workload.hasKeys() ? entries : 0];
        Arrays.fill(refOf, ABSENT);
        this.zipf = workload == ExpiryWorkload.SLIDING ? cumulative(entries) : new double[0];
        ExpiryConfig wanted = kind == StrategyKind.CLASSIC ? ExpiryConfig.classic() : ExpiryConfig.effort(effort);
        this.config = wanted.withQuirks(ExpiryQuirk.FRACTION_AGAINST_PERCENT, ExpiryQuirk.CLOCK_EVERY_16_LOOPS);
        MemoryAccount held = MemoryAccount.standalone("deadlines");
        RandomGenerator draws = random.split();
        if (kind.cycles()) {
            this.table = new DeadlineTable(slab, held, draws);
            ExpiryCycle cycle = new ExpiryCycle(table, this, config);
            this.strategy = cycle;
            this.fast = cycle.fast();
        } else {
            this.table = null;
            this.fast = null;
            this.strategy = switch (kind) {
                case COMPACT -> new DeadlineBoundsTree(slab, this, held, draws);
                case SAMPLING -> new SweepingExpiry(new DeadlineArray(slab, held, draws), this, TARGET_PERCENT);
                default -> new DeadlineIndex(slab, this, held, draws);
            };
        }
    }

    /** Runs it all; tells now and then how far it is, in milliseconds. */
    SimulationResult run(LongConsumer progress) {
        strategy.step(0, budget.start(1, WorkBudget.UNTIMED));
        workload.begin(this);
        for (millis = 0; millis < duration; millis++) {
            becameDue += millis >= workload.measureFromMillis() ? due[(int) millis] : 0;
            stale += due[(int) millis];
            workload.tick(this);
            expire();
            note();
            if (millis % 1000 == 0) {
                progress.accept(millis);
            }
        }
        return new SimulationResult(
                workload, kind, config, entries, line, lags, becameDue - staleOnAccess, expired, busy, longest);
    }

    private void expire() {
        long end = (millis + 1) * MILLI;
        if (freeAt >= end) {
            return;
        }
        long wakeUp = millis * MILLI + millis * PHASE_NANOS % MILLI;
        long start = budgetLeftWork && fast == null ? freeAt : Math.max(freeAt, wakeUp);
        if (fast != null) {
            boolean slow = millis >= nextSlow;
            nextSlow = slow ? (millis / SLOW_MILLIS + 1) * SLOW_MILLIS : nextSlow;
            freeAt = slow ? step(strategy, start, config.slowNanos()) : step(fast, start, config.fastNanos());
            return;
        }
        boolean more = true;
        while (more && start < end) {
            freeAt = step(strategy, start, STEP_NANOS);
            more = budgetLeftWork;
            start = freeAt + GAP_NANOS;
        }
        freeAt = more ? start : freeAt;
    }

    private boolean budgetLeftWork;

    private long step(IncrementalWork work, long start, long nanos) {
        stepStart = start;
        stepRemovals = 0;
        unitNanos = table == null ? CostModel.unitNanos(kind) : CostModel.loopNanos(config.keysPerLoop(), table);
        budgetLeftWork = work.step(start / MILLI, budget.start(Long.MAX_VALUE, nanos));
        long took = nanos() - start;
        if (millis >= workload.measureFromMillis()) {
            busy += took;
            longest = Math.max(longest, took);
        }
        return start + took;
    }

    /** Virtual time within a step. */
    private long nanos() {
        return stepStart + (long) (budget.spent() * unitNanos) + stepRemovals * CostModel.REMOVAL_NANOS;
    }

    private void note() {
        int size = strategy.population().size();
        line.note((int) millis, size == 0 ? 0 : 100.0 * stale / size);
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        long deadline = strategy.deadline(ref);
        stepRemovals++;
        stale--;
        if (deadline >= workload.measureFromMillis()) {
            expired++;
            long lagMicros = (nanos() - deadline * MILLI) / 1000;
            lags.recordValue(Math.max(0, lagMicros));
            line.lag((int) millis, lagMicros / 1000.0);
        }
        drop(ref, deadline);
        return 0;
    }

    private void drop(int ref, long deadline) {
        if (deadline < due.length) {
            due[(int) deadline]--;
        }
        int key = keyOf.get(ref);
        if (key != ABSENT) {
            refOf[key] = ABSENT;
        }
        strategy.remove(ref);
        slab.release(ref);
    }

    // ---- for workloads

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public int share(long perMillion) {
        return ExpiryWorkload.share(perMillion, entries, millis);
    }

    @Override
    public int zipf() {
        int at = Arrays.binarySearch(zipf, random.nextDouble() * zipf[zipf.length - 1]);
        return at >= 0 ? at : Math.min(-at - 1, zipf.length - 1);
    }

    private static double[] cumulative(int n) {
        double[] sums = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.pow(i + 1.0, -ZIPF);
            sums[i] = sum;
        }
        return sums;
    }

    @Override
    public void put(long ttlMillis) {
        putNew(ttlMillis);
    }

    private int putNew(long ttlMillis) {
        int ref = slab.take();
        long deadline = Deadlines.after(millis, ttlMillis);
        strategy.put(ref, deadline);
        count(deadline, 1);
        return ref;
    }

    private void count(long deadline, int by) {
        if (deadline < due.length) {
            due[(int) deadline] += by;
        }
    }

    @Override
    public void access(int key, long ttlMillis) {
        int ref = fresh(key);
        if (ref == ABSENT) {
            ref = putNew(ttlMillis);
            keyOf.set(ref, key);
            refOf[key] = ref;
        } else {
            count(strategy.deadline(ref), -1);
            strategy.postpone(ref, millis + ttlMillis);
            count(strategy.deadline(ref), 1);
        }
    }

    @Override
    public void overwrite(int key, long ttlMillis) {
        int ref = fresh(key);
        if (ref == ABSENT) {
            ref = putNew(ttlMillis);
            keyOf.set(ref, key);
            refOf[key] = ref;
        } else {
            count(strategy.deadline(ref), -1);
            strategy.put(ref, millis + ttlMillis);
            count(strategy.deadline(ref), 1);
        }
    }

    /** The key's ref; a stale one is removed, as on any access. */
    private int fresh(int key) {
        int ref = refOf[key];
        if (ref != ABSENT && strategy.deadline(ref) <= millis) {
            long deadline = strategy.deadline(ref);
            staleOnAccess += deadline >= workload.measureFromMillis() ? 1 : 0;
            stale--;
            drop(ref, deadline);
            return ABSENT;
        }
        return ref;
    }
}
