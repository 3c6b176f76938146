package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DefragmenterBudgetTest {

    private static AllocatorModel sparse(int chunkLog2, int largest, int blocks, int percent, long seed) {
        AllocatorModel model = new AllocatorModel(chunkLog2);
        model.random.setSeed(seed);
        for (int i = 0; i < blocks; i++) {
            model.allocate(model.random.nextInt(largest + 1));
        }
        model.freePercent(percent);
        return model;
    }

    @Example
    void step_noUnits_nothingMoves() {
        AllocatorModel model = sparse(14, 200, 500, 70, 1);

        assertThat(model.step(0)).isTrue();
        assertThat(model.moves).isZero();
    }

    @Example
    void step_fewSmallBlocks_onlySearchesCost() {
        AllocatorModel model = new AllocatorModel(14);
        model.allocate(2 * 32, 32);
        List.copyOf(model.live.subList(1, 2 * 32 - 1)).forEach(model::free);
        WorkBudget budget = WorkBudget.ofUnits(100);

        assertThat(model.defragmenter.step(0, budget)).isFalse();

        assertThat(model.moves).isEqualTo(1);
        assertThat(budget.spent()).as("two searches and a block").isEqualTo(1);
    }

    /** 500 blocks of 32 + 256 bytes and two searches of 512 are 35 times 4 KiB and a rest. */
    @Example
    void step_manySmallBlocks_oneUnitPerFourKilobytes() {
        AllocatorModel model = new AllocatorModel(20);
        model.allocate(2 * 4096, 32);
        List.copyOf(model.live.subList(500, 2 * 4096 - 500)).forEach(model::free);
        WorkBudget budget = WorkBudget.ofUnits(100);

        assertThat(model.defragmenter.step(0, budget)).isFalse();

        assertThat(model.moves).isEqualTo(500);
        assertThat(budget.spent()).isEqualTo(36);
    }

    @Example
    void step_largestBlocks_seventeenUnitsEach() {
        AllocatorModel model = new AllocatorModel(20);
        model.allocate(2 * 16, 65536);
        List.copyOf(model.live.subList(3, 29)).forEach(model::free);
        WorkBudget budget = WorkBudget.ofUnits(1000);

        assertThat(model.defragmenter.step(0, budget)).isFalse();

        assertThat(model.moves).isEqualTo(3);
        assertThat(budget.spent()).isEqualTo(49);
    }

    @Example
    void step_oneUnitForALargeBlock_blockIsMovedAllTheSame() {
        AllocatorModel model = new AllocatorModel(20);
        model.allocate(2 * 16, 65536);
        List.copyOf(model.live.subList(3, 29)).forEach(model::free);

        assertThat(model.step(1)).as("a search").isTrue();
        for (int moves = 1; moves <= 3; moves++) {
            assertThat(model.step(1)).isEqualTo(moves < 3);
            assertThat(model.moves).isEqualTo(moves);
            model.checkIntegrity();
        }
        model.defragment(1);
        assertThat(model.moves).isEqualTo(3);
    }

    @Property(tries = 40, seed = "41")
    void step_anyBudget_worstStepWithinIt(
            @ForAll @IntRange(min = 1, max = 8) int units,
            @ForAll @IntRange(min = 10, max = 97) int percent,
            @ForAll @LongRange(max = 1000) long seed) {
        AllocatorModel model = sparse(16, 3000, 600, percent, seed);
        long worst = 0;
        long total = 0;
        for (boolean pending = true; pending; total += units) {
            long moved = model.defragmenter.movedBytes();
            pending = model.step(units);
            worst = Math.max(worst, model.defragmenter.movedBytes() - moved);
        }
        assertThat(worst).isLessThanOrEqualTo(model.mostMoved(units));
        assertThat(total).isGreaterThanOrEqualTo((model.defragmenter.movedBytes() + 256 * model.moves) / 4096 - 2);
        model.checkIntegrity();
    }

    @Property(tries = 40, seed = "42")
    void step_anyBudget_sameEndAsInOneGo(
            @ForAll @IntRange(min = 1, max = 40) int units,
            @ForAll @IntRange(min = 10, max = 97) int percent,
            @ForAll @LongRange(max = 1000) long seed) {
        AllocatorModel little = sparse(14, 700, 400, percent, seed);
        AllocatorModel atOnce = sparse(14, 700, 400, percent, seed);

        little.defragment(units);
        atOnce.defragment(1_000_000);

        assertThat(little.allocator.reserved()).isEqualTo(atOnce.allocator.reserved());
        assertThat(little.moves).isEqualTo(atOnce.moves);
        assertThat(little.defragmenter).hasToString(atOnce.defragmenter.toString());
    }

    /** Each move takes a nanosecond, so that the time may end at any unit, a search among them. */
    @Property(tries = 60, seed = "43")
    void step_timeIsUp_tellsThatWorkIsLeft(
            @ForAll @IntRange(min = 1, max = 40) int nanos,
            @ForAll @IntRange(min = 10, max = 99) int percent,
            @ForAll @LongRange(max = 1000) long seed) {
        AllocatorModel model = sparse(14, 300, 1500, percent, seed);
        long[] now = new long[1];
        Defragmenter timed = new Defragmenter(
                model.allocator,
                (owner, from, to) -> {
                    now[0]++;
                    model.blockMoved(owner, from, to);
                },
                new DefragConfig(1, 0));
        WorkBudget budget = new WorkBudget(() -> now[0]);
        int steps = 0;
        long before;
        do {
            before = now[0];
            assertThat(steps++).isLessThan(5000);
        } while (timed.step(0, budget.start(1_000_000, nanos)));
        // The clock is read every 16 units, each of at most 4096 / (8 + 256) moves, and one more is not yet paid.
        assertThat(now[0] - before).isLessThan(nanos + 17 * 16);

        long moves = timed.movedBlocks();
        assertThat(timed.step(0, WorkBudget.ofUnits(1_000_000))).isFalse();
        assertThat(timed.movedBlocks()).as("moved after the end").isEqualTo(moves);
    }

    /** Sixteen searches, each for one block, are the first sixteen units; the clock is read before the next. */
    @Example
    void step_timeIsUpBeforeASearch_tellsThatWorkIsLeft() {
        AllocatorModel model = new AllocatorModel(14);
        model.allocate(400 * 32, 32);
        List<AllocatorModel.Block> all = List.copyOf(model.live);
        for (int run = 0; run < 400; run++) {
            all.subList(32 * run + 1, 32 * run + 32).forEach(model::free);
        }
        long[] now = new long[1];
        WorkBudget budget = new WorkBudget(() -> now[0]++);

        assertThat(model.defragmenter.step(0, budget.start(1000, 1))).isTrue();

        assertThat(model.moves).isEqualTo(16 * 4096 / (512 + 32 + 256));
        assertThat(model.defragmenter.step(0, WorkBudget.ofUnits(1000))).isFalse();
        assertThat(model.moves).isGreaterThan(380);
    }

    @Example
    void step_timed_readsTheClockOncePerSixteenUnits() {
        AllocatorModel model = sparse(14, 100, 8000, 60, 5);
        int[] readings = new int[1];
        WorkBudget budget = new WorkBudget(() -> 0L * readings[0]++);

        model.defragmenter.step(0, budget.start(1_000_000, 1000));

        assertThat(budget.spent()).isGreaterThan(40);
        assertThat(readings[0]).isLessThanOrEqualTo((int) (2 + budget.spent() / WorkBudget.UNITS_PER_CLOCK_READ));
    }
}
