package io.reclaim.benchmarks.expiry;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.duration;
import static io.reclaim.benchmarks.report.Figures.format;
import static java.util.Objects.requireNonNull;

import io.reclaim.benchmarks.report.TextTable;
import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.expiry.DeadlineArray;
import io.reclaim.expiry.DeadlineBoundsTree;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.expiry.SweepingExpiry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** How long steps of 100 us take by the clock, while the entries expire in ten bursts, a second apart. */
final class StepLatency {
    private static final int BURSTS = 10;
    private static final long SECOND = 1000;
    private static final long NOW = 1_700_000_000_000L;
    private static final double TARGET_PERCENT = 0.5;
    /** A step that took less was not limited by its budget. */
    private static final long SHORT_NANOS = Simulation.STEP_NANOS / 5;

    private static final List<String> COLUMNS = List.of(
            "strategy", "expired", "steps", "p50", "p99", "p99.9", "longest", "p99 of CPU", "longest", "ns an entry");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final StrategyKind kind;
    private final RefSlab slab;
    private final ExpiryStrategy strategy;
    private final Histogram nanos = new Histogram(3);
    /** Processor time: what is longer by the clock was not running. */
    private final Histogram cpu = new Histogram(3);

    private long sum;
    private long expired;

    StepLatency(StrategyKind kind) {
        this.kind = kind;
        MemoryAccount account = MemoryAccount.standalone("rows");
        this.slab = new RefSlab(new EntryRows(account), account, new SplittableRandom(1));
        MemoryAccount held = MemoryAccount.standalone("deadlines");
        SplittableRandom random = new SplittableRandom(2);
        this.strategy = switch (kind) {
            case EXACT -> new DeadlineIndex(slab, (ref, cause) -> remove(ref), held, random);
            case COMPACT -> new DeadlineBoundsTree(slab, (ref, cause) -> remove(ref), held, random);
            case SAMPLING ->
                new SweepingExpiry(new DeadlineArray(slab, held, random), (ref, cause) -> remove(ref), TARGET_PERCENT);
            case REDIS, CLASSIC, REDIS_SERVER ->
                throw new IllegalArgumentException("steps have no budget of 100 us: " + kind);
        };
    }

    private long remove(int ref) {
        strategy.remove(ref);
        slab.release(ref);
        return 0;
    }

    StepLatency run(int entries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        WorkBudget budget = new WorkBudget(System::nanoTime);
        strategy.step(NOW, budget.start(1, WorkBudget.UNTIMED));
        for (int i = 0; i < entries; i++) {
            strategy.put(slab.take(), NOW + SECOND * (1 + random.nextInt(BURSTS)));
        }
        for (long millis = 0; millis <= SECOND * BURSTS || strategy.population().size() > 0; millis++) {
            boolean more = true;
            while (more) {
                long cpuBegin = THREADS.getCurrentThreadCpuTime();
                long begin = System.nanoTime();
                more = strategy.step(NOW + millis, budget.start(Long.MAX_VALUE, Simulation.STEP_NANOS));
                long took = System.nanoTime() - begin;
                sum += took;
                if (took >= SHORT_NANOS) {
                    nanos.recordValue(took);
                    cpu.recordValue(THREADS.getCurrentThreadCpuTime() - cpuBegin);
                }
            }
        }
        expired = strategy.counters().expired();
        return this;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("strategy", kind.toString());
        fields.put("entries", expired);
        fields.put("steps", nanos.getTotalCount());
        fields.put("stepP50Nanos", nanos.getValueAtPercentile(50));
        fields.put("stepP99Nanos", nanos.getValueAtPercentile(99));
        fields.put("stepP999Nanos", nanos.getValueAtPercentile(99.9));
        fields.put("stepMaxNanos", nanos.getMaxValue());
        fields.put("stepCpuP99Nanos", cpu.getValueAtPercentile(99));
        fields.put("stepCpuMaxNanos", cpu.getMaxValue());
        fields.put("nanosPerExpired", expired == 0 ? 0.0 : (double) sum / expired);
        return fields;
    }

    static TextTable table(List<Map<String, Object>> results) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, Object> result : results) {
            rows.add(List.of(
                    requireNonNull(result.get("strategy")).toString(),
                    count((long) requireNonNull(result.get("entries"))),
                    count((long) requireNonNull(result.get("steps"))),
                    duration((long) requireNonNull(result.get("stepP50Nanos"))),
                    duration((long) requireNonNull(result.get("stepP99Nanos"))),
                    duration((long) requireNonNull(result.get("stepP999Nanos"))),
                    duration((long) requireNonNull(result.get("stepMaxNanos"))),
                    duration((long) requireNonNull(result.get("stepCpuP99Nanos"))),
                    duration((long) requireNonNull(result.get("stepCpuMaxNanos"))),
                    format("%.0f", (double) requireNonNull(result.get("nanosPerExpired")))));
        }
        return new TextTable("Steps of 100 us that took 20 us or more, by the clock", COLUMNS, rows);
    }
}
