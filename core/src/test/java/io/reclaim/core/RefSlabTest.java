package io.reclaim.core;

import static io.reclaim.core.RefSlab.NO_REF;
import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.accounting.MemoryAccount;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefSlabTest {
    private final SlabFixture fixture = new SlabFixture(1);
    private final RefSlab slab = fixture.slab;

    @AfterEach
    void integrityHolds() {
        slab.checkIntegrity();
        fixture.ledger.checkIntegrity();
        assertThat(fixture.rowBytes.bytes()).isEqualTo(fixture.pages() * fixture.rows.bytesPerPage());
        assertThat(fixture.ledger.used()).isEqualTo(fixture.pages() * fixture.pageCost);
    }

    @Test
    void constructor_nulls_throw() {
        EntryRows rows = fixture.rows;
        MemoryAccount account = fixture.bitmapBytes;
        SplittableRandom random = new SplittableRandom(1);

        assertThatNullPointerException()
                .isThrownBy(() -> new RefSlab(null, account, random))
                .withMessage("rows");
        assertThatNullPointerException()
                .isThrownBy(() -> new RefSlab(rows, null, random))
                .withMessage("account");
        assertThatNullPointerException()
                .isThrownBy(() -> new RefSlab(rows, account, null))
                .withMessage("random");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, RefSlab.MAX_REFS + 1, Integer.MAX_VALUE})
    void constructor_maxRefsOutOfRange_throws(int maxRefs) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlabFixture(1, maxRefs))
                .withMessage("maxRefs must be 1 to 2147479552: " + maxRefs);
    }

    @Test
    void newSlab_holdsNothing() {
        assertThat(slab.size()).isZero();
        assertThat(slab.bound()).isZero();
        assertThat(slab.maxRefs()).isEqualTo(RefSlab.MAX_REFS);
        assertThat(slab.rows()).isSameAs(fixture.rows);
        assertThat(slab.live(0)).isFalse();
        assertThat(slab.previousLive(0)).isEqualTo(NO_REF);
        assertThat(fixture.ledger.used()).isZero();
        assertThat(slab).hasToString("RefSlab[0 of 0 live, " + fixture.rows + "]");
    }

    @Test
    void take_newSlab_refsAreDenseFromZero() {
        for (int i = 0; i < 2 * PAGE + 3; i++) {
            assertThat(slab.take()).isEqualTo(i);
        }

        assertThat(slab.size()).isEqualTo(2 * PAGE + 3);
        assertThat(slab.bound()).isEqualTo(2 * PAGE + 3);
        assertThat(fixture.pages()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, PAGE - 1, PAGE, PAGE + 1})
    void take_allTaken_noRefUntilOneIsReleased(int maxRefs) {
        RefSlab limited = new SlabFixture(1, maxRefs).take(maxRefs).slab;
        assertThat(limited.maxRefs()).isEqualTo(maxRefs);

        assertThat(limited.take()).isEqualTo(NO_REF);
        assertThat(limited.size()).isEqualTo(maxRefs);

        limited.release(maxRefs / 2);
        assertThat(limited.take()).isEqualTo(maxRefs / 2);
        assertThat(limited.take()).isEqualTo(NO_REF);
        limited.checkIntegrity();
    }

    @Test
    void take_holesInSeveralPages_lowestPageFirst() {
        fixture.take(3 * PAGE);
        int[] holes = {5, 4000, PAGE, PAGE + 64, 2 * PAGE + 4095};
        for (int i = holes.length - 1; i >= 0; i--) {
            slab.release(holes[i]);
        }

        assertThat(new int[] {slab.take(), slab.take()}).containsExactlyInAnyOrder(5, 4000);
        assertThat(new int[] {slab.take(), slab.take()}).containsExactlyInAnyOrder(PAGE, PAGE + 64);
        assertThat(slab.take()).isEqualTo(2 * PAGE + 4095);
        assertThat(slab.take()).isEqualTo(3 * PAGE);
    }

    @Test
    void take_reusedRef_rowIsInitialAgain() {
        fixture.take(2);
        fixture.metadata.set(1, 12);
        fixture.deadline.set(1, 34);

        slab.release(1);

        assertThat(slab.take()).isEqualTo(1);
        assertThat(fixture.metadata.get(1)).isEqualTo(SlabFixture.NO_METADATA);
        assertThat(fixture.deadline.get(1)).isEqualTo(SlabFixture.NO_DEADLINE);
    }

    @Test
    void release_notLive_throws() {
        fixture.take(3);
        slab.release(1);

        for (int ref : new int[] {Integer.MIN_VALUE, -1, 1, 3, PAGE, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> slab.release(ref))
                    .withMessage("ref is not live: " + ref);
        }
        assertThat(slab.size()).isEqualTo(2);
    }

    @Test
    void live_anyNumber_trueFromTakeToRelease() {
        fixture.take(65);
        slab.release(63);

        assertThat(slab.live(62)).isTrue();
        assertThat(slab.live(63)).isFalse();
        assertThat(slab.live(64)).isTrue();
        for (int ref : new int[] {Integer.MIN_VALUE, -64, -1, 65, 128, PAGE, 5 * PAGE, Integer.MAX_VALUE}) {
            assertThat(slab.live(ref)).as("ref %d", ref).isFalse();
        }
    }

    @Test
    void attribute_liveOrNot_zeroOrGone() {
        fixture.take(2);
        slab.release(0);

        assertThat(slab.attribute(1)).isZero();
        assertThat(slab.attribute(0)).isEqualTo(Population.GONE);
        assertThat(slab.attribute(-1)).isEqualTo(Population.GONE);
        assertThat(slab.attribute(Integer.MAX_VALUE)).isEqualTo(Population.GONE);
    }

    @Test
    void bound_highestReleased_fallsToTheNextLive() {
        fixture.take(3 * PAGE).releaseIf(ref -> ref > 70 && ref < 3 * PAGE - 1);
        assertThat(slab.bound()).isEqualTo(3 * PAGE);

        slab.release(3 * PAGE - 1);
        assertThat(slab.bound()).isEqualTo(71);
        slab.release(3);
        assertThat(slab.bound()).isEqualTo(71);
        fixture.releaseIf(ref -> true);
        assertThat(slab.bound()).isZero();
    }

    @Test
    void bound_emptyGroupOfPagesBetween_fallsAcrossIt() {
        fixture.take(130 * PAGE).releaseIf(ref -> ref != 63 * PAGE && ref != 129 * PAGE + 7);
        assertThat(slab.previousLive(slab.bound())).isEqualTo(129 * PAGE + 7);
        assertThat(slab.previousLive(129 * PAGE + 7)).isEqualTo(63 * PAGE);

        slab.release(129 * PAGE + 7);

        assertThat(slab.bound()).isEqualTo(63 * PAGE + 1);
    }

    @Test
    void bound_highestGroupOfPagesEmpties_fallsIntoTheNext() {
        fixture.take(130 * PAGE).releaseIf(ref -> ref != 100 * PAGE + 9 && ref != 129 * PAGE + 7);

        slab.release(129 * PAGE + 7);

        assertThat(slab.bound()).isEqualTo(100 * PAGE + 10);
    }

    @Test
    void previousLive_edgesOfWordsAndPages_nextBelow() {
        fixture.take(4 * PAGE);
        assertThat(slab.previousLive(4 * PAGE)).isEqualTo(4 * PAGE - 1);
        for (int ref : new int[] {1, 63, 64, 65, PAGE - 1, PAGE, PAGE + 1, 4 * PAGE - 1}) {
            assertThat(slab.previousLive(ref)).isEqualTo(ref - 1);
        }
        assertThat(slab.previousLive(0)).isEqualTo(NO_REF);

        fixture.releaseIf(ref -> ref != 64 && ref != 3 * PAGE);
        assertThat(slab.previousLive(3 * PAGE + 1)).isEqualTo(3 * PAGE);
        assertThat(slab.previousLive(3 * PAGE)).isEqualTo(64);
        assertThat(slab.previousLive(PAGE)).isEqualTo(64);
        assertThat(slab.previousLive(65)).isEqualTo(64);
        assertThat(slab.previousLive(64)).isEqualTo(NO_REF);
    }

    @Test
    void draw_oneRefInAHighPage_alwaysThatOne() {
        fixture.take(70 * PAGE).releaseIf(ref -> ref != 69 * PAGE + 100);

        for (int i = 0; i < 100; i++) {
            assertThat(slab.draw()).isEqualTo(69 * PAGE + 100);
        }
    }

    @Test
    void draw_empty_noRef() {
        assertThat(slab.draw()).isEqualTo(NO_REF);
        fixture.take(1).releaseIf(ref -> true);
        assertThat(slab.draw()).isEqualTo(NO_REF);
    }

    @Test
    void draw_sameSeedAndCalls_sameRefs() {
        RefSlab twin = new SlabFixture(1).take(1000).slab;
        fixture.take(1000);

        for (int i = 0; i < 200; i++) {
            assertThat(slab.draw()).isEqualTo(twin.draw());
        }
    }

    @Test
    void sample_empty_addsNothing() {
        EntrySample sample = new EntrySample(5);
        slab.sample(sample);

        assertThat(sample.size()).isZero();
    }

    @Test
    void sample_partlyFilled_filledUpBehind() {
        fixture.take(1);
        EntrySample sample = new EntrySample(9).clear(4);
        sample.add(77, 770);

        slab.sample(sample);

        assertThat(sample).hasToString("EntrySample[77=770, 0=0, 0=0, 0=0]");
    }
}
