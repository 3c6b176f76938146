package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class MemoryAdvisorPropertiesTest {
    private static final int REQUESTS = 1_000;

    /** A falling staircase: at each of the sizes a request more is a hit, as in the curve of any trace. */
    private static MissRatios curve(List<Integer> distances) {
        return entries ->
                1.0 - (double) distances.stream().filter(d -> d <= entries).count() / REQUESTS;
    }

    @Property(tries = 300, seed = "721")
    void hitRatio_moreBytes_notLess(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 500) Integer> distances,
            @ForAll @IntRange(max = 5_000) int fixed,
            @ForAll @DoubleRange(min = 1, max = 900) double perEntry,
            @ForAll @LongRange(max = 500_000) long bytes,
            @ForAll @LongRange(max = 50_000) long more) {
        MemoryAdvisor advisor = new MemoryAdvisor(curve(distances), fixed, perEntry, 0);
        assertThat(advisor.hitRatio(bytes + more)).isGreaterThanOrEqualTo(advisor.hitRatio(bytes));
    }

    @Property(tries = 300, seed = "722")
    void bytesFor_anyWish_isEnoughAndOneLessIsNot(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 500) Integer> distances,
            @ForAll @IntRange(max = 5_000) int fixed,
            @ForAll @DoubleRange(min = 1, max = 900) double perEntry,
            @ForAll @DoubleRange(min = 0, max = 0.07) double wish) {
        MemoryAdvisor advisor = new MemoryAdvisor(curve(distances), fixed, perEntry, 0);
        double reachable = 1 - curve(distances).missRatio(Long.MAX_VALUE);
        long bytes = advisor.bytesFor(wish);
        if (reachable < wish) {
            assertThat(bytes).isEqualTo(MemoryAdvisor.UNREACHABLE);
            return;
        }
        assertThat(advisor.hitRatio(bytes)).isGreaterThanOrEqualTo(wish);
        if (bytes > fixed) {
            assertThat(advisor.hitRatio(bytes - 1)).isLessThan(wish);
        } else {
            assertThat(bytes).isEqualTo(fixed);
        }
    }

    @Property(tries = 300, seed = "723")
    void advise_anyStore_agreesWithBothDirections(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 500) Integer> distances,
            @ForAll @IntRange(max = 5_000) int fixed,
            @ForAll @DoubleRange(min = 1, max = 900) double perEntry,
            @ForAll @LongRange(max = 500_000) long more,
            @ForAll @DoubleRange(min = 0, max = 0.07) double wish) {
        long current = fixed + more; // a store takes at least what it takes when empty
        MemoryAdvisor advisor = new MemoryAdvisor(curve(distances), fixed, perEntry, current);
        MemoryAdvice advice = advisor.advise(wish);
        assertThat(advice.gain()).isNotNegative();
        assertThat(advice.loss()).isNotNegative();
        assertThat(advice.currentHitRatio()).isEqualTo(advisor.hitRatio(current));
        switch (advice.verdict()) {
            case GROW -> assertThat(advice.currentHitRatio()).isLessThan(wish);
            case UNREACHABLE -> assertThat(advice.reachableHitRatio()).isLessThan(wish);
            case KEEP, SHRINK -> {
                assertThat(advice.currentHitRatio()).isGreaterThanOrEqualTo(wish);
                assertThat(advice.neededBytes()).isLessThanOrEqualTo(current);
            }
        }
    }
}
