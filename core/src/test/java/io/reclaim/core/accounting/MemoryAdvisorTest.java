package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryAdvice.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAdvisorTest {
    /** Each of 1,000 entries adds 0.08 points, up to 80 %. */
    private static final MissRatios LINE = entries -> 1 - 0.8 * Math.min(1_000, entries) / 1_000;

    @ParameterizedTest
    @CsvSource({
        "30000, 0.4, 50500, GROW",
        "50500, 0.4, 50500, KEEP",
        "56111, 0.4, 50500, KEEP",
        "56112, 0.4, 50500, SHRINK",
        "90000, 0.81, -1, UNREACHABLE",
        "500, 0, 500, KEEP"
    })
    void advise_wish_memoryAndVerdict(long current, double wish, long needed, Verdict verdict) {
        MemoryAdvice advice = new MemoryAdvisor(LINE, 500, 100, current).advise(wish);
        assertThat(advice.neededBytes()).isEqualTo(needed);
        assertThat(advice.verdict()).isEqualTo(verdict);
    }

    @Test
    void advise_aTenthMoreAndLess_asTheCurveSays() {
        MemoryAdvice advice = new MemoryAdvisor(LINE, 0, 100, 50_000).advise(0.5);
        assertThat(advice.currentHitRatio()).isEqualTo(0.4, within(1e-9));
        assertThat(advice.gain()).isEqualTo(0.04, within(1e-9));
        assertThat(advice.loss()).isEqualTo(0.04, within(1e-9));
        assertThat(advice)
                .hasToString("GROW: a hit ratio of 50.00% needs 61.04K; 48.83K gives 40.00%, a tenth more +4.00 points,"
                        + " a tenth less -4.00 points");
        assertThat(new MemoryAdvisor(LINE, 0, 100, 50_000).advise(0.9).toString())
                .startsWith("UNREACHABLE: a hit ratio of 90.00% cannot be had: all memory gives 80.00%; ");
    }

    @Test
    void of_report_takesAllThatEntriesTakeAndLeavesOutWhatTheLimitLeavesOut() {
        MemoryLedger ledger = new MemoryLedger();
        ledger.open("fixed", Kind.OVERHEAD).charge(1_000);
        ledger.open("rows", Kind.OVERHEAD).charge(2_000);
        ledger.open("dataset", Kind.DATASET).charge(8_000);
        ledger.open("log", Kind.NOT_COUNTED).charge(70_000);
        MemoryLimit limit = new MemoryLimit(ledger, 20_000);
        limit.reservedPercent(10);
        MemoryReport report = MemoryReport.of(ledger, limit).with(StoreFigures.of(100, 1_000, "allkeys-lru"));
        MemoryAdvice advice = MemoryAdvisor.of(LINE, report).advise(0.4);
        assertThat(advice.neededBytes()).isEqualTo(1_000 + 500 * 100);
        assertThat(advice.currentBytes()).isEqualTo(18_000);
        limit.maxBytes(MemoryLimit.UNLIMITED);
        report = MemoryReport.of(ledger, limit).with(StoreFigures.of(100, 1_000, "allkeys-lru"));
        assertThat(MemoryAdvisor.of(LINE, report).advise(0.4).currentBytes()).isEqualTo(11_000);
    }

    @Test
    void of_firstPages_areNoPartOfEachEntry() {
        MemoryLedger ledger = new MemoryLedger();
        ledger.open("fixed", Kind.OVERHEAD).charge(1_000);
        ledger.open("rows", Kind.OVERHEAD).charge(2_000);
        ledger.open("dataset", Kind.DATASET).charge(8_000);
        MemoryReport report = MemoryReport.of(ledger, new MemoryLimit(ledger, 20_000))
                .with(StoreFigures.of(100, 1_000, "allkeys-lru"));
        assertThat(MemoryAdvisor.of(LINE, report, 2_000).bytesFor(0.4)).isEqualTo(3_000 + 500 * 80);
        assertThat(MemoryAdvisor.of(LINE, report, 5_000).bytesFor(0.4))
                .as("an entry takes its own bytes at least")
                .isEqualTo(6_000 + 500 * 80);
        assertThatThrownBy(() -> MemoryAdvisor.of(LINE, report, -1)).hasMessageContaining("firstPageBytes", "-1");
    }

    @Test
    void badArguments_areNamed() {
        assertThatThrownBy(() -> new MemoryAdvisor(LINE, -1, 1, 0)).hasMessageContaining("fixedBytes", "-1");
        assertThatThrownBy(() -> new MemoryAdvisor(LINE, 0, 0.5, 0)).hasMessageContaining("bytesPerEntry", "0.5");
        assertThatThrownBy(() -> new MemoryAdvisor(LINE, 0, 1, -2)).hasMessageContaining("currentBytes", "-2");
        MemoryAdvisor advisor = new MemoryAdvisor(LINE, 0, 1, 0);
        assertThatThrownBy(() -> advisor.bytesFor(1.5)).hasMessageContaining("hitRatio", "1.5");
        assertThatThrownBy(() -> advisor.bytesFor(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> advisor.hitRatio(-3)).hasMessageContaining("bytes", "-3");
        MemoryLedger ledger = new MemoryLedger();
        MemoryReport empty = MemoryReport.of(ledger, new MemoryLimit(ledger, 100));
        assertThatThrownBy(() -> MemoryAdvisor.of(LINE, empty)).hasMessageContaining("keys");
    }
}
