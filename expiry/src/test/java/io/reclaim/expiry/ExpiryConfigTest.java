package io.reclaim.expiry;

import static io.reclaim.expiry.ExpiryQuirk.CLOCK_EVERY_16_LOOPS;
import static io.reclaim.expiry.ExpiryQuirk.FRACTION_AGAINST_PERCENT;
import static io.reclaim.expiry.ExpiryQuirk.GO_ON_AFTER_WRAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryConfigTest {

    private static ExpiryConfig of(int ticks, int keys, int stale, int cpu, long fastNanos) {
        return new ExpiryConfig(ticks, keys, stale, cpu, fastNanos, false, Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 20, 10, 25, 1000, 25",
        "2, 25, 9, 27, 1250, 27",
        "3, 30, 8, 29, 1500, 29",
        "4, 35, 7, 31, 1750, 31",
        "5, 40, 6, 33, 2000, 33",
        "6, 45, 5, 35, 2250, 35",
        "7, 50, 4, 37, 2500, 37",
        "8, 55, 3, 39, 2750, 39",
        "9, 60, 2, 41, 3000, 41",
        "10, 65, 1, 43, 3250, 43"
    })
    void effort_each_hasItsRowOfTheTable(
            int effort, int keys, int stalePercent, int cpuPercent, long fastMicros, long slowMillis) {
        ExpiryConfig config = ExpiryConfig.effort(effort);

        assertThat(config.keysPerLoop()).isEqualTo(keys);
        assertThat(config.acceptableStalePercent()).isEqualTo(stalePercent);
        assertThat(config.slowCpuPercent()).isEqualTo(cpuPercent);
        assertThat(config.fastNanos()).isEqualTo(fastMicros * 1000);
        assertThat(config.slowNanos()).isEqualTo(slowMillis * 1_000_000);
        assertThat(config.ticksPerSecond()).isEqualTo(10);
        assertThat(config.randomKeys()).isFalse();
        assertThat(config.quirks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void effort_outside_isRefused(int effort) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExpiryConfig.effort(effort))
                .withMessage("effort must be 1 to 10: " + effort);
    }

    @Test
    void classic_always_twentyRandomKeysAndAQuarter() {
        ExpiryConfig config = ExpiryConfig.classic();

        assertThat(config.ticksPerSecond()).isEqualTo(10);
        assertThat(config.keysPerLoop()).isEqualTo(20);
        assertThat(config.acceptableStalePercent()).isEqualTo(25);
        assertThat(config.slowCpuPercent()).isEqualTo(25);
        assertThat(config.slowNanos()).isEqualTo(25_000_000);
        assertThat(config.randomKeys()).isTrue();
        assertThat(config.quirks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 10000000", "1, 100, 1000000000", "3, 25, 83333333", "500, 1, 20000", "500, 100, 2000000"})
    void slowNanos_anyRate_isItsShareOfATick(int ticks, int cpuPercent, long nanos) {
        assertThat(of(ticks, 20, 10, cpuPercent, 1).slowNanos()).isEqualTo(nanos);
    }

    @Test
    void new_endsOfTheRanges_accepted() {
        assertThat(of(1, 1, 0, 1, 1).keysPerLoop()).isEqualTo(1);
        assertThat(of(500, 1 << 20, 100, 100, Long.MAX_VALUE).keysPerLoop()).isEqualTo(1 << 20);
    }

    @Test
    void new_outsideTheRanges_namesArgumentAndValue() {
        assertRefused("ticksPerSecond", 0, () -> of(0, 20, 10, 25, 1));
        assertRefused("ticksPerSecond", 501, () -> of(501, 20, 10, 25, 1));
        assertRefused("keysPerLoop", 0, () -> of(10, 0, 10, 25, 1));
        assertRefused("acceptableStalePercent", -1, () -> of(10, 20, -1, 25, 1));
        assertRefused("acceptableStalePercent", 101, () -> of(10, 20, 101, 25, 1));
        assertRefused("slowCpuPercent", 0, () -> of(10, 20, 10, 0, 1));
        assertRefused("slowCpuPercent", 101, () -> of(10, 20, 10, 101, 1));
        assertRefused("fastNanos", 0, () -> of(10, 20, 10, 25, 0));
        assertRefused("fastNanos", -7, () -> of(10, 20, 10, 25, -7));
    }

    private static void assertRefused(String argument, long value, Runnable constructor) {
        assertThatIllegalArgumentException()
                .isThrownBy(constructor::run)
                .withMessageStartingWith(argument + " must be ")
                .withMessageEndingWith(": " + value);
    }

    @Test
    void quirks_givenSetChanges_configDoesNot() {
        Set<ExpiryQuirk> given = EnumSet.of(GO_ON_AFTER_WRAP);
        ExpiryConfig config = new ExpiryConfig(10, 20, 10, 25, 1, false, given);
        given.clear();

        assertThat(config.quirks()).containsExactly(GO_ON_AFTER_WRAP);
        assertThatThrownBy(() -> config.quirks().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void withQuirks_some_nothingElseChanges() {
        ExpiryConfig config = new ExpiryConfig(7, 33, 12, 40, 123, true, Set.of());

        assertThat(config.withQuirks(CLOCK_EVERY_16_LOOPS, FRACTION_AGAINST_PERCENT))
                .isEqualTo(new ExpiryConfig(
                        7, 33, 12, 40, 123, true, Set.of(CLOCK_EVERY_16_LOOPS, FRACTION_AGAINST_PERCENT)));
        assertThat(config.withQuirks()).isEqualTo(config);
        assertThat(config.quirks()).isEmpty();
    }

    @Test
    void withQuirks_oneTwice_hasItOnce() {
        assertThat(ExpiryConfig.effort(1)
                        .withQuirks(GO_ON_AFTER_WRAP, GO_ON_AFTER_WRAP)
                        .quirks())
                .containsExactly(GO_ON_AFTER_WRAP);
    }
}
