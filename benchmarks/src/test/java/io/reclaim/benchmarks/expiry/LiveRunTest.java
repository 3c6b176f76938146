package io.reclaim.benchmarks.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reclaim.benchmarks.redis.RedisProcess;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs a redis-server on the PATH. */
class LiveRunTest {

    @BeforeEach
    void needsAServer() {
        assumeTrue(RedisProcess.program() != null, RedisProcess.HOW_TO_INSTALL);
    }

    @Test
    void run_burst_allExpiredAndCounted() throws IOException, InterruptedException {
        LiveRun run = new LiveRun(ExpiryWorkload.BURST, 10, 5000, 1);
        SimulationResult result = run.run(millis -> {});
        assertThat(result.expired()).isEqualTo(5000);
        assertThat(result.reclaimedMillis(100)).isBetween(0.0, 4500.0);
        assertThat(result.name()).isEqualTo("redis-server:10");
        assertThat(run.version()).matches("[0-9.]+");
        assertThat(result.maxPauseNanos()).isPositive();
    }
}
