package io.reclaim.expiry;

import static io.reclaim.expiry.Deadlines.LATEST;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {
    private static final long MAX = Long.MAX_VALUE;
    private static final long MIN = Long.MIN_VALUE;

    @Test
    void constants_always_latestIsBelowNone() {
        assertThat(NO_DEADLINE).isEqualTo(MAX);
        assertThat(LATEST).isEqualTo(MAX - 1);
    }

    @Test
    void after_positiveTtl_isThatMuchLater() {
        assertThat(Deadlines.after(1000, 1)).isEqualTo(1001);
        assertThat(Deadlines.after(0, LATEST)).isEqualTo(LATEST);
        assertThat(Deadlines.after(-5, 8)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1000, -1001, MIN})
    void after_zeroOrNegativeTtl_isStaleAtOnce(long ttl) {
        long deadline = Deadlines.after(1000, ttl);

        assertThat(deadline).isBetween(0L, 1000L);
        assertThat(Deadlines.stale(deadline, 1000)).isTrue();
    }

    @Test
    void after_sumAboveTheRange_isLatest() {
        assertThat(Deadlines.after(0, MAX)).isEqualTo(LATEST);
        assertThat(Deadlines.after(1, MAX)).isEqualTo(LATEST);
        assertThat(Deadlines.after(MAX, 0)).isEqualTo(LATEST);
        assertThat(Deadlines.after(MAX, 1)).isEqualTo(LATEST);
        assertThat(Deadlines.after(MAX, MAX)).isEqualTo(LATEST);
        assertThat(Deadlines.after(LATEST, 1)).isEqualTo(LATEST);
        assertThat(Deadlines.after(-1, MAX)).isEqualTo(LATEST);
    }

    @Test
    void after_sumBelowTheRange_isZero() {
        assertThat(Deadlines.after(0, MIN)).isZero();
        assertThat(Deadlines.after(5, -6)).isZero();
        assertThat(Deadlines.after(-5, 4)).isZero();
        assertThat(Deadlines.after(MIN, MIN)).isZero();
        assertThat(Deadlines.after(MIN, -1)).isZero();
        assertThat(Deadlines.after(MIN, MAX)).isZero();
        assertThat(Deadlines.after(MAX, MIN)).isZero();
    }

    @Test
    void at_anyTime_isTheNearestInRange() {
        assertThat(Deadlines.at(MIN)).isZero();
        assertThat(Deadlines.at(-1)).isZero();
        assertThat(Deadlines.at(0)).isZero();
        assertThat(Deadlines.at(1)).isEqualTo(1);
        assertThat(Deadlines.at(LATEST)).isEqualTo(LATEST);
        assertThat(Deadlines.at(NO_DEADLINE)).isEqualTo(LATEST);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 9, false",
        "10, 10, true",
        "10, 11, true",
        "0, -1, false",
        "0, 0, true",
        "9223372036854775806, 9223372036854775805, false",
        "9223372036854775806, 9223372036854775806, true",
        "9223372036854775806, 9223372036854775807, true",
        "9223372036854775807, 9223372036854775806, false",
        "9223372036854775807, 9223372036854775807, false"
    })
    void stale_boundary_fromTheDeadlineOnButNeverWithoutOne(long deadline, long now, boolean stale) {
        assertThat(Deadlines.stale(deadline, now)).isEqualTo(stale);
    }

    @Test
    void remaining_boundary_zeroFromTheDeadlineOn() {
        assertThat(Deadlines.remaining(10, 9)).isEqualTo(1);
        assertThat(Deadlines.remaining(10, 10)).isZero();
        assertThat(Deadlines.remaining(10, 11)).isZero();
        assertThat(Deadlines.remaining(0, MAX)).isZero();
        assertThat(Deadlines.remaining(LATEST, 0)).isEqualTo(LATEST);
        assertThat(Deadlines.remaining(LATEST, MAX)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {MIN, -1, 0, 1, MAX})
    void remaining_noDeadline_isNone(long now) {
        assertThat(Deadlines.remaining(NO_DEADLINE, now)).isEqualTo(NO_DEADLINE);
    }

    @Test
    void remaining_differenceAboveTheRange_isLatest() {
        assertThat(Deadlines.remaining(LATEST, -2)).isEqualTo(LATEST);
        assertThat(Deadlines.remaining(LATEST, MIN)).isEqualTo(LATEST);
        assertThat(Deadlines.remaining(0, MIN)).isEqualTo(LATEST);
    }

    @Test
    void remaining_differenceOneAboveLatest_isNotTakenForNone() {
        assertThat(Deadlines.remaining(LATEST, -1)).isEqualTo(LATEST);
    }
}
