package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;

class TableCommandsTest {
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

    private JsonNode results(String line) throws IOException {
        Path json = folder.resolve("result.json");
        Path html = folder.resolve("page.html");
        String[] args = (line + " --json " + json + " --html " + html).split(" ");
        assertThat(run(args)).as(err.toString()).isZero();
        assertThat(Files.readString(html)).contains("uPlot", "RehashingMap").doesNotContain("/*CONTENT*/");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("command").asText()).isEqualTo(args[0]);
        return report.path("results");
    }

    @Test
    void latency_smallTables_everyPhaseIsTimed() throws IOException {
        int entries = 2_000;
        int rounds = 2;
        JsonNode results = results("latency --entries 2000 --map RehashingMap,hash-map");
        int rows = 0;
        for (Peer map : new Peer[] {Peer.REHASHING_MAP, Peer.HASH_MAP}) {
            for (Phase phase : Phase.values()) {
                if (phase.possible(map)) {
                    JsonNode row = results.path(rows++);
                    assertThat(row.path("map").asText()).isEqualTo(map.toString());
                    assertThat(row.path("phase").asText()).isEqualTo(phase.toString());
                    assertThat(row.path("count").asLong() + row.path("gcCount").asLong())
                            .isEqualTo((long) rounds * phase.operations(entries));
                    assertThat(row.path("repeatedMaxNanos").asLong())
                            .isLessThanOrEqualTo(row.path("maxNanos").asLong());
                    assertThat(row.has("p999Nanos") && row.has("p9999Nanos") && row.has("p99999Nanos"))
                            .isTrue();
                }
            }
        }
        assertThat(results).hasSize(rows);
        assertThat(results).extracting(row -> row.path("phase").asText()).contains("grow", "shrink");
        assertThat(out.toString()).contains("RehashingMap", "HashMap's/this", "grow", "a read of the clock");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void footprint_smallTables_areWeighedExactly() throws IOException {
        JsonNode results = results("footprint --entries 3000 --fills 4 --keys long --maps hash-map,rehashing-map");
        JsonNode doubling = null;
        long fills = 0;
        for (JsonNode row : results) {
            if (row.path("map").asText().equals("hash-map")) {
                fills += row.path("measure").asText().equals("fill") ? 1 : 0;
                doubling = row.path("measure").asText().equals("doubling") ? row : doubling;
            }
        }
        assertThat(fills).isEqualTo(4);
        assertThat(doubling).isNotNull();
        int reference = doubling.path("referenceBytes").asInt();
        int object = doubling.path("objectBytes").asInt();
        JsonNode first = results.path(0);
        assertThat(first.path("entries").asInt()).isEqualTo(3_000);
        // Header, hash and three references in a node, padded to 8; 4,096 references in the array; less than 100
        // beside.
        int header = object == 8 ? 8 : reference == 4 ? 12 : 16;
        int node = (header + 4 + 3 * reference + 7) / 8 * 8;
        assertThat(first.path("bytes").asLong()).isCloseTo(3_000L * node + 4_096L * reference + 50, within(50L));
        assertThat(out.toString()).contains("3,000 to 6,000 long keys", "0 entries", "compact headers");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latency", "footprint"})
    void heapTooSmall_failsInOneLineThatNamesTheTable(String command) {
        assertThat(run(command, "--entries", "1000000", "--heap", "8mb", "--maps", "fastutil"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("reclaim: " + command + " of fastutil failed: java.lang.OutOfMemoryError")
                .contains("--heap")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latency --entries 1 | --entries: entries must be 2 to 1000000000: 1",
                "latency --entries x | --entries",
                "latency --rounds 0 | --rounds: rounds must be 1 to 1000: 0",
                "latency --maps hash-map,TreeMap | --maps: no such map: TreeMap; there are rehashing-map",
                "latency --maps , | fastutil",
                "latency --keys int | --keys: no such keys: int; there are string, long",
                "latency --heap 1kb | --heap: a heap must be at least 8mb: 1kb",
                "latency --heap big | --heap: not a size",
                "latency --json /no/such/folder/x.json | --json",
                "latency --fills 3 | --rounds",
                "footprint --entries 99 | --entries: entries must be 100 to 500000000: 99",
                "footprint --fills 0 | --fills: fills must be 1 to 1000: 0",
                "footprint --entries 100 --fills 101 | --fills: fills must be 1 to 100: 101",
                "footprint --html /no/such/folder/x.html | --html"
            })
    void badUsage_exitsWithTwoAndOneLineThatHelps(String args, String hint) {
        assertThat(run(args.trim().split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("reclaim: ").contains(hint.trim()).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"latency,--rounds", "footprint,--fills"})
    void help_listsEveryOption(String command, String own) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("--entries", "--maps", "--keys", "--heap", "--json", "--html", own);
    }
}
