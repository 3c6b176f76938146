package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DensityTableTest {
    private final DensityTable table = new DensityTable();

    private void rank(double fade) {
        table.begin(fade);
        int steps = 1;
        while (table.step()) {
            steps++;
        }
        assertThat(steps).isEqualTo(DensityTable.STEPS);
        assertThat(table.ranking()).isFalse();
        table.checkIntegrity();
    }

    private static int seen(int times, int age) {
        int history = AccessHistory.NEW;
        for (int i = 0; i < times; i++) {
            history = AccessHistory.next(history, age);
        }
        return history;
    }

    @Test
    void cost_nothingLearned_newcomersGoFirstAndYoungestOfThem() {
        table.checkIntegrity();
        assertThat(table.cost(AccessHistory.NEW, 0)).isGreaterThan(table.cost(AccessHistory.NEW, 40));
        assertThat(table.cost(AccessHistory.NEW, 40)).isGreaterThan(table.cost(seen(1, 8), 0));
        assertThat(table.cost(seen(1, 8), 0)).isGreaterThan(table.cost(seen(3, 8), 0));
        assertThat(table.cost(seen(1, 64), 0)).isGreaterThan(table.cost(seen(1, 8), 0));
        assertThat(table.cost(seen(1, 8), 4000)).isGreaterThan(table.cost(AccessHistory.NEW, 0));
    }

    @Test
    void fade_fewObservationsAndSlowly_areForgotten() {
        int history = seen(2, 8);
        for (int i = 0; i < 4; i++) {
            table.reused(history, 20);
            table.lost(history, 40);
        }
        double before = table.observed(history);
        for (int i = 0; i < 3_000; i++) {
            rank(1 / 300.0);
        }
        assertThat(before).isGreaterThan(4);
        assertThat(table.observed(history)).isLessThan(0.2); // e^-10 of them, and a unit of rounding a cell
    }

    @Test
    void cost_onlyLosses_higherThanWithHits() {
        for (int i = 0; i < 1000; i++) {
            table.lost(AccessHistory.NEW, 40);
            table.reused(seen(1, 8), 20);
        }
        rank(0);
        for (int age = 0; age <= 20; age++) {
            assertThat(table.cost(AccessHistory.NEW, age)).isGreaterThan(2 * table.cost(seen(1, 8), age));
        }
    }

    /** All come back at age 20: each tick that has passed brings the hit nearer, and 10,000 observations outweigh 64. */
    @Test
    void cost_loop_fallsUntilTheAccess() {
        for (int i = 0; i < 10_000; i++) {
            table.reused(AccessHistory.NEW, 20);
        }
        rank(0);
        for (int age = 1; age <= 20; age++) {
            assertThat(table.cost(AccessHistory.NEW, age))
                    .as("at %d", age)
                    .isLessThanOrEqualTo(table.cost(AccessHistory.NEW, age - 1));
        }
        assertThat(table.cost(AccessHistory.NEW, 0)).isBetween(20 / 0.6F * 0.9F, 23 / 0.6F * 1.1F);
        assertThat(table.cost(AccessHistory.NEW, 30)).isGreaterThan(10 * table.cost(AccessHistory.NEW, 20));
    }

    @Test
    void cost_classWithoutObservations_thatOfItsFrequency() {
        for (int i = 0; i < 1000; i++) {
            table.reused(seen(1, 8), 5);
            table.lost(seen(4, 8), 40);
        }
        rank(0);
        assertThat(table.observed(seen(1, 64))).isZero();
        assertThat(table.cost(seen(4, 64), 5)).isGreaterThan(2 * table.cost(seen(1, 64), 5));
        assertThat(table.cost(seen(1, 64), 5)).isEqualTo(table.cost(seen(1, 200), 5));
    }

    /** 640 observations outweigh the 64 of what is coarser ten times: of those of one class, 9 of 10 wait until age 5. */
    @Test
    void cost_tenTimesThePrior_learnedFromItsOwn() {
        for (int i = 0; i < 640; i++) {
            table.reused(seen(1, 8), 40);
            table.reused(seen(1, 200), 0);
        }
        rank(0);
        assertThat(table.cost(seen(1, 8), 0)).isGreaterThan(5 * table.cost(seen(1, 200), 0));
    }

    @Test
    void begin_fading_countsFallByTheShare() {
        for (int i = 0; i < 1000; i++) {
            table.reused(AccessHistory.NEW, 3);
            table.lost(AccessHistory.NEW, 30);
        }
        rank(0);
        assertThat(table.observed(AccessHistory.NEW)).isEqualTo(2000);
        rank(0.1);
        assertThat(table.observed(AccessHistory.NEW)).isBetween(1799.0, 1801.0);
        for (int i = 0; i < 200; i++) {
            rank(0.1);
        }
        assertThat(table.observed(AccessHistory.NEW)).isLessThan(1);
    }

    @Test
    void forget_afterRanking_countsGoAndTheRankingStays() {
        for (int i = 0; i < 1000; i++) {
            table.reused(AccessHistory.NEW, 3);
            table.lost(AccessHistory.NEW, 30);
        }
        rank(0);
        float cost = table.cost(AccessHistory.NEW, 3);
        table.forget();
        assertThat(table.observed(AccessHistory.NEW)).isZero();
        assertThat(table.cost(AccessHistory.NEW, 3)).isEqualTo(cost);
    }

    /** Without observations hazards are the prior's: 64 hits of one class at age 0 weigh as much as it does. */
    @Test
    void cost_asManyAsThePrior_halfLearned() {
        for (int i = 0; i < 64; i++) {
            table.lost(seen(1, 8), 4000);
        }
        rank(0);
        float few = table.cost(seen(1, 8), 0);
        for (int i = 0; i < 64 * 64; i++) {
            table.lost(seen(1, 8), 4000);
        }
        rank(0);
        assertThat(table.cost(seen(1, 8), 0)).isGreaterThan(8 * few);
    }

    /** As above for what a class without observations takes from its frequency, which leans on all with 200. */
    @Test
    void cost_asManyAsThePriorOfAFrequency_halfLearned() {
        for (int i = 0; i < 200; i++) {
            table.lost(seen(1, 8), 4000);
            table.reused(seen(3, 8), 0);
        }
        rank(0);
        float few = table.cost(seen(1, 200), 0);
        for (int i = 0; i < 1000; i++) {
            table.lost(seen(1, 8), 4000);
            table.reused(seen(3, 8), 0);
        }
        rank(0);
        assertThat(table.cost(seen(1, 200), 0)).isGreaterThan(4 * few);
    }

    @Test
    void rank_twiceOnTheSameCounts_sameCosts() {
        for (int i = 0; i < 500; i++) {
            table.reused(seen(i % 5, i % 70), i % 300);
            table.lost(seen(i % 3, i % 9), i % 900);
        }
        rank(0);
        float[] costs = new float[300];
        for (int age = 0; age < costs.length; age++) {
            costs[age] = table.cost(seen(2, 9), age);
        }
        rank(0);
        for (int age = 0; age < costs.length; age++) {
            assertThat(table.cost(seen(2, 9), age)).isEqualTo(costs[age]);
        }
    }

    @Test
    void tables_fitTheirBytes() {
        int cells = AccessHistory.CLASSES * AgeBuckets.COUNT;
        int ofCells = 3 * Integer.BYTES * cells;
        int ofFrequencies = AgeBuckets.COUNT * (3 * AccessHistory.CLASSES / 12 * Double.BYTES + Float.BYTES);
        int ofOneClass = AgeBuckets.COUNT * 5 * Double.BYTES;
        int ofIndex = (AgeBuckets.COUNT + 1) * (2 * Double.BYTES + Integer.BYTES);
        int headers = 40 * 24;
        assertThat(ofCells + ofFrequencies + ofOneClass + ofIndex + headers).isLessThan(DensityTable.BYTES);
    }
}
