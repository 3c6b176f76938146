package io.reclaim.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void text_columns_areAligned() {
        TextTable table =
                new TextTable("t", List.of("map", "max"), List.of(List.of("HashMap", "9 us"), List.of("x", "100 us")));
        assertThat(table.text().lines()).containsExactly("  map         max", "  HashMap    9 us", "  x        100 us");
    }

    @Test
    void text_emptyHead_isLeftOut() {
        assertThat(new TextTable("t", List.of("", ""), List.of(List.of("a", "1")))
                        .text()
                        .lines())
                .containsExactly("  a  1");
    }

    @Test
    void new_rowOfAnotherWidth_isRefused() {
        assertThatThrownBy(() -> new TextTable("t", List.of("a", "b"), List.of(List.of("1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 cells: [1]");
    }
}
