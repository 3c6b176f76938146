package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CoarseClockPropertiesTest {
    private static final long FAR = 1L << 50;

    @Property(tries = 1000, seed = "31")
    void age_lessThanAPeriod_exactUpToOneTick(
            @ForAll @IntRange(min = 1, max = 32) int bits,
            @ForAll @LongRange(min = 1, max = 1 << 20) long millisPerTick,
            @ForAll @LongRange(min = -FAR, max = FAR) long thenMillis,
            @ForAll @LongRange(max = FAR) long elapsed) {
        CoarseClock clock = new CoarseClock(bits, millisPerTick);
        long elapsedMillis = elapsed % (clock.periodMillis() - millisPerTick + 1);

        long age = clock.age(clock.stamp(thenMillis), thenMillis + elapsedMillis);

        assertThat(Math.abs(age * millisPerTick - elapsedMillis)).isLessThan(millisPerTick);
    }

    @Property(tries = 1000, seed = "32")
    void age_anyTwoTimes_isTheDifferenceOfTicksModuloThePeriod(
            @ForAll @IntRange(min = 1, max = 32) int bits,
            @ForAll @LongRange(min = 1, max = 1 << 20) long millisPerTick,
            @ForAll @LongRange(min = -FAR, max = FAR) long thenMillis,
            @ForAll @LongRange(min = -FAR, max = FAR) long nowMillis) {
        CoarseClock clock = new CoarseClock(bits, millisPerTick);
        long ticks = Math.floorDiv(nowMillis, millisPerTick) - Math.floorDiv(thenMillis, millisPerTick);

        assertThat(clock.age(clock.stamp(thenMillis), nowMillis)).isEqualTo(Math.floorMod(ticks, 1L << bits));
    }

    @Property(tries = 500, seed = "33")
    void stamp_anyTime_repeatsAfterAPeriodAndFitsTheBits(
            @ForAll @IntRange(min = 1, max = 32) int bits,
            @ForAll @LongRange(min = 1, max = 1 << 20) long millisPerTick,
            @ForAll @LongRange(min = -FAR, max = FAR) long nowMillis) {
        CoarseClock clock = new CoarseClock(bits, millisPerTick);
        int stamp = clock.stamp(nowMillis);

        assertThat(Integer.toUnsignedLong(stamp)).isLessThan(1L << bits);
        assertThat(clock.stamp(nowMillis + clock.periodMillis())).isEqualTo(stamp);
    }

    @Property(tries = 500, seed = "34")
    void age_anyStampAndTime_withinThePeriodAndBlindToHigherBits(
            @ForAll @IntRange(min = 1, max = 31) int bits,
            @ForAll @LongRange(min = 1, max = 1 << 20) long millisPerTick,
            @ForAll int stamp,
            @ForAll long nowMillis) {
        CoarseClock clock = new CoarseClock(bits, millisPerTick);

        assertThat(clock.age(stamp, nowMillis))
                .isBetween(0L, (1L << bits) - 1)
                .isEqualTo(clock.age(stamp & (1 << bits) - 1, nowMillis));
    }
}
