package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OperationTimesTest {
    private long now;
    private long collections;
    private long asked;
    private final OperationTimes times = new OperationTimes(4, () -> now, () -> {
        asked++;
        now += 1_000; // asking takes time
        return collections;
    });

    @Test
    void record_shortOperations_areTheDifferencesOfReads() {
        times.begin(3);
        asked = 0;
        long start = times.now();
        long first = start;
        for (int i = 0; i < 3; i++) {
            now += 100 + i;
            start = times.record(i, start);
        }
        assertThat(start).isEqualTo(first + 303);
        for (int i = 0; i < 3; i++) {
            assertThat(times.code(i)).isEqualTo(TimeCode.of(100 + i, false));
        }
        assertThat(asked).isZero();
    }

    @Test
    void record_longOperation_isMarkedIfACollectionRan() {
        times.begin(4);
        long start = times.now();
        now += 20_000;
        start = times.record(0, start);
        now += 30_000;
        collections++;
        start = times.record(1, start);
        now += 40_000;
        start = times.record(2, start);
        now += 50;
        times.record(3, start);
        assertThat(times.code(0)).isEqualTo(TimeCode.of(20_000, false));
        assertThat(times.code(1)).isEqualTo(TimeCode.of(30_000, true));
        assertThat(times.code(2)).isEqualTo(TimeCode.of(40_000, false));
        assertThat(times.code(3)).as("without what asking took").isEqualTo(TimeCode.of(50, false));
    }

    @Test
    void begin_collectionsBefore_areForgotten() {
        times.begin(1);
        collections += 2;
        times.begin(1);
        long start = times.now();
        now += 20_000;
        times.record(0, start);
        assertThat(TimeCode.collected(times.code(0))).isFalse();
    }

    @Test
    void begin_moreThanCapacity_isRefused() {
        assertThatThrownBy(() -> times.begin(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 operations: 5");
    }
}
