package io.reclaim.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0,0 ns",
        "9999,9999 ns",
        "10000,10.0 us",
        "9999999,10000.0 us",
        "10000000,10.0 ms",
        "12500000000,12.5 s"
    })
    void duration_anyNanos_hasAUnitThatSuits(long nanos, String text) {
        assertThat(Figures.duration(nanos)).isEqualTo(text);
    }
}
