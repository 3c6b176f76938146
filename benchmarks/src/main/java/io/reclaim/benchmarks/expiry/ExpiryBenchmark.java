package io.reclaim.benchmarks.expiry;

import java.util.SplittableRandom;
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
 * What does it cost to give an entry a deadline, to move it, to take it away and to expire the entry, beside so many others?
 *
 * <p>One thread; entries in random order, deadlines evenly over a minute. Ours are the index alone, over rows of nothing
 * else; Caffeine is a whole cache. Netty's wheel is measured without the work of its thread, and cannot expire by a given
 * clock: its expire and slide fail. At least 100,000 entries.
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
        jvmArgs = {"-Xms4g", "-Xmx4g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class ExpiryBenchmark {
    private static final int BATCH = 100_000;
    private static final long NOW = 1_700_000_000_000L;
    private static final int[] NONE = {};
    private static final int MINUTE = 60_000;

    /** Whose order. */
    @Param({"exact", "compact", "sampling", "caffeine", "netty", "queue"})
    String timers;

    /** Entries that have a deadline. */
    @Param("1000000")
    int entries;

    private TimerPeer peer;
    private long[] deadlines;
    private int[] drawn;
    private int[] extra;
    private SplittableRandom random;
    private long now;
    private boolean extraIn;

    /** Puts the entries. */
    @Setup(Level.Trial)
    public void fill() {
        random = new SplittableRandom(1);
        now = NOW;
        peer = TimerPeer.of(timers, entries + BATCH, now);
        if (!timers.equals("netty")) {
            peer.step(now);
        }
        deadlines = new long[entries + BATCH];
        drawn = new int[BATCH];
        for (int i = 0; i < entries + BATCH; i++) {
            deadlines[i] = now + 1 + random.nextInt(MINUTE);
        }
        int[] order = shuffled(0, entries);
        for (int i : order) {
            peer.put(i, deadlines[i]);
        }
        System.arraycopy(order, 0, drawn, 0, BATCH);
        extra = shuffled(entries, entries + BATCH);
    }

    private int[] shuffled(int from, int to) {
        int[] order = new int[to - from];
        for (int i = 0; i < order.length; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = from + i;
        }
        return order;
    }

    /** Draws other entries. */
    @Setup(Level.Iteration)
    public void draw() {
        for (int i = 0; i < BATCH; i++) {
            drawn[i] = random.nextInt(entries);
        }
    }

    /** Ends what the timers began. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        peer.close();
    }

    /**
     * Before each invocation: of those beside {@link #entries}, none for put, all for remove; else puts anew, for a minute
     * later, those that have expired.
     *
     * @param params which benchmark
     */
    @Setup(Level.Invocation)
    public void prepare(BenchmarkParams params) {
        String name = params.getBenchmark();
        if (name.endsWith(".put")) {
            for (int i : extraIn ? extra : NONE) {
                peer.remove(i);
            }
        } else if (name.endsWith(".remove")) {
            for (int i : extraIn ? NONE : extra) {
                peer.put(i, deadlines[i]);
            }
        } else if (name.endsWith(".expire") || name.endsWith(".slide")) {
            for (int i = 0; i < entries; i++) {
                if (deadlines[i] <= now) {
                    deadlines[i] += MINUTE;
                    peer.put(i, deadlines[i]);
                }
            }
        }
    }

    /** A new entry. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void put() {
        for (int i : extra) {
            peer.put(i, deadlines[i]);
        }
        extraIn = true;
    }

    /** A deadline taken away. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void remove() {
        for (int i : extra) {
            peer.remove(i);
        }
        extraIn = false;
    }

    /** A deadline a second later. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void postpone() {
        for (int i : drawn) {
            peer.postpone(i, deadlines[i] += 1000);
        }
    }

    /** A deadline anywhere in the minute, where there was one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void putAgain() {
        for (int i : drawn) {
            // As far before or after the middle of the minute as the last one was, the other way round.
            deadlines[i] = 2 * now + MINUTE - deadlines[i] + 1;
            peer.put(i, deadlines[i]);
        }
    }

    /**
     * Time goes by the millisecond for as long as it takes a batch of the entries to expire on the average.
     *
     * @return those expired until now
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long expire() {
        for (long millis = (long) MINUTE * BATCH / entries; millis > 0; millis--) {
            peer.step(++now);
        }
        return peer.expired();
    }

    /** An access, by which the entry lives for a minute from now, a thousand a millisecond. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void slide() {
        for (int n = 0; n < BATCH; n++) {
            if (n % 1000 == 0) {
                peer.step(++now);
            }
            int i = drawn[n];
            deadlines[i] = now + MINUTE;
            peer.postpone(i, deadlines[i]);
        }
    }
}
