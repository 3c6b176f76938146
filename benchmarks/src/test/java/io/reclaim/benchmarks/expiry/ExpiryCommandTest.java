package io.reclaim.benchmarks.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reclaim.benchmarks.Reclaim;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Reclaim.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void expiry_someOfEach_tableJsonAndPage() throws IOException {
        Path json = folder.resolve("result.json");
        Path html = folder.resolve("page.html");
        String line = "expiry --entries 2000 --workload burst,burst-10 --strategy redis,exact --effort 1,10 --json "
                + json + " --html " + html;

        assertThat(run(line.split(" "))).as(err.toString()).isZero();

        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        assertThat(results).hasSize(6);
        for (JsonNode result : results) {
            assertThat(result.has("workload")
                            && result.has("strategy")
                            && result.has("effort")
                            && result.has("stalePercentP50")
                            && result.has("stalePercentP99")
                            && result.has("cpuPercent")
                            && result.has("maxPauseNanos"))
                    .isTrue();
        }
        assertThat(results.path(2).path("strategy").asText()).isEqualTo("exact");
        assertThat(results.path(2).path("reclaimed99Millis").asDouble()).isBetween(1.0, 10.0);
        assertThat(Files.readString(html)).contains("uPlot", "redis:10").doesNotContain("/*CONTENT*/");
        assertThat(out.toString()).contains("burst-10", "redis:1", "exact", "a removal 800 ns");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--workload,burst", "--effort,3", "--strategy,redis"})
    void expiry_latencyWithWhatItDoesNotUse_isRefusedByName(String option, String value) {
        assertThat(run("expiry", "--latency", "--entries", "20000", option, value))
                .isEqualTo(2);
        assertThat(err.toString()).contains(option);
    }

    @Test
    void expiry_latency_everyEntryExpiresInTimedSteps() throws IOException {
        Path json = folder.resolve("latency.json");

        assertThat(run("expiry", "--latency", "--entries", "20000", "--json", json.toString()))
                .as(err.toString())
                .isZero();

        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        assertThat(results).hasSize(3);
        for (JsonNode result : results) {
            assertThat(result.path("entries").asInt()).isEqualTo(20_000);
            assertThat(result.has("stepP99Nanos") && result.has("stepMaxNanos")).isTrue();
        }
        assertThat(out.toString()).contains("compact", "p99.9");
    }

    @ParameterizedTest
    @CsvSource({
        "--workload, nothing, steady-50k-far",
        "--strategy, wheel, compact",
        "--effort, 11, 1 to 10",
        "--entries, 10, 1000",
    })
    void expiry_badUsage_isTwoAndSaysWhatThereIs(String option, String value, String hint) {
        assertThat(run("expiry", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(option, hint).hasLineCount(1);
    }
}
