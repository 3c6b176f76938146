package io.reclaim.expiry;

import static io.reclaim.expiry.Deadlines.LATEST;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class DeadlinesPropertiesTest {

    @Provide
    Arbitrary<Long> times() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(-4, 4),
                Arbitraries.longs().between(Long.MAX_VALUE - 4, Long.MAX_VALUE),
                Arbitraries.longs().between(Long.MIN_VALUE, Long.MIN_VALUE + 4));
    }

    @Provide
    Arbitrary<Long> deadlines() {
        return times().map(Deadlines::at);
    }

    /** The nearest deadline to a number of any size. */
    private static long clamp(BigInteger exact) {
        return exact.max(BigInteger.ZERO).min(BigInteger.valueOf(LATEST)).longValueExact();
    }

    @Property(tries = 4000, seed = "11")
    void after_anyTimes_isTheExactSumInRange(@ForAll("times") long now, @ForAll("times") long ttl) {
        assertThat(Deadlines.after(now, ttl))
                .isEqualTo(clamp(BigInteger.valueOf(now).add(BigInteger.valueOf(ttl))));
    }

    @Property(tries = 1000, seed = "12")
    void at_anyTime_isThatTimeInRange(@ForAll("times") long millis) {
        assertThat(Deadlines.at(millis)).isEqualTo(clamp(BigInteger.valueOf(millis)));
        assertThat(Deadlines.at(Deadlines.at(millis))).isEqualTo(Deadlines.at(millis));
    }

    @Property(tries = 4000, seed = "13")
    void remaining_anyDeadline_isTheExactDifferenceInRange(
            @ForAll("deadlines") long deadline, @ForAll("times") long now) {
        assertThat(Deadlines.remaining(deadline, now))
                .isEqualTo(clamp(BigInteger.valueOf(deadline).subtract(BigInteger.valueOf(now))));
    }

    @Property(tries = 4000, seed = "14")
    void stale_anyDeadline_exactlyWhenNothingRemains(@ForAll("deadlines") long deadline, @ForAll("times") long now) {
        assertThat(Deadlines.stale(deadline, now)).isEqualTo(now >= deadline);
        assertThat(Deadlines.stale(deadline, now)).isEqualTo(Deadlines.remaining(deadline, now) == 0);
        assertThat(Deadlines.stale(NO_DEADLINE, now)).isFalse();
    }

    @Property(tries = 2000, seed = "15")
    void after_remaining_givesTheTtlBack(
            @ForAll @LongRange(min = 0) long now, @ForAll @LongRange(min = 0, max = LATEST) long ttl) {
        long deadline = Deadlines.after(now, ttl);
        long left = Deadlines.remaining(deadline, now);

        assertThat(left).isLessThanOrEqualTo(ttl);
        assertThat(left).isEqualTo(deadline == LATEST ? Math.max(0, LATEST - now) : ttl);
    }

    @Property(tries = 3000, seed = "16")
    void after_laterOrLonger_isNeverEarlier(
            @ForAll("times") long now, @ForAll("times") long ttl, @ForAll("times") long other) {
        long deadline = Deadlines.after(now, ttl);

        assertThat(Deadlines.after(Math.max(now, other), ttl)).isGreaterThanOrEqualTo(deadline);
        assertThat(Deadlines.after(now, Math.max(ttl, other))).isGreaterThanOrEqualTo(deadline);
        assertThat(deadline).isBetween(0L, LATEST);
    }
}
