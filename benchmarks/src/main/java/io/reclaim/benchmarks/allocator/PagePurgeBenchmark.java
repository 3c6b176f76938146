package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.PageSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long is the pause of one step of giving a written page of 1 MiB back to the system, by kind of pages and size of
 * the step?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar PagePurgeBenchmark}; private pages need JDK 22 and a build on it,
 * and go back whole.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 3,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class PagePurgeBenchmark {
    private static final int PAGE_BYTES = 1 << 20;

    /** Kind of pages. */
    @Param({"shared", "private"})
    String pages;

    /** Size of a step. */
    @Param({"65536", "262144", "1048576"})
    int stepBytes;

    private PageSource source;

    /** Makes the source. */
    @Setup(Level.Trial)
    public void make() {
        source = PageKind.of(pages).source(Long.MAX_VALUE);
    }

    /** Closes a page that was written. */
    @Setup(Level.Invocation)
    public void close() {
        if (source.unpurged() == 0) {
            int page = source.open(PAGE_BYTES);
            for (int at = 0; at < PAGE_BYTES; at += 1 << 12) {
                source.setByte(page, at, (byte) 1);
            }
            source.close(page);
        }
    }

    /** Gives back what is left. */
    @TearDown(Level.Trial)
    public void purgeAll() {
        source.purge(Long.MAX_VALUE);
    }

    /** One step. */
    @Benchmark
    public void purge() {
        source.purge(stepBytes);
    }
}
