package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RehashFrontierPropertiesTest {
    private static final int[] HASHES = new SplittableRandom(7).ints(100).toArray();

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(0, 700).list().ofMinSize(1).ofMaxSize(12);
    }

    private static int[] places(RehashFrontier frontier) {
        int[] places = new int[HASHES.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = frontier.bucket(HASHES[i]);
            assertThat(places[i]).isBetween(0, frontier.buckets() - 1);
        }
        return places;
    }

    /** One step; asserts that nothing moved but between the two buckets that the step is about. */
    private static void step(RehashFrontier frontier) {
        int[] before = places(frontier);
        boolean split = frontier.growing();
        int from = split ? frontier.toSplit() : frontier.toEmpty();
        int to = split ? frontier.toSplit() + frontier.base() : frontier.toMerge();
        int bit = split ? frontier.base() : 0;
        int buckets = frontier.buckets();
        if (split) {
            frontier.didSplit(0);
        } else {
            frontier.didMerge(0);
        }
        frontier.checkIntegrity();
        assertThat(frontier.buckets()).isEqualTo(split ? buckets + 1 : buckets - 1);
        int[] after = places(frontier);
        for (int i = 0; i < before.length; i++) {
            boolean moves = before[i] == from && (!split || (HASHES[i] & bit) != 0);
            assertThat(after[i]).isEqualTo(moves ? to : before[i]);
        }
    }

    private static void wish(RehashFrontier frontier, int oldSize, int newSize) {
        if (newSize > oldSize) {
            frontier.inserted(newSize);
        } else {
            frontier.removed(newSize);
        }
        frontier.checkIntegrity();
    }

    @Property(tries = 100, seed = "3")
    void step_anyTurnsOfDirection_onlyTheStepsTwoBucketsChange(
            @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(min = 1, max = 90) int stepsEach) {
        RehashFrontier frontier = new RehashFrontier(1, 1.0);
        int size = 0;
        for (int next : sizes) {
            wish(frontier, size, next);
            size = next;
            for (int i = 0; i < stepsEach && frontier.pending(); i++) {
                step(frontier);
            }
        }
    }

    @Property(tries = 150, seed = "4")
    void pending_stepsUntilIdle_endsAtTargetInSteps(
            @ForAll("sizes") List<Integer> sizes,
            @ForAll @IntRange(min = 1, max = 90) int stepsEach,
            @ForAll @IntRange(min = 0, max = 3) int minLog2) {
        RehashFrontier frontier = new RehashFrontier(1 << minLog2, 1.0);
        int size = 0;
        for (int next : sizes) {
            wish(frontier, size, next);
            size = next;
            for (int i = 0; i < stepsEach && frontier.pending(); i++) {
                step(frontier);
            }
        }
        int distance = Math.abs(frontier.target() - frontier.buckets());
        int steps = 0;
        while (frontier.pending()) {
            step(frontier);
            steps++;
        }
        assertThat(steps).isEqualTo(distance);
        assertThat(frontier.buckets()).isEqualTo(frontier.target()).isEqualTo(frontier.base());
        for (int hash : HASHES) {
            assertThat(frontier.bucket(hash)).isEqualTo(hash & frontier.base() - 1);
        }
    }

    @Property(tries = 300, seed = "5")
    void wantsToGrow_insertedAgrees_forEverySize(
            @ForAll("sizes") List<Integer> sizes, @ForAll @IntRange(max = 40) int stepsEach, @ForAll ResizeMode mode) {
        RehashFrontier frontier = new RehashFrontier(4, 1.0);
        frontier.mode(mode);
        for (int size : sizes) {
            boolean wanted = frontier.wantsToGrow(size);
            frontier.inserted(size);
            assertThat(mode != ResizeMode.FORBID && frontier.growing()).isEqualTo(wanted);
            for (int i = 0; i < stepsEach && frontier.growing(); i++) {
                frontier.didSplit(0);
            }
        }
    }

    @Property(tries = 300, seed = "6")
    void inserted_oneByOneWithOneStepEach_loadStaysAtMostOne(@ForAll @IntRange(min = 1, max = 5000) int entries) {
        RehashFrontier frontier = new RehashFrontier(1, 1.0);
        for (int size = 1; size <= entries; size++) {
            frontier.inserted(size);
            if (frontier.growing()) {
                frontier.didSplit(0);
            }
            assertThat(size).isLessThanOrEqualTo(frontier.buckets());
        }
    }

    /** Sizes that turn a resize round are at least a factor of four apart. */
    @Property(tries = 300, seed = "7")
    void size_swingsByLessThanFour_noResizeOnceSettled(
            @ForAll @IntRange(min = 100, max = 100_000) int high, @ForAll boolean beganLarger) {
        RehashFrontier frontier = new RehashFrontier(1, 1.0);
        frontier.inserted(beganLarger ? 64 * high : high);
        run(frontier);
        frontier.removed(high);
        run(frontier);
        for (int i = 0; i < 4; i++) {
            frontier.removed(high / 4 + 1);
            assertThat(frontier.pending()).isFalse();
            frontier.inserted(high);
            assertThat(frontier.pending()).isFalse();
        }
    }

    private static void run(RehashFrontier frontier) {
        while (frontier.pending()) {
            if (frontier.growing()) {
                frontier.didSplit(0);
            } else {
                frontier.didMerge(0);
            }
        }
    }

    /** With idle time between any two writes, a size that swings costs sixteen steps a write at most. */
    @Property(tries = 200, seed = "8")
    void trim_afterEveryWrite_stepsBoundedByWrites(@ForAll("sizes") List<Integer> sizes) {
        RehashFrontier frontier = new RehashFrontier(1, 1.0);
        int size = 0;
        long writes = 0;
        for (int next : sizes) {
            while (size != next) {
                size += Integer.signum(next - size);
                writes++;
                frontier.inserted(size);
                frontier.removed(size);
                run(frontier);
                frontier.trim(size);
                run(frontier);
            }
        }
        // N splits and N merges for N/16 insertions and as many removals; growing from nothing costs two a write.
        assertThat(frontier.report(size, 0, 0, new int[0]).steps()).isLessThanOrEqualTo(16 * writes + 2);
    }
}
