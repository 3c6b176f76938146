package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogarithmicLfuTest {
    private static final long MINUTE = 60_000;
    private static final long NOW = 28_333_333L * MINUTE;

    private static LogarithmicLfu lucky(int decayMinutes) {
        return new LogarithmicLfu(new MorrisCounter(10, new FixedChance(0)), decayMinutes);
    }

    private static LogarithmicLfu unlucky(int decayMinutes) {
        return new LogarithmicLfu(new MorrisCounter(10, new FixedChance(FixedChance.HIGHEST)), decayMinutes);
    }

    @Test
    void construct_badArguments_refused() {
        MorrisCounter counter = new MorrisCounter(10, new SplittableRandom(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogarithmicLfu(counter, -3))
                .withMessageContaining("decayMinutes")
                .withMessageContaining(": -3");
        assertThatNullPointerException()
                .isThrownBy(() -> new LogarithmicLfu(null, 1))
                .withMessage("counter");
    }

    @Test
    void construct_randomOnly_isFactorTenAndOneMinute() {
        assertThat(new LogarithmicLfu(new SplittableRandom(1)))
                .hasToString("LogarithmicLfu[MorrisCounter[factor=10], decayMinutes=1]");
        assertThat(LogarithmicLfu.DEFAULT_DECAY_MINUTES).isEqualTo(1);
    }

    @Test
    void admit_anyHash_startsAtFive() {
        LogarithmicLfu lfu = lucky(1);
        int metadata = lfu.admit(12345, NOW);
        assertThat(metadata).isEqualTo(LogarithmicLfu.metadata(5, NOW)).isEqualTo(lfu.admit(0, NOW));
        assertThat(lfu.counter(metadata, NOW)).isEqualTo(5);
        assertThat(lfu.coldness(metadata, NOW)).isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MAX_VALUE})
    void metadata_countOutside_refused(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogarithmicLfu.metadata(count, NOW))
                .withMessageContaining("count")
                .withMessageContaining(": " + count);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 128, 255})
    void metadata_anyCount_isMinuteAndCountIn24Bits(int count) {
        int metadata = LogarithmicLfu.metadata(count, NOW + 59_999);
        assertThat(metadata >>> 24).isZero();
        assertThat(metadata >>> 8).isEqualTo(28_333_333 & 0xffff);
        assertThat(metadata & 0xff).isEqualTo(count);
        assertThat(lucky(1).counter(metadata, NOW)).isEqualTo(count);
        assertThat(lucky(1).coldness(metadata, NOW)).isEqualTo(255 - count);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 100", "1, 1, 99", "1, 99, 1", "1, 100, 0", "1, 101, 0", "1, 65535, 0",
        "10, 9, 100", "10, 10, 99", "10, 25, 98", "10, 1000, 0", "0, 65535, 100", "2147483647, 65535, 100"
    })
    void counter_minutesWithoutUse_loseOneForEachPeriod(int decayMinutes, int minutes, int count) {
        int metadata = LogarithmicLfu.metadata(100, NOW);
        assertThat(lucky(decayMinutes).counter(metadata, NOW + minutes * MINUTE))
                .isEqualTo(count);
        assertThat(lucky(decayMinutes).coldness(metadata, NOW + minutes * MINUTE))
                .isEqualTo(255 - count);
    }

    @Test
    void counter_minutesAreThoseOfTheClockNotOfTheUse() {
        int metadata = LogarithmicLfu.metadata(100, NOW + 59_999);
        assertThat(lucky(1).counter(metadata, NOW + 60_000)).isEqualTo(99);
    }

    @Test
    void touch_afterMinutes_decaysThenCountsThenRestarts() {
        int old = LogarithmicLfu.metadata(100, NOW);
        long later = NOW + 30 * MINUTE;
        assertThat(lucky(1).touch(old, later)).isEqualTo(LogarithmicLfu.metadata(71, later));
        assertThat(unlucky(1).touch(old, later)).isEqualTo(LogarithmicLfu.metadata(70, later));
        assertThat(lucky(1).modify(old, later)).isEqualTo(LogarithmicLfu.metadata(71, later));
    }

    @Test
    void touch_decayedToFive_countsForSure() {
        int old = LogarithmicLfu.metadata(200, NOW);
        assertThat(unlucky(1).counter(unlucky(1).touch(old, NOW + 195 * MINUTE), NOW + 195 * MINUTE))
                .isEqualTo(6);
        assertThat(unlucky(1).counter(unlucky(1).touch(old, NOW + 900 * MINUTE), NOW + 900 * MINUTE))
                .isEqualTo(1);
    }

    @Test
    void touch_atTheEnd_stays() {
        assertThat(lucky(1).touch(LogarithmicLfu.metadata(255, NOW), NOW)).isEqualTo(LogarithmicLfu.metadata(255, NOW));
    }

    @Test
    void touch_justBeforeThePeriodEnds_neverDecays() {
        LogarithmicLfu lfu = unlucky(10);
        int metadata = LogarithmicLfu.metadata(50, NOW);
        for (int i = 1; i <= 100; i++) {
            metadata = lfu.touch(metadata, NOW + 9L * i * MINUTE);
        }
        assertThat(lfu.counter(metadata, NOW + 900 * MINUTE)).isEqualTo(50);
    }

    @Test
    void counter_minuteWraps_isNotOneMinuteShort() {
        long wrap = 65_536 * MINUTE;
        int metadata = LogarithmicLfu.metadata(100, wrap - MINUTE);
        assertThat(metadata >>> 8).isEqualTo(65_535);
        assertThat(lucky(1).counter(metadata, wrap)).isEqualTo(99);
        assertThat(lucky(1).counter(metadata, wrap + 9 * MINUTE)).isEqualTo(90);
    }

    @Test
    void counter_wholePeriodOfTheMinute_looksJustUsed() {
        int metadata = LogarithmicLfu.metadata(100, NOW);
        assertThat(lucky(1).counter(metadata, NOW + 65_536 * MINUTE)).isEqualTo(100);
        assertThat(lucky(1).counter(metadata, NOW + 65_539 * MINUTE)).isEqualTo(97);
    }

    @Test
    void counter_clockWentBack_looksNearlyAPeriodOld() {
        int metadata = LogarithmicLfu.metadata(255, NOW);
        assertThat(lucky(1).counter(metadata, NOW - 1)).isZero();
        assertThat(lucky(1000).counter(metadata, NOW - 1)).isEqualTo(255 - 65);
        assertThat(lucky(0).counter(metadata, NOW - 1)).isEqualTo(255);
    }
}
