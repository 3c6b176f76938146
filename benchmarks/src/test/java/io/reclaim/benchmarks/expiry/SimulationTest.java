package io.reclaim.benchmarks.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
    private static final int ENTRIES = 50_000;

    private static SimulationResult run(ExpiryWorkload workload, StrategyKind kind, int effort) {
        return new Simulation(workload, kind, effort, ENTRIES, 1).run(millis -> {});
    }

    @ParameterizedTest
    @EnumSource(ExpiryWorkload.class)
    void exact_anyWorkload_nothingStaleBeyondATickAndAStep(ExpiryWorkload workload) {
        for (StrategyKind kind : new StrategyKind[] {StrategyKind.EXACT, StrategyKind.COMPACT}) {
            SimulationResult result = run(workload, kind, 1);
            assertThat(result.reclaimedMillis(100))
                    .as("all of what became stale")
                    .isNotNull();
            assertThat(result.maxPauseNanos()).isLessThanOrEqualTo(Simulation.STEP_NANOS + 16 * 816);
            if (workload.measureFromMillis() != 1000) { // but for bursts, which take as long as they must
                assertThat(result.stalePercent(99)).isLessThanOrEqualTo(0.05);
                assertThat(result.lagMillis(100)).isLessThanOrEqualTo(1 + 0.1 + 0.2);
            }
        }
    }

    @Test
    void redis_tenPercentBurst_isNeverWorkedDownAtEffortOne() {
        SimulationResult one = run(ExpiryWorkload.BURST_10, StrategyKind.REDIS, 1);
        assertThat(one.reclaimedMillis(50)).isNull();
        assertThat(one.stalePercent(50)).isBetween(9.0, 10.0);
    }

    @Test
    void redis_burst_isBlockedByLongCycles() {
        SimulationResult one = run(ExpiryWorkload.BURST, StrategyKind.REDIS, 1);
        SimulationResult ten = run(ExpiryWorkload.BURST, StrategyKind.REDIS, 10);
        assertThat(one.maxPauseNanos()).isBetween(24_000_000L, 27_000_000L);
        assertThat(ten.maxPauseNanos()).isBetween(41_000_000L, 48_000_000L);
    }

    @Test
    void sampling_steady_isNearItsTarget() {
        SimulationResult result = run(ExpiryWorkload.STEADY_50K, StrategyKind.SAMPLING, 1);
        assertThat(result.stalePercent(50)).isBetween(0.4, 0.6);
        assertThat(result.stalePercent(99)).isLessThan(1.5);
    }

    @Test
    void run_sameSeed_sameFigures() {
        assertThat(run(ExpiryWorkload.SLIDING, StrategyKind.SAMPLING, 1).fields())
                .isEqualTo(run(ExpiryWorkload.SLIDING, StrategyKind.SAMPLING, 1).fields());
    }
}
