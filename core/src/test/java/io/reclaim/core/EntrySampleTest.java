package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntrySampleTest {
    private final EntrySample sample = new EntrySample(3);

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0})
    void constructor_capacityNotPositive_throws(int capacity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EntrySample(capacity))
                .withMessage("capacity must be positive: " + capacity);
    }

    @Test
    void newSample_isEmptyWithTheCapacityAsTarget() {
        assertThat(sample.size()).isZero();
        assertThat(sample.target()).isEqualTo(3);
        assertThat(sample.capacity()).isEqualTo(3);
        assertThat(sample.full()).isFalse();
    }

    @Test
    void add_upToTheTarget_pairsKeepTheirOrder() {
        sample.add(7, 0);
        sample.add(7, Long.MAX_VALUE);
        assertThat(sample.full()).isFalse();
        sample.add(Integer.MAX_VALUE, 5);

        assertThat(sample.full()).isTrue();
        assertThat(sample.size()).isEqualTo(3);
        assertThat(new int[] {sample.ref(0), sample.ref(1), sample.ref(2)}).containsExactly(7, 7, Integer.MAX_VALUE);
        assertThat(new long[] {sample.attribute(0), sample.attribute(1), sample.attribute(2)})
                .containsExactly(0, Long.MAX_VALUE, 5);
    }

    @Test
    void add_full_asserted() {
        sample.clear(1).add(1, 1);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> sample.add(2, 2))
                .withMessage("sample is full: 1");
        assertThat(sample.size()).isEqualTo(1);
    }

    @Test
    void add_negativeAttribute_asserted() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> sample.add(2, Population.GONE))
                .withMessage("attribute of ref 2 is negative: -1");
        assertThat(sample.size()).isZero();
    }

    @Test
    void clear_afterUse_emptyWithTheNewTarget() {
        sample.add(1, 1);
        sample.add(2, 2);

        assertThat(sample.clear(1)).isSameAs(sample);

        assertThat(sample.size()).isZero();
        assertThat(sample.target()).isEqualTo(1);
        assertThat(sample.capacity()).isEqualTo(3);
        sample.add(9, 9);
        assertThat(sample.full()).isTrue();
        assertThat(sample.ref(0)).isEqualTo(9);
    }

    @Test
    void clear_targetIsTheCapacity_accepted() {
        assertThat(sample.clear(3).target()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4, Integer.MAX_VALUE})
    void clear_targetOutOfRange_throwsAndKeepsThePairs(int target) {
        sample.add(1, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.clear(target))
                .withMessage("target must be 1 to 3: " + target);
        assertThat(sample.size()).isEqualTo(1);
        assertThat(sample.target()).isEqualTo(3);
    }

    @Test
    void attribute_replaced_thatPairAlone() {
        sample.add(1, 10);
        sample.add(2, 20);
        sample.add(3, 30);

        sample.attribute(1, 99);

        assertThat(sample).hasToString("EntrySample[1=10, 2=99, 3=30]");
    }

    @Test
    void toString_empty_noPairs() {
        assertThat(sample).hasToString("EntrySample[]");
    }
}
