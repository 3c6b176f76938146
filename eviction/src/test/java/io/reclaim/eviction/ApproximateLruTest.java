package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class ApproximateLruTest {
    private static final long NOW = 1_700_000_000_123L;

    private final ApproximateLru lru = new ApproximateLru(ApproximateLru.REDIS_CLOCK);

    private static long attribute(int metadata) {
        return Integer.toUnsignedLong(metadata);
    }

    @Test
    void construct_noClock_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new ApproximateLru(null))
                .withMessage("clock");
    }

    @Test
    void clocks_areAsDocumented() {
        assertThat(ApproximateLru.REDIS_CLOCK).isEqualTo(new CoarseClock(24, 1000));
        assertThat(ApproximateLru.FINE_CLOCK).isEqualTo(new CoarseClock(32, 10));
    }

    @Test
    void admit_anyHash_isTheLowBitsOfTheSeconds() {
        assertThat(lru.admit(1, NOW)).isEqualTo((int) (1_700_000_000L & 0xffffff));
        assertThat(lru.admit(2, NOW)).isEqualTo(lru.admit(1, NOW));
    }

    @Test
    void touch_orModify_forgetsTheTimeBefore() {
        int old = lru.admit(0, NOW);
        assertThat(lru.touch(old, NOW + 60_000)).isEqualTo(lru.admit(0, NOW + 60_000));
        assertThat(lru.modify(old, NOW + 60_000)).isEqualTo(lru.admit(0, NOW + 60_000));
    }

    @Test
    void coldness_isTheMillisecondsSinceTheLastUseInWholeTicks() {
        long attribute = attribute(lru.admit(0, NOW));
        assertThat(lru.coldness(attribute, NOW)).isZero();
        assertThat(lru.coldness(attribute, NOW + 876)).isZero();
        assertThat(lru.coldness(attribute, NOW + 877)).isEqualTo(1000);
        assertThat(lru.coldness(attribute, NOW + 3_600_000)).isEqualTo(3_600_000);
    }

    @Test
    void coldness_sameTick_alike() {
        long first = attribute(lru.admit(0, NOW));
        long second = attribute(lru.admit(0, NOW + 800));
        assertThat(lru.coldness(second, NOW + 5000)).isEqualTo(lru.coldness(first, NOW + 5000));
    }

    @Test
    void coldness_acrossTheWrap_goesOn() {
        long wrap = ApproximateLru.REDIS_CLOCK.periodMillis();
        long attribute = attribute(lru.admit(0, wrap - 1000));
        assertThat(attribute).isEqualTo(0xffffff);
        assertThat(lru.coldness(attribute, wrap)).isEqualTo(1000);
        assertThat(lru.coldness(attribute, wrap + 9000)).isEqualTo(10_000);
    }

    @Test
    void coldness_clockWentBack_isNearlyThePeriod() {
        long attribute = attribute(lru.admit(0, NOW));
        assertThat(lru.coldness(attribute, NOW - 1000)).isEqualTo(ApproximateLru.REDIS_CLOCK.periodMillis() - 1000);
    }

    @Test
    void coldness_fineClockWithTheSignBit_readAsUnsigned() {
        ApproximateLru fine = new ApproximateLru(ApproximateLru.FINE_CLOCK);
        long now = 0xf000_0000L * 10;
        int metadata = fine.admit(0, now);
        assertThat(metadata).isNegative();
        assertThat(fine.coldness(attribute(metadata), now + 12_340)).isEqualTo(12_340);
    }

    @Test
    void evicted_byDefault_changesNothing() {
        lru.evicted(3, 4);
        assertThat(lru.coldness(attribute(lru.admit(3, NOW)), NOW)).isZero();
    }

    @Test
    void toString_namesTheClock() {
        assertThat(lru.toString()).startsWith("ApproximateLru[").contains("24", "1000");
    }
}
