package io.reclaim.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reclaim.benchmarks.Reclaim;
import io.reclaim.benchmarks.allocator.PageKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCommandTest {
    private static final List<String> FIELDS = List.of(
            "trace",
            "requests",
            "hits",
            "hitRatio",
            "evicted",
            "expired",
            "maxBytes",
            "usedBytes",
            "peakBytes",
            "wallNanos",
            "p50Nanos",
            "p9999Nanos",
            "maxNanos");
    private static final List<String> DETERMINED = List.of(
            "requests",
            "reads",
            "hits",
            "evicted",
            "expired",
            "keys",
            "maxBytes",
            "usedBytes",
            "peakBytes",
            "reservedBytes",
            "movedBytes",
            "expirySteps",
            "expiryUnits",
            "rehashingUnits",
            "defragUnits");

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

    private JsonNode result(String... args) throws IOException {
        Path json = folder.resolve("result.json");
        String[] all = new String[args.length + 3];
        all[0] = "replay";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--json";
        all[args.length + 2] = json.toString();
        assertThat(run(all)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    @Test
    void replay_noOption_takesWeb12AndReportsAll() throws IOException {
        JsonNode report = result();
        assertThat(report.path("command").asText()).isEqualTo("replay");
        assertThat(report.path("environment").path("java").asText()).isNotEmpty();
        JsonNode cell = report.path("results").path(0);
        assertThat(FIELDS).allMatch(cell::has);
        assertThat(cell.path("trace").asText()).isEqualTo("web12");
        assertThat(cell.path("requests").asLong()).isEqualTo(95_607);
        assertThat(cell.path("hitRatio").asDouble()).isBetween(0.70, 0.85);
        assertThat(cell.path("evicted").asLong()).isPositive();
        assertThat(cell.path("expired").asLong()).isPositive();
        assertThat(cell.path("peakBytes").asLong())
                .isLessThanOrEqualTo(cell.path("maxBytes").asLong());
        assertThat(out.toString())
                .contains(
                        "hit ratio",
                        "used_memory_peak",
                        "mem_fragmentation_ratio",
                        "dataset",
                        "p99.99",
                        "rehashing",
                        "compaction");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"allkeys-lru,heap", "volatile-ttl,direct", "allkeys-random,heap", "noeviction,heap"})
    void replay_sameSeed_sameRun(String policy, String pages) throws IOException {
        String[] args = {"--trace", "multi1", "--policy", policy, "--pages", pages, "--seed", "7", "--ttl", "50:1-5"};
        JsonNode first = result(args).path("results").path(0);
        JsonNode second = result(args).path("results").path(0);
        for (String field : DETERMINED) {
            assertThat(second.path(field)).as(field).isEqualTo(first.path(field));
        }
    }

    @Test
    void replay_readsThatDoNotSayTheSizeOfWhatWasWritten_hitIt() throws IOException {
        Path file = folder.resolve("twitter.csv");
        Files.writeString(file, "0,k,1,0,7,get,0\n1,k,1,500,7,set,60\n2,k,1,0,7,get,0\n");
        JsonNode cell = result("--trace", "twitter:" + file, "--max-bytes", "64mb")
                .path("results")
                .path(0);
        assertThat(cell.path("requests").asLong()).isEqualTo(3);
        assertThat(cell.path("hits").asLong()).isEqualTo(1);
    }

    @Test
    void replay_shareOfALittleWorkingSet_isRaisedToWhatAStoreNeeds() throws IOException {
        JsonNode cell =
                result("--trace", "loop", "--requests", "3000").path("results").path(0);
        assertThat(cell.path("requests").asLong()).isEqualTo(3000);
        assertThat(out.toString()).contains("25% of the working set is", "the least that a store takes");
    }

    @Test
    void replay_traceWithoutRequest_failsAndNamesIt() throws IOException {
        Path file = folder.resolve("empty.txt");
        Files.writeString(file, "");
        assertThat(run("replay", "--trace", "lirs:" + file, "--max-bytes", "64mb"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("empty.txt has no request").hasLineCount(1);
    }

    @Test
    void replay_fileThatCannotBeWritten_isRefusedBeforeTheWork() {
        assertThat(run("replay", "--json", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--json: cannot be written");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mapped", "shared", "private"})
    void replay_mappedPages_sameAsOnTheHeapOrAnErrorThatSaysWhatIsMissing(String pages) throws IOException {
        PageKind kind = PageKind.of(pages);
        try {
            kind.source(Long.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            assertThat(run("replay", "--trace", "multi1", "--pages", pages)).isEqualTo(2);
            assertThat(err.toString()).contains("--pages: " + e.getMessage()).hasLineCount(1);
            return;
        }
        JsonNode mapped = result("--trace", "multi1", "--seed", "7", "--pages", pages)
                .path("results")
                .path(0);
        JsonNode heap =
                result("--trace", "multi1", "--seed", "7").path("results").path(0);
        for (String field : List.of("requests", "hits", "evicted", "expired", "usedBytes")) {
            assertThat(mapped.path(field)).as(field).isEqualTo(heap.path(field));
        }
    }

    @Test
    void replay_html_isOnePageThatNeedsNothingElse() throws IOException {
        Path html = folder.resolve("page.html");
        assertThat(run("replay", "--trace", "multi1", "--html", html.toString()))
                .isZero();
        String page = Files.readString(html);
        assertThat(page).contains("uPlot", "hit ratio", "replay of multi1").doesNotContain("src=\"http", "/*CONTENT*/");
        assertThat(page).doesNotContainPattern("<(script|link)[^>]+(src|href)=");
    }

    @Test
    void replay_hotKeys_showsAsManyWithTheirHits() {
        assertThat(run("replay", "--trace", "multi1", "--hot-keys", "3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("bytes of an entry, at most", "hot key");
        out.getBuffer().setLength(0);
        assertThat(run("replay", "--trace", "multi1")).isZero();
        assertThat(out.toString()).contains("bytes of an entry, at most").doesNotContain("hot key");
    }

    @Test
    void replay_traceFile_isRead() throws IOException {
        Path trace = folder.resolve("keys.txt");
        Files.writeString(trace, "1\n2\n1\n*\n\n3\n1\n");
        JsonNode cell = result("--trace", "lirs:" + trace, "--max-bytes", "1mb", "--ttl", "0")
                .path("results")
                .path(0);
        assertThat(cell.path("requests").asInt()).isEqualTo(5);
        assertThat(cell.path("hits").asInt()).isEqualTo(2);
    }

    @Test
    void replay_valueLargerThanLimit_isRefusedAndSaid() throws IOException {
        Path trace = folder.resolve("sizes.csv");
        Files.writeString(trace, "version,time,op,size,lbn\n1,0,r,100,1\n1,1,r,900000000,2\n1,2,r,100,1\n");
        JsonNode cell = result("--trace", "libcachesim-csv:" + trace, "--max-bytes", "1mb", "--ttl", "0")
                .path("results")
                .path(0);
        assertThat(cell.path("refusedTooLarge").asInt()).isEqualTo(1);
        assertThat(cell.path("hits").asInt()).isEqualTo(1);
        assertThat(out.toString()).contains("refused");
    }

    @Test
    void replay_malformedTrace_failsNamingFileAndLine() throws IOException {
        Path trace = folder.resolve("bad.txt");
        Files.writeString(trace, "1\n2\nthree\n");
        assertThat(run("replay", "--trace", "lirs:" + trace)).isEqualTo(1);
        assertThat(err.toString()).contains(trace.toString(), "line 3", "three").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replay --policy lfu | hit-density",
                "replay --trace nope | web12",
                "replay --trace foo:bar | oracle-general",
                "replay --bogus | --max-bytes",
                "replay --max-bytes 10kb | at least",
                "replay --max-bytes ten | 100mb",
                "replay --samples 65 | 65",
                "replay --requests 0 | --requests",
                "replay --requests-per-second 0 | --requests-per-second",
                "replay --ttl 101 | 101",
                "replay --value-bytes 9-1 | 9-1",
                "replay --effort 11 | 11",
                "replay --pages disk | direct",
                "replay --pages shared --max-bytes 900000gb | --pages",
                "replay --seed x | --seed",
                "replay --advise 101 | --advise",
                "replay --tier-bytes 1 | --tier-bytes",
                "replay --json /no/such/folder/x.json | --json",
                "nonsense | replay"
            })
    void badUsage_exitsWithTwoAndOneLineThatHelps(String args, String hint) {
        assertThat(run(args.trim().split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("reclaim: ").contains(hint.trim()).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    /**
     * What is allowed for: eviction samples, so it does not find the very oldest (with 16 samples about a sixteenth of the
     * cache is younger than its victims: below a point where the curve is as steep as here); entries differ in size, so
     * their mean in one cache is that in another to some percent; 8,192 of 13,000 keys are followed: some tenths. In
     * sum, 2 points.
     */
    @ParameterizedTest
    @ValueSource(strings = {"50", "60", "70", "78"})
    void replay_advise_replayAtTheAdvisedSizeHasTheWishedHitRatio(String percent) throws IOException {
        String[] args = {
            "--policy", "allkeys-lru", "--samples", "16", "--ttl", "0", "--advise", percent, "--max-bytes", "25%"
        };
        JsonNode advice = result(args).path("results").path(0);
        assertThat(out.toString()).contains("limit that gives it", "a tenth less costs");
        assertThat(advice.path("adviceCurrentHitRatio").asDouble())
                .isCloseTo(advice.path("hitRatio").asDouble(), within(0.02));
        args[args.length - 1] = advice.path("adviceNeededBytes").asText();
        JsonNode advised = result(args).path("results").path(0);
        assertThat(advised.path("hitRatio").asDouble()).isCloseTo(Integer.parseInt(percent) / 100.0, within(0.02));
    }

    @Test
    void replay_adviseUnreachable_isSaid() throws IOException {
        JsonNode cell = result("--advise", "99.9").path("results").path(0);
        assertThat(cell.path("adviceVerdict").asText()).isEqualTo("UNREACHABLE");
        assertThat(cell.path("adviceNeededBytes").asLong()).isEqualTo(-1);
    }

    @Test
    void replay_tier_showsBothTiersAndKeepsItsFile() throws IOException {
        String[] args = {
            "--max-bytes", "10%", "--tier", folder.resolve("tier.mv").toString()
        };
        JsonNode first = result(args).path("results").path(0);
        assertThat(out.toString()).contains("hit ratio of memory", "hit ratio of the tier", "hit ratio of both");
        assertThat(first.path("tierHits").asLong()).isPositive();
        assertThat(first.path("tierDropped").asLong()).isZero();
        assertThat(first.path("hitRatio").asDouble())
                .isGreaterThan(first.path("memoryHitRatio").asDouble() + 0.05);
        JsonNode second = result(args).path("results").path(0);
        assertThat(second.path("hitRatio").asDouble())
                .isGreaterThan(first.path("hitRatio").asDouble() + 0.05);
    }

    @Test
    void help_listsEveryOption() {
        assertThat(run("replay", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--trace",
                        "--max-bytes",
                        "--policy",
                        "--ttl",
                        "--value-bytes",
                        "--seed",
                        "--advise",
                        "--tier",
                        "--tier-bytes");
    }
}
