package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttributeJoinTest {
    private final ListPopulation deadlines = new ListPopulation(91);
    private final ListPopulation metadata = new ListPopulation(92);
    private final AttributeJoin join = new AttributeJoin(deadlines, metadata);

    /** Ten entries; the even ones have a deadline. */
    @BeforeEach
    void fill() {
        for (int ref = 0; ref < 10; ref++) {
            metadata.put(ref, 70 + ref);
            if (ref % 2 == 0) {
                deadlines.put(ref, 5000 + ref);
            }
        }
    }

    @Test
    void construct_missingParts_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new AttributeJoin(null, metadata))
                .withMessage("drawn");
        assertThatNullPointerException()
                .isThrownBy(() -> new AttributeJoin(deadlines, null))
                .withMessage("attributes");
    }

    @Test
    void size_isThatOfTheDrawn() {
        assertThat(join.size()).isEqualTo(5);
        deadlines.take(4);
        assertThat(join.size()).isEqualTo(4);
    }

    @Test
    void attribute_isThatOfTheOtherUnlessItCannotBeDrawn() {
        assertThat(join.attribute(4)).isEqualTo(74);
        assertThat(join.attribute(5)).isEqualTo(Population.GONE);
        assertThat(join.attribute(99)).isEqualTo(Population.GONE);
        deadlines.take(4);
        assertThat(join.attribute(4)).isEqualTo(Population.GONE);
    }

    @Test
    void attribute_deadlineWithoutMetadata_isGone() {
        metadata.take(4);
        assertThat(join.attribute(4)).isEqualTo(Population.GONE);
    }

    @Test
    void sample_drawsFromTheOneAndReportsTheOther() {
        EntrySample sample = new EntrySample(3);
        deadlines.prescribe(8, 0, 8);
        join.sample(sample);
        assertThat(sample).hasToString("EntrySample[8=78, 0=70, 8=78]");
        assertThat(metadata.samples()).isEmpty();
    }

    @Test
    void sample_begunByAnother_keepsWhatIsThere() {
        EntrySample sample = new EntrySample(3);
        sample.add(1, 12345);
        deadlines.prescribe(2, 4);
        join.sample(sample);
        assertThat(sample).hasToString("EntrySample[1=12345, 2=72, 4=74]");
    }

    @Test
    void sample_fullAlready_staysAsItIs() {
        EntrySample sample = new EntrySample(1);
        sample.add(1, 12345);
        join.sample(sample);
        assertThat(sample).hasToString("EntrySample[1=12345]");
    }

    @Test
    void sample_nothingToDraw_addsNothing() {
        EntrySample sample = new EntrySample(3);
        new AttributeJoin(new ListPopulation(93), metadata).sample(sample);
        assertThat(sample.size()).isZero();
    }

    @Test
    void sample_drawnButWithoutAttribute_failsAnAssertion() {
        metadata.take(4);
        deadlines.prescribe(4);
        assertThatThrownBy(() -> join.sample(new EntrySample(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("4");
    }

    @Property(tries = 200, seed = "94")
    void sample_anyPopulations_agreesWithAttribute(
            @ForAll Set<@IntRange(max = 50) Integer> withDeadline, @ForAll @IntRange(min = 1, max = 20) int target) {
        ListPopulation drawn = new ListPopulation(95);
        ListPopulation attributes = new ListPopulation(96);
        for (int ref = 0; ref <= 50; ref++) {
            attributes.put(ref, 1000 - ref);
        }
        withDeadline.forEach(ref -> drawn.put(ref, 1));
        AttributeJoin joined = new AttributeJoin(drawn, attributes);
        EntrySample sample = new EntrySample(target);

        joined.sample(sample);

        assertThat(sample.size()).isEqualTo(withDeadline.isEmpty() ? 0 : target);
        for (int i = 0; i < sample.size(); i++) {
            assertThat(withDeadline).contains(sample.ref(i));
            assertThat(sample.attribute(i)).isEqualTo(joined.attribute(sample.ref(i)));
        }
    }

    @Test
    void evict_volatileLru_takesOnlyThoseWithADeadlineOldestFirst() {
        ApproximateLru lru = new ApproximateLru(new CoarseClock(32, 1));
        SampledEvictor evictor = new SampledEvictor(
                join,
                lru,
                (ref, cause) -> {
                    metadata.take(ref);
                    return deadlines.remove(ref, cause);
                },
                64,
                16);
        metadata.put(0, 79);
        for (int i = 0; i < 5; i++) {
            evictor.evict(100);
        }
        assertThat(deadlines.removed()).containsExactly(2, 4, 6, 8, 0);
        assertThat(evictor.evict(100)).isEqualTo(SampledEvictor.NOTHING);
        assertThat(metadata.refs()).isEqualTo(List.of(1, 3, 5, 7, 9));
    }

    @Test
    void evict_candidateLostItsDeadline_isDropped() {
        SampledEvictor evictor = new SampledEvictor(join, new ApproximateLru(new CoarseClock(32, 1)), deadlines, 1, 16);
        evictor.offer(0, 100);
        deadlines.take(0);
        deadlines.prescribe(8);
        evictor.evict(100);
        assertThat(deadlines.asked()).containsExactly(8);
    }

    @Test
    void toString_namesBoth() {
        assertThat(join.toString()).startsWith("AttributeJoin[").contains(deadlines.toString(), metadata.toString());
    }
}
