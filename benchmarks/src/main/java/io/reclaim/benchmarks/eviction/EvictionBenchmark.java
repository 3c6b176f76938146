package io.reclaim.benchmarks.eviction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.reclaim.core.ColumnPopulation;
import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.eviction.ApproximateLru;
import io.reclaim.eviction.EvictionPolicy;
import io.reclaim.eviction.HitDensity;
import io.reclaim.eviction.RandomEviction;
import io.reclaim.eviction.SampledEvictor;
import io.reclaim.hashtable.KeyEquality;
import io.reclaim.hashtable.RehashingTable;
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
 * What does an access of a full cache cost, a read and a write if it missed, by policy?
 *
 * <p>One thread; keys drawn with a Zipf-like skew before measuring, so that 80 to 90 % hit with a skew of 14, and all with
 * one of 1,000. The cache of every policy but Caffeine is the same table of refs; the random victim is its floor.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar EvictionBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class EvictionBenchmark {
    private static final int DRAWS = 1 << 21;
    private static final int KEYS_PER_ENTRY = 8;

    /** Whose cache. */
    @Param({"hit-density", "lru", "random", "caffeine"})
    String policy;

    /** Entries that fit. */
    @Param({"1000", "100000"})
    int entries;

    /** Of all keys, the first part of {@code 2^-skew} has half of the accesses. */
    @Param("14")
    int skew;

    private Long[] keys;
    private int[] draws;
    private Peer peer;
    private int next;

    /** What is measured of each cache. */
    @FunctionalInterface
    private interface Peer {
        boolean access(Long key);
    }

    /** Draws the accesses and fills the cache by them. */
    @Setup(Level.Trial)
    public void fill() {
        peer = policy.equals("caffeine") ? caffeine(entries) : new Ours(policy, entries)::access;
        SplittableRandom random = new SplittableRandom(1);
        keys = new Long[KEYS_PER_ENTRY * entries];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = random.nextLong();
        }
        draws = new int[DRAWS];
        int hits = 0;
        for (int i = 0; i < DRAWS; i++) {
            double u = random.nextDouble();
            draws[i] = (int) (Math.pow(u, skew) * keys.length);
            hits += peer.access(keys[draws[i]]) ? 1 : 0;
        }
        System.out.printf("hit ratio %.2f %%%n", 100.0 * hits / DRAWS);
    }

    /**
     * A read, and a write if it missed.
     *
     * @return whether it hit
     */
    @Benchmark
    public boolean access() {
        next = (next + 1) & (DRAWS - 1);
        return peer.access(keys[draws[next]]);
    }

    private static Peer caffeine(int entries) {
        Cache<Long, Long> cache = Caffeine.newBuilder()
                .maximumSize(entries)
                .executor(Runnable::run)
                .build();
        return key -> {
            if (cache.getIfPresent(key) != null) {
                return true;
            }
            cache.put(key, key);
            return false;
        };
    }

    private static final class Ours implements EntryRemover {
        private final RehashingTable<Long> table;
        private final RefSlab slab;
        private final IntColumn metadata;
        private final EvictionPolicy policy;
        private final SampledEvictor evictor;
        private final boolean offers;
        private final int entries;
        private long now;

        Ours(String name, int entries) {
            this.entries = entries;
            MemoryAccount account = MemoryAccount.standalone("cache");
            EntryRows rows = new EntryRows(account);
            slab = new RefSlab(rows, account, new SplittableRandom(2));
            table = new RehashingTable<>(
                    slab,
                    MemoryAccount.standalone("buckets"),
                    MemoryAccount.standalone("keys"),
                    KeyEquality.natural(),
                    bytes -> true);
            metadata = rows.intColumn("metadata", 0);
            ColumnPopulation all = new ColumnPopulation(slab, metadata);
            offers = name.equals("hit-density");
            policy = switch (name) {
                case "hit-density" -> new HitDensity(all);
                case "lru" -> new ApproximateLru(ApproximateLru.FINE_CLOCK);
                case "random" -> new RandomEviction();
                default -> throw new IllegalArgumentException("no such policy: " + name);
            };
            int samples = offers ? 10 : name.equals("lru") ? 5 : 1;
            evictor = new SampledEvictor(all, policy, this, samples, offers || samples > 1 ? 16 : 1);
        }

        boolean access(Long key) {
            now++;
            int ref = table.find(key);
            if (ref != RefSlab.NO_REF) {
                metadata.set(ref, policy.touch(metadata.get(ref), now));
                return true;
            }
            if (slab.size() == entries) {
                evictor.evict(now);
            }
            int added = slab.take();
            table.insert(key, added);
            metadata.set(added, policy.admit(key.hashCode(), now));
            if (offers) {
                evictor.offer(added, now);
            }
            return false;
        }

        @Override
        public long remove(int ref, RemovalCause cause) {
            policy.evicted(table.key(ref).hashCode(), metadata.get(ref));
            table.remove(ref);
            slab.release(ref);
            return 1;
        }
    }
}
