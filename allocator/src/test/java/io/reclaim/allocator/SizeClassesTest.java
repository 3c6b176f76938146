package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeClassesTest {
    private final SizeClasses usual = new SizeClasses(20);

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 13, 21, 31, Integer.MAX_VALUE})
    void constructor_chunkLog2OutOfRange_throws(int chunkLog2) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SizeClasses(chunkLog2))
                .withMessage("chunkLog2 must be 14 to 20: " + chunkLog2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -2, 0, 3, 33, 48, 128})
    void constructor_stepsNotAPowerOfTwo_throws(int steps) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SizeClasses(20, steps))
                .withMessage("steps must be a power of two from 1 to 64: " + steps);
    }

    @Test
    void constructor_noSteps_default() {
        assertThat(usual.count()).isEqualTo(new SizeClasses(20, SizeClasses.DEFAULT_STEPS).count());
    }

    @ParameterizedTest
    @CsvSource({"14, 16384, 1024", "17, 131072, 8192", "20, 1048576, 65536"})
    void chunkBytes_chunkLog2_largestBlockIsASixteenth(int chunkLog2, int chunkBytes, int maxSize) {
        SizeClasses classes = new SizeClasses(chunkLog2);

        assertThat(classes.chunkBytes()).isEqualTo(chunkBytes);
        assertThat(classes.maxSize()).isEqualTo(maxSize);
        assertThat(classes.size(classes.count() - 1)).isEqualTo(maxSize);
    }

    @Test
    void count_usualChunk_aboutFourHundred() {
        assertThat(usual.count()).isBetween(380, 460);
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "1, 8", "8, 8", "9, 10", "12, 12", "13, 14", "100, 100", "101, 102", "130, 130", "65536, 65536"
    })
    void classOf_usualChunk_smallestThatFits(int bytes, int size) {
        assertThat(usual.size(usual.classOf(bytes))).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"8, 131072", "3276, 131072", "3278, 262144", "13106, 262144", "13108, 524288", "65536, 1048576"})
    void runBytes_usualChunk_growWithTheSize(int bytes, int runBytes) {
        assertThat(usual.runBytes(usual.classOf(bytes))).isEqualTo(runBytes);
    }

    @Test
    void slots_smallestAndLargest_asManyAsFit() {
        assertThat(usual.slots(0)).isEqualTo(16384);
        assertThat(usual.slots(usual.count() - 1)).isEqualTo(16);
    }

    @Test
    void count_fewerSteps_fewerClasses() {
        int before = 0;
        for (int steps = 1; steps <= SizeClasses.DEFAULT_STEPS; steps *= 2) {
            int count = new SizeClasses(20, steps).count();
            assertThat(count).isGreaterThan(before).isLessThanOrEqualTo(steps * 14 + 1);
            before = count;
        }
    }

    @ParameterizedTest
    @CsvSource({"128, 1", "256, 1.3", "512, 1.3", "1024, 1.5", "2048, 1.3", "4096, 1.5"})
    void classOf_sizesOfOneDoubling_meanWasteAboutOnePercent(int from, double percent) {
        assertThat(100 * meanWaste(from, 2 * from)).isLessThan(percent);
    }

    /** From 8 KiB on there are fewer than 32 blocks of a doubling's end in a run, so there cannot be 32 steps. */
    @Test
    void classOf_everySizeFrom128To64K_meanWasteBelowOneAndAHalfPercent() {
        double sum = 0;
        for (int from = 128; from < 65536; from *= 2) {
            sum += meanWaste(from, 2 * from);
        }

        assertThat(sum / 9).as("all doublings alike").isLessThan(0.015);
        assertThat(meanWaste(128, 65536)).as("all sizes alike").isLessThan(0.02);
    }

    /** What is lost in blocks and in the tails of runs, over all sizes beyond one and up to another. */
    private double meanWaste(int beyond, int upTo) {
        double sum = 0;
        for (int bytes = beyond + 1; bytes <= upTo; bytes++) {
            int sizeClass = usual.classOf(bytes);
            sum += 1 - (double) bytes * usual.slots(sizeClass) / usual.runBytes(sizeClass);
        }
        return sum / (upTo - beyond);
    }

    @Test
    void toString_usual_tellsCountAndSizes() {
        assertThat(usual).hasToString("SizeClasses[" + usual.count() + ", 8 to 65536]");
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, 0, 1, 12, 128})
    void constructor_badAlignment_throws(int alignment) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SizeClasses(14, 32, alignment))
                .withMessage("alignment must be a power of two from 2 to 64: " + alignment);
    }
}
