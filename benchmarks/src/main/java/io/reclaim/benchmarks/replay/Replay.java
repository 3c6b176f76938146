package io.reclaim.benchmarks.replay;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.store.PutResult;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.tier.TieredStore;
import io.reclaim.benchmarks.trace.Access;
import io.reclaim.benchmarks.trace.TraceReader;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.ProcessMemory;
import io.reclaim.expiry.Deadlines;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Runs the requests of a workload through a store, as a cache in front of something slower would. */
final class Replay {
    /*
     * A read that misses is followed by a write, as a look-aside cache does it. Each value begins and ends with its
     * key, and is checked when it is read: what comes back is what was written.
     *
     * Time is that of the trace, or passes evenly; background work runs when a tick of that time is due, and is timed
     * apart. A write that follows a miss is timed from the end of the read.
     */

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    private static final int INTERVALS = 200;
    private static final long UNKNOWN_INTERVAL = 10_000;
    private static final int PROGRESS_MASK = (1 << 12) - 1;

    private final Workload workload;
    private final ReferenceStore store;
    private final @Nullable TieredStore tiered;
    private final @Nullable Double advisedPercent;
    private final Latencies latencies = new Latencies();
    private final Timeline timeline;
    /** Whether any request said how long its value is, so that those which do not may read such a one. */
    private boolean sizesKnown;

    private final byte[] key = new byte[Workload.KEY_BYTES];
    private byte[] read = new byte[1 << 16];
    private byte[] value = new byte[1 << 13];
    private long requests;
    private long nowMillis;
    private long reads;
    private long hits;
    private long readsBefore;
    private long hitsBefore;
    private long tooLarge;
    private long outOfMemory;

    /** With a second tier or none; with advice on a hit ratio in percent, for which the store needs a curve, or without. */
    Replay(Workload workload, ReferenceStore store, @Nullable TieredStore tiered, @Nullable Double advisedPercent) {
        this.workload = workload;
        this.store = store;
        this.tiered = tiered;
        this.advisedPercent = advisedPercent;
        long expected = workload.expectedRequests();
        this.timeline = new Timeline(expected < 0 ? UNKNOWN_INTERVAL : expected / INTERVALS);
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
    }

    ReplayResult run(Progress progress) throws IOException {
        long gcBefore = gcMillis();
        Access access = new Access();
        long inInterval = 0;
        long wallStart = System.nanoTime();
        try (TraceReader reader = workload.trace().open()) {
            while (requests < workload.maxRequests() && reader.next(access)) {
                request(access);
                requests++;
                if ((requests & PROGRESS_MASK) == 0) {
                    progress.to(requests);
                }
                if (++inInterval >= timeline.interval()) {
                    point();
                    inInterval = 0;
                }
            }
        }
        if (requests == 0) {
            throw workload.noRequest();
        }
        if (inInterval > 0) {
            point();
        }
        progress.to(requests);
        long wallNanos = System.nanoTime() - wallStart;
        return new ReplayResult(
                workload,
                requests,
                reads,
                hits,
                tooLarge,
                outOfMemory,
                wallNanos,
                gcMillis() - gcBefore,
                store,
                store.report().with(ProcessMemory.read()),
                latencies,
                timeline,
                tiered == null ? null : tiered.counters(),
                advisedPercent == null || store.size() == 0
                        ? null
                        : store.followers().advisor().advise(advisedPercent / 100));
    }

    /** The time of the last request. */
    long nowMillis() {
        return nowMillis;
    }

    private void point() {
        MemoryReport report = store.report();
        timeline.add(
                requests,
                reads - readsBefore,
                hits - hitsBefore,
                report.usedBytes(),
                report.reservedBytes(),
                latencies.interval);
        readsBefore = reads;
        hitsBefore = hits;
        latencies.interval.reset();
    }

    private void request(Access access) {
        long now = workload.nowMillis(access, requests);
        sizesKnown |= access.valueBytes != Access.UNKNOWN;
        nowMillis = now;
        LONGS.set(key, 0, access.key);
        long start = System.nanoTime();
        if (store.poll(now)) {
            long end = System.nanoTime();
            latencies.tick(end - start);
            start = end;
        }
        switch (access.operation) {
            case READ -> {
                reads++;
                int length = tiered == null ? store.get(key, read, now) : read(tiered, now);
                long end = System.nanoTime();
                latencies.operation(latencies.gets, end - start);
                if (length == ReferenceStore.NOT_FOUND) {
                    write(access, now, end);
                } else {
                    hits++;
                    check(access, length);
                }
            }
            case WRITE -> write(access, now, start);
            case REMOVE -> {
                if (tiered == null) {
                    store.remove(key, now);
                } else {
                    tiered.remove(key, now);
                }
                latencies.operation(latencies.removes, System.nanoTime() - start);
            }
        }
    }

    private int read(TieredStore from, long now) {
        byte[] found = from.get(key, now);
        if (found == null) {
            return ReferenceStore.NOT_FOUND;
        }
        read = found;
        return found.length;
    }

    private void write(Access access, long now, long start) {
        int length = workload.valueBytes(access);
        if (store.tooLarge(key.length, length)) {
            tooLarge++; // refused, so spare the array
            return;
        }
        if (length > value.length) {
            value = Arrays.copyOf(value, (int) Math.min(Workload.LONGEST_VALUE, Math.max(length, 2L * value.length)));
        }
        if (length >= Long.BYTES) {
            LONGS.set(value, 0, access.key);
            LONGS.set(value, length - Long.BYTES, access.key ^ length);
        }
        long ttl = workload.ttlMillis(access);
        long deadline = ttl == Access.FOREVER ? Deadlines.NO_DEADLINE : Deadlines.after(now, ttl);
        PutResult result = tiered == null
                ? store.put(key, value, 0, length, deadline, now)
                : tiered.put(key, value, 0, length, deadline, now);
        latencies.operation(latencies.puts, System.nanoTime() - start);
        if (result == PutResult.OUT_OF_MEMORY) {
            outOfMemory++;
        }
    }

    private void check(Access access, int length) {
        boolean lengthRight = sizesKnown || length == workload.valueBytes(access);
        boolean startRight = length < 2 * Long.BYTES || (long) LONGS.get(read, 0) == access.key;
        boolean endRight = length < Long.BYTES
                || length > read.length
                || (long) LONGS.get(read, length - Long.BYTES) == (access.key ^ length);
        if (!lengthRight || !startRight || !endRight) {
            throw new IllegalStateException(
                    "request " + requests + " read a value of " + length + " bytes that was not written: " + access);
        }
    }

    private static long gcMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += Math.max(0, bean.getCollectionTime());
        }
        return millis;
    }
}
