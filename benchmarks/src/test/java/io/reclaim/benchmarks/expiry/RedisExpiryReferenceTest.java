package io.reclaim.benchmarks.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The faithful mode against figures of another simulation of Redis' expire.c, with a hash table, hz 10 and a million keys.
 *
 * <p>How near: runs of that simulation with other seeds and ends differ by 8 % in medians and 11 % in times. Its 99th
 * percentiles, of which a uniform run has 610 ms, differ by 15 %; ours by more, for fast cycles begin at whole milliseconds
 * here, so they are held to half and twice. That of uniform with effort 10, 23, is not compared but that of a redis-server
 * 7.0.15, 15.8 (the module's README): it hangs on the last 610 ms, when Redis leaves a thin table alone and ours does not.
 */
class RedisExpiryReferenceTest {
    private static final int ENTRIES = 1_000_000;

    private static SimulationResult run(ExpiryWorkload workload, int effort) {
        return new Simulation(workload, StrategyKind.REDIS, effort, ENTRIES, 1).run(millis -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "uniform, 1, 23.5, 41",
        "uniform, 10, 6.1, 15.8",
        "steady-50k, 1, 27, 32.7",
        "steady-50k, 10, 7, 9.7",
    })
    void stale_byWorkloadAndEffort_isThatOfRedis(String workload, int effort, double median, double p99) {
        SimulationResult result = run(ExpiryWorkload.of(workload), effort);
        assertThat(result.stalePercent(50)).isCloseTo(median, withinPercentage(16));
        assertThat(result.stalePercent(99)).isBetween(p99 / 2, p99 * 2);
        if (workload.equals("steady-50k")) {
            assertThat(result.cpuPercent()).isCloseTo(effort == 1 ? 4.6 : 7.3, withinPercentage(8));
        }
    }

    @ParameterizedTest
    @CsvSource({"burst, 1, 1330", "burst, 10, 1140", "burst-10, 10, 13500", "clump-10, 10, 13500"})
    void reclaimed_burst_isAsLateAsInRedis(String workload, int effort, double millis) {
        assertThat(run(ExpiryWorkload.of(workload), effort).reclaimedMillis(99))
                .isCloseTo(millis, withinPercentage(12));
    }

    @Test
    void reclaimed_tenthAtEffortOne_isNever() {
        SimulationResult result = run(ExpiryWorkload.BURST_10, 1);
        assertThat(result.reclaimedMillis(3)).isNull();
    }
}
