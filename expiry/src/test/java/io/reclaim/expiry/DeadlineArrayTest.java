package io.reclaim.expiry;

import static io.reclaim.core.Population.GONE;
import static io.reclaim.expiry.Deadlines.LATEST;
import static io.reclaim.expiry.Deadlines.NO_DEADLINE;
import static io.reclaim.expiry.ExpiryFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.EntrySample;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineArrayTest {
    private final ExpiryFixture fixture = new ExpiryFixture();
    private final DeadlineArray index = fixture.index;

    @Test
    void new_empty_hasNothing() {
        assertThat(index.size()).isZero();
        assertThat(index.attribute(0)).isEqualTo(GONE);
        assertThat(fixture.places.bytes()).isZero();
        assertThat(index).hasToString("DeadlineArray[0]");
        fixture.checkIntegrity();
    }

    @Test
    void new_anyIndex_takesTwelveBytesOfARow() {
        assertThat(fixture.slab.rows().bytesPerRow()).isEqualTo(12);
    }

    @Test
    void new_null_isRefused() {
        SplittableRandom random = new SplittableRandom(1);
        assertThatNullPointerException()
                .isThrownBy(() -> new DeadlineArray(null, fixture.places, random))
                .withMessage("slab");
        assertThatNullPointerException()
                .isThrownBy(() -> new DeadlineArray(fixture.slab, (MemoryAccount) null, random))
                .withMessage("account");
        assertThatNullPointerException()
                .isThrownBy(() -> new DeadlineArray(fixture.slab, fixture.places, null))
                .withMessage("random");
    }

    @Test
    void put_first_entryIsIn() {
        int ref = fixture.slab.take();
        index.put(ref, 77);

        assertThat(index.size()).isEqualTo(1);
        assertThat(index.deadline(ref)).isEqualTo(77);
        assertThat(index.attribute(ref)).isEqualTo(77);
        assertThat(index).hasToString("DeadlineArray[1]");
        fixture.checkIntegrity();
    }

    @Test
    void put_again_replacesTheDeadline() {
        int ref = fixture.add(50);
        for (long deadline : new long[] {60, 10, 10}) {
            index.put(ref, deadline);
            assertThat(index.deadline(ref)).isEqualTo(deadline);
            assertThat(index.size()).isEqualTo(1);
        }
        assertThat(fixture.pass(10, 10)).containsExactly(ref);
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0xffff_ffffL, 1L << 32, 0x7fff_ffff_8000_0000L, LATEST})
    void put_anyDeadlineInRange_isKeptWhole(long deadline) {
        int ref = fixture.add(deadline);
        EntrySample sample = new EntrySample(1);
        index.sample(sample);

        assertThat(index.deadline(ref)).isEqualTo(deadline);
        assertThat(index.attribute(ref)).isEqualTo(deadline);
        assertThat(sample.attribute(0)).isEqualTo(deadline);
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, NO_DEADLINE})
    void put_outOfRange_assertionFailsAndNothingChanges(long deadline) {
        int in = fixture.add(5);
        int out = fixture.slab.take();
        for (int ref : new int[] {in, out}) {
            assertThatThrownBy(() -> index.put(ref, deadline))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("deadline: " + deadline);
        }

        assertThat(index.deadline(in)).isEqualTo(5);
        assertThat(index.deadline(out)).isEqualTo(NO_DEADLINE);
        fixture.checkIntegrity();
    }

    @Test
    void remove_entryWithout_isFalse() {
        int ref = fixture.slab.take();
        fixture.add(1);

        assertThat(index.remove(ref)).isFalse();
        assertThat(index.size()).isEqualTo(1);
        fixture.checkIntegrity();
    }

    @Test
    void remove_entryWith_isTrueOnce() {
        int ref = fixture.add(1);

        assertThat(index.remove(ref)).isTrue();
        assertThat(index.remove(ref)).isFalse();
        assertThat(index.size()).isZero();
        assertThat(index.deadline(ref)).isEqualTo(NO_DEADLINE);
        assertThat(index.attribute(ref)).isEqualTo(GONE);
        fixture.checkIntegrity();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void remove_anyPlace_othersStay(int removed) {
        fixture.addAll(5, i -> 100 + i);

        assertThat(index.remove(removed)).isTrue();
        assertThat(index.size()).isEqualTo(4);
        for (int ref = 0; ref < 5; ref++) {
            assertThat(index.deadline(ref)).isEqualTo(ref == removed ? NO_DEADLINE : 100 + ref);
        }
        assertThat(fixture.pass(10, 10)).hasSize(4).doesNotHaveDuplicates().doesNotContain(removed);
        fixture.checkIntegrity();
    }

    @Test
    void put_afterRemove_entryIsInAgain() {
        fixture.addAll(3, i -> 10);
        index.remove(1);
        index.put(1, 20);

        assertThat(index.attribute(1)).isEqualTo(20);
        assertThat(fixture.pass(3, 3)).containsExactlyInAnyOrder(0, 1, 2);
        fixture.checkIntegrity();
    }

    @Test
    void attribute_notInThePopulation_isGone() {
        int without = fixture.slab.take();
        int released = fixture.add(9);
        fixture.drop(released);

        assertThat(index.attribute(without)).isEqualTo(GONE);
        assertThat(index.attribute(released)).isEqualTo(GONE);
        assertThat(index.attribute(-1)).isEqualTo(GONE);
        assertThat(index.attribute(Integer.MAX_VALUE)).isEqualTo(GONE);
        assertThat(index.attribute(Integer.MIN_VALUE)).isEqualTo(GONE);
    }

    @Test
    void take_releasedRefAgain_hasNoDeadline() {
        int ref = fixture.add(9);
        fixture.drop(ref);

        assertThat(fixture.slab.take()).isEqualTo(ref);
        assertThat(index.deadline(ref)).isEqualTo(NO_DEADLINE);
        assertThat(index.attribute(ref)).isEqualTo(GONE);
        assertThat(index.remove(ref)).isFalse();
        fixture.checkIntegrity();
    }

    @Test
    void sample_empty_addsNothing() {
        EntrySample sample = new EntrySample(5);
        index.sample(sample);

        assertThat(sample.size()).isZero();
    }

    @Test
    void sample_fewerEntriesThanWanted_fillsWithRepeats() {
        fixture.addAll(2, i -> 30 + i);
        EntrySample sample = new EntrySample(40);
        index.sample(sample.clear(33));

        assertThat(sample.size()).isEqualTo(33);
        for (int i = 0; i < sample.size(); i++) {
            assertThat(sample.attribute(i)).isEqualTo(30 + sample.ref(i));
        }
    }

    @Test
    void sample_partlyFilled_addsTheRest() {
        int ref = fixture.add(30);
        EntrySample sample = new EntrySample(4);
        sample.add(99, 1);
        index.sample(sample);

        assertThat(sample.size()).isEqualTo(4);
        assertThat(sample.ref(0)).isEqualTo(99);
        assertThat(sample.ref(3)).isEqualTo(ref);
    }

    @Test
    void moved_withADeadline_placeKnowsTheNewRef() {
        fixture.addAll(5 * PAGE, i -> i);
        for (int ref = 0; ref < 5 * PAGE; ref++) {
            if (ref % 1000 != 7) {
                fixture.drop(ref);
            }
        }
        long bytes = fixture.places.bytes();
        SlabCompaction compaction = new SlabCompaction(fixture.slab, index::moved);

        while (compaction.step(0, WorkBudget.ofUnits(1))) {
            fixture.checkIntegrity();
        }

        assertThat(fixture.slab.bound()).isLessThanOrEqualTo(PAGE);
        assertThat(fixture.pass(10, 10)).hasSize(21).allMatch(ref -> index.deadline(ref) % 1000 == 7);
        assertThat(fixture.places.bytes()).isEqualTo(bytes);
        fixture.checkIntegrity();
    }

    @Test
    void moved_withoutADeadline_nothingChanges() {
        fixture.add(7);
        for (int i = 0; i < PAGE; i++) {
            fixture.slab.take();
        }
        for (int ref = 1; ref < PAGE; ref++) {
            fixture.slab.release(ref);
        }

        new SlabCompaction(fixture.slab, index::moved).step(0, WorkBudget.ofUnits(1));

        assertThat(fixture.slab.live(1)).isTrue();
        assertThat(index.attribute(1)).isEqualTo(GONE);
        assertThat(index.size()).isEqualTo(1);
        fixture.checkIntegrity();
    }
}
