package io.reclaim.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.DefragConfig;
import io.reclaim.allocator.Defragmenter;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.SizeClassAllocator;
import io.reclaim.allocator.SizeClasses;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.store.StoreConfig;
import io.reclaim.benchmarks.tier.MvStoreTier;
import io.reclaim.benchmarks.tier.TieredStore;
import io.reclaim.core.ColumnPopulation;
import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.IntColumn;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.BackPressure;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryDoctor;
import io.reclaim.core.accounting.MemoryFinding;
import io.reclaim.core.accounting.MemoryLedger;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryPurpose;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.MemoryWatermarks;
import io.reclaim.core.accounting.ProcessMemory;
import io.reclaim.eviction.LogarithmicLfu;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.MorrisCounter;
import io.reclaim.eviction.SampledEvictor;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.Deadlines;
import io.reclaim.hashtable.RehashingMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eclipse.collections.api.map.MutableMap;
import org.eclipse.collections.impl.map.mutable.MapAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the README, run. {@link ReadmeTest} checks that it shows them as they are here. */
class ExamplesTest {

    @Test
    void counter() {
        // example: counter
        MorrisCounter counter = new MorrisCounter(10, new SplittableRandom(1));
        int hot = MorrisCounter.INITIAL;
        for (int hit = 0; hit < 100_000; hit++) {
            hot = counter.increment(hot); // 8 bits are enough: about 147 now
        }
        // end
        assertThat(hot).isBetween(112, 182);
    }

    @Test
    void map() {
        // example: map
        RehashingMap<String, Integer> map = new RehashingMap<>();
        for (int i = 0; i < 1_000; i++) {
            map.put("key" + i, i); // splits at most one bucket, copies nothing large
        }
        int[] seen = new int[1];
        long cursor = 0;
        do {
            cursor = map.scan(cursor, 16, (key, value) -> seen[0]++); // changes are allowed between calls
        } while (cursor != 0);
        // end
        assertThat(seen[0]).isGreaterThanOrEqualTo(1_000);
        assertThat(map).hasSize(1_000);
    }

    @Test
    void adapter() {
        // example: adapter
        MutableMap<String, Integer> counts = MapAdapter.adapt(new RehashingMap<>());
        for (String word : List.of("to", "be", "or", "not", "to", "be")) {
            counts.updateValue(word, () -> 0, count -> count + 1);
        }
        MutableMap<String, Integer> frequent = counts.select((word, count) -> count > 1);
        // end
        assertThat(Map.copyOf(frequent)).isEqualTo(Map.of("to", 2, "be", 2));
        assertThat(counts.size()).isEqualTo(4);
    }

    @Test
    void eviction() {
        // example: eviction
        Map<String, Integer> refs = new HashMap<>(); // your own map: key to ref
        String[] keys = new String[200]; // ref to what you keep of the entry
        EntryRows rows = new EntryRows(MemoryAccount.standalone("rows"));
        IntColumn metadata = rows.intColumn("metadata", 0);
        RefSlab slab = new RefSlab(rows, MemoryAccount.standalone("slab"), new SplittableRandom(1));
        LogarithmicLfu lfu = new LogarithmicLfu(new SplittableRandom(2));
        EntryRemover remover = (ref, cause) -> {
            refs.remove(keys[ref]);
            slab.release(ref);
            return 1;
        };
        SampledEvictor evictor = new SampledEvictor(new ColumnPopulation(slab, metadata), lfu, remover, 5, 16);
        for (int i = 0; i < 10_000; i++) {
            long now = i;
            String key = "key" + (i % 3 == 0 ? i : i % 50); // two thirds go to 50 hot keys
            Integer ref = refs.get(key);
            if (ref != null) {
                metadata.set(ref, lfu.touch(metadata.get(ref), now));
                continue;
            }
            if (refs.size() == 100) {
                evictor.evict(now);
            }
            int added = slab.take();
            keys[added] = key;
            metadata.set(added, lfu.admit(key.hashCode(), now));
            refs.put(key, added);
        }
        // end
        long hot = refs.keySet().stream().filter(key -> key.length() <= 5).count();
        assertThat(refs).hasSize(100);
        assertThat(hot).isGreaterThanOrEqualTo(45);
    }

    @Test
    void expiry() {
        // example: expiry
        RefSlab slab = new RefSlab(
                new EntryRows(MemoryAccount.standalone("rows")),
                MemoryAccount.standalone("slab"),
                new SplittableRandom(1));
        final class Sessions implements EntryRemover {
            final DeadlineIndex deadlines =
                    new DeadlineIndex(slab, this, MemoryAccount.standalone("deadlines"), new SplittableRandom(2));

            @Override
            public long remove(int ref, RemovalCause cause) { // the one way out, whatever the cause
                deadlines.remove(ref);
                slab.release(ref);
                return 0;
            }
        }
        DeadlineIndex deadlines = new Sessions().deadlines;
        for (int i = 0; i < 1_000; i++) {
            deadlines.put(slab.take(), Deadlines.after(0, i % 10 == 0 ? 60_000 : 1_000)); // milliseconds
        }
        deadlines.step(2_000, WorkBudget.ofUnits(10_000)); // often, with a budget of your choice
        long sleepUntil = deadlines.nextDeadlineMillis(); // no step before has anything to do
        // end
        assertThat(slab.size()).isEqualTo(100);
        assertThat(sleepUntil).isGreaterThan(2_000).isLessThanOrEqualTo(60_000);
    }

