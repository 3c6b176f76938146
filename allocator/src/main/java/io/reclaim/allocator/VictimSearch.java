package io.reclaim.allocator;

import org.jspecify.annotations.Nullable;

/** Finds runs that can be emptied into the holes of their class, a chunk at a time. */
final class VictimSearch {
    /*
     * A run can be emptied if the other runs of its class have room for all its blocks. Moving its live bytes gives the
     * whole run back, so the cost for each byte is the share of it that is live, and the sparsest run of all classes is
     * the cheapest. When it is found, all other runs of its chunk that are about as sparse as their class, or no more
     * than half live, are taken with it: marked as draining, so that nothing is moved into a run that goes next, then
     * emptied one by one.
     *
     * Why a chunk at a time: taking the sparsest runs wherever they lie left free units scattered over all chunks.
     * Deleting 90 % of equal blocks then cost 0.2 bytes moved for each reclaimed, half of it for emptying chunks
     * afterwards; by chunks 0.13 to 0.17; by chunks and away from the front (ClassRuns) 0.094 to 0.10 with one size in
     * use, 0.12 to 0.13 with many, where 0.1 is the least that is possible. And where larger blocks followed, whose runs need four units side by side, reserved/live rose to 1.46
     * (W6 at 64 MB with chunks of 256 KiB), against 1.24 by chunks at equal pace.
     *
     * Tried and lost: emptying the last run of a class into holes of the next larger classes. It left 0.3 to 0.7 points
     * less idle and rounded up 0.4 to 1.1 points more, for up to twice the moves (W4, W6, W7, W8 at 256 MB), because
     * under constant writing the same blocks move up again and again. With runs of at most an eighth live the same: W4,
     * W6, W8 at 256 MB ended within 0.4 points and moved 1.6 to 2.6 times as many bytes.
     */

    /** A run goes with the victim if its live share is at most this times the mean of its class (Redis: 9/8 too). */
    private static final double SPARSE = 1.125;

    private final SizeClasses classes;
    private final RunPool runs;
    private @Nullable Chunk sweep;

    VictimSearch(SizeClasses classes, RunPool runs) {
        this.classes = classes;
        this.runs = runs;
    }

    /** Whether runs are marked that were not emptied yet. */
    boolean sweeping() {
        return sweep != null;
    }

    /** The next run to be emptied, marked as draining, or null. O(classes), or O(1) while a chunk is swept. */
    @Nullable Run next() {
        Run next = marked();
        if (next == null) {
            Run sparsest = sparsest();
            if (sparsest != null) {
                mark(sparsest);
                next = marked();
            }
        }
        return next;
    }

    /** Puts the marked runs back. */
    void stop() {
        for (Run run = marked(); run != null; run = marked()) {
            runs.stopDrain(run);
        }
    }

    private @Nullable Run marked() {
        Chunk chunk = sweep;
        for (int unit = 0; chunk != null && unit < SizeClasses.UNITS; unit++) {
            Run run = chunk.run(unit);
            if (run != null && run.level == ClassRuns.DRAINING) {
                return run;
            }
        }
        sweep = null;
        return null;
    }

    /** The run with the smallest live share, of those that its class can do without. */
    private @Nullable Run sparsest() {
        double least = Double.MAX_VALUE;
        Run found = null;
        for (int c = 0; c < classes.count(); c++) {
            ClassRuns in = runs.of(c);
            if (in == null || in.freeSlots() < classes.slots(c)) {
                continue;
            }
            Run run = in.sparsest();
            Run current = in.current();
            if (current != null && (run == null || current.freeSlots() > run.freeSlots())) {
                run = current;
            }
            if (run != null && (double) run.live() / run.slots < least) {
                least = (double) run.live() / run.slots;
                found = run;
            }
        }
        return found;
    }

    private void mark(Run first) {
        Chunk chunk = first.chunk;
        sweep = chunk;
        runs.startDrain(first);
        for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
            Run run = chunk.run(unit);
            if (run != null && run.level != ClassRuns.DRAINING && sparse(run)) {
                runs.startDrain(run);
            }
        }
    }

    /** Whether a run is sparse, or is for its class, which has room for it and those of its chunk that are marked. */
    private boolean sparse(Run run) {
        ClassRuns in = runs.of(run.sizeClass);
        boolean sparse = 2 * run.live() <= run.slots;
        if (in == null) {
            return false;
        }
        double liveOfClass = (double) in.runs * run.slots - in.freeSlots();
        if (!sparse && (double) run.live() * in.runs > SPARSE * liveOfClass) {
            return false;
        }
        int holes = in.freeSlots() - run.freeSlots();
        int blocks = run.live();
        for (int unit = 0; unit < SizeClasses.UNITS; unit++) {
            Run other = run.chunk.run(unit);
            boolean counts = other != null
                    && other.firstUnit == unit
                    && other.sizeClass == run.sizeClass
                    && other.level == ClassRuns.DRAINING;
            if (counts && other != null) {
                holes -= other.freeSlots();
                blocks += other.live();
            }
        }
        return holes >= blocks;
    }
}
