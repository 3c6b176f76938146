package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy by itself and under {@link DensityCache}. */
class HitDensityTest {
    private final List<Integer> evicted = new ArrayList<>();

    private DensityCache<Integer> cache(int entries) {
        return new DensityCache<>(entries, 0, (key, value) -> evicted.add(key));
    }

    private static boolean access(DensityCache<Integer> cache, int key) {
        if (cache.get(key) != null) {
            return true;
        }
        cache.add(key, key, 1, false);
        return false;
    }

    @Test
    void construct_expectationNegative_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HitDensity(cache(1), -1, MemoryAccount.standalone("g"), bytes -> true))
                .withMessage("expectedEntries must not be negative: -1");
    }

    @Test
    void admit_afterEviction_rememberedWithItsPast() {
        DensityCache<Integer> population = cache(100);
        HitDensity policy = population.policy;
        int metadata = policy.admit(42, 0);
        assertThat(AccessHistory.history(metadata)).isEqualTo(AccessHistory.NEW);
        metadata = policy.touch(metadata, 0);
        assertThat(AccessHistory.frequency(AccessHistory.history(metadata))).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            population.add(i, i, 1, false);
        }
        policy.evicted(42, metadata);
        assertThat(AccessHistory.frequency(AccessHistory.history(policy.admit(42, 0))))
                .isEqualTo(2);
        assertThat(AccessHistory.frequency(AccessHistory.history(policy.admit(42, 0))))
                .isZero();
        policy.checkIntegrity();
    }

    /** The first ranking turns newcomers away; it must hold although nothing was there at the first access. */
    @Test
    void evicted_firstAfterManyReads_firstRankingHoldsAtFirst() {
        DensityCache<Integer> population = cache(100);
        HitDensity policy = population.policy;
        for (int i = 1; i <= 100; i++) {
            policy.admit(i, 0);
            population.add(i, i, 1, false);
        }
        for (int i = 0; i < 20_000; i++) {
            policy.touch(0, 0);
        }
        policy.evicted(0, 0);
        for (int i = 0; i < 500; i++) {
            policy.touch(0, 0);
            assertThat(policy.table().ranking()).as("after %d accesses", i).isFalse();
        }
        policy.checkIntegrity();
    }

    @Test
    void admit_populationStillEmpty_firstRankingHoldsAtFirst() {
        DensityCache<Integer> population = cache(100);
        HitDensity policy = population.policy;
        policy.admit(0, 0);
        for (int i = 1; i <= 100; i++) {
            population.add(i, i, 1, false);
        }
        for (int i = 0; i < 100; i++) {
            policy.touch(0, 0);
        }
        policy.evicted(0, 0);
        for (int i = 0; i < 100; i++) {
            policy.touch(0, 0);
            assertThat(policy.table().ranking()).as("after %d accesses", i).isFalse();
        }
    }

    /** 600 keys in turn, of which half fit: LRU hits none; Belady's choice hits (300 - 1) / (600 - 1) of them. */
    @Test
    void loop_twiceTheCapacity_nearlyTheBestIsHit() {
        DensityCache<Integer> cache = cache(300);
        int hits = 0;
        int laps = 60;
        for (int i = 0; i < laps * 600; i++) {
            hits += access(cache, i % 600) && i >= 10 * 600 ? 1 : 0;
        }
        cache.policy.checkIntegrity();
        assertThat((double) hits / ((laps - 10) * 600)).isBetween(0.45, 299.0 / 599);
    }

    /** 100 hot keys take every other access, all others are met once: after learning, nothing else is worth a place. */
    @Test
    void scan_besideHotKeys_doesNotPushThemOut() {
        DensityCache<Integer> cache = cache(200);
        SplittableRandom random = new SplittableRandom(5);
        int misses = 0;
        for (int i = 0; i < 60_000; i++) {
            access(cache, 1_000 + i);
            boolean hit = access(cache, random.nextInt(100));
            misses += i >= 20_000 && !hit ? 1 : 0;
        }
        assertThat(misses).isLessThan(400);
    }

    /** Each key twice, five keys apart: whoever evicts the newest at once hits nothing. */
    @Test
    void pairs_newcomersAreWorthMost_allSecondsHit() {
        DensityCache<Integer> cache = cache(200);
        int hits = 0;
        for (int i = 0; i < 40_000; i++) {
            access(cache, i);
            hits += i >= 10_000 && access(cache, i - 5) ? 1 : 0;
        }
        assertThat(hits).isGreaterThan(29_500);
    }

    @Property(tries = 20, seed = "341")
    void cache_sameAccesses_sameEvictions(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int entries) {
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            List<Integer> gone = new ArrayList<>();
            DensityCache<Integer> cache = new DensityCache<>(entries, 0, (key, value) -> gone.add(key));
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 3000; i++) {
                access(cache, (int) (random.nextDouble() * random.nextDouble() * 2000));
            }
            cache.policy.checkIntegrity();
            cache.evictor.checkIntegrity();
            assertThat(cache.size()).isLessThanOrEqualTo(entries);
            runs.add(gone);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    /** No access does more than one step of the ranking, and each ranking takes an eighth of its period or 150 accesses. */
    @ParameterizedTest
    @ValueSource(ints = {10, 300, 3000, 20_000})
    void access_anySize_atMostOneStepOfTheRanking(int entries) {
        DensityCache<Integer> cache = cache(entries);
        for (int i = 0; i < entries; i++) {
            cache.add(i, i, 1, false);
        }
        HitDensity policy = cache.policy;
        int metadata = policy.admit(1, 0);
        policy.evicted(2, metadata);
        int longest = 0;
        int ranking = 0;
        int rankings = 0;
        for (int i = 0; i < 12 * entries + 3000; i++) {
            metadata = policy.touch(metadata, 0);
            ranking = policy.table().ranking() ? ranking + 1 : 0;
            rankings += ranking == 1 ? 1 : 0;
            longest = Math.max(longest, ranking);
            if (i % 97 == 0) {
                policy.checkIntegrity();
            }
        }
        assertThat(rankings).isPositive();
        assertThat(longest).isBetween(DensityTable.STEPS - 1, Math.max(DensityTable.STEPS, entries / 8 + 1));
    }

    @Test
    void clock_sixteenTicksForEachPopulation() {
        DensityCache<Integer> cache = cache(1600);
        for (int i = 0; i < 1600; i++) {
            cache.add(i, i, 1, false);
        }
        int metadata = cache.policy.admit(1, 0);
        cache.policy.evicted(2, metadata);
        for (int i = 0; i < 100; i++) {
            metadata = cache.policy.touch(metadata, 0); // to the end of a tick that began while it was filled
        }
        int before = cache.policy.time().now();
        for (int i = 0; i < 16_000; i++) {
            metadata = cache.policy.touch(metadata, 0);
        }
        assertThat(cache.policy.time().now() - before).isBetween(159, 161);
    }

    /** 1,600 come one by one, then one goes: the first of them was accessed C accesses ago, not 16 (1 + ln 100) ticks. */
    @Test
    void evicted_theFirst_agesOfTheFillArePutRight() {
        DensityCache<Integer> cache = cache(1600);
        int first = cache.policy.admit(-1, 0);
        for (int i = 0; i < 1600; i++) {
            cache.add(i, i, 1, false);
        }
        HitDensity policy = cache.policy;
        assertThat(policy.time().age(AccessHistory.age(first, policy.time().now())))
                .isGreaterThan(50);
        cache.add(1600, 1600, 1, false);
        assertThat(policy.time().age(AccessHistory.age(first, policy.time().now())))
                .isBetween(14, 17);
    }

    /** What was learned while filling up was by wrong ages. */
    @Test
    void evicted_theFirst_countsOfTheFillForgotten() {
        DensityCache<Integer> cache = cache(100);
        for (int i = 0; i < 100; i++) {
            access(cache, i);
            access(cache, i);
        }
        assertThat(cache.policy.table().observed(AccessHistory.NEW)).isEqualTo(100);
        access(cache, 100);
        assertThat(cache.policy.table().observed(AccessHistory.NEW)).isZero();
    }

    /** A loop of 5 C, of which LRU hits nothing: the first ranking holds on to a fifth until it has come round again. */
    @Test
    void loop_fiveTimesTheCapacity_hitInTheSecondLap() {
        DensityCache<Integer> cache = cache(300);
        int hits = 0;
        for (int i = 0; i < 2 * 1500; i++) {
            hits += access(cache, i % 1500) ? 1 : 0;
        }
        assertThat(hits).isBetween(200, 300);
    }

    /** Counts tell of 0.7 of all accesses; a policy that forgot faster or not at all would know fewer or more. */
    @Test
    void counts_afterManyAccesses_thoseOfMostOfThem() {
        DensityCache<Integer> cache = cache(2000);
        for (int i = 0; i <= 2000; i++) {
            access(cache, i);
        }
        HitDensity policy = cache.policy;
        int metadata = policy.admit(-1, 0);
        for (int i = 0; i < 200_000; i++) {
            metadata = policy.touch(metadata, 0);
        }
        int most = AccessHistory.history(metadata);
        assertThat(policy.table().observed(most)).isBetween(60_000.0, 140_000.0);
        for (int i = 0; i < 2_000_000; i++) {
            metadata = policy.touch(metadata, 0);
        }
        assertThat(policy.table().observed(most)).isBetween(250_000.0, 350_000.0);
    }

    /** A twentieth of the population came back early and was turned away: not yet, and then, the first ranking ends. */
    @Test
    void earlyReturns_moreThanATwentieth_endTheFirstRanking() {
        for (int returns : new int[] {90, 110}) {
            DensityCache<Integer> cache = cache(2000);
            for (int i = 0; i <= 2000; i++) {
                access(cache, i);
            }
            HitDensity policy = cache.policy;
            for (int i = 0; i < returns; i++) {
                policy.evicted(-i, policy.admit(-i, 0));
                policy.admit(-i, 0);
            }
            boolean ended = false;
            int metadata = policy.admit(-1000, 0);
            for (int i = 0; i < 1000; i++) {
                metadata = policy.touch(metadata, 0);
                ended |= policy.table().ranking();
            }
            assertThat(ended).as("after %d returns", returns).isEqualTo(returns > 100);
        }
    }

    /** Newcomers that come back end the first ranking; then few accesses are remembered, as there were few. */
    @Test
    void counts_firstRankingEndedEarly_thoseOfSixPeriods() {
        DensityCache<Integer> cache = cache(2000);
        for (int i = 0; i <= 2000; i++) {
            access(cache, i);
        }
        HitDensity policy = cache.policy;
        for (int i = 0; i <= 101; i++) {
            policy.evicted(-i, policy.admit(-i, 0));
            policy.admit(-i, 0);
        }
        int metadata = policy.admit(-1000, 0);
        for (int i = 0; i < 15; i++) {
            metadata = policy.touch(metadata, 0);
        }
        for (int i = 0; i < 12_000; i++) {
            metadata = policy.touch(metadata, 0);
        }
        assertThat(policy.table().observed(AccessHistory.history(metadata))).isBetween(5000.0, 8000.0);
    }

    @Test
    void metadata_ofAnotherPolicy_isJudgedWithoutHarm() {
        HitDensity policy = cache(10).policy;
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            int metadata = random.nextInt();
            assertThat(policy.coldness(Integer.toUnsignedLong(metadata), 0)).isPositive();
            policy.evicted(i, policy.touch(metadata, 0));
        }
        policy.checkIntegrity();
    }

    @Test
    void ghosts_inAFullCache_fourBytesAnEntry() {
        MemoryAccount account = MemoryAccount.standalone("ghosts");
        ListPopulation population = new ListPopulation(1);
        HitDensity policy = new HitDensity(population, 0, account, bytes -> true);
        for (int ref = 0; ref < 20_480; ref++) {
            population.put(ref, 0);
            policy.admit(ref, 0);
        }
        policy.evicted(1, 0);
        policy.checkIntegrity();
        assertThat(policy.ghosts()).isEqualTo(20_480);
        assertThat(account.bytes()).isLessThanOrEqualTo(4 * 20_480 + 20 * 16);
    }

    /** A limit is raised: as many ghosts as entries, but for a quarter, by the time it is reached. */
    @Test
    void ghosts_populationGrowsAfterEvictions_followIt() {
        ListPopulation population = new ListPopulation(1);
        HitDensity policy = new HitDensity(population);
        for (int ref = 0; ref < 2000; ref++) {
            population.put(ref, 0);
            policy.admit(ref, 0);
        }
        policy.evicted(1, 0);
        for (int ref = 2000; ref < 50_000; ref++) {
            population.put(ref, 0);
            policy.admit(ref, 0);
        }
        policy.checkIntegrity();
        assertThat(policy.ghosts()).isGreaterThan(38_000);
    }

    @Test
    void pinned_entriesNeverGo() {
        DensityCache<Integer> cache = cache(100);
        for (int i = 0; i < 20; i++) {
            cache.add(-1 - i, i, 1, true);
        }
        for (int i = 0; i < 5000; i++) {
            access(cache, i);
        }
        assertThat(evicted).hasSize(5000 - 80).allMatch(key -> key >= 0);
    }

    @Test
    void pinned_all_nothingIsEvictedAndPutRefused() {
        DensityCache<Integer> cache = cache(10);
        for (int i = 0; i < 10; i++) {
            cache.add(i, i, 1, true);
        }
        assertThat(cache.add(10, 10, 1, false)).isFalse();
        assertThat(cache.evictor.report().drawn()).isZero();
    }

    /** 100 small and 100 large entries, used alike: per byte the small ones are worth ten times as much. */
    @Test
    void weight_perByte_largeEntriesGoFirst() {
        Map<Double, Integer> smallHits = new HashMap<>();
        for (double beta : new double[] {0, 1}) {
            DensityCache<Integer> cache = new DensityCache<>(550, beta, (key, value) -> {});
            SplittableRandom random = new SplittableRandom(9);
            int hits = 0;
            for (int i = 0; i < 40_000; i++) {
                int key = random.nextInt(200);
                if (cache.get(key) == null) {
                    cache.add(key, key, key < 100 ? 1 : 10, false);
                } else {
                    hits += key < 100 ? 1 : 0;
                }
                assertThat(cache.bytes).isLessThanOrEqualTo(550);
            }
            smallHits.put(beta, hits);
        }
        assertThat(smallHits.get(1.0)).isGreaterThan(18_000);
        assertThat(smallHits.get(0.0)).isLessThan(16_000);
    }

    @Test
    void evict_batch_asManyAsWantedOrThereAre() {
        DensityCache<Integer> cache = cache(50);
        for (int i = 0; i < 50; i++) {
            access(cache, i);
        }
        assertThat(cache.evictor.evict(20, 0)).isEqualTo(20);
        assertThat(cache.evictor.evict(100, 0)).isEqualTo(30);
        assertThat(evicted).hasSize(50).doesNotHaveDuplicates();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.evictor.evict(0, 0))
                .withMessage("victims must be positive: 0");
    }

    @Test
    void report_afterEvictions_addsUp() {
        DensityCache<Integer> cache = cache(100);
        assertThat(cache.evictor.report().poolHitRate()).isZero();
        for (int i = 0; i < 1100; i++) {
            access(cache, i);
        }
        EvictionReport report = cache.evictor.report();
        assertThat(report.evictions()).isEqualTo(1000);
        assertThat(report.evictedBytes()).isEqualTo(1000);
        // Two where the newcomer goes, else ten; a few more where all candidates had become warmer.
        assertThat(report.drawn()).isBetween(2000L, 11_000L);
        assertThat(report.coldness()).hasSize(64);
        assertThat(report.coldness().stream().mapToLong(n -> n).sum()).isEqualTo(report.drawn());
        assertThat(report.remembered()).isBetween(1L, 1000L);
        assertThat(report.poolHitRate()).isEqualTo(report.remembered() / 1000.0);
    }

    @Test
    void bytes_betaOutside_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CandidateWeight.bytes(ref -> 1, 1.5))
                .withMessage("beta must be 0 to 1: 1.5");
    }

    @Test
    void bytes_halfWay_rootOfTheSize() {
        assertThat(CandidateWeight.bytes(ref -> 100, 0.5).weigh(0, 7)).isEqualTo(70);
        assertThat(CandidateWeight.bytes(ref -> 100, 0).weigh(0, 7)).isEqualTo(7);
        assertThat(CandidateWeight.bytes(ref -> 100, 1).weigh(0, 7)).isEqualTo(700);
    }
}
