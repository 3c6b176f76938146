package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class RehashFrontierTest {
    private final RehashFrontier frontier = new RehashFrontier(4, 1.0);

    private RehashFrontier in(ResizeMode mode) {
        frontier.mode(mode);
        return frontier;
    }

    private void splitAll() {
        while (frontier.growing()) {
            frontier.didSplit(0);
        }
    }

    private void mergeAll() {
        while (frontier.pending()) {
            frontier.didMerge(0);
        }
    }

    @Test
    void new_minBase_idle() {
        assertThat(frontier.base()).isEqualTo(4);
        assertThat(frontier.buckets()).isEqualTo(4);
        assertThat(frontier.pending()).isFalse();
        assertThat(frontier.growing()).isFalse();
        assertThat(frontier).hasToString("base=4, split=0, target=4");
        frontier.checkIntegrity();
    }

    @Test
    void inserted_atLoadOne_staysIdle() {
        frontier.inserted(4);
        assertThat(frontier.pending()).isFalse();
    }

    @Test
    void inserted_oneAboveLoadOne_targetIsDouble() {
        frontier.inserted(5);
        assertThat(frontier.growing()).isTrue();
        assertThat(frontier.target()).isEqualTo(8);
    }

    @Test
    void inserted_farAboveLoadOne_targetHoldsThemAll() {
        frontier.inserted(100);
        assertThat(frontier.target()).isEqualTo(128);
    }

    @Test
    void inserted_outgrowsTargetWhileGrowing_targetRaised() {
        frontier.inserted(5);
        frontier.inserted(100);
        assertThat(frontier.target()).isEqualTo(128);
    }

    @Test
    void inserted_avoid_waitsForFourTimesTheLoad() {
        in(ResizeMode.AVOID).inserted(16);
        assertThat(frontier.pending()).isFalse();
        in(ResizeMode.AVOID).inserted(17);
        assertThat(frontier.growing()).isTrue();
    }

    @Test
    void inserted_forbid_neverGrows() {
        in(ResizeMode.FORBID).inserted(1_000_000);
        assertThat(frontier.pending()).isFalse();
        assertThat(in(ResizeMode.FORBID).wantsToGrow(1_000_000)).isFalse();
    }

    @Test
    void removed_aboveOneEighth_staysIdle() {
        frontier.inserted(100);
        splitAll();
        frontier.removed(frontier.base() / 8 + 1);
        assertThat(frontier.pending()).isFalse();
    }

    @Test
    void removed_oneEighth_shrinksToWhatSoManyGrowTo() {
        frontier.inserted(100);
        splitAll();
        int base = frontier.base();
        frontier.removed(base / 8);
        assertThat(frontier.pending()).isTrue();
        assertThat(frontier.growing()).isFalse();
        assertThat(frontier.target()).isEqualTo(base / 8);
    }

    @Test
    void removed_avoid_waitsForOneThirtySecond() {
        frontier.inserted(100);
        splitAll();
        int base = frontier.base();
        in(ResizeMode.AVOID).removed(base / 32 + 1);
        assertThat(frontier.pending()).isFalse();
        in(ResizeMode.AVOID).removed(base / 32);
        assertThat(frontier.pending()).isTrue();
    }

    @Test
    void removed_forbid_neverShrinks() {
        frontier.inserted(100);
        splitAll();
        in(ResizeMode.FORBID).removed(0);
        assertThat(frontier.pending()).isFalse();
    }

    @Test
    void removed_everything_shrinksToMinBase() {
        frontier.inserted(1000);
        splitAll();
        frontier.removed(0);
        mergeAll();
        assertThat(frontier.buckets()).isEqualTo(4);
    }

    @Test
    void bucket_midSplit_lowBucketsUseOneBitMore() {
        frontier.inserted(5);
        frontier.didSplit(0);
        frontier.didSplit(0);
        assertThat(frontier.buckets()).isEqualTo(6);
        assertThat(frontier.bucket(0b1000)).isEqualTo(0);
        assertThat(frontier.bucket(0b1100)).isEqualTo(4);
        assertThat(frontier.bucket(0b1101)).isEqualTo(5);
        assertThat(frontier.bucket(0b1110)).isEqualTo(2);
        assertThat(frontier.bucket(-1)).isEqualTo(3);
    }

    @Test
    void didMerge_splitZero_halvesBase() {
        frontier.inserted(5);
        splitAll();
        int base = frontier.base();
        frontier.removed(0);
        assertThat(frontier.toEmpty()).isEqualTo(base - 1);
        assertThat(frontier.toMerge()).isEqualTo(base / 2 - 1);
        frontier.didMerge(0);
        assertThat(frontier.base()).isEqualTo(base / 2);
        assertThat(frontier.split()).isEqualTo(base / 2 - 1);
    }

    @Test
    void inserted_largestBase_growsNoFurther() {
        RehashFrontier largest = new RehashFrontier(RehashFrontier.MAX_BASE, 1.0);
        largest.inserted(Integer.MAX_VALUE);
        assertThat(largest.pending()).isFalse();
        assertThat(largest.bucket(-1)).isEqualTo(RehashFrontier.MAX_BASE - 1);
        assertThatCode(largest::checkIntegrity).doesNotThrowAnyException();
    }

    @Test
    void inserted_sizeNearIntMax_targetIsLargestBase() {
        frontier.inserted(Integer.MAX_VALUE);
        assertThat(frontier.target()).isEqualTo(RehashFrontier.MAX_BASE);
    }

    @Test
    void reset_midSplit_minBase() {
        frontier.inserted(100);
        frontier.didSplit(0);
        frontier.reset();
        assertThat(frontier).hasToString("base=4, split=0, target=4");
    }

    @Test
    void removed_whileShrinking_targetLoweredAtOneEighthOfIt() {
        frontier.inserted(1024);
        splitAll();
        frontier.removed(128);
        assertThat(frontier.target()).isEqualTo(128);
        frontier.removed(17);
        assertThat(frontier.target()).isEqualTo(128);
        frontier.removed(16);
        assertThat(frontier.target()).isEqualTo(16);
    }

    @Test
    void trim_halfWouldDoWithRoom_shrinksToIt() {
        frontier.inserted(1024);
        splitAll();
        frontier.trim(481);
        assertThat(frontier.pending()).isFalse();
        frontier.trim(480);
        assertThat(frontier.target()).isEqualTo(512);
        mergeAll();
        frontier.trim(100);
        assertThat(frontier.target()).isEqualTo(128);
    }

    @Test
    void trim_otherModesOrPending_nothing() {
        frontier.inserted(1024);
        frontier.trim(1);
        assertThat(frontier.growing()).isTrue();
        splitAll();
        in(ResizeMode.AVOID).trim(1);
        in(ResizeMode.FORBID).trim(1);
        assertThat(frontier.pending()).isFalse();
        frontier.trim(1);
        assertThat(in(ResizeMode.ALLOW).pending()).isFalse();
    }

    @Test
    void report_stepsTaken_countedWithTheWorst() {
        frontier.inserted(5);
        frontier.didSplit(3);
        frontier.didSplit(1);
        TableReport report = frontier.report(5, 100, 2, new int[] {1, 2});
        assertThat(report).isEqualTo(new TableReport(5, 6, 8, 2, 4, 3, 0, 0, 2, 100, List.of(1, 2)));
    }

    @Test
    void time_manualTicker_nanosOfStepsSummed() {
        long[] now = new long[1];
        frontier.time(() -> now[0]);
        frontier.inserted(5);
        for (int took : new int[] {70, 30}) {
            frontier.begin();
            now[0] += took;
            frontier.didSplit(1);
            now[0] += 1000;
        }
        TableReport report = frontier.report(5, 0, 0, new int[0]);
        assertThat(report.nanos()).isEqualTo(100);
        assertThat(report.worstNanos()).isEqualTo(70);
    }

    @Test
    void urgency_modes_oneFourNever() {
        assertThat(ResizeMode.ALLOW.urgency()).isEqualTo(1);
        assertThat(ResizeMode.AVOID.urgency()).isEqualTo(4);
        assertThat(ResizeMode.FORBID.urgency()).isZero();
    }

    @Test
    void steady_growing_stepsUntilTheLoadIsReachedAndNoFurther() {
        RehashFrontier steady = RehashFrontier.steady(4, 0.5);
        assertThat(steady.mayStep(2)).isFalse();
        steady.inserted(3);
        assertThat(steady.stepsPerWrite()).isEqualTo(2);
        steady.didSplit(0);
        assertThat(steady.mayStep(3)).isTrue();
        steady.didSplit(0);
        assertThat(steady.mayStep(3)).isFalse();
        assertThat(steady.growing()).isTrue();
        assertThat(steady.report(3, 0, 0, new int[0]).targetBuckets()).isEqualTo(6);
        assertThat(steady.mayStep(4)).isTrue();
    }

    @Test
    void steady_growthStandsStillAndEntriesLeave_trimmed() {
        RehashFrontier steady = RehashFrontier.steady(4, 0.5);
        steady.inserted(9);
        while (steady.mayStep(9)) {
            steady.didSplit(0);
        }
        assertThat(steady.buckets()).isEqualTo(18);
        steady.trim(3);
        assertThat(steady.target()).isEqualTo(8);
        assertThat(steady.growing()).isFalse();
        assertThat(steady.mayStep(3)).isTrue();
    }
}
