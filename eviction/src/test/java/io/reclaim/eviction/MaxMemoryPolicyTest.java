package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxMemoryPolicyTest {
    private static final String[] ALL = {
        "noeviction",
        "allkeys-lru",
        "allkeys-lfu",
        "allkeys-lrm",
        "allkeys-random",
        "volatile-lru",
        "volatile-lfu",
        "volatile-lrm",
        "volatile-random",
        "volatile-ttl",
        "hit-density"
    };
    private static final EvictionConfig CONFIG = new EvictionConfig(7, 16, 0, 3, new CoarseClock(24, 1000), 10);

    private static EvictionPolicy ranking(MaxMemoryPolicy policy) {
        return policy.ranking(
                CONFIG,
                new SplittableRandom(1),
                new ListPopulation(1),
                MemoryAccount.standalone("ghosts"),
                bytes -> true);
    }

    @Test
    void values_haveTheTenNamesOfRedisAndOurOwn() {
        assertThat(Arrays.stream(MaxMemoryPolicy.values()).map(MaxMemoryPolicy::redisName))
                .containsExactlyInAnyOrder(ALL);
    }

    @Test
    void names_listsAllSeparatedByCommas() {
        assertThat(MaxMemoryPolicy.names().split(", ", -1)).containsExactlyInAnyOrder(ALL);
    }

    @ParameterizedTest
    @EnumSource
    void of_eachName_isItsPolicy(MaxMemoryPolicy policy) {
        assertThat(MaxMemoryPolicy.of(policy.redisName())).isSameAs(policy);
        assertThat(policy).hasToString(policy.redisName());
        assertThat(policy.name()).isEqualToIgnoringCase(policy.redisName().replace('-', '_'));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "lru", "ALLKEYS_LRU", "allkeys-lru ", "Allkeys-Lru", "allkeys-ttl"})
    void of_unknownName_refusedWithTheNameAndAllOthers(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxMemoryPolicy.of(name))
                .withMessageContaining("policy: " + name)
                .withMessageContainingAll(ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "noeviction, false, false, false, 7, ApproximateLru",
        "allkeys-lru, true, false, false, 7, ApproximateLru",
        "allkeys-lfu, true, false, false, 7, LogarithmicLfu",
        "allkeys-lrm, true, false, false, 7, LeastRecentlyModified",
        "allkeys-random, true, false, false, 1, RandomEviction",
        "volatile-lru, true, true, false, 7, ApproximateLru",
        "volatile-lfu, true, true, false, 7, LogarithmicLfu",
        "volatile-lrm, true, true, false, 7, LeastRecentlyModified",
        "volatile-random, true, true, false, 1, RandomEviction",
        "volatile-ttl, true, true, true, 7, VolatileTtl",
        "hit-density, true, false, false, 10, HitDensity"
    })
    void policy_eachName_saysWhatItStandsFor(
            String name, boolean evicts, boolean onlyVolatile, boolean byDeadline, int samples, String ranking) {
        MaxMemoryPolicy policy = MaxMemoryPolicy.of(name);
        assertThat(policy.evicts()).isEqualTo(evicts);
        assertThat(policy.onlyVolatile()).isEqualTo(onlyVolatile);
        assertThat(policy.ranksByDeadline()).isEqualTo(byDeadline);
        assertThat(policy.samples(CONFIG)).isEqualTo(samples);
        assertThat(ranking(policy).getClass().getSimpleName()).isEqualTo(ranking);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noeviction", "allkeys-lru", "volatile-lru", "allkeys-lrm", "volatile-lrm"})
    void ranking_byTime_usesTheClockOfTheSettings(String name) {
        assertThat(ranking(MaxMemoryPolicy.of(name)).admit(0, 1_234_567)).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lfu", "volatile-lfu"})
    void ranking_byFrequency_usesFactorAndDecayOfTheSettings(String name) {
        EvictionPolicy lfu = ranking(MaxMemoryPolicy.of(name));
        int metadata = lfu.admit(0, 0);
        for (int i = 0; i < 100; i++) {
            metadata = lfu.touch(metadata, 0);
        }
        assertThat(lfu.coldness(metadata, 0)).isEqualTo(255 - 105);
        assertThat(lfu.coldness(metadata, 6 * 60_000)).isEqualTo(255 - 103);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lfu", "volatile-lfu"})
    void ranking_byFrequency_drawsFromTheGivenRandom(String name) {
        EvictionPolicy lucky = MaxMemoryPolicy.of(name).ranking(EvictionConfig.defaults(), new FixedChance(0));
        EvictionPolicy unlucky =
                MaxMemoryPolicy.of(name).ranking(EvictionConfig.defaults(), new FixedChance(FixedChance.HIGHEST));
        assertThat(lucky.touch(100, 0)).isEqualTo(101);
        assertThat(unlucky.touch(100, 0)).isEqualTo(100);
    }

    @Test
    void ranking_byDensityWithoutAPopulation_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MaxMemoryPolicy.HIT_DENSITY.ranking(CONFIG, new SplittableRandom(1)))
                .withMessage("policy needs its population: hit-density");
    }

    @ParameterizedTest
    @EnumSource
    void offersNewcomers_onlyByDensity(MaxMemoryPolicy policy) {
        assertThat(policy.offersNewcomers()).isEqualTo(policy == MaxMemoryPolicy.HIT_DENSITY);
    }

    @Test
    void samples_byDensity_moreIfWanted() {
        assertThat(MaxMemoryPolicy.HIT_DENSITY.samples(CONFIG.withSamples(16))).isEqualTo(16);
    }

    @ParameterizedTest
    @EnumSource
    void ranking_twice_givesTwoPolicies(MaxMemoryPolicy policy) {
        assertThat(ranking(policy)).isNotSameAs(ranking(policy));
    }
}
