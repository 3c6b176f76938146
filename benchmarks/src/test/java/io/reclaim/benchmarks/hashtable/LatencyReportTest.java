package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyReportTest {
    private static JsonNode answer(String phase, int count, long repeatedMax, int at, int collected)
            throws IOException {
        String json = String.format(
                "{'phases': [{'phase': '%s', 'count': %d, 'meanNanos': 1, 'p50Nanos': 2, 'p99Nanos': 3,"
                        + " 'p999Nanos': 4, 'p9999Nanos': 5, 'p99999Nanos': 6, 'p999999Nanos': 7, 'maxNanos': 90000,"
                        + " 'repeatedMaxNanos': %d, 'repeatedMaxAt': %d, 'gcCount': %d, 'gcMaxNanos': 20000000,"
                        + " 'gcNanos': %d}], 'growthNanos': [5, 0, 7]}",
                phase, count, repeatedMax, at, collected, collected * 1_000_000);
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    private static LatencyReport report(JsonNode ours, JsonNode hashMap) {
        Map<Peer, JsonNode> answers = new LinkedHashMap<>();
        answers.put(Peer.REHASHING_MAP, ours);
        answers.put(Peer.HASH_MAP, hashMap);
        return new LatencyReport(KeyKind.LONG, 3_000, 2, answers);
    }

    @Test
    void table_eachPhase_hasTimesAndRatioToHashMap() throws IOException {
        LatencyReport report =
                report(answer("grow", 6_000, 40_000, 1_234, 0), answer("grow", 5_999, 800_000_000, 7, 1));
        assertThat(report.table().rows())
                .containsExactly(
                        List.of(
                                "RehashingMap",
                                "grow",
                                "1 ns",
                                "2 ns",
                                "3 ns",
                                "4 ns",
                                "5 ns",
                                "6 ns",
                                "7 ns",
                                "90.0 us",
                                "40.0 us",
                                "1,234",
                                "0",
                                "-",
                                "-",
                                "20,000"),
                        List.of(
                                "HashMap",
                                "grow",
                                "1 ns",
                                "2 ns",
                                "3 ns",
                                "4 ns",
                                "5 ns",
                                "6 ns",
                                "7 ns",
                                "90.0 us",
                                "800.0 ms",
                                "7",
                                "1",
                                "20.0 ms",
                                "1000.0 us",
                                "1.00"));
        assertThat(report.text())
                .startsWith("latency of tables of 3,000 long keys, 2 rounds")
                .contains("p99.9999", "HashMap's/this", "remove at random");
    }

    @Test
    void table_oneOperationARound_hasNoPercentiles() throws IOException {
        LatencyReport report = report(answer("clear", 2, 40_000, 0, 0), answer("clear", 0, 0, -1, 2));
        assertThat(report.table().rows().get(0))
                .containsExactly(
                        "RehashingMap",
                        "clear",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "-",
                        "90.0 us",
                        "40.0 us",
                        "0",
                        "0",
                        "-",
                        "-",
                        "-");
        assertThat(report.table().rows().get(1).subList(8, 12)).containsExactly("-", "-", "-", "-");
    }

    @Test
    void results_areThePhases() throws IOException {
        LatencyReport report = report(answer("get", 6_000, 40_000, 1, 0), answer("get", 6_000, 4_000, 1, 0));
        assertThat(report.results()).hasSize(2);
        assertThat(report.results().get(1).keySet()).contains("phase", "p99999Nanos", "maxNanos", "gcNanos");
    }
}
