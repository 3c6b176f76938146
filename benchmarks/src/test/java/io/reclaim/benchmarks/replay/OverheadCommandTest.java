package io.reclaim.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reclaim.benchmarks.Reclaim;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OverheadCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Reclaim.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    /** The goal of 40 bytes holds for stores of any size but small ones, in which the first pages count. */
    @Test
    void overhead_200000Keys_atMost40BytesAndTheLimitIsKept() throws IOException {
        Path json = folder.resolve("x.json");
        assertThat(run("overhead", "--keys", "200000", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        JsonNode ours = results.path(0);
        assertThat(ours.path("map").asText()).isEqualTo("reference store");
        assertThat(ours.path("bytesPerEntry").asDouble()).isBetween(30.0, 40.0);
        assertThat(ours.path("reservedBytesPerEntry").asDouble())
                .isGreaterThanOrEqualTo(ours.path("bytesPerEntry").asDouble());
        assertThat(ours.path("peakUnderLimitBytes").asLong())
                .isPositive()
                .isLessThanOrEqualTo(ours.path("limitBytes").asLong());
        assertThat(out.toString()).contains("beyond key and value", "never held more than");
        assertThat(results.path(1).path("bytesPerEntry").asDouble()
                        - ours.path("bytesPerEntry").asDouble())
                .as("place and deadline")
                .isBetween(12.0, 13.0);
        if (results.size() > 2) { // there is a redis-server
            assertThat(results.path(2).path("map").asText()).startsWith("redis-server ");
            assertThat(results.path(2).path("bytesPerEntry").asDouble()).isBetween(50.0, 130.0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--keys 0", "--key-bytes 7", "--value-bytes -1"})
    void badUsage_exitsWithTwoAndNamesTheOption(String args) {
        String[] words = ("overhead " + args).split(" ");
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString()).contains(words[1]).hasLineCount(1);
    }
}
