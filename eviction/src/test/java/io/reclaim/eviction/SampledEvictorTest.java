package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.RefSlab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledEvictorTest {
    private static final long NOW = 1_000_000;

    private final EvictionPolicy lru = new ApproximateLru(new CoarseClock(32, 1));
    private final ListPopulation population = new ListPopulation(71);
    private final SampledEvictor evictor = new SampledEvictor(population, lru, population, 2, 4);

    /** Refs 0 to 9, ref r used r milliseconds after ref 0. */
    @BeforeEach
    void fill() {
        for (int ref = 0; ref < 10; ref++) {
            population.put(ref, NOW - 100 + ref);
        }
    }

    @Test
    void construct_missingParts_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new SampledEvictor(null, lru, population, 5, 16))
                .withMessage("population");
        assertThatNullPointerException()
                .isThrownBy(() -> new SampledEvictor(population, null, population, 5, 16))
                .withMessage("policy");
        assertThatNullPointerException()
                .isThrownBy(() -> new SampledEvictor(population, lru, null, 5, 16))
                .withMessage("remover");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -4})
    void construct_sizesNotPositive_refused(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampledEvictor(population, lru, population, size, 16))
                .withMessageContaining("samples")
                .withMessageContaining(": " + size);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampledEvictor(population, lru, population, 5, size))
                .withMessageContaining("pool")
                .withMessageContaining(": " + size);
    }

    @Test
    void evict_emptyPopulation_isNothing() {
        List.copyOf(population.refs()).forEach(population::take);
        assertThat(evictor.evict(NOW)).isEqualTo(SampledEvictor.NOTHING);
        assertThat(population.asked()).isEmpty();
        assertThat(evictor.evictions()).isZero();
        assertThat(evictor.evictedBytes()).isZero();
    }

    @Test
    void evict_oneSample_takesTheColdestDrawn() {
        population.prescribe(6, 3);
        assertThat(evictor.evict(NOW)).isEqualTo(ListPopulation.BYTES + 3);
        assertThat(population.removed()).containsExactly(3);
    }

    @Test
    void evict_again_comparesWithWhatWasDrawnBefore() {
        population.prescribe(2, 1, 8, 9, 7, 6);
        evictor.evict(NOW);
        evictor.evict(NOW);
        evictor.evict(NOW);
        assertThat(population.removed()).containsExactly(1, 2, 6);
    }

    @Test
    void evict_sameEntryTwiceInASample_isOneCandidate() {
        population.prescribe(5, 5, 4, 4);
        evictor.evict(NOW);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(5, 4);
    }

    @Test
    void evict_candidateTouched_isDropped() {
        population.prescribe(1, 0, 8, 9);
        evictor.evict(NOW);
        population.put(1, NOW);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(0, 8);
    }

    @Test
    void evict_candidateTouchedButByNowAsColdAsWhenOffered_isEvicted() {
        evictor.offer(1, NOW);
        population.put(1, NOW + 1);
        population.put(8, NOW + 60);
        population.put(9, NOW + 70);
        population.prescribe(8, 9);
        evictor.evict(NOW + 150);
        assertThat(population.asked()).containsExactly(1);
    }

    @Test
    void evict_candidateGone_isDroppedWithoutAskingTheRemover() {
        population.prescribe(1, 0, 8, 9);
        evictor.evict(NOW);
        population.take(1);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(0, 8);
    }

    @Test
    void evict_refTakenByAWarmerEntry_isDropped() {
        population.prescribe(1, 0, 8, 9);
        evictor.evict(NOW);
        population.take(1);
        population.put(1, NOW);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(0, 8);
    }

    @Test
    void evict_candidateWarmerByTheClockAlone_isDropped() {
        population.put(1, NOW);
        evictor.offer(1, NOW - 1);
        population.prescribe(8, 9);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(8);
    }

    @Test
    void evict_removerRefuses_goesOnWithTheNext() {
        population.refused.add(0);
        population.prescribe(1, 0);
        assertThat(evictor.evict(NOW)).isEqualTo(ListPopulation.BYTES + 1);
        assertThat(population.asked()).containsExactly(0, 1);
        assertThat(evictor.evictions()).isEqualTo(1);
    }

    @Test
    void evict_removerRefusesAllDrawn_drawsAgain() {
        population.refused.addAll(List.of(0, 1));
        population.prescribe(1, 0, 0, 1, 8, 9);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(0, 1, 0, 1, 8);
    }

    @Test
    void evict_removerRefusesAll_endsWithNothing() {
        population.refused.addAll(population.refs());
        assertThat(evictor.evict(NOW)).isEqualTo(SampledEvictor.NOTHING);
        assertThat(population.asked()).isNotEmpty();
        assertThat(evictor.evictions()).isZero();
        assertThat(population.size()).isEqualTo(10);
    }

    @Test
    void evict_populationAddsFewerThanWanted_worksWithThose() {
        population.drawsPerSample = 1;
        population.prescribe(7);
        evictor.evict(NOW);
        assertThat(population.removed()).containsExactly(7);
    }

    @Test
    void evict_populationDrawsNothing_endsWithNothing() {
        population.drawsPerSample = 0;
        assertThat(evictor.evict(NOW)).isEqualTo(SampledEvictor.NOTHING);
        assertThat(evictor.offer(4, NOW)).isTrue();
        evictor.evict(NOW);
        assertThat(population.removed()).containsExactly(4);
    }

    @Test
    void evict_removerReleasesNoBytes_isAnEvictionAllTheSame() {
        SampledEvictor free = new SampledEvictor(population, lru, (ref, cause) -> 0, 2, 4);
        assertThat(free.evict(NOW)).isZero();
        assertThat(free.evictions()).isEqualTo(1);
        assertThat(free.evictedBytes()).isZero();
    }

    @Test
    void evict_all_reportsEachOnceAndSumsUp() {
        long bytes = 0;
        for (int i = 1; i <= 10; i++) {
            bytes += evictor.evict(NOW);
            assertThat(evictor.evictions()).isEqualTo(i);
            assertThat(evictor.evictedBytes()).isEqualTo(bytes);
        }
        assertThat(bytes).isEqualTo(10 * ListPopulation.BYTES + 45);
        assertThat(population.removed()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(evictor.evict(NOW)).isEqualTo(SampledEvictor.NOTHING);
    }

    @Test
    void evict_removerThrows_passesThroughAndGoesOnAfterwards() {
        List<Integer> asked = new ArrayList<>();
        EntryRemover failing = (ref, cause) -> {
            asked.add(ref);
            throw new IllegalStateException("cannot remove " + ref);
        };
        SampledEvictor broken = new SampledEvictor(population, lru, failing, 2, 4);
        population.prescribe(1, 0, 8, 9);
        assertThatThrownBy(() -> broken.evict(NOW)).hasMessage("cannot remove 0");
        assertThatThrownBy(() -> broken.evict(NOW)).hasMessage("cannot remove 1");
        broken.checkIntegrity();
        assertThat(asked).containsExactly(0, 1);
        assertThat(broken.evictions()).isZero();
    }

    @Test
    void evict_removerCallsBackIn_eachReportedOnce() {
        AtomicInteger depth = new AtomicInteger(3);
        SampledEvictor[] self = new SampledEvictor[1];
        EntryRemover nesting = (ref, cause) -> {
            long released = population.remove(ref, cause);
            self[0].offer(ref, NOW);
            if (released >= 0 && depth.decrementAndGet() > 0) {
                self[0].evict(NOW);
            }
            return released;
        };
        self[0] = new SampledEvictor(population, lru, nesting, 2, 4);
        self[0].evict(NOW);
        self[0].checkIntegrity();
        assertThat(population.removed()).hasSize(3).doesNotHaveDuplicates();
        assertThat(self[0].evictions()).isEqualTo(3);
        assertThat(population.size()).isEqualTo(7);
    }

    @Test
    void offer_coldestOfAll_goesNext() {
        population.prescribe(4, 5);
        assertThat(evictor.offer(0, NOW)).isTrue();
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(0);
    }

    @Test
    void offer_newcomerWarmerThanTheDrawn_staysForLater() {
        population.prescribe(4, 5);
        assertThat(evictor.offer(9, NOW)).isTrue();
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(4);
    }

    @Test
    void offer_notInThePopulation_isRefused() {
        assertThat(evictor.offer(77, NOW)).isFalse();
        assertThat(evictor.offer(RefSlab.NO_REF, NOW)).isFalse();
        population.take(3);
        assertThat(evictor.offer(3, NOW)).isFalse();
    }

    @Test
    void offer_toAFullPool_onlyColderOnesEnter() {
        for (int ref = 2; ref < 6; ref++) {
            assertThat(evictor.offer(ref, NOW)).isTrue();
        }
        assertThat(evictor.offer(6, NOW)).isFalse();
        assertThat(evictor.offer(1, NOW)).isTrue();
        evictor.checkIntegrity();
    }

    @Test
    void offer_coldestOfAFullPool_nextVictimNeedsAQuarterOfTheDraws() {
        SampledEvictor drawing = new SampledEvictor(population, lru, population, 4, 4);
        for (int ref : new int[] {4, 3, 2, 1}) {
            drawing.offer(ref, NOW);
        }
        drawing.evict(NOW); // 1 was offered last
        drawing.offer(0, NOW);
        drawing.evict(NOW);
        drawing.evict(NOW); // nobody was offered since
        drawing.offer(9, NOW); // and is not the coldest
        drawing.evict(NOW);
        assertThat(population.asked()).startsWith(1, 0);
        assertThat(population.samples()).extracting(List::size).containsExactly(1, 1, 4, 4);
    }

    @Test
    void offer_toAPoolOfFewerThanASample_allAreDrawn() {
        SampledEvictor drawing = new SampledEvictor(population, lru, population, 4, 1);
        drawing.offer(0, NOW);
        drawing.evict(NOW);
        assertThat(population.samples()).extracting(List::size).containsExactly(4);
    }

    @Test
    void offer_coldestOfAPoolThatIsNotFull_allAreDrawn() {
        evictor.offer(0, NOW);
        evictor.evict(NOW);
        assertThat(population.samples()).extracting(List::size).containsExactly(2);
    }

    @Test
    void forgetCandidates_nextVictimIsDrawnAnew() {
        evictor.offer(0, NOW);
        evictor.forgetCandidates();
        population.prescribe(8, 9);
        evictor.evict(NOW);
        assertThat(population.asked()).containsExactly(8);
    }

    @Test
    void toString_saysPolicySamplesAndEvictions() {
        evictor.evict(NOW);
        assertThat(evictor.toString()).contains("ApproximateLru", "samples=2", "evictions=1");
    }
}
