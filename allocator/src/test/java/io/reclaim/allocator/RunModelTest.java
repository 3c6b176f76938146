package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount;
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
            int inRun = offset - run.offset(0);
            boolean first = inRun >= 0 && inRun % run.size == 0 && inRun / run.size < run.slots;
            long handle = Handle.of(77, 3, offset);
            if (run.slotAt(handle) != (first ? inRun / run.size : -1)) {
                throw new AssertionError("slot at " + offset + ": " + run.slotAt(handle));
            }
        }
    }

    @Property
    void slotAt_largestChunk_everySlotComesBack(@ForAll @IntRange(max = 268) int sizeClass) {
        SizeClasses usual = new SizeClasses(20);
        Run run = new Run(Chunk.ofRuns(0), 0, usual, sizeClass, 1, 32);
        for (int slot = 0; slot < run.slots; slot++) {
            long handle = run.handle(slot);
            if (run.slotAt(handle) != slot || run.slotAt(handle + 1) != -1 || run.slotAt(handle + run.size - 1) != -1) {
                throw new AssertionError("slot at " + run.offset(slot) + " is not " + slot);
            }
        }
    }

    @Property(tries = 2000, seed = "12")
    void slotAt_anyNumber_onlyTheRunsOwnHandles(@ForAll @IntRange(max = 88) int sizeClass, @ForAll long seed) {
        Run run = run(sizeClass, 0);
        Random random = new Random(seed);
        int slot = random.nextInt(run.slots);
        long own = run.handle(slot);

        assertThat(run.slotAt(own)).isEqualTo(slot);
        assertThat(run.slotAt(own ^ 1L << random.nextInt(Handle.PAGE_SHIFT, 64)))
                .isEqualTo(-1);
        assertThat(run.slotAt(random.nextLong())).isEqualTo(-1);
    }

    /** Words of free slots share bits: 2 of them from 4,097 slots on, 4 from 8,193 on. */
    @Property(tries = 20, seed = "13")
    void run_moreThan4096Slots_agreesWithABitSet(@ForAll @IntRange(max = 11) int sizeClass, @ForAll long seed) {
        Random random = new Random(seed);
        Run run = new Run(Chunk.ofRuns(3), 0, new SizeClasses(20), sizeClass, 77, 1);
        BitSet taken = new BitSet();
        for (int round = 0; round < 4; round++) {
            while (run.freeSlots() > 0) {
                int expected = taken.nextClearBit(0);
                if (run.firstFree() != expected || run.take(0) != expected) {
                    throw new AssertionError("not the lowest free slot: " + expected);
                }
                taken.set(expected);
            }
            run.checkIntegrity();
            int holes = random.nextInt(1, run.slots);
            for (int i = 0; i < holes; i++) {
                int slot = taken.nextSetBit(random.nextInt(run.slots));
                if (slot >= 0) {
                    run.release(slot);
                    taken.clear(slot);
                }
            }
            run.checkIntegrity();
            assertThat(run.freeSlots()).isEqualTo(run.slots - taken.cardinality());
        }
    }

    @Example
    void count_moreThanItsBitsHold_classIsTold() {
        Run run = run(CLASSES.classOf(32), 0);
        run.in = new ClassRuns(MemoryAccount.standalone("blocks"), 1 << 14, new Run[CLASSES.count()], run.sizeClass);
        int many = (1 << 23) + 5;
        for (int i = 0; i < many; i++) {
            run.count(31);
        }

        assertThat(run.allocations() + run.in.allocations).isEqualTo(many);
        assertThat(run.requested() + run.in.requested).isEqualTo(31L * many);
        assertThat(run.in.allocations).isPositive();
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
        assertThat(Run.overhead(64, 32)).isEqualTo(96 + 16 + 8 + 16 + 4 * 63 + 8 + 4);
        assertThat(Run.overhead(65, 32)).isEqualTo(96 + 16 + 16 + 16 + 4 * 64 + 8);
        assertThat(Run.overhead(65, 1)).isEqualTo(96 + 16 + 16 + 16 + 8 + 8);
    }
}
