package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.SizeClasses;
import io.reclaim.benchmarks.hashtable.CollectionCounter;
import io.reclaim.benchmarks.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** One allocator through one workload. Blocks live in numbered places; the one to delete is drawn evenly from all. */
final class FragmentationRun {
    /** Points of the timeline, both phases together. */
    static final int POINTS = 200;

    private static final long SPIN_NANOS = 3_000;
    private static final long MAX_STEP_NANOS = 10_000_000_000L;

    private final AllocatorKind kind;
    private final SizeWorkload workload;
    private final long mostLive;
    private final BlockHolder holder;
    private final SplittableRandom random;
    private final Progress progress;
    private final long progressBase;
    private final int[] sizes;
    /** Numbers with a block, then numbers without. */
    private final int[] numbers;

    private int count;
    private long live;
    private long peakLive;
    private long peakReserved;
    private long written;
    private final long toWrite;
    private final CollectionCounter collections = new CollectionCounter();
    private final Histogram steps = new Histogram(MAX_STEP_NANOS, 3);
    private final Histogram collectedSteps = new Histogram(MAX_STEP_NANOS, 3);
    /** What the machine adds: as many times of a spin of about two microseconds. */
    private final Histogram spins = new Histogram(MAX_STEP_NANOS, 3);

    private final List<Double> timeline = new ArrayList<>();

    /**
     * A run.
     *
     * @param kind the allocator
     * @param workload what to do
     * @param mostLive live bytes are kept at or below this
     * @param classes of ours
     * @param seed of sizes and deletions
     * @param progress told the bytes written so far
     * @param progressBase bytes written by other runs before
     */
    FragmentationRun(
            AllocatorKind kind,
            SizeWorkload workload,
            long mostLive,
            SizeClasses classes,
            long seed,
            Progress progress,
            long progressBase) {
        this.kind = kind;
        this.workload = workload;
        this.mostLive = mostLive;
        this.random = new SplittableRandom(seed);
        this.progress = progress;
        this.progressBase = progressBase;
        this.toWrite = toWrite(workload, mostLive);
        int least = Math.min(workload.first.least(), workload.second().least());
        int most = Math.toIntExact(mostLive / least + 1);
        this.sizes = new int[most];
        this.numbers = new int[most];
        for (int i = 0; i < most; i++) {
            numbers[i] = i;
        }
        this.holder = kind.holder(most, classes);
    }

    /** Bytes that a run writes. */
    static long toWrite(SizeWorkload workload, long mostLive) {
        return SizeWorkload.WRITES * mostLive * (workload.changes() ? 2 : 1);
    }

    FragmentationResult result() {
        write(workload.first, SizeWorkload.WRITES * mostLive);
        if (workload.changes()) {
            long left = live / 100 * (100 - workload.deletedPercent);
            while (live > left) {
                deleteOne();
            }
            write(workload.second(), toWrite);
        }
        for (int i = 0; i < count; i++) {
            if (!holder.intact(numbers[i])) {
                throw new IllegalStateException(kind + " lost what was written to block " + numbers[i]);
            }
        }
        long reserved = holder.reservedBytes();
        long used = holder.usedBytes();
        long overhead = holder.overheadBytes();
        long moved = holder.movedBytes();
        return new FragmentationResult(
                kind,
                workload,
                peakLive,
                live,
                reserved,
                peakReserved,
                holder.settledBytes(),
                used,
                overhead,
                written,
                moved,
                steps.getTotalCount(),
                steps.getTotalCount() == 0 ? 0 : steps.getValueAtPercentile(50),
                steps.getTotalCount() == 0 ? 0 : steps.getValueAtPercentile(99.9),
                steps.getMaxValue(),
                collectedSteps.getTotalCount(),
                collectedSteps.getMaxValue(),
                spins.getTotalCount() == 0 ? 0 : spins.getValueAtPercentile(99.9),
                spins.getMaxValue(),
                List.copyOf(timeline));
    }

    private void write(SizeWorkload.Sizes distribution, long until) {
        while (written < until) {
            int bytes = random.nextInt(distribution.least(), distribution.most() + 1);
            while (live + bytes > mostLive) {
                deleteOne();
            }
            int number = numbers[count++];
            sizes[number] = bytes;
            holder.allocate(number, bytes);
            live += bytes;
            written += bytes;
            peakLive = Math.max(peakLive, live);
            peakReserved = Math.max(peakReserved, holder.reservedBytes());
            defragment(bytes);
            while (timeline.size() < POINTS && written >= toWrite / POINTS * (timeline.size() + 1)) {
                timeline.add((double) holder.reservedBytes() / mostLive);
                progress.to((progressBase + written) >> 20);
            }
        }
    }

    private void deleteOne() {
        int at = random.nextInt(count);
        int number = numbers[at];
        numbers[at] = numbers[--count];
        numbers[count] = number;
        live -= sizes[number];
        holder.free(number);
    }

    private void defragment(int bytes) {
        long collected = collections.count();
        long start = System.nanoTime();
        boolean stepped = holder.step(bytes);
        while (stepped) {
            record(System.nanoTime() - start, collected, steps);
            spin();
            collected = collections.count();
            start = System.nanoTime();
            stepped = holder.step(0);
        }
    }

    /** Does nothing for a while, to see how long that takes at worst. */
    private void spin() {
        long collected = collections.count();
        long start = System.nanoTime();
        long now = start;
        while (now - start < SPIN_NANOS) {
            now = System.nanoTime();
        }
        record(now - start, collected, spins);
    }

    private void record(long nanos, long collected, Histogram histogram) {
        Histogram into = collections.count() == collected ? histogram : collectedSteps;
        into.recordValue(Math.min(nanos, MAX_STEP_NANOS));
    }
}
