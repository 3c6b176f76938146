package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeCodeTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9_999, SECOND, (1 << 30) - 1})
    void of_upToASecond_isExact(long nanos) {
        for (boolean collected : new boolean[] {false, true}) {
            int code = TimeCode.of(nanos, collected);
            assertThat(TimeCode.nanos(code)).isEqualTo(nanos);
            assertThat(TimeCode.collected(code)).isEqualTo(collected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 30, 2 * SECOND, 1_000 * SECOND})
    void of_longer_isExactToAMicrosecond(long nanos) {
        int code = TimeCode.of(nanos, true);
        assertThat(TimeCode.nanos(code)).isBetween(nanos - 1_023, nanos);
        assertThat(TimeCode.collected(code)).isTrue();
    }

    @Test
    void of_longest_isKept() {
        assertThat(TimeCode.nanos(TimeCode.of(Long.MAX_VALUE, false))).isEqualTo(TimeCode.LONGEST_NANOS);
        assertThat(TimeCode.nanos(TimeCode.of(-1, false))).isZero();
    }

    @Test
    void lesser_withoutCollection_comesFirst() {
        int quick = TimeCode.of(10, false);
        int slow = TimeCode.of(5 * SECOND, false);
        int collected = TimeCode.of(1, true);
        assertThat(TimeCode.lesser(quick, slow)).isEqualTo(quick);
        assertThat(TimeCode.lesser(collected, slow)).isEqualTo(slow);
        assertThat(TimeCode.lesser(collected, TimeCode.of(2, true))).isEqualTo(collected);
    }
}
