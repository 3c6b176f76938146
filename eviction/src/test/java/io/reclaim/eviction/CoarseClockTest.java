package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoarseClockTest {
    private static final CoarseClock SMALL = new CoarseClock(4, 10);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 33, Integer.MAX_VALUE})
    void construct_bitsOutside_refused(int bits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoarseClock(bits, 1))
                .withMessageContaining("bits")
                .withMessageContaining(": " + bits);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void construct_tickNotPositive_refused(long millisPerTick) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoarseClock(24, millisPerTick))
                .withMessageContaining("millisPerTick")
                .withMessageContaining(": " + millisPerTick);
    }

    @ParameterizedTest
    @CsvSource({"32, 2147483648", "32, 9223372036854775807", "1, 4611686018427387904", "24, 549755813888"})
    void construct_periodBeyondLong_refused(int bits, long millisPerTick) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CoarseClock(bits, millisPerTick))
                .withMessageContaining("millisPerTick")
                .withMessageContaining(": " + millisPerTick);
    }

    @ParameterizedTest
    @CsvSource({"32, 2147483647", "1, 4611686018427387903", "24, 549755813887"})
    void periodMillis_longestTicks_stillPositive(int bits, long millisPerTick) {
        assertThat(new CoarseClock(bits, millisPerTick).periodMillis()).isEqualTo((1L << bits) * millisPerTick);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "9, 0", "10, 1", "159, 15", "160, 0", "175, 1", "-1, 15", "-10, 15", "-11, 14", "-160, 0"})
    void stamp_anyTime_countsWholeTicksAndWraps(long nowMillis, int stamp) {
        assertThat(SMALL.stamp(nowMillis)).isEqualTo(stamp);
    }

    @Test
    void stamp_fullWidth_usesTheSignBit() {
        CoarseClock clock = new CoarseClock(32, 1);
        assertThat(clock.stamp(0xffff_ffffL)).isEqualTo(-1);
        assertThat(clock.stamp(0x1_0000_0000L)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"100, 100, 0", "100, 109, 0", "109, 110, 1", "100, 119, 1", "0, 159, 15", "150, 160, 1", "155, 305, 15"
    })
    void age_withinThePeriod_isTheTicksBetween(long thenMillis, long nowMillis, long ticks) {
        assertThat(SMALL.age(SMALL.stamp(thenMillis), nowMillis)).isEqualTo(ticks);
    }

    @Test
    void age_acrossTheWrap_isNotOneTickShort() {
        int lastBeforeTheWrap = SMALL.stamp(159);
        assertThat(lastBeforeTheWrap).isEqualTo(15);
        assertThat(SMALL.age(lastBeforeTheWrap, 160)).isEqualTo(1);
        assertThat(SMALL.age(lastBeforeTheWrap, 190)).isEqualTo(4);
    }

    @Test
    void age_afterAPeriod_looksYoungerByAPeriod() {
        int stamp = SMALL.stamp(70);
        assertThat(SMALL.age(stamp, 70 + 159)).isEqualTo(15);
        assertThat(SMALL.age(stamp, 70 + 160)).isZero();
        assertThat(SMALL.age(stamp, 70 + 5 * 160 + 30)).isEqualTo(3);
    }

    @Test
    void age_clockWentBack_looksNearlyAPeriodOld() {
        int stamp = SMALL.stamp(70);
        assertThat(SMALL.age(stamp, 69)).isEqualTo(15);
        assertThat(SMALL.age(stamp, 40)).isEqualTo(13);
        assertThat(SMALL.age(stamp, 70)).isZero();
    }

    @Test
    void age_higherBitsOfTheStamp_ignored() {
        assertThat(SMALL.age(SMALL.stamp(70) | 0xabcd_eff0, 100)).isEqualTo(3);
    }

    @Test
    void age_oneBit_tellsOddFromEven() {
        CoarseClock clock = new CoarseClock(1, 1);
        assertThat(clock.age(clock.stamp(7), 8)).isEqualTo(1);
        assertThat(clock.age(clock.stamp(7), 9)).isZero();
    }

    @Test
    void age_fullWidth_isNeverNegative() {
        CoarseClock clock = new CoarseClock(32, 1);
        assertThat(clock.age(clock.stamp(1), 0)).isEqualTo(0xffff_ffffL);
        assertThat(clock.age(clock.stamp(0xffff_fff0L), 0x1_0000_0000L)).isEqualTo(16);
    }

    @Test
    void periodMillis_isTwoToTheBitsTicks() {
        assertThat(SMALL.periodMillis()).isEqualTo(160);
        assertThat(Duration.ofMillis(ApproximateLru.REDIS_CLOCK.periodMillis())).hasDays(194);
        assertThat(Duration.ofMillis(ApproximateLru.FINE_CLOCK.periodMillis())).hasDays(497);
    }
}
