package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class VolatileTtlTest {
    private final VolatileTtl ttl = new VolatileTtl();

    @Test
    void metadata_isNotKept() {
        assertThat(ttl.admit(17, 1000)).isZero();
        assertThat(ttl.touch(5, 1000)).isEqualTo(5);
        assertThat(ttl.modify(5, 1000)).isEqualTo(5);
    }

    @Test
    void coldness_extremeDeadlines_stayInRange() {
        assertThat(ttl.coldness(0, 1000)).isEqualTo(Long.MAX_VALUE);
        assertThat(ttl.coldness(Long.MAX_VALUE, 1000)).isZero();
    }

    @Property(tries = 300, seed = "42")
    void coldness_soonerDeadline_isColderAtAnyTime(
            @ForAll @LongRange(max = Long.MAX_VALUE) long deadline,
            @ForAll @LongRange(max = Long.MAX_VALUE) long other,
            @ForAll long nowMillis) {
        assertThat(Long.compare(ttl.coldness(deadline, nowMillis), ttl.coldness(other, nowMillis)))
                .isEqualTo(Long.compare(other, deadline));
    }

    @Test
    void evict_deadlines_soonestFirstAndPostponedNever() {
        ListPopulation population = new ListPopulation(1);
        for (int ref = 0; ref < 8; ref++) {
            population.put(ref, 1000 + ref);
        }
        SampledEvictor evictor = new SampledEvictor(population, ttl, population, 64, 16);
        evictor.offer(0, 500);
        population.put(0, 5000);
        for (int i = 0; i < 8; i++) {
            evictor.evict(500);
        }
        assertThat(population.removed()).containsExactly(1, 2, 3, 4, 5, 6, 7, 0);
    }

    @Test
    void toString_isItsName() {
        assertThat(ttl).hasToString("VolatileTtl");
    }
}
