package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehashingMapBudgetTest {
    private static final int TO_THE_END = 1 << 20;

    /** Counts how often any key is hashed: once by the call, once for each entry that a resize moves. */
    private final int[] hashed = new int[1];

    private final List<Key> keys = new ArrayList<>();
    private final RehashingMap<Key, Integer> map = new RehashingMap<>();

    private final class Key {
        private final int id;

        Key(int id) {
            this.id = id;
        }

        @Override
        public int hashCode() {
            hashed[0]++;
            return id * 0x9e3779b9;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private int put() {
        Key key = new Key(keys.size());
        keys.add(key);
        hashed[0] = 0;
        map.put(key, 0);
        return hashed[0];
    }

    private int removeLast() {
        Key key = keys.remove(keys.size() - 1);
        hashed[0] = 0;
        map.remove(key);
        return hashed[0];
    }

    private void fill(int size) {
        while (keys.size() < size) {
            put();
        }
        idle();
    }

    private void idle() {
        map.rehashing().step(0, WorkBudget.ofUnits(TO_THE_END));
    }

    /** A bucket of a load of 8 holds more than 32 once in 10^9 times. */
    private static final int FULLEST = 32;

    @Test
    void put_growing_movesOneBucketAtMost() {
        int worst = 0;
        for (int i = 0; i < 40_000; i++) {
            worst = Math.max(worst, put());
        }
        assertThat(worst).isBetween(2, 1 + FULLEST);
    }

    @Test
    void remove_shrinking_hashesNoOtherKey() {
        fill(40_000);
        int worst = 0;
        while (!keys.isEmpty()) {
            worst = Math.max(worst, removeLast());
        }
        assertThat(worst).isEqualTo(1);
        assertThat(map.report().worstMoved()).isLessThanOrEqualTo(FULLEST);
    }

    @Test
    void get_midRehash_movesNothing() {
        fill(460);
        for (int i = 0; i < 20; i++) {
            put();
        }
        hashed[0] = 0;
        for (Key key : keys) {
            assertThat(map.get(key)).isNotNull();
        }
        assertThat(hashed[0]).isEqualTo(keys.size());
    }

    @Test
    void put_presentKey_movesNothing() {
        fill(460);
        hashed[0] = 0;
        map.put(keys.get(5), 9);
        assertThat(hashed[0]).isEqualTo(1);
    }

    @Test
    void rehashing_unitByUnit_oneBucketEach() {
        map.pauseRehash();
        for (int i = 0; i < 1000; i++) {
            put();
        }
        map.resumeRehash();
        int units = 0;
        boolean more = true;
        while (more) {
            hashed[0] = 0;
            WorkBudget one = WorkBudget.ofUnits(1);
            more = map.rehashing().step(0, one);
            assertThat(one.spent()).isLessThanOrEqualTo(1);
            units++;
        }
        // From 1 bucket to 256: the smallest power of two at which 1,000 entries fill less than 0.84.
        assertThat(units).isEqualTo(255);
        map.checkIntegrity();
    }

    @Test
    void rehashing_paused_nothingToDo() {
        map.pauseRehash();
        for (int i = 0; i < 1000; i++) {
            assertThat(put()).isEqualTo(1);
        }
        assertThat(map.rehashing().step(0, WorkBudget.ofUnits(5))).isFalse();
    }

    @Test
    void rehashing_budgetOfTime_endsWithinOneClockReading() {
        fill(3000);
        map.pauseRehash();
        while (keys.size() > 100) {
            removeLast();
        }
        map.resumeRehash();
        long[] nanos = new long[1];
        WorkBudget budget = new WorkBudget(() -> nanos[0] += 1000).start(Long.MAX_VALUE, 1);
        assertThat(map.rehashing().step(0, budget)).isTrue();
        assertThat(budget.spent()).isEqualTo(WorkBudget.UNITS_PER_CLOCK_READ);
    }

    @Test
    void bytes_everyFill_nearSixteenAnEntry() {
        fill(20_000);
        double worst = 0;
        double sum = 0;
        int measured = 0;
        while (keys.size() < 90_000) {
            put();
            double each = (double) map.bytes() / keys.size();
            worst = Math.max(worst, each);
            sum += each;
            measured++;
        }
        // 72 bytes a bucket: 6.72 entries in one, with an overflow for 0.24 of them, up to 7.72 in two; 2 more for a
        // page.
        double scale = ObjectLayout.CURRENT.referenceBytes() / 4.0;
        assertThat(worst).isLessThan(20 * scale);
        assertThat(sum / measured).isLessThan(18 * scale);
    }

    @Test
    void bytes_idleAtEveryFill_twoBucketsForTheEntriesOfOneAtMost() {
        for (int i = 0; i < 3000; i++) {
            put();
            idle();
            if (keys.size() > 64) {
                // Half of 0.84 full: 72 bytes for 3.36 entries, 21.4 each; one bucket in a hundred overflows, 0.3 more.
                assertThat((double) map.bytes())
                        .isLessThan(21.7 * ObjectLayout.CURRENT.referenceBytes() / 4 * keys.size() + 300);
            }
        }
    }

    @Test
    void bytes_allRemovedByWrites_thoseOfOneEntry() {
        put();
        long one = map.bytes();
        fill(30_000);
        while (!keys.isEmpty()) {
            removeLast();
        }
        idle();
        assertThat(map.bytes()).isEqualTo(one);
    }

    @Test
    void bytes_swingBetweenThresholds_steady() {
        fill(7000);
        long bytes = map.bytes();
        for (int i = 0; i < 20; i++) {
            while (keys.size() > 2500) {
                assertThat(removeLast()).isEqualTo(1);
            }
            while (keys.size() < 7000) {
                assertThat(put()).isEqualTo(1);
            }
        }
        assertThat(map.bytes()).isBetween(bytes - bytes / 10, bytes + bytes / 10);
    }

    @Test
    void clear_large_hashesNothing() {
        fill(5000);
        hashed[0] = 0;
        map.clear();
        assertThat(hashed[0]).isZero();
    }
}
