package io.reclaim.benchmarks.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.reclaim.allocator.HeapPages;
import io.reclaim.core.Ticker;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one operation of a whole store cost, beside a cache of heap objects that holds copies of the same bytes?
 *
 * <p>Keys of 16 bytes, values of 64, one thread, keys drawn with a Zipf-like skew before measuring.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar ReferenceStoreBenchmark -prof gc}
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
public class ReferenceStoreBenchmark {
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 64;
    /** More than there are keys, so that no cache learns the sequence. */
    private static final int DRAWS = 1 << 22;

    private static final int ENTRY_BYTES = 130;
    private static final int FOLLOWED = 1000;

    /** Whose store; following: ours, while it follows the hottest keys. */
    @Param({"ours", "following", "caffeine"})
    String store;

    /** Entries that fit under the limit. */
    @Param({"100000", "1000000"})
    int entries;

    private Peer peer;
    private byte[][] keys;
    private int[] present;
    private int[] any;
    private final byte[] value = new byte[VALUE_BYTES];
    private final byte[] into = new byte[VALUE_BYTES];
    private int next;
    private long now;

    /** What is measured of each store. */
    private interface Peer {
        int get(byte[] key, byte[] into, long nowMillis);

        void put(byte[] key, byte[] value, long nowMillis);
    }

    /** Fills the store to half of its limit with the keys that are read, and draws them. */
    @Setup(Level.Trial)
    public void fill() {
        long maxBytes = (long) ENTRY_BYTES * entries + (1 << 20);
        peer = store.equals("caffeine")
                ? new OfCaffeine(entries)
                : new Ours(maxBytes, store.equals("following") ? FOLLOWED : 0);
        SplittableRandom random = new SplittableRandom(1);
        int filled = entries / 2;
        keys = new byte[4 * entries][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(i);
        }
        for (int i = 0; i < filled; i++) {
            peer.put(keys[i], value, 0);
        }
        present = new int[DRAWS];
        any = new int[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            present[i] = skewed(random, filled);
            any[i] = skewed(random, keys.length);
        }
    }

    /** A number below a bound, small ones more often: the distribution of u^3. */
    private static int skewed(SplittableRandom random, int bound) {
        double u = random.nextDouble();
        return (int) (u * u * u * bound);
    }

    private static byte[] key(int number) {
        byte[] key = new byte[KEY_BYTES];
        ByteBuffer.wrap(key).putInt(4, number).putInt(12, number * 0x9e3779b9);
        return key;
    }

    /**
     * A read that finds its value.
     *
     * @return the value's length
     */
    @Benchmark
    public int get_hit() {
        next = (next + 1) & (DRAWS - 1);
        return peer.get(keys[present[next]], into, now);
    }

    /** A write of a key that is there. */
    @Benchmark
    public void put_overwrite() {
        next = (next + 1) & (DRAWS - 1);
        peer.put(keys[present[next]], value, now);
    }

    /**
     * A read, and a write if it missed, of four times as many keys as fit: with eviction.
     *
     * @return the value's length
     */
    @Benchmark
    public int getOrPut_full() {
        next = (next + 1) & (DRAWS - 1);
        now += (next & 1023) == 0 ? 1 : 0;
        int found = peer.get(keys[any[next]], into, now);
        if (found < 0) {
            peer.put(keys[any[next]], value, now);
        }
        return found;
    }

    private static final class Ours implements Peer {
        private final ReferenceStore store;

        Ours(long maxBytes, int followed) {
            store = new ReferenceStore(StoreConfig.of(maxBytes, MaxMemoryPolicy.ALLKEYS_LFU, new HeapPages())
                    .withSeed(1, Ticker.system()));
            store.followers().hotKeys(followed);
        }

        @Override
        public int get(byte[] key, byte[] into, long nowMillis) {
            store.poll(nowMillis);
            return store.get(key, into, nowMillis);
        }

        @Override
        public void put(byte[] key, byte[] value, long nowMillis) {
            store.put(key, value, nowMillis);
        }
    }

    private static final class OfCaffeine implements Peer {
        private final Cache<ByteBuffer, byte[]> cache;

        OfCaffeine(int entries) {
            cache = Caffeine.newBuilder()
                    .maximumSize(entries)
                    .executor(Runnable::run)
                    .build();
        }

        @Override
        public int get(byte[] key, byte[] into, long nowMillis) {
            byte[] found = cache.getIfPresent(ByteBuffer.wrap(key));
            if (found == null) {
                return ReferenceStore.NOT_FOUND;
            }
            System.arraycopy(found, 0, into, 0, found.length);
            return found.length;
        }

        @Override
        public void put(byte[] key, byte[] value, long nowMillis) {
            cache.put(ByteBuffer.wrap(key.clone()), Arrays.copyOf(value, value.length));
        }
    }
}
