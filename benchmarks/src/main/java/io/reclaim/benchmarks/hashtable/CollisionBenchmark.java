package io.reclaim.benchmarks.hashtable;

import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.hashtable.GrowthGate;
import io.reclaim.hashtable.KeyEquality;
import io.reclaim.hashtable.RehashingMap;
import io.reclaim.hashtable.RehashingTable;
import io.reclaim.hashtable.SipHash;
import java.util.HashMap;
import java.util.Map;
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
 * What does it cost to fill a table with 100,000 strings that all have one {@code hashCode}, beside as many random ones, and
 * what does hashing with a secret cost where nobody attacks?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar CollisionBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
        value = 3,
        jvmArgs = {"-Xms4g", "-Xmx4g"})
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class CollisionBenchmark {
    private static final int COUNT = 100_000;
    private static final SipHash SECRET = new SipHash(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L);

    /** Who is filled. */
    public enum Filled {
        /** Finds colliding keys by a second hash. */
        REHASHING_MAP,
        /** Makes trees of colliding keys. */
        HASH_MAP,
        /** By {@code hashCode}: a random fill only, since collisions make it quadratic. */
        TABLE_NATURAL,
        /** By SipHash-1-3. */
        TABLE_KEYED
    }

    /** Who is filled. */
    @Param
    Filled filled;

    private String[] random;
    private String[] colliding;

    /** Makes the keys: 34 characters each, so that both kinds cost the same to compare and to hash. */
    @Setup(Level.Trial)
    public void make() {
        random = new String[COUNT];
        colliding = new String[COUNT];
        SplittableRandom bits = new SplittableRandom(1);
        for (int i = 0; i < COUNT; i++) {
            colliding[i] = string(i, "Aa", "BB");
            random[i] = String.format("%034x", bits.nextLong());
        }
        for (int i = COUNT - 1; i > 0; i--) {
            int other = bits.nextInt(i + 1);
            String swapped = colliding[i];
            colliding[i] = colliding[other];
            colliding[other] = swapped;
        }
    }

    private static String string(int id, String zero, String one) {
        StringBuilder string = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            string.append((id >>> i & 1) == 0 ? zero : one);
        }
        return string.toString();
    }

    /** All keys with one hashCode. */
    @Benchmark
    public int fillColliding() {
        return filled == Filled.TABLE_NATURAL ? 0 : fill(colliding);
    }

    /** Random keys. */
    @Benchmark
    public int fillRandom() {
        return fill(random);
    }

    private int fill(String[] keys) {
        return switch (filled) {
            case REHASHING_MAP -> fill(new RehashingMap<>(SECRET), keys);
            case HASH_MAP -> fill(new HashMap<>(), keys);
            case TABLE_NATURAL -> fill(KeyEquality.natural(), keys);
            case TABLE_KEYED -> fill(KeyEquality.strings(SECRET), keys);
        };
    }

    private static int fill(Map<String, String> map, String[] keys) {
        for (String key : keys) {
            map.put(key, key);
        }
        return map.size();
    }

    private static int fill(KeyEquality<String> equality, String[] keys) {
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccount account = ledger.open("rows", MemoryAccount.Kind.OVERHEAD);
        RefSlab slab = new RefSlab(new EntryRows(account), account, new SplittableRandom(1));
        RehashingTable<String> table = new RehashingTable<>(
                slab,
                ledger.open("buckets", MemoryAccount.Kind.OVERHEAD),
                ledger.open("keys", MemoryAccount.Kind.OVERHEAD),
                equality,
                GrowthGate.OPEN);
        for (String key : keys) {
            if (table.find(key) == RefSlab.NO_REF) {
                table.insert(key, slab.take());
            }
        }
        return table.size();
    }
}
