package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

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
            assertThat(classes.runBytes(c)).isIn(shortest, 4 * shortest, 16 * shortest);
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
}
