package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.ObjectLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RehashingIndexBudgetTest {
    private static final int TO_THE_END = 1 << 20;

    private final IndexModel model = new IndexModel();
    private final RehashingIndex index = model.index;
    private final SplittableRandom random = new SplittableRandom(5);

    /** An index with its rehash finished. */
    private void fill(int size) {
        model.insertMany(size, random, -1);
        model.idle(TO_THE_END);
    }

    @Test
    void insert_growing_twoStepsAWrite() {
        model.insertMany(20_000, random, -1);
        assertThat(model.worstSteps).isEqualTo(RehashingIndex.SPLITS_PER_WRITE);
    }

    @Test
    void remove_shrinking_sixteenStepsAWrite() {
        fill(20_000);
        model.removeDownTo(0, random);
        assertThat(model.worstSteps).isEqualTo(RehashingIndex.MERGES_PER_WRITE);
    }

    @Test
    void remove_growthStandsStill_noStep() {
        model.insertMany(40, random, -1);
        assertThat(Integer.bitCount(index.report().buckets())).isGreaterThan(1);
        model.worstSteps = 0;
        model.removeDownTo(35, random);
        assertThat(model.worstSteps).isZero();
    }

    @Test
    void insertCost_shrinkUnderWay_coversCopyOfFirstPage() {
        fill(64);
        index.pauseRehash();
        model.removeDownTo(4, random);
        index.resumeRehash();
        assertThat(index.report().targetBuckets()).isLessThan(index.report().buckets());
        model.insertMany(12, random, -1);
        model.check();
    }

    /** 16,383 buckets of which only the first and the last page were ever needed, with the shrink about to begin. */
    private int fillLastPageBesideAbsentOnes() {
        for (int i = 0; i < 8_519; i++) {
            model.insert(Hashes.landingOn(i << 14 | i % 4096));
        }
        model.idle(TO_THE_END);
        int buckets = index.report().buckets();
        assertThat(buckets).isEqualTo(16_383);
        index.pauseRehash();
        model.removeDownTo(0, random);
        for (int i = 0; i < 500; i++) {
            model.insert(Hashes.landingOn(buckets - 1 - i));
        }
        assertThat(model.buckets.bytes()).isEqualTo(2 * SwitchedGate.PAGE_BYTES);
        index.resumeRehash();
        return buckets;
    }

    @Test
    void insertCost_mergeIntoAbsentPage_coversThatPage() {
        int buckets = fillLastPageBesideAbsentOnes();
        model.insert(Hashes.landingOn(0));
        assertThat(index.report().buckets()).isEqualTo(buckets - RehashingIndex.MERGES_PER_WRITE);
        assertThat(model.buckets.bytes()).isEqualTo(3 * SwitchedGate.PAGE_BYTES);
        model.check();
    }

    @Test
    void gate_closedMergeIntoAbsentPage_postponed() {
        int buckets = fillLastPageBesideAbsentOnes();
        model.gate.open = false;
        long refusals = index.report().refusals();
        model.insert(Hashes.landingOn(0));
        assertThat(index.report().buckets()).isEqualTo(buckets);
        assertThat(index.report().refusals()).isEqualTo(refusals + 1);
        model.gate.open = true;
        model.idle(TO_THE_END);
        model.findAll();
        model.check();
    }

    @Test
    void gate_closedFromTheStart_bytesStayThoseOfFourBuckets() {
        model.gate.open = false;
        model.insertMany(3000, random, -1);
        model.idle(TO_THE_END);
        assertThat(model.buckets.bytes()).isEqualTo(ObjectLayout.CURRENT.ints(5));
        assertThat(index.report().buckets()).isEqualTo(4);
        assertThat(index.report().refusals()).isEqualTo(model.gate.refused).isPositive();
        model.findAll();
        model.check();
    }

    @Test
    void gate_opensLater_growthGoesOn() {
        model.gate.open = false;
        model.insertMany(3000, random, -1);
        model.gate.open = true;
        model.idle(TO_THE_END);
        assertThat(index.report().buckets()).isGreaterThanOrEqualTo(3000);
        model.findAll();
        model.check();
    }

    @Test
    void gate_growthOverManyPages_askedForEveryByteBeyondTheFirstBuckets() {
        model.insertMany(70_000, random, -1);
        assertThat(model.buckets.bytes()).isLessThanOrEqualTo(ObjectLayout.CURRENT.ints(5) + model.gate.allowedBytes);
        assertThat(model.buckets.bytes()).isGreaterThan(10 * SwitchedGate.PAGE_BYTES);
        assertThat(RehashingIndex.PAGE_BYTES).isEqualTo(SwitchedGate.PAGE_BYTES);
    }

    @Test
    void gate_closedWhileShrinking_mergesGoOnAndNothingIsLost() {
        fill(3000);
        model.gate.open = false;
        model.removeDownTo(10, random);
        model.idle(TO_THE_END);
        assertThat(model.resizing()).isFalse();
        assertThat(index.report().buckets()).isLessThanOrEqualTo(80);
        model.findAll();
        model.check();
    }

    @Test
    void gate_insertOnly_askedOnceAStepAtMost() {
        model.gate.open = false;
        for (int i = 0; i < 100; i++) {
            long asked = model.gate.asked;
            model.insertMany(1, random, -1);
            assertThat(model.gate.asked - asked).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void bytes_anySize_atMostSixteenAnEntry() {
        for (int size = 1; size <= 3000; size++) {
            model.insertMany(1, random, -1);
            model.idle(TO_THE_END);
            if (size > 4) {
                assertThat(model.buckets.bytes()).as("size %d", size).isLessThanOrEqualTo(24 + 16 * size);
            }
        }
    }

    @Test
    void remove_mostEntries_bytesComeBack() {
        fill(100_000);
        assertThat(model.buckets.bytes()).isGreaterThanOrEqualTo(400_000);
        model.removeDownTo(1000, random);
        model.idle(TO_THE_END);
        assertThat(model.resizing()).isFalse();
        // Idle time leaves at most twice the buckets that a power of two has to have for them.
        assertThat(model.buckets.bytes()).isLessThanOrEqualTo(ObjectLayout.CURRENT.ints(1 + 2 * 2048));
        model.removeDownTo(0, random);
        model.idle(TO_THE_END);
        assertThat(model.buckets.bytes()).isEqualTo(ObjectLayout.CURRENT.ints(5));
        model.check();
    }

    @Test
    void remove_allByWritesAlone_neverMoreThanSixteenBucketsAnEntry() {
        fill(50_000);
        model.removeDownTo(index.report().buckets() / 16, random);
        while (!model.refs.isEmpty()) {
            model.removeDownTo(model.refs.size() - 1, random);
            // Each removal takes one entry and sixteen buckets, from less than that an entry on.
            assertThat(index.report().buckets()).isLessThanOrEqualTo(16 * index.size() + 16);
        }
        model.check();
    }

    @Test
    void swing_betweenThresholds_noSteps() {
        fill(1025);
        int buckets = index.report().buckets();
        long steps = index.report().steps();
        for (int i = 0; i < 50; i++) {
            model.insertMany((int) (RehashingIndex.LOAD * buckets) - model.refs.size(), random, -1);
            model.removeDownTo((int) (RehashingIndex.LOAD * buckets / 8) + 1, random);
        }
        assertThat(index.report().steps()).isEqualTo(steps);
    }

    @Test
    void swing_aboutGrowthThreshold_stepsOfOneGrowthOnly() {
        fill(1024);
        long steps = index.report().steps();
        int buckets = index.report().buckets();
        for (int i = 0; i < 20_000; i++) {
            model.insertMany(buckets + 1 - model.refs.size(), random, -1);
            model.removeAt(i);
        }
        assertThat(index.report().steps() - steps).isEqualTo(index.report().buckets() - buckets);
    }

    @Test
    void swing_aboutShrinkThreshold_oneShrinkThenOneGrowthAtMost() {
        fill(1024);
        int buckets = index.report().buckets();
        model.removeDownTo(buckets / 8 + 1, random);
        long steps = index.report().steps();
        for (int i = 0; i < 5000; i++) {
            model.removeAt(i);
            model.insertMany(1, random, -1);
        }
        // Down to the buckets that an eighth of the entries fill, and up again to twice as many for the one that is
        // more.
        assertThat(index.report().steps() - steps).isLessThanOrEqualTo(buckets - buckets / 8 + buckets / 8);
        long settled = index.report().steps();
        for (int i = 0; i < 5000; i++) {
            model.removeAt(i);
            model.insertMany(1, random, -1);
        }
        assertThat(index.report().steps()).isEqualTo(settled);
    }

    @Test
    void rehashing_budgetOfTime_endsWithinOneClockReading() {
        fill(2000);
        index.pauseRehash();
        model.removeDownTo(100, random);
        index.resumeRehash();
        long before = index.report().steps();
        long[] nanos = new long[1];
        WorkBudget budget = new WorkBudget(() -> nanos[0] += 1000).start(Long.MAX_VALUE, 1);
        assertThat(index.rehashing().step(0, budget)).isTrue();
        assertThat(index.report().steps() - before).isEqualTo(WorkBudget.UNITS_PER_CLOCK_READ);
    }

    @Test
    void rehashing_noUnits_pendingAndNothingDone() {
        index.pauseRehash();
        model.insertMany(100, random, -1);
        index.resumeRehash();
        assertThat(index.rehashing().step(0, WorkBudget.ofUnits(0))).isTrue();
        assertThat(index.report().steps()).isZero();
    }

    @Test
    void rehashing_unitByUnit_oneBucketEach() {
        index.pauseRehash();
        model.insertMany(100, random, -1);
        index.resumeRehash();
        int units = 1;
        while (index.rehashing().step(0, WorkBudget.ofUnits(1))) {
            units++;
            model.check();
        }
        assertThat(index.report().steps()).isEqualTo(units);
        assertThat(index.report().buckets()).isEqualTo((int) Math.ceil(100 / RehashingIndex.LOAD));
    }

    @Test
    void rehashing_always_sameWork() {
        assertThat(index.rehashing()).isSameAs(index.rehashing());
    }
}