    @Test
    void allocator() {
        // example: allocator
        MemoryLedger ledger = new MemoryLedger();
        SizeClassAllocator allocator = new SizeClassAllocator(
                new SizeClasses(20),
                new HeapPages(),
                ledger.open("blocks", Kind.DATASET),
                ledger.open("tags", Kind.OVERHEAD));
        long[] handles = new long[100_000];
        for (int owner = 0; owner < handles.length; owner++) {
            handles[owner] = allocator.allocate(100, owner);
            allocator.setInt(handles[owner], 0, owner);
        }
        for (int owner = 0; owner < handles.length; owner++) {
            if (owner % 10 != 0) {
                allocator.free(handles[owner]); // holes everywhere
            }
        }
        Defragmenter defragmenter =
                new Defragmenter(allocator, (owner, from, to) -> handles[owner] = to, DefragConfig.defaults());
        while (defragmenter.step(0, WorkBudget.ofUnits(64))) {} // in the pauses of your program
        allocator.purge();
        // end
        assertThat(allocator.getInt(handles[500], 0)).isEqualTo(500);
        assertThat(allocator.reserved()).isLessThan(3L << 20);
    }

    @Test
    void accounts() {
        // example: accounts
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        MemoryAccount index = ledger.open("index", Kind.OVERHEAD);
        MemoryLimit limit = new MemoryLimit(ledger, 1_000);
        index.charge(200);
        if (limit.admits(500)) { // ask, then charge, then take: the limit is never overshot
            values.charge(500);
        }
        boolean more = limit.admits(301);
        // end
        assertThat(more).isFalse();
        assertThat(ledger.used()).isEqualTo(700);
    }

    @Test
    void doctor() {
        // example: doctor
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccount dataset = ledger.open(MemoryPurpose.DATASET);
        MemoryAccount log = ledger.open(MemoryPurpose.APPEND_ONLY_BUFFER); // eviction leaves it out
        MemoryLimit limit = new MemoryLimit(ledger, 100 << 20);
        limit.reservedPercent(10); // keep 10 MB of it free
        int[] raised = new int[1];
        MemoryWatermarks marks =
                new MemoryWatermarks(limit).add(80, 70, (percent, above, level) -> raised[0] += above ? 1 : -1);
        BackPressure pressure = new BackPressure(limit, 80, BackPressure.MOST_DELAY_NANOS);
        dataset.charge(80 << 20);
        log.charge(7 << 20);
        marks.check(); // at each tick; tells of 80 % once
        long waitNanos = pressure.delayNanos(4096); // ask before each write
        dataset.release(70 << 20);
        MemoryReport report = MemoryReport.of(ledger, limit).with(ProcessMemory.read());
        List<MemoryFinding> findings = MemoryDoctor.examine(report); // severity, id, what, evidence, advice
        String advice = MemoryDoctor.text(findings);
        // end
        assertThat(raised[0]).isEqualTo(1);
        assertThat(advice).contains("WARNING peak");
        assertThat(waitNanos).isPositive();
        assertThat(limit.ceiling()).isEqualTo(90 << 20);
        assertThat(MemoryDoctor.examine(MemoryReport.of(ledger, limit)))
                .extracting(MemoryFinding::id)
                .containsExactly("peak");
    }

    @Test
    void store() {
        // example: store
        ReferenceStore store =
                new ReferenceStore(StoreConfig.of(64 << 20, MaxMemoryPolicy.ALLKEYS_LFU, new HeapPages()));
        long now = System.currentTimeMillis();
        byte[] key = "greeting".getBytes(UTF_8);
        store.put(key, "hello".getBytes(UTF_8), Deadlines.after(now, 60_000), now);
        byte[] value = store.get(key, now);
        long ttl = store.ttl(key, now);
        store.poll(now); // background work, often
        String info = store.report().toString(); // used_memory:..., as Redis' INFO memory
        // end
        assertThat(value).isEqualTo("hello".getBytes(UTF_8));
        assertThat(ttl).isEqualTo(60_000);
        assertThat(info).startsWith("used_memory:");
    }

    @Test
    void tier(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tier.mv");
        ReferenceStore store =
                new ReferenceStore(StoreConfig.of(64 << 20, MaxMemoryPolicy.ALLKEYS_LFU, new HeapPages()));
        long now = 1_000;
        byte[] key = "greeting".getBytes(UTF_8);
        // example: tier
        TieredStore tiered = new TieredStore(store, MvStoreTier.open(file, "greetings"), 256, 16 << 20);
        tiered.put(key, "hello".getBytes(UTF_8), Deadlines.after(now, 60_000), now);
        byte[] value = tiered.get(key, now); // from memory, or else from the file, and then it is in memory
        tiered.close(now); // what is in memory goes to the file as well
        // end
        assertThat(value).isEqualTo("hello".getBytes(UTF_8));
        MvStoreTier again = MvStoreTier.open(file, "greetings");
        assertThat(again.size()).isEqualTo(1);
        again.close(true);
    }
}
