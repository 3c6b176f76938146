package io.reclaim.benchmarks.expiry;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a timer cost by the system's clock, in processor time of all threads that work for it?
 *
 * <p>Twice as many entries are put as stay, in random order, with deadlines evenly over two seconds that begin six seconds
 * later; half of them are taken away again; then the others expire. At the end nothing is left for half a second. The
 * counters are processor time for each entry put, taken away and expired, and of each second of idleness. Ours has no
 * thread of its own: the caller sleeps until {@code nextDeadlineMillis}.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar expiry.TimerThreadBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 1)
@Fork(
        value = 1, // counters of several would be added up
        jvmArgs = {"-Xms4g", "-Xmx4g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class TimerThreadBenchmark {
    private static final long WINDOW_MILLIS = 2000;
    private static final long AHEAD_MILLIS = 6000;
    private static final long SETTLE_MILLIS = 100;
    private static final long IDLE_MILLIS = 500;

    /** Whose timers. */
    @Param({"exact", "netty"})
    String timers;

    /** Entries that expire. */
    @Param("1000000")
    int entries;

    /** For JMH. */
    public TimerThreadBenchmark() {}

    /** Processor time. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cpu {
        /** For each entry put. */
        public double putNanos;
        /** For each entry taken away. */
        public double removeNanos;
        /** For each entry expired. */
        public double expireNanos;
        /** For each millisecond in which there was nothing to do. */
        public double idleNanosPerMilli;

        /** For JMH. */
        public Cpu() {}
    }

    /**
     * Puts, takes away, lets expire, idles.
     *
     * @param cpu what it cost
     * @throws InterruptedException if interrupted
     */
    @Benchmark
    public void live(Cpu cpu) throws InterruptedException {
        int all = 2 * entries;
        SplittableRandom random = new SplittableRandom(1);
        long[] wanted = random.longs(all, 0, WINDOW_MILLIS).toArray();
        int[] order = new int[all];
        for (int i = 0; i < all; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        try (Timers peer = timers.equals("netty") ? new NettyThread(all) : new Caller(all)) {
            long begin = peer.cpuNanos();
            long first = System.currentTimeMillis() + AHEAD_MILLIS;
            for (int i = 0; i < all; i++) {
                peer.put(order[i], first + wanted[i]);
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            long put = peer.cpuNanos();
            for (int i = 0; i < all; i += 2) {
                peer.remove(order[i]);
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            long removed = peer.cpuNanos();
            long late = System.currentTimeMillis() - first;
            if (late > 0) {
                throw new IllegalStateException("putting and removing took " + late + " ms too long");
            }
            peer.await(entries);
            long expired = peer.cpuNanos();
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
            long idle = peer.cpuNanos();
            cpu.putNanos = (double) (put - begin) / all;
            cpu.removeNanos = (double) (removed - put) / entries;
            cpu.expireNanos = (double) (expired - removed) / entries;
            cpu.idleNanosPerMilli = (double) (idle - expired) / IDLE_MILLIS;
        }
    }

    private interface Timers extends AutoCloseable {
        void put(int entry, long deadline);

        void remove(int entry);

        /** Until so many have expired. */
        void await(int count) throws InterruptedException;

        long cpuNanos();

        @Override
        void close();
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final class Caller implements Timers {
        private final IntArrayList expired;
        private final StrategyTimers peer;

        Caller(int entries) {
            expired = new IntArrayList(entries);
            peer = new StrategyTimers("exact", entries, expired);
            peer.step(System.currentTimeMillis());
            int[] each = new int[entries];
            for (int i = 0; i < entries; i++) {
                each[i] = i;
            }
            peer.select(each);
        }

        @Override
        public void put(int entry, long deadline) {
            peer.put(entry, deadline);
        }

        @Override
        public void remove(int entry) {
            peer.remove(entry);
        }

        @Override
        public void await(int count) throws InterruptedException {
            while (expired.size() < count) {
                long now = System.currentTimeMillis();
                peer.step(now);
                long sleep = peer.nextDeadlineMillis() - now;
                if (sleep > 0 && expired.size() < count) {
                    TimeUnit.MILLISECONDS.sleep(sleep);
                }
            }
        }

        @Override
        public long cpuNanos() {
            return THREADS.getCurrentThreadCpuTime();
        }

        @Override
        public void close() {}
    }

    private static final class NettyThread implements Timers {
        private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        private final HashedWheelTimer timer = NettyTimers.timer(task -> {
            Thread made = new Thread(task, "netty's wheel");
            thread.set(made);
            return made;
        });
        private final Timeout[] timeouts;
        private volatile int expired;

        NettyThread(int entries) {
            timeouts = new Timeout[entries];
            timer.start();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the wheel's thread
        private void run(Timeout timeout) {
            expired++;
        }

        @Override
        public void put(int entry, long deadline) {
            long left = deadline - System.currentTimeMillis();
            timeouts[entry] = timer.newTimeout(this::run, left, TimeUnit.MILLISECONDS);
        }

        @Override
        public void remove(int entry) {
            timeouts[entry].cancel();
        }

        @Override
        public void await(int count) throws InterruptedException {
            while (expired < count) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }

        @Override
        public long cpuNanos() {
            Thread worker = thread.get();
            return THREADS.getCurrentThreadCpuTime() + (worker == null ? 0 : THREADS.getThreadCpuTime(worker.getId()));
        }

        @Override
        public void close() {
            timer.stop();
        }
    }
}
