package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotKeysTest {

    private static HotKeys touched(int counters, long... keys) {
        HotKeys hot = new HotKeys(counters);
        for (long key : keys) {
            hot.touch(key);
        }
        hot.checkIntegrity();
        return hot;
    }

    @Test
    void touch_fewerKeysThanCounters_countsAreExact() {
        HotKeys hot = touched(4, 7, 8, 7, 9, 7, 8);
        assertThat(hot.size()).isEqualTo(3);
        assertThat(new long[] {hot.key(0), hot.key(1), hot.key(2)}).containsExactly(7, 8, 9);
        assertThat(new long[] {hot.count(0), hot.count(1), hot.count(2)}).containsExactly(3, 2, 1);
        assertThat(hot.error(0) + hot.error(1) + hot.error(2)).isZero();
    }

    /** The example of the paper, with two counters: X Y Y Z. */
    @Test
    void touch_noCounterLeft_leastIsTakenOverWithItsCountAsError() {
        HotKeys hot = touched(2, 'X', 'Y', 'Y', 'Z');
        assertThat(new long[] {hot.count(0), hot.count(1)}).containsExactly(2, 2);
        for (int rank = 0; rank < 2; rank++) {
            assertThat(hot.error(rank)).isEqualTo(hot.key(rank) == 'Z' ? 1 : 0);
        }
    }

    @Test
    void touch_oneCounter_holdsTheLastKey() {
        HotKeys hot = touched(1, 1, 2, 3);
        assertThat(hot.key(0)).isEqualTo(3);
        assertThat(hot.count(0)).isEqualTo(3);
        assertThat(hot.error(0)).isEqualTo(2);
    }

    @Test
    void clear_afterTouches_isEmptyAndUsable() {
        HotKeys hot = touched(2, 1, 2, 3, 1);
        hot.clear();
        hot.checkIntegrity();
        assertThat(hot.size()).isZero();
        assertThat(hot.touches()).isZero();
        hot.touch(0);
        assertThat(hot.key(0)).isZero();
        assertThat(hot.toString()).contains("1 of 2", "touches=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, HotKeys.MAX_COUNTERS + 1})
    void constructor_countersOutOfRange_refused(int counters) {
        assertThatThrownBy(() -> new HotKeys(counters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("counters")
                .hasMessageEndingWith(": " + counters);
    }

    @Test
    void key_rankOutOfRange_refused() {
        HotKeys hot = touched(2, 5);
        assertThatThrownBy(() -> hot.key(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank");
        assertThatThrownBy(() -> hot.count(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
