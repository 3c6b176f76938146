package io.reclaim.benchmarks.hashtable;

import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What does one operation of a table cost, beside the maps of the JDK and of the best-known libraries?
 *
 * <p>Keys are random and lie in memory in another order than they are used in. Probes are equal to the keys, not
 * identical (but for {@code removePut}), and lie in the order of their use, as keys do that have just been made from a request. One map per fork.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar TableBenchmark -p entries=1000000 -prof gc}
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
public class TableBenchmark {
    private static final int MOST_PROBES = 1 << 20;
    private static final int CHUNK = 256;

    /** Whose table. */
    @Param({"REHASHING_MAP", "REHASHING_TABLE", "HASH_MAP", "CONCURRENT_HASH_MAP", "UNIFIED_MAP", "FASTUTIL"})
    Peer map;

    /** Type of the keys. */
    @Param({"STRING", "LONG"})
    KeyKind keys;

    /** Entries in the table; for {@code putNew}, those that it grows to from empty, again and again. */
    @Param({"1000", "100000", "1000000", "16000000"})
    int entries;

    private final Object value = new Object();
    private Map<Object, Object> full;
    private Object[] ring;
    private Object[] present;
    private Object[] absent;
    private Map<Object, Object> growing;
    private int next;
    private int oldest;
    private int newest;
    private Iterator<Map.Entry<Object, Object>> iterator;

    /** Fills the table, draws the probes. */
    @Setup(Level.Trial)
    public void fill() {
        ring = keys.keys(1, entries + Math.min(entries, MOST_PROBES));
        full = map.create();
        for (int i = 0; i < entries; i++) {
            full.put(ring[i], value);
        }
        newest = entries;
        growing = map.create();
        iterator = full.entrySet().iterator();
        // Drawn with repetition, so that every probe is likely to find what it reads out of the caches.
        SplittableRandom random = new SplittableRandom(2);
        int probes = Math.min(Integer.highestOneBit(entries), MOST_PROBES);
        present = new Object[probes];
        for (int i = 0; i < probes; i++) {
            Object key = ring[random.nextInt(entries)];
            present[i] = keys == KeyKind.LONG ? keys.key((Long) key) : new String((String) key);
        }
        absent = new Object[probes];
        for (int i = 0; i < probes; i++) {
            absent[i] = keys.key(KeyKind.bits(2, i));
        }
    }

    /** A lookup of a key that is there. */
    @Benchmark
    public @Nullable Object hit() {
        return full.get(present[next++ & present.length - 1]);
    }

    /** A lookup of a key that is not there. */
    @Benchmark
    public @Nullable Object miss() {
        return full.get(absent[next++ & absent.length - 1]);
    }

    /** A put under a key that is there. */
    @Benchmark
    public @Nullable Object overwrite() {
        return full.put(present[next++ & present.length - 1], value);
    }

    /** A put under a key that is not there, growth included. */
    @Benchmark
    public @Nullable Object putNew() {
        if (next == entries) {
            growing = map.create();
            next = 0;
        }
        return growing.put(ring[next++], value);
    }

    /** A removal of the oldest key and a put of a new one, at a constant size. */
    @Benchmark
    public @Nullable Object removePut() {
        Object removed = full.remove(ring[oldest]);
        oldest = oldest + 1 == ring.length ? 0 : oldest + 1;
        full.put(ring[newest], value);
        newest = newest + 1 == ring.length ? 0 : newest + 1;
        return removed;
    }

    /** One entry of an iteration. */
    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public void iterate(Blackhole hole) {
        for (int i = 0; i < CHUNK; i++) {
            if (!iterator.hasNext()) {
                iterator = full.entrySet().iterator();
            }
            hole.consume(iterator.next().getKey());
        }
    }
}
