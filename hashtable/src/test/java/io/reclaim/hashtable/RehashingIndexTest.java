package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RehashingIndexTest {
    private final IndexModel model = new IndexModel();
    private final RehashingIndex index = model.index;

    @Test
    void find_empty_noRef() {
        assertThat(index.find(0, "", (key, ref) -> true)).isEqualTo(RefSlab.NO_REF);
        assertThat(index.size()).isZero();
        assertThat(model.buckets.bytes()).isZero();
    }

    @Test
    void find_everyExtremeHash_found() {
        int[] hashes = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE};
        for (int hash : hashes) {
            model.insert(hash);
        }
        model.findAll();
        model.check();
    }

    @Test
    void find_sameHash_matcherDecides() {
        int first = model.insert(42);
        int second = model.insert(42);
        assertThat(index.find(42, "", (key, ref) -> ref == first)).isEqualTo(first);
        assertThat(index.find(42, "", (key, ref) -> ref == second)).isEqualTo(second);
        assertThat(index.find(42, "", (key, ref) -> false)).isEqualTo(RefSlab.NO_REF);
    }

    @Test
    void find_otherHashInSameBucket_matcherNotAsked() {
        model.insert(Hashes.landingOn(0));
        assertThat(index.find(Hashes.landingOn(1 << 30), "", (key, ref) -> {
                    throw new AssertionError("asked about " + ref);
                }))
                .isEqualTo(RefSlab.NO_REF);
    }

    @Test
    void find_midRehash_takesNoStep() {
        model.insertMany(20, new SplittableRandom(1), -1);
        model.insertMany(20, new SplittableRandom(2), -1);
        assertThat(Integer.bitCount(index.report().buckets())).isGreaterThan(1);
        long steps = index.report().steps();
        model.findAll();
        assertThat(index.report().steps()).isEqualTo(steps);
    }

    @Test
    void mix_inverse_landsOnWantedHash() {
        new SplittableRandom(3)
                .ints(1000)
                .forEach(
                        h -> assertThat(RehashingIndex.mix(Hashes.landingOn(h))).isEqualTo(h));
    }

    @Test
    void remove_headMiddleAndTailOfChain_othersStay() {
        for (int victim = 0; victim < 3; victim++) {
            IndexModel fresh = new IndexModel();
            for (int i = 0; i < 3; i++) {
                fresh.insert(7);
            }
            fresh.removeAt(victim);
            fresh.findAll();
            fresh.check();
        }
    }

    @Test
    void remove_refNeverInserted_refusedAndUnchanged() {
        model.insert(1);
        model.insert(2);
        int taken = model.slab.take();
        assertThatIllegalStateException()
                .isThrownBy(() -> index.remove(taken))
                .withMessage("ref is not in the index: " + taken);
        model.slab.release(taken);
        model.check();
    }

    @Test
    void remove_twice_refused() {
        int ref = model.insert(5);
        index.remove(ref);
        assertThatIllegalStateException().isThrownBy(() -> index.remove(ref)).withMessageContaining("" + ref);
        assertThat(index.size()).isZero();
    }

    @Test
    void attribute_mixedHashUnsigned_goneWhenReleased() {
        int ref = model.insert(Hashes.landingOn(-1));
        assertThat(index.attribute(ref)).isEqualTo(0xffff_ffffL);
        model.removeAt(0);
        assertThat(index.attribute(ref)).isEqualTo(Population.GONE);
        assertThat(index.attribute(-1)).isEqualTo(Population.GONE);
    }

    @Test
    void sample_partlyFilled_earlierPairsUntouched() {
        int ref = model.insert(9);
        EntrySample sample = new EntrySample(4);
        sample.add(77, 78);
        index.sample(sample);
        assertThat(sample.size()).isEqualTo(4);
        assertThat(sample.ref(0)).isEqualTo(77);
        assertThat(sample.attribute(0)).isEqualTo(78);
        for (int i = 1; i < 4; i++) {
            assertThat(sample.ref(i)).isEqualTo(ref);
            assertThat(sample.attribute(i)).isEqualTo(index.attribute(ref));
        }
    }

    @Test
    void sample_empty_addsNothing() {
        EntrySample sample = new EntrySample(4);
        index.sample(sample);
        assertThat(sample.size()).isZero();
    }

    @Test
    void scan_empty_overAtOnce() {
        assertThat(index.scan(ScannedPopulation.START, 1, new EntrySample(1))).isEqualTo(ScannedPopulation.START);
    }

    @Test
    void scan_partlyFilled_onlyNewPairsGetAttributes() {
        int ref = model.insert(9);
        EntrySample sample = new EntrySample(4);
        sample.add(77, 78);
        assertThat(index.scan(ScannedPopulation.START, 10, sample)).isEqualTo(ScannedPopulation.START);
        assertThat(sample.size()).isEqualTo(2);
        assertThat(sample.attribute(0)).isEqualTo(78);
        assertThat(sample.ref(1)).isEqualTo(ref);
        assertThat(sample.attribute(1)).isEqualTo(index.attribute(ref));
    }

    @Test
    void resumeRehash_notPaused_refused() {
        assertThatIllegalStateException().isThrownBy(index::resumeRehash).withMessage("rehash is not paused");
    }

    @Test
    void pauseRehash_nested_resumesWithTheLast() {
        index.pauseRehash();
        index.pauseRehash();
        model.pauses = 2;
        model.insertMany(40, new SplittableRandom(1), -1);
        assertThat(index.report().steps()).isZero();
        index.resumeRehash();
        model.idle(100);
        assertThat(index.report().steps()).isZero();
        index.resumeRehash();
        model.pauses = 0;
        model.idle(1000);
        assertThat(index.report().buckets()).isGreaterThanOrEqualTo(40);
        model.check();
    }

    @Test
    void mode_default_allow() {
        assertThat(index.mode()).isEqualTo(ResizeMode.ALLOW);
    }

    @Test
    void mode_null_refused() {
        assertThatNullPointerException().isThrownBy(() -> index.mode(null)).withMessage("mode");
    }

    @Test
    void mode_avoid_growsAtFourTimesTheLoad() {
        index.mode(ResizeMode.AVOID);
        model.insertMany(8, new SplittableRandom(1), -1);
        assertThat(index.report().buckets()).isEqualTo(4);
        model.insertMany(1, new SplittableRandom(1), -1);
        assertThat(index.report().buckets()).isEqualTo(5);
    }

    @Test
    void mode_forbidMidRehash_standsStill() {
        model.insertMany(40, new SplittableRandom(1), -1);
        assertThat(Integer.bitCount(index.report().buckets())).isGreaterThan(1);
        int buckets = index.report().buckets();
        index.mode(ResizeMode.FORBID);
        model.insertMany(100, new SplittableRandom(2), -1);
        model.removeDownTo(0, new SplittableRandom(3));
        model.idle(100);
        assertThat(index.report().buckets()).isEqualTo(buckets);
        model.check();
    }

    @Test
    void report_smallTable_everyChainCounted() {
        index.mode(ResizeMode.FORBID);
        for (int entries = 0; entries < 3; entries++) {
            model.insert(Hashes.landingOn(1 | entries << 8));
        }
        model.insert(Hashes.landingOn(2));
        TableReport report = index.report();
        assertThat(report.chainLengths()).hasSize(24).startsWith(2, 1, 0, 1, 0);
        assertThat(report.load()).isEqualTo(1.0);
        assertThat(report.bytes()).isEqualTo(model.buckets.bytes());
        assertThat(report.refusals()).isZero();
    }

    @Test
    void report_longChain_countedInLastElement() {
        index.mode(ResizeMode.FORBID);
        for (int i = 0; i < 40; i++) {
            model.insert(7);
        }
        assertThat(index.report().chainLengths()).endsWith(0, 1).startsWith(3);
    }

    @Test
    void report_largeTable_inspects1024Buckets() {
        model.insertMany(5000, new SplittableRandom(1), -1);
        assertThat(index.report().chainLengths().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(1024);
    }

    @Test
    void constructor_null_refused() {
        MemoryAccount account = MemoryAccount.standalone("a");
        RefSlab slab = new RefSlab(new EntryRows(account), account, new SplittableRandom(1));
        assertThatNullPointerException()
                .isThrownBy(() -> new RehashingIndex(null, account))
                .withMessage("slab");
        assertThatNullPointerException()
                .isThrownBy(() -> new RehashingIndex(slab, null))
                .withMessage("account");
        assertThatNullPointerException()
                .isThrownBy(() -> new RehashingIndex(slab, account, null))
                .withMessage("gate");
    }

    @Test
    void toString_tells_sizeAndFrontier() {
        model.insert(1);
        assertThat(index).hasToString("RehashingIndex[size=1, base=4, split=0, target=4]");
    }

    @Test
    void find_absentHashes_matcherHardlyEverAsked() {
        SplittableRandom random = new SplittableRandom(4);
        model.insertMany(20_000, random, -1);
        int[] asked = new int[1];
        for (int i = 0; i < 100_000; i++) {
            index.find(random.nextInt(), "", (key, ref) -> {
                asked[0]++;
                return false;
            });
        }
        // A bit or two of the hash are in neither the bucket nor the head: 100,000 * 20,000 / 2^30 = 2.
        assertThat(asked[0]).isLessThanOrEqualTo(10);
    }
}
