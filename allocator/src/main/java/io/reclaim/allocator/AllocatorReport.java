package io.reclaim.allocator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an allocator holds, at one moment.
 *
 * @param requestedBytes asked for by callers; live blocks of a class are taken to have asked for the mean of all that
 *     were ever allocated in it
 * @param usedBytes the same, rounded up to the class
 * @param reservedBytes held from the page source, and for descriptors
 * @param overheadBytes of the reserved, those for descriptors, bitmaps and tags
 * @param blocks live blocks
 * @param chunks open chunks, without those of large blocks
 * @param occupancy element {@code i}: runs of which {@code i} to {@code i + 1} tenths are live; full ones in the last
 * @param classes one element for each class that has runs
 */
public record AllocatorReport(
        long requestedBytes,
        long usedBytes,
        long reservedBytes,
        long overheadBytes,
        long blocks,
        int chunks,
        List<Integer> occupancy,
        List<ClassReport> classes) {

    /**
     * One size class.
     *
     * @param size bytes of a block
     * @param runs open runs
     * @param blocks live blocks
     * @param freeBlocks free ones in its runs
     */
    public record ClassReport(int size, int runs, long blocks, long freeBlocks) {}

    /**
     * Copies the lists.
     *
     * @param requestedBytes see the record
     * @param usedBytes see the record
     * @param reservedBytes see the record
     * @param overheadBytes see the record
     * @param blocks see the record
     * @param chunks see the record
     * @param occupancy see the record
     * @param classes see the record
     */
    public AllocatorReport {
        occupancy = List.copyOf(occupancy);
        classes = List.copyOf(classes);
    }

    /**
     * Space lost in blocks: what they are larger than was asked for.
     *
     * @return 1 - requested / used; 0 if nothing is used
     */
    public double internalFragmentation() {
        return usedBytes == 0 ? 0 : 1 - (double) requestedBytes / usedBytes;
    }

    /**
     * Space lost between blocks: held, but in no block.
     *
     * @return 1 - used / reserved; 0 if nothing is reserved
     */
    public double externalFragmentation() {
        return reservedBytes == 0 ? 0 : 1 - (double) usedBytes / reservedBytes;
    }

    static AllocatorReport of(SizeClassAllocator allocator) {
        double requested = allocator.largeRequested();
        long blocks = allocator.largeBlocks();
        List<ClassReport> classes = new ArrayList<>();
        SizeClasses sizes = allocator.classes();
        for (int c = 0; c < sizes.count(); c++) {
            ClassRuns in = allocator.classRuns(c);
            if (in != null && in.runs > 0) {
                classes.add(new ClassReport(sizes.size(c), in.runs, in.live, in.freeSlots));
                double share = in.usedEver == 0 ? 1 : (double) in.requestedEver / in.usedEver;
                requested += share * in.live * sizes.size(c);
                blocks += in.live;
            }
        }
        int chunks = 0;
        List<Integer> occupancy = new ArrayList<>(List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        for (int page = 0; page < allocator.chunks().bound(); page++) {
            Chunk chunk = allocator.chunks().get(page);
            chunks += chunk != null && !chunk.large() ? 1 : 0;
            for (int unit = 0; chunk != null && unit < SizeClasses.UNITS; unit++) {
                Run run = chunk.run(unit);
                if (run != null && run.firstUnit == unit) {
                    int tenth = Math.min(9, run.live() * 10 / run.slots);
                    occupancy.set(tenth, occupancy.get(tenth) + 1);
                }
            }
        }
        long reserved = allocator.reserved();
        long overhead = allocator.overheadBytes();
        return new AllocatorReport(
                Math.round(requested), allocator.used(), reserved, overhead, blocks, chunks, occupancy, classes);
    }

    /** A table for people, as {@code malloc_stats_print} gives one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "requested %,d  used %,d  reserved %,d  overhead %,d  blocks %,d  chunks %,d%n"
                        + "internal fragmentation %.2f %%  external %.2f %%%nruns by tenths live: %s%n",
                requestedBytes,
                usedBytes,
                reservedBytes,
                overheadBytes,
                blocks,
                chunks,
                100 * internalFragmentation(),
                100 * externalFragmentation(),
                occupancy));
        text.append(String.format(Locale.ROOT, "%10s %8s %12s %12s%n", "size", "runs", "blocks", "free"));
        for (ClassReport c : classes) {
            text.append(String.format(Locale.ROOT, "%10d %8d %12d %12d%n", c.size, c.runs, c.blocks, c.freeBlocks));
        }
        return text.toString();
    }
}
