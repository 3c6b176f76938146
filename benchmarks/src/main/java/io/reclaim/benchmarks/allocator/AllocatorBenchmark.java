package io.reclaim.benchmarks.allocator;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do an allocation, a free and an access cost beside so many live blocks, and beside other allocators?
 *
 * <p>One allocator a fork. Blocks are drawn with repetition before measuring. Netty's leak detection, which samples stack
 * traces, is off. Arenas are measured by {@code -p allocator=ARENA}, on JDK 22 and later.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar AllocatorBenchmark -p live=1000000 -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 3,
        jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:G1HeapRegionSize=4m", "-Dio.netty.leakDetection.level=disabled"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class AllocatorBenchmark {
    private static final int DRAWN = 1 << 20;
    private static final int DEPTH = 64;
    private static final int LEAST = 16;
    private static final int MOST = 1024;
    private static final int FIXED = 100;

    /** How large blocks are. */
    public enum Sizes {
        /** All alike. */
        FIXED_100,
        /** Uniform, both ends included. */
        MIXED_16_1024
    }

    /** Whose blocks. */
    @Param({
        "RECLAIM_HEAP",
        "RECLAIM_DIRECT",
        "RECLAIM_CHECKED",
        "NETTY_POOLED_HEAP",
        "NETTY_POOLED_DIRECT",
        "NETTY_ADAPTIVE_HEAP",
        "NETTY_ADAPTIVE_DIRECT",
        "BYTE_ARRAY"
    })
    BlockPeer allocator;

    /** How large they are. */
    @Param({"MIXED_16_1024", "FIXED_100"})
    Sizes sizes;

    /** How many are live. */
    @Param({"10000", "1000000"})
    int live;

    private LiveBlocks blocks;
    private int[] drawn;
    private int[] bytes;
    private final byte[] array = new byte[MOST];
    private int next;

    /** Allocates the live blocks and draws what is to be done. */
    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        bytes = new int[DRAWN];
        drawn = new int[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            bytes[i] = sizes == Sizes.FIXED_100 ? FIXED : random.nextInt(LEAST, MOST + 1);
            drawn[i] = random.nextInt(live);
        }
        blocks = allocator.create(live + DEPTH);
        for (int i = 0; i < live; i++) {
            blocks.allocate(i, bytes[i]);
        }
    }

    /** Frees a random block and allocates one in its place. */
    @Benchmark
    public void freeAllocate_random() {
        int i = next++ & DRAWN - 1;
        blocks.free(drawn[i]);
        blocks.allocate(drawn[i], bytes[i]);
    }

    /** One of 64 allocations, and its free, the last first. */
    @Benchmark
    @OperationsPerInvocation(DEPTH)
    public void allocateFree_lifo() {
        for (int i = live; i < live + DEPTH; i++) {
            blocks.allocate(i, bytes[next++ & DRAWN - 1]);
        }
        for (int i = live + DEPTH - 1; i >= live; i--) {
            blocks.free(i);
        }
    }

    /** Reads eight bytes of a random block. */
    @Benchmark
    public long getLong_random() {
        return blocks.getLong(drawn[next++ & DRAWN - 1], 8);
    }

    /** Writes eight bytes of a random block. */
    @Benchmark
    public void setLong_random() {
        blocks.setLong(drawn[next & DRAWN - 1], 8, next++);
    }

    /** Reads a whole random block into an array. */
    @Benchmark
    public byte[] read_random() {
        int block = drawn[next++ & DRAWN - 1];
        blocks.read(block, array, bytes[block]);
        return array;
    }

    /** Writes a whole random block from an array. */
    @Benchmark
    public void write_random() {
        int block = drawn[next++ & DRAWN - 1];
        blocks.write(block, array, bytes[block]);
    }
}
