package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PutResultTest {

    @Test
    void written_eachResult_onlyThoseThatWrote() {
        assertThat(PutResult.values())
                .filteredOn(PutResult::written)
                .containsExactly(PutResult.INSERTED, PutResult.REPLACED);
        assertThat(PutResult.values())
                .filteredOn(result -> !result.written())
                .containsExactly(PutResult.TOO_LARGE, PutResult.OUT_OF_MEMORY);
    }
}
