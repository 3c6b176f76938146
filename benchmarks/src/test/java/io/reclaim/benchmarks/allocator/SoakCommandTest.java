package io.reclaim.benchmarks.allocator;

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

class SoakCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String line) {
        return Reclaim.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line.split(" ", -1));
    }

    @Test
    void soak_short_oneRowForEachKindOfPages() throws IOException {
        Path json = folder.resolve("r.json");
        int code = run("soak --operations 30000 --live 300 --seed 9 --checked --json " + json);

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("heap", "direct", "no fault; seed 9");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("command").asText()).isEqualTo("soak");
        assertThat(report.path("results")).hasSize(2);
        for (JsonNode row : report.path("results")) {
            assertThat(row.path("operations").asLong()).isEqualTo(30_000);
            assertThat(row.path("fault").asText()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--operations 0", "--live 0", "--check-every 0", "--pages stone", "--seed x"})
    void soak_badOption_usageNamesIt(String option) {
        assertThat(run("soak " + option)).isEqualTo(2);
        assertThat(err.toString()).contains(option.substring(0, option.indexOf(' ')));
    }
}
