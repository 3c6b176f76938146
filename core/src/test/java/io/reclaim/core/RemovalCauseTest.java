package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalCauseTest {

    @ParameterizedTest
    @CsvSource({"EXPLICIT, false", "REPLACED, false", "EXPIRED, true", "EVICTED, true"})
    void automatic_eachCause_isTheStoresOwnJudgement(RemovalCause cause, boolean automatic) {
        assertThat(cause.automatic()).isEqualTo(automatic);
    }
}
