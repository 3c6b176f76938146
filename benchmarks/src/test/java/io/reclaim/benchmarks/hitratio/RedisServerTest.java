package io.reclaim.benchmarks.hitratio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reclaim.benchmarks.hitratio.Contender.Outcome;
import io.reclaim.benchmarks.redis.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs a redis-server on the PATH. */
class RedisServerTest {

    @BeforeEach
    void needsAServer() {
        assumeTrue(RedisProcess.program() != null, RedisProcess.HOW_TO_INSTALL);
    }

    private static RedisServer start(RequestLog log, String policy) throws IOException, InterruptedException {
        return RedisServer.start(log, policy, Logs.setup(log, 1, Unit.ENTRIES).eviction(), 0);
    }

    @Test
    void request_withoutLimit_hitsWhatWasAskedFor() throws IOException, InterruptedException {
        RequestLog log = Logs.of(List.of(1, 2, 3, 1));
        RedisServer server = start(log, "allkeys-lru");
        try (server) {
            assertThat(server.process().info("server", "redis_version")).matches("[0-9.]+");
            assertThat(server.keys()).isZero();
            boolean[] hits = new boolean[4];
            server.request(new int[] {0, 1, 2, 0}, 4, new int[] {10, 10, 10, 10}, hits);
            assertThat(hits).containsExactly(false, false, false, true);
            assertThat(server.keys()).isEqualTo(3);
            assertThat(server.used()).isPositive();
            assertThat(Files.exists(server.process().folder())).isTrue();
        }
        assertThat(server.process().alive()).isFalse();
        assertThat(Files.exists(server.process().folder())).isFalse();
    }

    @Test
    void start_badPolicy_failsWithTheServersMessageAndLeavesNothing() {
        RequestLog log = Logs.of(List.of(1));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> start(log, "no-such-policy"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("redis-server does not start");
    }

    /**
     * The server's time passes faster than the model's, which matters to LFU little on 30,000 requests; and its buffers
     * take the memory of some of its keys, 2 % at most: a hit ratio that grows by 0.05 points for each key.
     */
    @Test
    void run_entriesUnderLfu_isWhatTheModelSays() throws IOException, InterruptedException {
        CellSetup setup = Logs.setup(Logs.of("multi3"), 300, Unit.ENTRIES);
        Contender contender =
                new Contenders(0).of("redis-server:allkeys-lfu", Unit.ENTRIES).get(0);
        CellResult result = contender.result(setup, done -> {});
        assertThat(100 * result.hitRatio()).isCloseTo(Logs.hitPercent("redis:allkeys-lfu", setup), within(1.5));
        assertThat((long) result.extra().get(MemoryLimitedRun.KEYS)).isBetween(285L, 300L);
        assertThat((long) result.extra().get(MemoryLimitedRun.USED))
                .isLessThanOrEqualTo((long) result.extra().get(MemoryLimitedRun.LIMIT) + 64 * 1024);
    }

    @Test
    void run_bytes_theLimitIsTheServers() throws IOException, InterruptedException {
        RequestLog log = Logs.of("multi3");
        CellSetup setup = Logs.setup(log, 4 << 20, Unit.BYTES);
        try (RedisServer server = start(log, "allkeys-lfu")) {
            Outcome outcome = new MemoryLimitedRun(setup, server).run(done -> {});
            assertThat((long) outcome.extra().get(MemoryLimitedRun.LIMIT)).isEqualTo(4 << 20);
            assertThat(server.used()).isLessThan((4 << 20) + 64 * 1024);
            assertThat(outcome.hits().hits()).isPositive();
        }
    }
}
