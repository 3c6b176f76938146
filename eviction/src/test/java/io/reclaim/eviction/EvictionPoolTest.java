package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reclaim.core.RefSlab;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionPoolTest {

    private static EvictionPool full(long... coldness) {
        EvictionPool pool = new EvictionPool(coldness.length);
        for (int ref = 0; ref < coldness.length; ref++) {
            assertThat(pool.offer(ref, coldness[ref])).isTrue();
        }
        return pool;
    }

    /** Empties the pool, coldest first. */
    private static List<Integer> drain(EvictionPool pool) {
        List<Integer> refs = new ArrayList<>();
        while (pool.size() > 0) {
            refs.add(pool.coldestRef());
            pool.dropColdest();
            pool.checkIntegrity();
        }
        return refs;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void construct_noCapacity_refused(int capacity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EvictionPool(capacity))
                .withMessageContaining("capacity")
                .withMessageContaining(": " + capacity);
    }

    @Test
    void coldest_empty_isNoRef() {
        EvictionPool pool = new EvictionPool(2);
        assertThat(pool.size()).isZero();
        assertThat(pool.coldestRef()).isEqualTo(RefSlab.NO_REF);
        assertThatCode(pool::checkIntegrity).doesNotThrowAnyException();
    }

    @Test
    void coldest_isTheHighestWithWhatWasOffered() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.coldestRef()).isEqualTo(1);
        assertThat(pool.coldestColdness()).isEqualTo(50);
        assertThat(drain(pool)).containsExactly(1, 0, 2);
    }

    @Test
    void offer_equals_firstMetGoesFirst() {
        assertThat(drain(full(7, 7, 9, 7))).containsExactly(2, 0, 1, 3);
    }

    @Test
    void offer_warmerThanAFullPool_refused() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(9, 9)).isFalse();
        assertThat(drain(pool)).containsExactly(1, 0, 2);
    }

    @Test
    void offer_asWarmAsTheWarmestOfAFullPool_refused() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(9, 10)).isFalse();
        assertThat(drain(pool)).containsExactly(1, 0, 2);
    }

    @Test
    void offer_colderThanTheWarmestOfAFullPool_takesItsPlace() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(9, 11)).isTrue();
        assertThat(pool.size()).isEqualTo(3);
        assertThat(drain(pool)).containsExactly(1, 0, 9);
    }

    @Test
    void offer_coldestToAFullPool_goesFirst() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(9, 60)).isTrue();
        assertThat(drain(pool)).containsExactly(9, 1, 0);
    }

    @Test
    void offer_equalsInAFullPool_goesAfterThem() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(9, 50)).isTrue();
        assertThat(drain(pool)).containsExactly(1, 9, 0);
    }

    @Test
    void offer_refKnownAlready_isRenewed() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(1, 20)).isTrue();
        assertThat(pool.size()).isEqualTo(3);
        assertThat(drain(pool)).containsExactly(0, 1, 2);
        pool = full(30, 50, 10);
        assertThat(pool.offer(2, 90)).isTrue();
        assertThat(drain(pool)).containsExactly(2, 1, 0);
    }

    @Test
    void offer_refKnownAlreadyNowWarmestOfAFullPool_refusedAndStaysAsItWas() {
        EvictionPool pool = full(30, 50, 10);
        assertThat(pool.offer(1, 0)).isFalse();
        assertThat(drain(pool)).containsExactly(1, 0, 2);
    }

    @Test
    void offer_capacityOne_keepsTheColdest() {
        EvictionPool pool = new EvictionPool(1);
        assertThat(pool.offer(4, 5)).isTrue();
        assertThat(pool.offer(5, 4)).isFalse();
        assertThat(pool.offer(6, 5)).isFalse();
        assertThat(pool.offer(7, 6)).isTrue();
        assertThat(drain(pool)).containsExactly(7);
    }

    @Test
    void offer_extremeColdness_inOrder() {
        assertThat(drain(full(0, Long.MAX_VALUE, 1, Long.MAX_VALUE - 1))).containsExactly(1, 3, 2, 0);
    }

    @Test
    void clear_forgetsAll() {
        EvictionPool pool = full(30, 50, 10);
        pool.clear();
        assertThat(pool.size()).isZero();
        assertThat(pool.offer(3, 0)).isTrue();
        assertThat(drain(pool)).containsExactly(3);
    }
}
