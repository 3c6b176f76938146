package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Exhaustive: all chunk sizes, all steps, all block sizes. */
class SizeClassesPropertiesTest {

    @Property
    void sizes_anyChunk_multiplesOfTheGranuleThatGrow(
            @ForAll @IntRange(min = 14, max = 20) int chunkLog2, @ForAll @IntRange(max = 6) int stepsLog2) {
        SizeClasses classes = new SizeClasses(chunkLog2, 1 << stepsLog2);
        int before = 0;
        for (int c = 0; c < classes.count(); c++) {
            assertThat(classes.size(c)).isGreaterThan(before);
            assertThat(classes.size(c) % SizeClasses.GRANULE).isZero();
            before = classes.size(c);
        }
        assertThat(classes.size(0)).isEqualTo(8);
        assertThat(before).isEqualTo(classes.maxSize());
    }

    @Property
    void classOf_anyChunkEverySize_firstThatFits(
            @ForAll @IntRange(min = 14, max = 20) int chunkLog2, @ForAll @IntRange(max = 6) int stepsLog2) {
        SizeClasses classes = new SizeClasses(chunkLog2, 1 << stepsLog2);
        int expected = 0;
        for (int bytes = 0; bytes <= classes.maxSize(); bytes++) {
            if (bytes > classes.size(expected)) {
                expected++;
            }
            if (classes.classOf(bytes) != expected || bytes > classes.size(expected)) {
                throw new AssertionError("class of " + bytes + ": " + classes.classOf(bytes));
            }
        }
        assertThat(expected).isEqualTo(classes.count() - 1);
    }

    @Property
    void slots_anyChunk_noTailThatABlockOrAGranulePerBlockWouldFill(
            @ForAll @IntRange(min = 14, max = 20) int chunkLog2, @ForAll @IntRange(max = 6) int stepsLog2) {
        SizeClasses classes = new SizeClasses(chunkLog2, 1 << stepsLog2);
        int shortest = classes.chunkBytes() / SizeClasses.UNITS;
        for (int c = 0; c < classes.count(); c++) {
            int tail = classes.runBytes(c) - classes.slots(c) * classes.size(c);
            assertThat(tail).isNotNegative().isLessThan(classes.size(c));
            assertThat(tail).isLessThan(SizeClasses.GRANULE * classes.slots(c));
            assertThat(classes.slots(c)).isGreaterThanOrEqualTo(16);
            assertThat(Integer.bitCount(classes.units(c))).isEqualTo(1);
            assertThat(classes.units(c)).isBetween(1, SizeClasses.UNITS);
            assertThat(classes.units(c)).isEqualTo(classes.runBytes(c) / shortest);
            assertThat(c == 0 || classes.runBytes(c) >= classes.runBytes(c - 1)).isTrue();
        }
    }

    @Property
    void classOf_anyChunkEverySizeFrom128_wasteOfAStepAtMost(
            @ForAll @IntRange(min = 14, max = 20) int chunkLog2, @ForAll @IntRange(max = 6) int stepsLog2) {
        SizeClasses classes = new SizeClasses(chunkLog2, 1 << stepsLog2);
        // The next step is one part of a doubling away; with 16 blocks or more in a run, growing to its end adds 1/15.
        double most = (1 + 1.0 / (1 << stepsLog2)) * 16 / 15;
        for (int bytes = 128; bytes <= classes.maxSize(); bytes++) {
            if (classes.size(classes.classOf(bytes)) > bytes * most + SizeClasses.GRANULE) {
                throw new AssertionError("block for " + bytes + ": " + classes.size(classes.classOf(bytes)));
            }
        }
    }

    @Property(tries = 60, seed = "7")
    void alignment_anyPowerOfTwo_everySizeIsAMultipleAndLargeEnough(
            @ForAll @IntRange(min = 14, max = 20) int chunkLog2,
            @ForAll @IntRange(min = 2, max = 6) int alignmentLog2,
            @ForAll @IntRange(max = 6) int stepsLog2) {
        int alignment = 1 << alignmentLog2;
        SizeClasses classes = new SizeClasses(chunkLog2, 1 << stepsLog2, alignment);
        for (int c = 0; c < classes.count(); c++) {
            assertThat(classes.size(c) % alignment).isZero();
            assertThat(classes.slots(c)).isGreaterThanOrEqualTo(16);
        }
        for (int bytes = 0; bytes <= classes.maxSize(); bytes++) {
            int found = classes.classOf(bytes);
            if (classes.size(found) < bytes || (found > 0 && classes.size(found - 1) >= bytes)) {
                throw new AssertionError("class of " + bytes + ": " + found);
            }
        }
        assertThat(classes.alignment()).isEqualTo(alignment);
    }

    @Property(tries = 20, seed = "8")
    void alignment_blocksAllocatedAndMoved_everyPlaceIsAMultiple(@ForAll long seed) {
        Random random = new Random(seed);
        MemoryAccount account = MemoryAccount.standalone("a");
        SizeClassAllocator allocator = new SizeClassAllocator(
                new SizeClasses(14, 32, 8), new HeapPages(), account, MemoryAccount.standalone("b"));
        long[] handles = new long[400];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = allocator.allocate(random.nextInt(1100), i);
        }
        for (int i = 0; i < handles.length; i++) {
            if (random.nextInt(4) > 0) {
                allocator.free(handles[i]);
                handles[i] = 0;
            }
        }
        BlockOwner owner = (tag, from, to) -> handles[tag] = to;
        Defragmenter defragmenter = new Defragmenter(allocator, owner, new DefragConfig(1, 0));
        while (defragmenter.step(0, WorkBudget.ofUnits(3))) {
            allocator.checkIntegrity();
        }
        for (long handle : handles) {
            assertThat(Handle.offset(handle) % 8).isZero();
        }
    }
}
