package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.PageSource;
import java.util.SplittableRandom;
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
 * What does it cost to read and write words and bytes at random places of 64 pages of 1 MiB, by kind of pages?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar PageAccessBenchmark}; private pages need JDK 22 and a build on it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms1g", "-Xmx1g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class PageAccessBenchmark {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGES = 64;
    private static final int PLACES = 1 << 12;
    private static final int LENGTH = 128;

    /** Kind of pages. */
    @Param({"heap", "direct", "shared", "private"})
    String pages;

    private PageSource source;
    private final int[] page = new int[PLACES];
    private final int[] offset = new int[PLACES];
    private final byte[] bytes = new byte[LENGTH];
    private int next;

    /** Opens the pages and draws the places. */
    @Setup(Level.Trial)
    public void open() {
        source = PageKind.of(pages).source(Long.MAX_VALUE);
        for (int i = 0; i < PAGES; i++) {
            int opened = source.open(PAGE_BYTES);
            for (int at = 0; at < PAGE_BYTES; at += 1 << 12) {
                source.setByte(opened, at, (byte) 0);
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < PLACES; i++) {
            page[i] = random.nextInt(PAGES);
            offset[i] = random.nextInt(PAGE_BYTES - LENGTH);
        }
    }

    /** Gives the pages back. */
    @TearDown(Level.Trial)
    public void close() {
        for (int i = 0; i < PAGES; i++) {
            source.close(i);
        }
        source.purge(Long.MAX_VALUE);
    }

    private int place() {
        next = (next + 1) & (PLACES - 1);
        return next;
    }

    /** An unaligned word of eight bytes. */
    @Benchmark
    public long getLong() {
        int i = place();
        return source.getLong(page[i], offset[i]);
    }

    /** An unaligned word of eight bytes. */
    @Benchmark
    public void setLong() {
        int i = place();
        source.setLong(page[i], offset[i], i);
    }

    /** 128 bytes into an array. */
    @Benchmark
    public byte[] read() {
        int i = place();
        source.read(page[i], offset[i], bytes, 0, LENGTH);
        return bytes;
    }

    /** 128 bytes from an array. */
    @Benchmark
    public void write() {
        int i = place();
        source.write(page[i], offset[i], bytes, 0, LENGTH);
    }

    /** 128 bytes from one page to another. */
    @Benchmark
    public void copy() {
        int i = place();
        int j = place();
        source.copy(page[i], offset[i], page[j], offset[j], LENGTH);
    }

    /** 128 equal bytes. */
    @Benchmark
    public boolean matches() {
        int i = place();
        return source.matches(page[i], offset[i], bytes, 0, LENGTH);
    }
}
