package io.reclaim.benchmarks.hashtable;

import io.reclaim.core.EntrySample;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.hashtable.RehashingMap;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What do a draw of five entries and an entry of a scan cost? No map of the JDK has either; the peer is Redis' dict (see
 * the module's README).
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar PopulationBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 3,
        jvmArgs = {"-Xms8g", "-Xmx8g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class PopulationBenchmark {
    private static final int SCANNED = 256;
    private static final int DRAWN = 5;

    /** Entries in the table. */
    @Param({"10000", "1000000", "16000000"})
    int entries;

    /** What share of the entries that once were there has been removed, which does not shrink it yet, in percent. */
    @Param({"0", "80"})
    int removedPercent;

    private final RehashingMap<Object, Object> map = new RehashingMap<>();
    private final RefMap refs = new RefMap();
    private final SplittableRandom random = new SplittableRandom(1);
    private final EntrySample sample = new EntrySample(SCANNED);
    private long mapCursor;
    private long refsCursor;

    /** Fills both tables. */
    @Setup(Level.Trial)
    public void fill() {
        int all = (int) (entries * 100L / (100 - removedPercent));
        Object[] keys = KeyKind.LONG.keys(1, all);
        for (Object key : keys) {
            map.put(key, key);
            refs.put(key, key);
        }
        for (int i = entries; i < all; i++) {
            map.remove(keys[i]);
            refs.remove(keys[i]);
        }
    }

    /** Five entries of the map. */
    @Benchmark
    public void sampleMap(Blackhole hole) {
        map.sample(DRAWN, random, (key, value) -> hole.consume(key));
    }

    /** Five refs of the table, with their hashes. */
    @Benchmark
    public EntrySample sampleTable() {
        refs.table().sample(sample.clear(DRAWN));
        return sample;
    }

    /** 32 buckets of the map: time for one bucket, of about 3.5 to 7 entries. */
    @Benchmark
    @OperationsPerInvocation(32)
    public void scanMap(Blackhole hole) {
        mapCursor = map.scan(mapCursor, 32, (key, value) -> hole.consume(key));
    }

    /** One entry of the table. */
    @Benchmark
    @OperationsPerInvocation(SCANNED)
    public EntrySample scanTable() {
        refsCursor = refs.table().scan(refsCursor, SCANNED, sample.clear(SCANNED));
        if (refsCursor == ScannedPopulation.START && sample.size() == 0) {
            throw new IllegalStateException("table is empty");
        }
        return sample;
    }
}
