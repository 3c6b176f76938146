package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkTest {
    private static final SizeClasses CLASSES = new SizeClasses(14);
    private static final int ONE = CLASSES.classOf(32);
    private static final int FOUR = CLASSES.classOf(256);
    private static final int ALL = CLASSES.classOf(1024);

    private static Run run(Chunk chunk, int firstUnit, int sizeClass) {
        return new Run(chunk, firstUnit, CLASSES, sizeClass, 1, 32);
    }

    private static int expectedPlace(int used, int units) {
        int mask = (1 << units) - 1;
        for (int unit = 0; unit < SizeClasses.UNITS; unit += units) {
            if ((used & mask << unit) == 0) {
                return unit;
            }
        }
        return -1;
    }

    @Test
    void placeFor_everySetOfUsedUnits_lowestAlignedPlace() {
        Chunk chunk = Chunk.ofRuns(0);
        int used = 0;
        for (int step = 1; step <= 1 << SizeClasses.UNITS; step++) {
            for (int units : new int[] {1, 4, 16}) {
                if (chunk.placeFor(units) != expectedPlace(used, units)) {
                    throw new AssertionError(units + " units beside " + Integer.toBinaryString(used));
                }
            }
            if (chunk.usedUnits() != Integer.bitCount(used) || chunk.freeUnits() != 16 - chunk.usedUnits()) {
                throw new AssertionError("units used beside " + Integer.toBinaryString(used));
            }
            int unit = Math.min(Integer.numberOfTrailingZeros(step), 15); // a Gray code: one unit changes at a step
            used ^= 1 << unit;
            if ((used >>> unit & 1) == 1) {
                chunk.put(run(chunk, unit, ONE), 1);
            } else {
                chunk.remove(chunk.run(unit), 1);
            }
        }
    }

    @Test
    void put_fourUnits_eachLeadsToTheRun() {
        Chunk chunk = Chunk.ofRuns(9);
        Run first = run(chunk, 0, ONE);
        Run long4 = run(chunk, 4, FOUR);
        chunk.put(first, 1);
        chunk.put(long4, 4);

        assertThat(chunk.run(0)).isSameAs(first);
        assertThat(chunk.run(1)).isNull();
        assertThat(chunk.run(4)).isSameAs(long4);
        assertThat(chunk.run(7)).isSameAs(long4);
        assertThat(chunk.run(8)).isNull();
        assertThat(chunk.run(16)).isNull();
        assertThat(chunk).hasToString("Chunk[page 9, units used 5]");

        chunk.remove(long4, 4);
        assertThat(chunk.run(7)).isNull();
        assertThat(chunk.empty()).isFalse();
        chunk.remove(first, 1);
        assertThat(chunk.empty()).isTrue();
    }

    @Test
    void put_allUnits_nothingElseFits() {
        Chunk chunk = Chunk.ofRuns(0);
        Run run = run(chunk, 0, ALL);
        chunk.put(run, 16);

        assertThat(chunk.freeUnits()).isZero();
        assertThat(chunk.placeFor(1)).isEqualTo(-1);
        chunk.remove(run, 16);
        assertThat(chunk.placeFor(16)).isZero();
    }

    @Test
    void ofLarge_bytes_noRuns() {
        Chunk chunk = Chunk.ofLarge(2, 5000, 7, -3);

        assertThat(chunk.large()).isTrue();
        assertThat(chunk.largeBytes).isEqualTo(5000);
        assertThat(chunk.generation).isEqualTo(7);
        assertThat(chunk.owner).isEqualTo(-3);
        assertThat(chunk.run(0)).isNull();
        assertThat(chunk).hasToString("Chunk[page 2, large 5000]");
        assertThat(Chunk.ofRuns(0).large()).isFalse();
    }
}
