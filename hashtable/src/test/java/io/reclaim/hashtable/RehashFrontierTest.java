package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehashFrontierTest {
    private final RehashFrontier frontier = new RehashFrontier(4, 1.0);

    private void splitAll() {
        while (frontier.growing()) {
            frontier.didSplit();
        }
    }

    private void mergeAll() {
        while (frontier.pending()) {
            frontier.didMerge();
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
        frontier.inserted(4, ResizeMode.ALLOW);
        assertThat(frontier.pending()).isFalse();
    }

    @Test
    void inserted_oneAboveLoadOne_targetIsDouble() {
        frontier.inserted(5, ResizeMode.ALLOW);
        assertThat(frontier.growing()).isTrue();
        assertThat(frontier.target()).isEqualTo(8);
    }

    @Test
    void inserted_farAboveLoadOne_targetHoldsThemAll() {
        frontier.inserted(100, ResizeMode.ALLOW);
        assertThat(frontier.target()).isEqualTo(128);
    }

    @Test
    void inserted_outgrowsTargetWhileGrowing_targetRaised() {
        frontier.inserted(5, ResizeMode.ALLOW);
        frontier.inserted(100, ResizeMode.ALLOW);
        assertThat(frontier.target()).isEqualTo(128);
    }

    @Test
    void inserted_avoid_waitsForFourTimesTheLoad() {
        frontier.inserted(16, ResizeMode.AVOID);
        assertThat(frontier.pending()).isFalse();
        frontier.inserted(17, ResizeMode.AVOID);
        assertThat(frontier.growing()).isTrue();
    }

    @Test
    void inserted_forbid_neverGrows() {
        frontier.inserted(1_000_000, ResizeMode.FORBID);
        assertThat(frontier.pending()).isFalse();
        assertThat(frontier.wantsToGrow(1_000_000, ResizeMode.FORBID)).isFalse();
    }

    @Test
    void removed_aboveOneEighth_staysIdle() {
        frontier.inserted(100, ResizeMode.ALLOW);
        splitAll();
        frontier.removed(frontier.base() / 8 + 1, ResizeMode.ALLOW);
        assertThat(frontier.pending()).isFalse();
    }

    @Test
    void removed_oneEighth_shrinksToRoomForBothWays() {
        frontier.inserted(100, ResizeMode.ALLOW);
        splitAll();
        int base = frontier.base();
        frontier.removed(base / 8, ResizeMode.ALLOW);
        assertThat(frontier.pending()).isTrue();
        assertThat(frontier.growing()).isFalse();
        assertThat(frontier.target()).isEqualTo(base / 4);
    }

    @Test
    void removed_avoid_waitsForOneThirtySecond() {
        frontier.inserted(100, ResizeMode.ALLOW);
        splitAll();
        int base = frontier.base();
        frontier.removed(base / 32 + 1, ResizeMode.AVOID);
        assertThat(frontier.pending()).isFalse();
        frontier.removed(base / 32, ResizeMode.AVOID);
        assertThat(frontier.pending()).isTrue();
    }

    @Test
    void removed_forbid_neverShrinks() {
        frontier.inserted(100, ResizeMode.ALLOW);
        splitAll();
        frontier.removed(0, ResizeMode.FORBID);
        assertThat(frontier.pending()).isFalse();
    }

    @Test
    void removed_everything_shrinksToMinBase() {
        frontier.inserted(1000, ResizeMode.ALLOW);
        splitAll();
        frontier.removed(0, ResizeMode.ALLOW);
        mergeAll();
        assertThat(frontier.buckets()).isEqualTo(4);
    }

    @Test
    void bucket_midSplit_lowBucketsUseOneBitMore() {
        frontier.inserted(5, ResizeMode.ALLOW);
        frontier.didSplit();
        frontier.didSplit();
        assertThat(frontier.buckets()).isEqualTo(6);
        assertThat(frontier.bucket(0b1000)).isEqualTo(0);
        assertThat(frontier.bucket(0b1100)).isEqualTo(4);
        assertThat(frontier.bucket(0b1101)).isEqualTo(5);
        assertThat(frontier.bucket(0b1110)).isEqualTo(2);
        assertThat(frontier.bucket(-1)).isEqualTo(3);
    }

    @Test
    void didMerge_splitZero_halvesBase() {
        frontier.inserted(5, ResizeMode.ALLOW);
        splitAll();
        int base = frontier.base();
        frontier.removed(0, ResizeMode.ALLOW);
        assertThat(frontier.toEmpty()).isEqualTo(base - 1);
        assertThat(frontier.toMerge()).isEqualTo(base / 2 - 1);
        frontier.didMerge();
        assertThat(frontier.base()).isEqualTo(base / 2);
        assertThat(frontier.split()).isEqualTo(base / 2 - 1);
    }

    @Test
    void inserted_largestBase_growsNoFurther() {
        RehashFrontier largest = new RehashFrontier(RehashFrontier.MAX_BASE, 1.0);
        largest.inserted(Integer.MAX_VALUE, ResizeMode.ALLOW);
        assertThat(largest.pending()).isFalse();
        assertThat(largest.bucket(-1)).isEqualTo(RehashFrontier.MAX_BASE - 1);
        assertThatCode(largest::checkIntegrity).doesNotThrowAnyException();
    }

    @Test
    void inserted_sizeNearIntMax_targetIsLargestBase() {
        frontier.inserted(Integer.MAX_VALUE, ResizeMode.ALLOW);
        assertThat(frontier.target()).isEqualTo(RehashFrontier.MAX_BASE);
    }

    @Test
    void reset_midSplit_minBase() {
        frontier.inserted(100, ResizeMode.ALLOW);
        frontier.didSplit();
        frontier.reset();
        assertThat(frontier).hasToString("base=4, split=0, target=4");
    }

    @Test
    void urgency_modes_oneFourNever() {
        assertThat(ResizeMode.ALLOW.urgency()).isEqualTo(1);
        assertThat(ResizeMode.AVOID.urgency()).isEqualTo(4);
        assertThat(ResizeMode.FORBID.urgency()).isZero();
    }
}
