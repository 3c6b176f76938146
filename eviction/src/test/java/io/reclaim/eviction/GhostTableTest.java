package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GhostTableTest {
    private final MemoryAccount account = MemoryAccount.standalone("ghosts");
    private final GhostTable ghosts = new GhostTable(account, bytes -> true);
    private final DensityTable table = new DensityTable();

    private static PopulationClock at(int now) {
        return new PopulationClock(now);
    }

    private void fit(int entries) {
        for (int i = 0; i <= entries / 1024 + 1; i++) {
            ghosts.fit(entries);
        }
        ghosts.checkIntegrity();
    }

    @Test
    void take_evictedKey_itsHistoryAndAgeOnce() {
        fit(1000);
        ghosts.put(12345, AccessHistory.metadata(100, 0x37), at(120), table);
        assertThat(ghosts.take(54321, at(150))).isEqualTo(GhostTable.NONE);
        assertThat(ghosts.take(12345, at(150))).isEqualTo(50 << 8 | 0x37);
        assertThat(ghosts.take(12345, at(150))).isEqualTo(GhostTable.NONE);
    }

    /** Ten ticks of one access each, then the population turns out to be 160: one tick. */
    @Test
    void take_evictedWhileTicksWereShort_ageIsPutRight() {
        fit(1000);
        PopulationClock clock = new PopulationClock();
        ghosts.put(7, AccessHistory.metadata(0, 1), clock, table);
        for (int i = 0; i < 10; i++) {
            clock.tick(0);
        }
        clock.filled(160);
        assertThat(ghosts.take(7, clock)).isEqualTo(1 << 8 | 1);
    }

    @Test
    void take_clockWrapped_ageIsRight() {
        fit(1000);
        int clock = Integer.MAX_VALUE;
        ghosts.put(7, AccessHistory.metadata(clock, 1), at(clock), table);
        assertThat(ghosts.take(7, at(clock + 4095))).isEqualTo(4095 << 8 | 1);
    }

    @Test
    void put_withoutPages_remembersNothing() {
        GhostTable none = new GhostTable(account, bytes -> false);
        none.fit(1000);
        none.put(7, 0, at(0), table);
        assertThat(none.take(7, at(0))).isEqualTo(GhostTable.NONE);
        assertThat(none.bytes()).isZero();
    }

    @Test
    void fit_anyPopulation_fourBytesAnEntryAndOnePageAtATime() {
        int entries = 0;
        while (entries < 50_000) {
            entries += 100;
            long before = ghosts.bytes();
            ghosts.fit(entries);
            assertThat(ghosts.bytes() - before).isBetween(0L, GhostTable.PAGE_BYTES);
            assertThat(ghosts.capacity()).isLessThanOrEqualTo(Math.max(4, entries));
            assertThat(account.bytes()).isEqualTo(ghosts.bytes());
            assertThat(ghosts.bytes()).isLessThan(entries * 4L + 2 * GhostTable.PAGE_BYTES);
        }
        assertThat(ghosts.capacity()).isEqualTo(50_000);
    }

    @Test
    void fit_afterGhosts_setsStayUntilTheyAreFarOff() {
        fit(10_000);
        ghosts.put(7, AccessHistory.metadata(0, 1), at(0), table);
        fit(12_000);
        assertThat(ghosts.capacity()).isEqualTo(10_000);
        fit(5_200);
        assertThat(ghosts.take(7, at(0))).isEqualTo(1);
        fit(4_000);
        assertThat(ghosts.capacity()).isEqualTo(4_000);
        fit(20_000);
        // Sets follow pages when they are a quarter short.
        assertThat(ghosts.capacity()).isBetween(16_000, 20_000);
    }

    @Test
    void fit_populationGone_pagesGivenBack() {
        fit(100_000);
        ghosts.put(7, AccessHistory.metadata(0, 1), at(0), table);
        for (int i = 0; i < 200; i++) {
            ghosts.fit(10);
        }
        ghosts.checkIntegrity();
        assertThat(ghosts.bytes()).isEqualTo(GhostTable.PAGE_BYTES);
    }

    /**
     * Beside a map: what is found is what was put, but for strangers with the same fingerprint, one in 1,024; at half of
     * the capacity a set of 4 overflows with probability 0.05 (Poisson of mean 2, more than 4), losing few.
     */
    @Property(tries = 20, seed = "331")
    void ghosts_anyKeys_agreeWithAMap(@ForAll long seed, @ForAll @IntRange(min = 40, max = 4000) int entries) {
        SplittableRandom random = new SplittableRandom(seed);
        GhostTable some = new GhostTable(MemoryAccount.standalone("some"), bytes -> true);
        for (int i = 0; i < 10; i++) {
            some.fit(entries);
        }
        Map<Integer, Integer> model = new HashMap<>();
        for (int i = 0; i < entries / 2; i++) {
            int hash = random.nextInt();
            int metadata = AccessHistory.metadata(i, random.nextInt(256));
            some.put(hash, metadata, at(i), table);
            model.put(hash, metadata);
        }
        some.checkIntegrity();
        int right = 0;
        for (Map.Entry<Integer, Integer> entry : model.entrySet()) {
            int found = some.take(entry.getKey(), at(entries));
            int metadata = entry.getValue();
            int expected = AccessHistory.age(metadata, entries) << 8 | AccessHistory.history(metadata);
            right += found == expected ? 1 : 0;
        }
        assertThat(right).isGreaterThan(model.size() * 8 / 10);
    }

    /** A ghost that was hit once stays before newcomers, although its entry would go before theirs. */
    @Test
    void put_fullSet_ghostThatWasHitStaysBeforeNewcomers() {
        ghosts.fit(4);
        int clock = 4000;
        int hit = AccessHistory.next(AccessHistory.NEW, 1);
        assertThat(table.cost(hit, clock)).isGreaterThan(table.cost(AccessHistory.NEW, 0));
        ghosts.put(1, AccessHistory.metadata(0, hit), at(0), table);
        for (int hash = 2; hash <= 9; hash++) {
            ghosts.put(hash, AccessHistory.metadata(clock, AccessHistory.NEW), at(clock), table);
        }
        assertThat(ghosts.take(1, at(clock))).isEqualTo(clock << 8 | hit);
    }

    /** A set of four: the fifth replaces one, and that counts as lost. */
    @Test
    void put_fullSet_leastWorthIsReplacedAndCounted() {
        ghosts.fit(4);
        assertThat(ghosts.capacity()).isEqualTo(4);
        int frequent = AccessHistory.next(AccessHistory.NEW, 1);
        ghosts.put(1, AccessHistory.metadata(0, frequent), at(0), table);
        for (int hash = 2; hash <= 9; hash++) {
            ghosts.put(hash, AccessHistory.metadata(0, AccessHistory.NEW), at(0), table);
        }
        assertThat(ghosts.take(1, at(0))).isEqualTo(frequent);
        assertThat(table.observed(AccessHistory.NEW)).isEqualTo(5);
    }

    @Test
    void trim_populationGone_pagesGoOneByOne() {
        fit(100_000);
        ghosts.put(7, 0, at(0), table);
        long before = account.bytes();
        ghosts.trim(10);
        assertThat(account.bytes()).isEqualTo(before - GhostTable.PAGE_BYTES);
        for (int i = 0; i < 200; i++) {
            ghosts.trim(10);
        }
        assertThat(account.bytes()).isEqualTo(GhostTable.PAGE_BYTES);
        ghosts.checkIntegrity();
    }

    @Test
    void trim_pagesMissing_noneIsMade() {
        ghosts.trim(100_000);
        assertThat(account.bytes()).isZero();
    }
}
