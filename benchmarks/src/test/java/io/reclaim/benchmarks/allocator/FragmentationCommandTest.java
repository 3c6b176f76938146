package io.reclaim.benchmarks.allocator;

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
import picocli.CommandLine;

class FragmentationCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Reclaim.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void fragmentation_allAllocatorsOneMegabyte_ratiosInTableAndFiles(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("r.json");
        Path html = folder.resolve("r.html");

        int code = run(
                "fragmentation",
                "--live-bytes",
                "1mb",
                "--workload",
                "w1,W3",
                "--json",
                json.toString(),
                "--html",
                html.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("Reserved / live at the peak", "Reclaim, dense", "Netty pooled", "byte[]");
        assertThat(Files.readString(html)).contains("W3");
        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        assertThat(results).hasSize(2 * AllocatorKind.values().length);
        for (JsonNode result : results) {
            assertThat(result.path("liveBytes").asLong()).isBetween(1_000_000L, 1L << 20);
            assertThat(result.path("reservedToLiveRatio").asDouble()).isGreaterThan(1);
            assertThat(result.path("peakToLiveRatio").asDouble()).isGreaterThan(1);
            assertThat(result.path("movedToWrittenRatio").asDouble()).isBetween(0.0, 0.5);
            assertThat(result.path("stepMaxNanos").asLong())
                    .isGreaterThanOrEqualTo(result.path("stepP999Nanos").asLong());
        }
    }

    /** A block of 100 bytes: 16 of header and length, rounded up to 8. */
    @Test
    void byteArrays_oneSize_bytesOfTheLayout() {
        ArrayBlocks arrays = new ArrayBlocks(2);
        arrays.allocate(0, 100);
        arrays.allocate(1, 130);
        assertThat(arrays.reservedBytes()).isIn(120L + 152, 112L + 144);
        arrays.free(0);
        arrays.free(1);
        assertThat(arrays.reservedBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--live-bytes, 1kb, live bytes must be 1mb to 64gb: 1kb",
        "--workload, W9, no such one: W9",
        "--allocator, malloc, no such one: malloc",
        "--steps, 3, steps must be a power of two",
        "--chunk-log2, 21, chunkLog2 must be 16 to 20: 21"
    })
    void fragmentation_wrongOption_saysWhy(String option, String value, String why) {
        assertThat(run("fragmentation", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(option).contains(why);
    }
}
