package io.reclaim.benchmarks.trace;

import static io.reclaim.benchmarks.trace.Access.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.benchmarks.trace.Access.Operation;
import org.junit.jupiter.api.Test;

class AccessTest {

    @Test
    void access_new_readsAndKnowsNothingElse() {
        assertThat(Request.of(new Access())).isEqualTo(Request.of(0));
        assertThat(UNKNOWN).isNegative();
    }

    @Test
    void clear_everythingSet_isLikeNew() {
        Access access = new Access();
        access.key = 1;
        access.valueBytes = 2;
        access.timeMillis = 3;
        access.ttlMillis = 4;
        access.operation = Operation.WRITE;
        access.clear();
        assertThat(Request.of(access)).isEqualTo(Request.of(0));
    }

    @Test
    void toString_everythingSet_showsAll() {
        Access access = new Access();
        access.key = 11;
        access.valueBytes = 22;
        access.timeMillis = 33;
        access.ttlMillis = 44;
        access.operation = Operation.REMOVE;
        assertThat(access.toString()).contains("REMOVE", "11", "22", "33", "44");
    }
}
