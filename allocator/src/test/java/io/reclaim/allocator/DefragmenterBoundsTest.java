package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is held when defragmentation is done, and what it costs to get there. */
class DefragmenterBoundsTest {

    /**
     * The most that can be reserved in the end.
     *
     * <p>A class whose free slots amount to a run has a victim, so fewer are left in each; the tails of runs cannot be
     * used. The sparsest chunk is a victim if the others have as many free units as it uses, so all together have fewer
     * than a chunk has. One empty chunk may be kept.
     */
    private static long mostReserved(AllocatorModel model) {
        SizeClasses classes = model.allocator.classes();
        long idle = 2L * classes.chunkBytes();
        Set<Integer> seen = new HashSet<>();
        for (Run run : AllocatorAudit.runs(model.allocator)) {
            idle += classes.runBytes(run.sizeClass) - (long) run.slots * run.size;
            idle += seen.add((int) run.sizeClass) ? (long) run.slots * run.size : 0;
        }
        return model.allocator.used() + model.overhead.bytes() + idle;
    }

    private static void defragmentAndCheck(AllocatorModel model, int unitsPerStep) {
        long before = model.allocator.reserved();
        double live = (double) model.allocator.used() / model.pages.reserved();

        model.defragment(unitsPerStep);

        model.checkIntegrity();
        assertThat(model.allocator.reserved()).isLessThanOrEqualTo(mostReserved(model));
        // The victim is no fuller than the mean, but for a sixteenth. While the share in use rises from p to 1 the
        // means
        // add up to p ln(1/p) of what there was, and 1 - p of it is given back; once for runs, once for chunks.
        double perReclaimed = 2 * (live * Math.log(1 / live) / (1 - live) + 1 / 16.0);
        long reclaimed = before - model.allocator.reserved();
        assertThat((double) model.defragmenter.movedBytes()).isLessThanOrEqualTo(perReclaimed * reclaimed);
    }

    private static AllocatorModel filled(int chunkLog2, int smallest, int largest, int chunks) {
        AllocatorModel model = new AllocatorModel(chunkLog2);
        long bytes = (long) chunks << chunkLog2;
        while (model.allocator.used() < bytes) {
            model.allocate(smallest + model.random.nextInt(largest - smallest + 1));
        }
        return model;
    }

    @ParameterizedTest
    @CsvSource({"14, 30", "14, 250", "14, 1000", "16, 100", "16, 1000", "16, 3000", "20, 30000"})
    void reserved_checkerboard_boundHolds(int chunkLog2, int bytes) {
        AllocatorModel model = filled(chunkLog2, bytes, bytes, 12);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int i = 1; i < all.size(); i += 2) {
            model.free(all.get(i));
        }
        defragmentAndCheck(model, 20);
    }

    @ParameterizedTest
    @CsvSource({"14, 30", "14, 250", "14, 1000", "16, 100", "16, 1000"})
    void reserved_oneSurvivorPerRun_boundHolds(int chunkLog2, int bytes) {
        AllocatorModel model = filled(chunkLog2, bytes, bytes, 20);
        Set<Integer> runs = new HashSet<>();
        for (AllocatorModel.Block block : List.copyOf(model.live)) {
            if (!runs.add(Handle.generation(block.handle))) {
                model.free(block);
            }
        }
        int before = AllocatorAudit.runs(model.allocator).size();

        defragmentAndCheck(model, 3);

        assertThat(before).isGreaterThanOrEqualTo(20);
        int slots = AllocatorAudit.runs(model.allocator).get(0).slots;
        assertThat(AllocatorAudit.runs(model.allocator)).hasSizeLessThanOrEqualTo(1 + before / slots);
    }

    @ParameterizedTest
    @CsvSource({
        "14, 100, 100, 50",
        "14, 100, 100, 90",
        "14, 20, 256, 90",
        "14, 8, 1024, 90",
        "14, 8, 1024, 97",
        "16, 8, 128, 50",
        "16, 8, 1024, 75",
        "16, 1024, 4096, 90",
        "16, 8, 4096, 90",
        "16, 8, 4096, 98"
    })
    void reserved_randomDeletes_boundHolds(int chunkLog2, int smallest, int largest, int percent) {
        AllocatorModel model = filled(chunkLog2, smallest, largest, 60);
        model.freePercent(percent);

        defragmentAndCheck(model, 10);
    }

    @ParameterizedTest
    @CsvSource({"14, 5", "16, 25"})
    void reserved_allClassesSparseAtOnce_boundHolds(int chunkLog2, int percentLeft) {
        AllocatorModel model = new AllocatorModel(chunkLog2);
        SizeClasses classes = model.allocator.classes();
        for (int c = 0; c < classes.count(); c++) {
            model.allocate(2 * classes.slots(c), classes.size(c));
        }
        model.freePercent(100 - percentLeft);
        model.checkIntegrity();

        defragmentAndCheck(model, 50);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void reserved_distributionChanges_boundHoldsAgainAndAgain(long seed) {
        AllocatorModel model = filled(14, 40, 60, 30);
        model.random.setSeed(seed);
        for (int round = 1; round < 8; round++) {
            model.freePercent(60);
            int size = 50 * round;
            while (model.allocator.used() < 30 << 14) {
                model.allocate(size + model.random.nextInt(50));
                model.step(1);
            }
            model.defragment(10);
            assertThat(model.allocator.reserved()).isLessThanOrEqualTo(mostReserved(model));
            model.checkIntegrity();
        }
    }
}
