package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.core.RemovalCause;
import org.junit.jupiter.api.Test;

class StoreCountersTest {
    private final StoreCounters counters = new StoreCounters();

    @Test
    void counters_new_allZero() {
        assertThat(all()).containsOnly(0L);
    }

    @Test
    void removed_eachCause_itsOwnCounter() {
        counters.removed(RemovalCause.EXPLICIT);
        counters.removed(RemovalCause.EXPIRED);
        counters.removed(RemovalCause.EXPIRED);
        counters.removed(RemovalCause.EVICTED);
        counters.removed(RemovalCause.EVICTED);
        counters.removed(RemovalCause.EVICTED);

        assertThat(all()).containsExactly(0L, 0L, 0L, 0L, 1L, 2L, 3L);
    }

    @Test
    void removed_replaced_refused() {
        assertThatThrownBy(() -> counters.removed(RemovalCause.REPLACED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REPLACED");
        assertThat(all()).containsOnly(0L);
    }

    @Test
    void counters_counted_eachByItsName() {
        counters.hits.add(1);
        counters.misses.add(2);
        counters.writes.add(3);
        counters.refused.add(4);

        assertThat(all()).containsExactly(1L, 2L, 3L, 4L, 0L, 0L, 0L);
    }

    private Long[] all() {
        return new Long[] {
            counters.hits(),
            counters.misses(),
            counters.writes(),
            counters.refused(),
            counters.removed(),
            counters.expired(),
            counters.evicted()
        };
    }
}
