package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FootprintRunTest {
    @Test
    void size_fills_areEvenFromNToOneStepBelowTwoN() {
        assertThat(FootprintRun.size(1_000, 4, 0)).isEqualTo(1_000);
        assertThat(FootprintRun.size(1_000, 4, 1)).isEqualTo(1_250);
        assertThat(FootprintRun.size(1_000, 4, 3)).isEqualTo(1_750);
        assertThat(FootprintRun.size(500_000_000, 1_000, 999)).isEqualTo(999_500_000);
        assertThat(FootprintRun.size(1_000, 1, 0)).isEqualTo(1_000);
    }
}
