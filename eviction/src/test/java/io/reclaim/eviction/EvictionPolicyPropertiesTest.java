package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds for every ranking that a name of {@link MaxMemoryPolicy} stands for. */
class EvictionPolicyPropertiesTest {
    private static final long FAR = 1L << 50;

    @Provide
    Arbitrary<MaxMemoryPolicy> names() {
        // Not HitDensity, whose answers depend on what it has seen.
        return Arbitraries.of(MaxMemoryPolicy.class).filter(name -> name != MaxMemoryPolicy.HIT_DENSITY);
    }

    @Provide
    Arbitrary<MaxMemoryPolicy> rankingsByMetadata() {
        return names().filter(name -> !name.ranksByDeadline());
    }

    private static EvictionPolicy ranking(MaxMemoryPolicy name) {
        return name.ranking(EvictionConfig.defaults(), new SplittableRandom(1));
    }

    @Property(tries = 500, seed = "51")
    void coldness_anyMetadata_notNegative(
            @ForAll("names") MaxMemoryPolicy name,
            @ForAll int metadata,
            @ForAll @LongRange(min = -FAR, max = FAR) long nowMillis) {
        assertThat(ranking(name).coldness(Integer.toUnsignedLong(metadata), nowMillis))
                .isNotNegative();
    }

    @Property(tries = 500, seed = "52")
    void admit_anyHash_givesTheSameMetadata(
            @ForAll("names") MaxMemoryPolicy name,
            @ForAll int hash,
            @ForAll int other,
            @ForAll @LongRange(max = FAR) long nowMillis) {
        EvictionPolicy ranking = ranking(name);
        int metadata = ranking.admit(hash, nowMillis);

        assertThat(ranking.admit(other, nowMillis)).isEqualTo(metadata);
        ranking.evicted(hash, metadata);
        assertThat(ranking.admit(hash, nowMillis)).isEqualTo(metadata);
    }

    @Property(tries = 500, seed = "53")
    void modify_isTheSameAsTouchUnlessRankedByWrites(
            @ForAll("names") MaxMemoryPolicy name, @ForAll int metadata, @ForAll @LongRange(max = FAR) long nowMillis) {
        EvictionPolicy ranking = ranking(name);
        int expected = ranking instanceof LeastRecentlyModified
                ? ranking.admit(0, nowMillis)
                : ranking(name).touch(metadata, nowMillis);

        assertThat(ranking.modify(metadata, nowMillis)).isEqualTo(expected);
    }

    @Property(tries = 500, seed = "54")
    void use_neverMakesAnEntryColder(
            @ForAll("rankingsByMetadata") MaxMemoryPolicy name,
            @ForAll int metadata,
            @ForAll @LongRange(max = FAR) long nowMillis) {
        EvictionPolicy ranking = ranking(name);
        long before = ranking.coldness(Integer.toUnsignedLong(metadata), nowMillis);

        assertThat(coldness(ranking, ranking.touch(metadata, nowMillis), nowMillis))
                .isLessThanOrEqualTo(before);
        assertThat(coldness(ranking, ranking.modify(metadata, nowMillis), nowMillis))
                .isLessThanOrEqualTo(before);
    }

    @Property(tries = 500, seed = "55")
    void wait_lessThanAPeriod_neverMakesAnEntryWarmer(
            @ForAll("rankingsByMetadata") MaxMemoryPolicy name,
            @ForAll @LongRange(max = FAR) long usedMillis,
            @ForAll @LongRange(max = 1L << 30) long waitMillis,
            @ForAll @LongRange(max = 1L << 30) long moreMillis) {
        EvictionPolicy ranking = ranking(name);
        int metadata = ranking.admit(0, usedMillis);

        assertThat(coldness(ranking, metadata, usedMillis + waitMillis + moreMillis))
                .isGreaterThanOrEqualTo(coldness(ranking, metadata, usedMillis + waitMillis));
    }

    @Property(tries = 500, seed = "56")
    void order_usedEarlier_neverWarmer(
            @ForAll("rankingsByMetadata") MaxMemoryPolicy name,
            @ForAll @LongRange(max = FAR) long earlierMillis,
            @ForAll @LongRange(max = 1L << 30) long laterBy,
            @ForAll @LongRange(max = 1L << 30) long judgedAfter) {
        EvictionPolicy ranking = ranking(name);
        long judgedMillis = earlierMillis + laterBy + judgedAfter;

        assertThat(coldness(ranking, ranking.admit(0, earlierMillis), judgedMillis))
                .isGreaterThanOrEqualTo(coldness(ranking, ranking.admit(0, earlierMillis + laterBy), judgedMillis));
    }

    private static long coldness(EvictionPolicy ranking, int metadata, long nowMillis) {
        return ranking.coldness(Integer.toUnsignedLong(metadata), nowMillis);
    }
}
