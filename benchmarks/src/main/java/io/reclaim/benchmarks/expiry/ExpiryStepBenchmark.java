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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What does it cost to expire an entry, and to let it live on at every access, where time goes by the millisecond?
 *
 * <p>As {@link ExpiryBenchmark}, but for Netty, whose wheel can be given no clock: see {@link TimerThreadBenchmark}. At
 * least a million entries, of which a million expire in each invocation of {@code expire}.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar expiry.ExpiryStepBenchmark -p entries=10000000}
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
public class ExpiryStepBenchmark {
    private static final int MILLION = 1_000_000;
    private static final int BATCH = 100_000;
    private static final int PER_MILLI = 1000;

    /** Whose order. */
    @Param({"exact", "compact", "sampling", "caffeine", "queue"})
    String timers;

    /** Entries that have a deadline. */
    @Param("1000000")
    int entries;

    private TimerEntries all;
    private TimerPeer peer;
    private final int[] drawn = new int[BATCH];
    private final long[] wanted = new long[BATCH];

    /** For JMH. */
    public ExpiryStepBenchmark() {}

    /** Puts the entries. */
    @Setup(Level.Trial)
    public void fill() {
        all = new TimerEntries(timers, entries, true);
        peer = all.peer;
    }

    /**
     * Before each invocation: puts anew what has expired, and draws who will be accessed.
     *
     * @param params which benchmark
     */
    @Setup(Level.Invocation)
    public void prepare(BenchmarkParams params) {
        all.putExpiredAgain();
        if (params.getBenchmark().endsWith(".expire")) {
            return;
        }
        all.draw(drawn);
        for (int at = 0; at < BATCH; at++) {
            wanted[at] = all.now() + 1 + at / PER_MILLI + TimerEntries.MINUTE;
            all.deadline(drawn[at], wanted[at]);
        }
        peer.select(drawn);
    }

    /** Time goes by for as long as it takes a million entries to expire. */
    @Benchmark
    @OperationsPerInvocation(MILLION)
    public void expire() {
        for (long millis = (long) TimerEntries.MINUTE * MILLION / entries; millis > 0; millis--) {
            all.tick();
        }
    }

    /** An access, by which the entry lives for a minute from now, a thousand a millisecond; few entries expire. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void slide() {
        for (int at = 0; at < BATCH; at++) {
            if (at % PER_MILLI == 0) {
                all.tick();
            }
            peer.postpone(at, wanted[at]);
        }
    }
}
