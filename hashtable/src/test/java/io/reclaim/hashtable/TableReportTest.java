package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableReportTest {

    @Test
    void load_entriesByBuckets_quotient() {
        assertThat(new TableReport(3, 4, 4, 0, 0, 0, 0, 0, 0, 0, List.of()).load())
                .isEqualTo(0.75);
    }

    @Test
    void chainLengths_sourceChanged_reportUnchanged() {
        List<Integer> lengths = new ArrayList<>(List.of(1, 2));
        TableReport report = new TableReport(2, 4, 4, 0, 0, 0, 0, 0, 0, 0, lengths);
        lengths.set(0, 9);
        assertThat(report.chainLengths()).containsExactly(1, 2);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.chainLengths().add(1));
    }

    @Test
    void count_longChain_lastElement() {
        int[] lengths = new int[3];
        for (int length : new int[] {0, 1, 2, 3, 100}) {
            TableReport.count(lengths, length);
        }
        assertThat(TableReport.list(lengths)).containsExactly(1, 1, 3);
    }
}
