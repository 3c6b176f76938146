package io.reclaim.benchmarks.hitratio;

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

class HitRatioCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String line) {
        return Reclaim.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(("hit-ratio " + line).trim().split(" "));
    }

    private JsonNode results(String line) throws IOException {
        Path json = folder.resolve("result.json");
        assertThat(run(line + " --json " + json)).as(err.toString()).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("command").asText()).isEqualTo("hit-ratio");
        return report.path("results");
    }

    @Test
    void entries_twoTraces_everyCellOnceInOrder() throws IOException {
        Path csv = folder.resolve("cells.csv");
        Path html = folder.resolve("page.html");
        JsonNode results = results("--trace multi1 --trace multi2 --entries 500,100 --policy opt,lru,redis:allkeys-lfu"
                + " --threads 2 --csv " + csv + " --html " + html);
        assertThat(results).hasSize(2 * 2 * 3);
        JsonNode first = results.path(0);
        assertThat(first.path("trace").asText()).isEqualTo("multi1");
        assertThat(first.path("policy").asText()).isEqualTo("opt");
        assertThat(first.path("capacity").asLong()).isEqualTo(100);
        assertThat(first.path("unit").asText()).isEqualTo("entries");
        assertThat(results.path(3).path("hitRatio").asDouble()).isBetween(0.58785, 0.58795);
        assertThat(results.path(4).path("hitRatio").asDouble()).isBetween(0.46505, 0.46515);
        assertThat(Files.readAllLines(csv))
                .hasSize(13)
                .startsWith("trace,policy,capacity,unit,requests,hits,hitRatio,byteHitRatio");
        assertThat(Files.readString(html)).contains("Miss ratio of multi1", "Miss ratio of multi2", "uPlot");
        assertThat(out.toString()).contains("58.79", "46.51", "Misses beside those of opt");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void bytes_traceWithSizes_bothRatiosAndTheBound() throws IOException {
        JsonNode results = results("--trace adapt-size --bytes 40mb,5% --requests 20000");
        for (JsonNode cell : results) {
            assertThat(cell.path("unit").asText()).isEqualTo("bytes");
            assertThat(cell.path("byteHitRatio").asDouble()).isBetween(0.0, 1.0);
        }
        assertThat(results.path(0).path("bound").asText()).isEqualTo("pfoo-l");
        assertThat(out.toString()).contains("opt (bound)", "Byte hit ratio").doesNotContain("clockpro");
    }

    @Test
    void sameSeed_sameResults() throws IOException {
        String line = "--trace multi1 --entries 200 --policy allkeys-lru,random,redis:allkeys-lfu --seed 5";
        JsonNode first = results(line);
        assertThat(results(line)).isEqualTo(first);
        assertThat(results(line.replace("--seed 5", "--seed 6"))).isNotEqualTo(first);
    }

    @Test
    void curve_asked_bothCurvesAndTheirDifference() throws IOException {
        JsonNode results = results("--trace multi1 --entries 100 --policy lru --curve --curve-samples 500");
        long points = 0;
        for (JsonNode result : results) {
            points += result.path("policy").asText().startsWith("lru-curve") ? 1 : 0;
            assertThat(result.path("hitRatio").asDouble()).isBetween(0.0, 1.0);
        }
        assertThat(points).isGreaterThan(60);
        assertThat(out.toString()).contains("LRU misses of multi1", "sampled");
    }

    @Test
    void behindLru_asked_itsMissesAreTheRequests() throws IOException {
        JsonNode first = results("--trace sprite --entries 100 --policy lru");
        JsonNode behind = results("--trace sprite --behind-lru 100 --entries 100,200 --policy lru");
        assertThat(behind.path(0).path("trace").asText()).isEqualTo("sprite behind 100");
        assertThat(behind.path(0).path("requests").asLong())
                .isEqualTo(first.path(0).path("requests").asLong()
                        - first.path(0).path("hits").asLong());
        assertThat(behind.path(1).path("hitRatio").asDouble()).isBetween(0.2330, 0.2340);
    }

    @Test
    void store_underALimit_saysWhatItTakes() throws IOException {
        JsonNode results = results("--trace multi1 --entries 300 --policy store:allkeys-lru");
        assertThat(results.path(0).path("keys").asLong()).isBetween(295L, 300L);
        assertThat(results.path(0).path("usedBytes").asLong())
                .isLessThanOrEqualTo(results.path(0).path("maxBytes").asLong());
        assertThat(out.toString()).contains("Memory at the end");
    }

    @Test
    void store_limitBelowItsMinimum_failsAloneAndTheRestIsShown() throws IOException {
        Path json = folder.resolve("result.json");
        Path html = folder.resolve("page.html");
        assertThat(run("--trace multi1 --bytes 1kb,2mb --policy opt,lru,store:allkeys-lru --value-bytes 512 --json "
                        + json + " --html " + html))
                .isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .startsWith("reclaim: store:allkeys-lru on multi1 with 1024 bytes: maxBytes must be at least ");
        JsonNode results = new ObjectMapper().readTree(json.toFile()).path("results");
        assertThat(results).hasSize(5);
        assertThat(results.path(4).path("policy").asText()).isEqualTo("store:allkeys-lru");
        assertThat(results.path(4).path("capacity").asLong()).isEqualTo(2 << 20);
        assertThat(out.toString()).containsPattern("multi1 +1,024 .* -\\R").containsPattern("store:allkeys-lru +-\\R");
        assertThat(Files.readString(html)).contains("Miss ratio of multi1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trace nothing | --trace: no such trace: nothing; there are multi1",
                "--policy lru,mru | --policy: no such policy: mru; there are opt, lru, fifo",
                "--policy lirs --bytes 1mb | --policy: policy lirs does not count bytes",
                "--entries 0 | --entries: a capacity must be positive",
                "--entries x | --entries: not a number of entries or a percentage: x",
                "--entries 101% | --entries: a capacity must be positive, a share up to 100 %: 101%",
                "--bytes 1mb --entries 5 | --bytes: not together with --entries",
                "--bytes many | --bytes",
                "--samples 65 | --samples: samples must be 1 to 64: 65",
                "--lfu-log-factor -1 | --lfu-log-factor",
                "--lfu-decay-time -1 | --lfu-decay-time",
                "--threads 0 | --threads: threads must be 1 to 1024: 0",
                "--curve-samples 0 | --curve-samples: samples must be 1",
                "--value-bytes 0 | --value-bytes",
                "--behind-lru -1 | --behind-lru",
                "--csv /no/such/folder/x.csv | --csv: cannot be written",
                "--html /no/such/folder/x.html | --html",
                "--nonsense | --nonsense"
            })
    void badUsage_exitsWithTwoAndOneLineThatHelps(String args, String hint) {
        assertThat(run(args.trim())).isEqualTo(2);
        assertThat(err.toString()).startsWith("reclaim: ").contains(hint.trim()).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void traceFileMissing_exitsWithOne() {
        assertThat(run("--trace lirs:/no/such/file")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("reclaim: no such trace file: /no/such/file" + System.lineSeparator());
    }

    @Test
    void help_listsEveryOptionAndPolicy() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--trace",
                        "--entries",
                        "--bytes",
                        "--policy",
                        "--curve",
                        "--csv",
                        "--html",
                        "redis-server:allkeys-lru",
                        "s3-fifo",
                        "5%");
    }
}
