package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PhaseLatencyTest {
    private long now;
    private long collections;

    /** A round in which operations take these times; a negative one has a collection inside. */
    private OperationTimes round(long... nanos) {
        OperationTimes times = new OperationTimes(nanos.length, () -> now, () -> collections);
        times.begin(nanos.length);
        long start = times.now();
        for (int i = 0; i < nanos.length; i++) {
            now += Math.abs(nanos[i]);
            collections += nanos[i] < 0 ? 1 : 0;
            start = times.record(i, start);
        }
        return times;
    }

    @Test
    void result_oneRound_splitsByCollections() {
        PhaseLatency latency = new PhaseLatency(5);
        latency.add(round(100, 200, -50_000, 300, -90_000), 7);
        assertThat(latency.result())
                .containsEntry("count", 3L)
                .containsEntry("meanNanos", 200L)
                .containsEntry("p50Nanos", 200L)
                .containsEntry("maxNanos", 300L)
                .containsEntry("repeatedMaxNanos", 300L)
                .containsEntry("repeatedMaxAt", 3)
                .containsEntry("repeatedLeftOut", 2L)
                .containsEntry("gcCount", 2L)
                .containsEntry("gcMaxNanos", 90_000L)
                .containsEntry("gcNanos", 7_000_000L);
    }

    @Test
    void result_twoRounds_repeatedIsTheWorstOfTheLeast() {
        PhaseLatency latency = new PhaseLatency(4);
        latency.add(round(100, 80_000, 40_000, 100), 1);
        latency.add(round(70_000, 100, 45_000, -60_000), 2);
        assertThat(latency.result())
                .containsEntry("count", 7L)
                .containsEntry("maxNanos", 80_000L)
                .containsEntry("repeatedMaxNanos", 40_000L)
                .containsEntry("repeatedMaxAt", 2)
                .containsEntry("repeatedLeftOut", 0L)
                .containsEntry("gcCount", 1L)
                .containsEntry("gcNanos", 3_000_000L);
        assertThat(latency.worstOfParts(2)).containsExactly(100, 40_000);
    }

    @Test
    void result_collectionsInEveryRound_leaveNothing() {
        PhaseLatency latency = new PhaseLatency(1);
        latency.add(round(-20_000), 1);
        latency.add(round(-30_000), 1);
        assertThat(latency.result())
                .containsEntry("count", 0L)
                .containsEntry("maxNanos", 0L)
                .containsEntry("repeatedMaxAt", -1)
                .containsEntry("repeatedLeftOut", 1L)
                .containsEntry("gcMaxNanos", 30_000L);
        assertThat(latency.worstOfParts(1)).containsExactly(0);
    }

    @Test
    void percentiles_manyOperations_areThoseOfTheOrder() {
        long[] nanos = new long[9_000];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = i + 1L;
        }
        PhaseLatency latency = new PhaseLatency(nanos.length);
        latency.add(round(nanos), 0);
        // Three digits: within one in a thousand.
        assertThat((long) latency.result().get("p50Nanos")).isBetween(4_495L, 4_505L);
        assertThat((long) latency.result().get("p999Nanos")).isBetween(8_982L, 9_000L);
        assertThat(latency.result()).containsEntry("p999999Nanos", 9_000L).containsEntry("maxNanos", 9_000L);
        assertThat(latency.worstOfParts(4)).containsExactly(2_250, 4_500, 6_750, 9_000);
    }

    @Test
    void add_roundOfAnotherLength_isRefused() {
        PhaseLatency latency = new PhaseLatency(2);
        assertThatThrownBy(() -> latency.add(round(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 operations: 1");
    }
}
