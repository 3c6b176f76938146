package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FootprintReportTest {
    private static JsonNode answer(int scale) throws IOException {
        String json = String.format(
                "{'objectBytes': 8, 'referenceBytes': 4,"
                        + " 'fills': [{'entries': 1000, 'bytes': %d, 'bytesPerEntry': %d},"
                        + " {'entries': 1500, 'bytes': %d, 'bytesPerEntry': %d}],"
                        + " 'small': [{'entries': 0, 'bytesPerMap': 48.4}, {'entries': 1, 'bytesPerMap': 100.6},"
                        + " {'entries': 2, 'bytesPerMap': 2}, {'entries': 5, 'bytesPerMap': 5},"
                        + " {'entries': 10, 'bytesPerMap': 10}, {'entries': 100, 'bytesPerMap': 1e5}],"
                        + " 'trimmedEntries': 150, 'trimmedBytes': 3000, 'freshBytes': 1500}",
                10_000 * scale, 10 * scale, 30_000 * scale, 20 * scale);
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    private static FootprintReport report() throws IOException {
        Map<Peer, JsonNode> answers = new LinkedHashMap<>();
        answers.put(Peer.REHASHING_MAP, answer(1));
        answers.put(Peer.HASH_MAP, answer(2));
        return new FootprintReport(KeyKind.STRING, 1_000, answers);
    }

    @Test
    void perEntry_eachTable_hasMeanWorstAndRatios() throws IOException {
        assertThat(report().perEntry().rows())
                .containsExactly(
                        List.of("RehashingMap", "15.00", "20.00", "1,500", "0.500", "0.500", "20.00", "10.00", "2.00"),
                        List.of("HashMap", "30.00", "40.00", "1,500", "1.000", "1.000", "20.00", "10.00", "2.00"));
    }

    @Test
    void small_eachTable_hasTheBytesOfTheWhole() throws IOException {
        assertThat(report().small().rows().get(1)).containsExactly("HashMap", "48", "101", "2", "5", "10", "100,000");
    }

    @Test
    void text_saysWhatObjectsAndReferencesTake() throws IOException {
        assertThat(report().text())
                .contains("1,000 to 2,000 string keys", "compact headers on", "compressed references on");
    }

    @Test
    void results_areFlat() throws IOException {
        List<Map<String, Object>> results = report().results();
        assertThat(results).hasSize(2 * 11);
        assertThat(results.get(0))
                .containsEntry("map", "rehashing-map")
                .containsEntry("measure", "fill")
                .containsEntry("entries", 1_000L)
                .containsEntry("bytesPerEntry", 10.0);
        assertThat(results.get(10)).containsEntry("measure", "doubling").containsEntry("trimmedToFreshRatio", 2.0);
    }
}
