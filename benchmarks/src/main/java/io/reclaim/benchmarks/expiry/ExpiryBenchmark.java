package io.reclaim.benchmarks.expiry;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What does it cost to give an entry a deadline, to move it and to take it away, beside so many others?
 *
 * <p>One thread; entries in random order, deadlines evenly over a minute. A hundred thousand operations an invocation;
 * what they are done to is chosen between invocations, and not measured. Ours are the index alone, over rows of nothing
 * else; Caffeine is a whole cache, once with deadlines, once without. Of Netty's wheel only the calls are measured, not the
 * work of its thread.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar expiry.ExpiryBenchmark -p entries=10000000}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgs = {"-Xms6g", "-Xmx6g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class ExpiryBenchmark {
    private static final int BATCH = 100_000;
    private static final int SECOND = 1000;

    /** Batches that are out at any time, so that none was touched shortly before it is put or removed. */
    private static final int OUT = 4;

    /** Whose order. */
    @Param({"exact", "compact", "sampling", "caffeine", "caffeine-without", "netty", "queue"})
    String timers;

    /** Entries that have a deadline. */
    @Param("1000000")
    int entries;

    private TimerEntries all;
    private TimerPeer peer;
    private final int[] chosen = new int[BATCH];
    private final long[] wanted = new long[BATCH];
    private int part;

    /** For JMH. */
    public ExpiryBenchmark() {}

    /**
     * Puts the entries.
     *
     * @param params which benchmark
     */
    @Setup(Level.Trial)
    public void fill(BenchmarkParams params) {
        all = new TimerEntries(timers, entries + OUT * BATCH, !timers.equals("netty"));
        peer = all.peer;
        if (params.getBenchmark().endsWith(".put")) {
            for (part = 0; part < OUT - 1; part++) {
                choose(part);
                removeAll();
            }
        }
    }

    /** Ends what the timers began. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        peer.close();
    }

    private void choose(int number) {
        all.part(number, chosen);
        peer.select(chosen);
        for (int at = 0; at < BATCH; at++) {
            wanted[at] = all.deadline(chosen[at]);
        }
    }

    private void putAll() {
        for (int at = 0; at < BATCH; at++) {
            peer.put(at, wanted[at]);
        }
    }

    private void removeAll() {
        for (int at = 0; at < BATCH; at++) {
            peer.remove(at);
        }
    }

    /**
     * Before each invocation chooses a batch of entries, for put those that have been out, for remove those that have been
     * in for longest; and new deadlines.
     *
     * @param params which benchmark
     */
    @Setup(Level.Invocation)
    public void prepare(BenchmarkParams params) {
        String name = params.getBenchmark();
        if (name.endsWith(".put")) {
            choose(part);
            removeAll();
            choose(part - OUT + 1);
            part++;
        } else if (name.endsWith(".remove")) {
            choose(part);
            part++;
        } else {
            boolean later = name.endsWith(".postpone");
            all.draw(chosen);
            peer.select(chosen);
            for (int at = 0; at < BATCH; at++) {
                long deadline = all.deadline(chosen[at]);
                // Else as far before or after the middle of the minute as it was, the other way round.
                wanted[at] = later ? deadline + SECOND : 2 * all.now() + TimerEntries.MINUTE + 1 - deadline;
                all.deadline(chosen[at], wanted[at]);
            }
        }
    }

    /**
     * After each invocation, for remove: puts those that have been out for longest.
     *
     * @param params which benchmark
     */
    @TearDown(Level.Invocation)
    public void restore(BenchmarkParams params) {
        if (params.getBenchmark().endsWith(".remove") && part >= OUT) {
            choose(part - OUT);
            putAll();
        }
    }

    /** A new entry. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void put() {
        putAll();
    }

    /** A deadline taken away. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void remove() {
        removeAll();
    }

    /** A deadline a second later. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postpone() {
        for (int at = 0; at < BATCH; at++) {
            peer.postpone(at, wanted[at]);
        }
    }

    /** A deadline anywhere in the minute, where there was one: half are earlier. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void putAgain() {
        putAll();
    }
}
