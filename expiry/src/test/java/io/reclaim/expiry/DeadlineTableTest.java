package io.reclaim.expiry;

import static io.reclaim.core.ScannedPopulation.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTableTest {
    private static final int DRAWS_PER_ENTRY = 50;
    private static final int MILLION = 1_000_000;

    private final CycleFixture fixture = new CycleFixture(5);

    @Test
    void new_null_isRefused() {
        SplittableRandom random = new SplittableRandom(1);
        assertThatNullPointerException()
                .isThrownBy(() -> new DeadlineTable(null, fixture.pages, random))
                .withMessage("slab");
        assertThatNullPointerException()
                .isThrownBy(() -> new DeadlineTable(fixture.slab, (MemoryAccount) null, random))
                .withMessage("account");
        assertThatNullPointerException()
                .isThrownBy(() -> new DeadlineTable(fixture.slab, fixture.pages, null))
                .withMessage("random");
    }

    @Test
    void empty_anyQuestion_nothingIsHeld() {
        assertThat(fixture.table.size()).isZero();
        assertThat(fixture.pages.bytes()).isZero();
        assertThat(fixture.table.putCost()).isEqualTo(DeadlineTable.PAGE_BYTES);
        assertThat(fixture.pass()).isEmpty();
        EntrySample sample = new EntrySample(3);
        fixture.table.sample(sample);
        assertThat(sample.size()).isZero();
        fixture.checkIntegrity();
        assertThat(fixture.table).hasToString("DeadlineTable[0 in 4 buckets]");
    }

    @Test
    void refOfARemovedEntry_takenAgain_isElsewhereInTheOrder() {
        fixture.addAll(1000, i -> i);
        List<Integer> before = fixture.pass();
        double moved = 0;
        for (int place = 0; place < 1000; place += 100) {
            fixture.drop(before.get(place));
            int ref = fixture.add(5);
            assertThat(ref).as("the slab takes it again").isEqualTo(before.get(place));
            moved += Math.abs(fixture.pass().indexOf(ref) - place) / 10.0;
        }
        // A third of the places on the average, with a deviation of 0.24 / sqrt(10) of them.
        assertThat(moved).as("seed 5").isCloseTo(333, within(3 * 76.0));
    }

    @Test
    void order_othersComeAndGoBucketsSplitAndMerge_isKept() {
        fixture.addAll(300, i -> i);
        List<Integer> before = fixture.pass();
        Map<Integer, Integer> place = new HashMap<>();
        before.forEach(ref -> place.put(ref, place.size()));
        fixture.addAll(20_000, i -> i);
        for (int ref = fixture.slab.bound() - 1; ref >= 300; ref--) {
            fixture.drop(ref);
        }

        // Within a bucket the order may be another.
        List<Integer> after = fixture.pass();
        assertThat(after).containsExactlyInAnyOrderElementsOf(before);
        for (int i = 0; i < after.size(); i++) {
            assertThat(place.get(after.get(i))).isCloseTo(i, within(10));
        }
    }

    @Test
    void growth_toAMillion_aPageAtATimeLoadBetweenAHalfAndOne() {
        for (int i = 0; i < MILLION; i++) {
            long before = fixture.pages.bytes();
            long cost = fixture.table.putCost();
            fixture.add(i);
            assertThat(fixture.pages.bytes() - before).isEqualTo(cost).isIn(0L, (long) DeadlineTable.PAGE_BYTES);
        }
        assertThat(fixture.table.buckets()).isEqualTo(1 << 20);
        assertThat((double) fixture.pages.bytes() / MILLION).isBetween(4.0, 4.3);
        fixture.checkIntegrity();
        for (int ref = 0; ref < MILLION - 100; ref++) {
            fixture.drop(ref);
        }
        assertThat(fixture.table.buckets()).isLessThanOrEqualTo(1024);
        assertThat(fixture.pages.bytes()).isLessThanOrEqualTo(2L * DeadlineTable.PAGE_BYTES);
        fixture.checkIntegrity();
    }

    /** Neighbours in the order of the walk are merged, and those that are left are neighbours. */
    @Test
    void remove_allInTheOrderOfAWalk_noChainBecomesLong() {
        fixture.addAll(100_000, i -> i);
        List<Integer> order = fixture.pass();
        for (int i = 0; i < order.size(); i++) {
            fixture.drop(order.get(i));
            if (i % 500 == 0 || i > 99_900) {
                assertThat(fixture.buckets()).as("after " + i).allMatch(chain -> chain.size() <= 16);
            }
        }
        for (boolean more = true; more; ) {
            more = fixture.table.shrink();
        }
        assertThat(fixture.table.buckets()).isEqualTo(4);
        assertThat(fixture.pages.bytes()).isLessThanOrEqualTo(2L * DeadlineTable.PAGE_BYTES);
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 700, 4096, 5000})
    void sample_anySize_eachEntryAlike(int size) {
        fixture.addAll(size, i -> i);
        assertUniform(size);
    }

    @Test
    void sample_whileBucketsAreMerged_eachThatIsLeftAlike() {
        fixture.addAll(8192, i -> i);
        int left = 0;
        for (int ref = 0; ref < 8192; ref++) {
            if (ref % 9 == 0) {
                fixture.table.put(ref, left++);
            } else {
                fixture.drop(ref);
            }
        }
        assertUniform(left);
    }

    private void assertUniform(int size) {
        long[] counts = new long[size];
        EntrySample sample = new EntrySample(50);
        for (int i = 0; i < size * DRAWS_PER_ENTRY / 50; i++) {
            fixture.table.sample(sample.clear(50));
            for (int j = 0; j < sample.size(); j++) {
                counts[(int) sample.attribute(j)]++;
            }
        }
        if (size > 1) {
            ChiSquare.assertUniform(size + " entries, seed 5", counts);
        }
    }

    @Test
    void scan_anyTime_meetsEachWithItsDeadline() {
        fixture.addAll(50, i -> 3L * i);
        EntrySample sample = new EntrySample(60);

        assertThat(fixture.table.scan(START, 60, sample)).isEqualTo(START);
        assertThat(sample.size()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            assertThat(sample.attribute(i)).isEqualTo(3L * sample.ref(i));
        }
    }

    @Test
    void rows_anEntry_takeSixteenBytes() {
        MemoryAccount account = MemoryAccount.standalone("rows");
        EntryRows rows = new EntryRows(account);
        RefSlab slab = new RefSlab(rows, account, new SplittableRandom(1));
        DeadlineTable table = new DeadlineTable(slab, account, new SplittableRandom(2));

        assertThat(table.buckets()).isEqualTo(4);
        assertThat(rows.bytesPerRow()).isEqualTo(16);
    }
}
