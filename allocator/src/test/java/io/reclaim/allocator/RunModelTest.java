package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RunModelTest {
    private static final SizeClasses CLASSES = new SizeClasses(14);

    private static Run run(int sizeClass, int firstUnit) {
        return new Run(Chunk.ofRuns(3), firstUnit, CLASSES, sizeClass, 77, 32);
    }

    @Property(tries = 300, seed = "11")
    void run_anyTakesAndReleases_agreesWithABitSet(
            @ForAll @IntRange(max = 88) int sizeClass,
            @ForAll @IntRange(min = 1, max = 99) int percentTaken,
            @ForAll long seed) {
        Random random = new Random(seed);
        Run run = run(sizeClass, 0);
        BitSet taken = new BitSet();
        Map<Integer, Integer> owners = new HashMap<>();
        for (int i = 0; i < 4 * run.slots; i++) {
            int slot = random.nextInt(run.slots);
            if (random.nextInt(100) < percentTaken && taken.cardinality() < run.slots) {
                int owner = random.nextInt();
                int expected = taken.nextClearBit(0);
                assertThat(run.take(owner)).isEqualTo(expected);
                taken.set(expected);
                owners.put(expected, owner);
            } else if (taken.get(slot)) {
                run.release(slot);
                taken.clear(slot);
            }
            run.checkIntegrity();
            assertThat(run.live()).isEqualTo(taken.cardinality());
            assertThat(run.freeSlots()).isEqualTo(run.slots - run.live());
            assertThat(run.taken(slot)).isEqualTo(taken.get(slot));
            assertThat(run.nextTaken(slot)).isEqualTo(taken.nextSetBit(slot));
        }
        taken.stream().forEach(slot -> assertThat(run.owner(slot)).isEqualTo(owners.get(slot)));
        assertThat(run.nextTaken(run.slots)).isEqualTo(-1);
    }

    @Property
    void slotAt_everyOffset_slotOnlyAtAFirstByte(@ForAll @IntRange(max = 88) int sizeClass) {
        Run run = run(sizeClass, CLASSES.units(sizeClass) == 16 ? 0 : 4);
        for (int offset = 0; offset < CLASSES.chunkBytes(); offset++) {
            int inRun = offset - run.firstByte;
            boolean first = inRun >= 0 && inRun % run.size == 0 && inRun / run.size < run.slots;
            if (offset >= run.firstByte && run.slotAt(offset) != (first ? inRun / run.size : -1)) {
                throw new AssertionError("slot at " + offset + ": " + run.slotAt(offset));
            }
        }
    }

    @Property
    void slotAt_largestChunk_everySlotComesBack(@ForAll @IntRange(max = 268) int sizeClass) {
        SizeClasses usual = new SizeClasses(20);
        Run run = new Run(Chunk.ofRuns(0), 0, usual, sizeClass, 1, 32);
        for (int slot = 0; slot < run.slots; slot++) {
            if (run.slotAt(run.offset(slot)) != slot
                    || run.slotAt(run.offset(slot) + 1) != -1
                    || run.slotAt(run.offset(slot) + run.size - 1) != -1) {
                throw new AssertionError("slot at " + run.offset(slot) + " is not " + slot);
            }
        }
    }

    @Property
    void fillLevel_everyCount_sixteenthsOfFreeSlots(@ForAll @IntRange(max = 88) int sizeClass) {
        Run run = run(sizeClass, 0);
        int before = ClassRuns.LEVELS - 1;
        assertThat(run.fillLevel()).isEqualTo(before);
        while (run.freeSlots() > 0) {
            run.take(0);
            int level = run.fillLevel();
            assertThat(level).isLessThanOrEqualTo(before);
            // The factor is rounded down, so that a level may begin one slot later.
            assertThat(level).isBetween((run.freeSlots() - 1) * 16 / run.slots, run.freeSlots() * 16 / run.slots);
            before = level;
        }
        assertThat(before).isZero();
    }

    @Example
    void handle_slot_pointsAtItsFirstByte() {
        Run run = run(CLASSES.classOf(32), 5);

        long handle = run.handle(2);

        assertThat(Handle.page(handle)).isEqualTo(3);
        assertThat(Handle.offset(handle)).isEqualTo(5 * 1024 + 2 * 32).isEqualTo(run.offset(2));
        assertThat(Handle.generation(handle)).isEqualTo(77);
        assertThat(run).hasToString("Run[page 3 unit 5, 0 of 32 x 32]");
    }

    @Example
    void overhead_slots_bitmapAndTagsAndHeaders() {
        assertThat(Run.overhead(64, 32)).isEqualTo(80 + 16 + 8 + 16 + 4 * 63 + 8 + 4);
        assertThat(Run.overhead(65, 32)).isEqualTo(80 + 16 + 16 + 16 + 4 * 64 + 8);
        assertThat(Run.overhead(65, 1)).isEqualTo(80 + 16 + 16 + 16 + 8 + 8);
    }
}
