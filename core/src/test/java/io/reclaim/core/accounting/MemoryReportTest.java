package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

    private static MemoryReport report(long used, long startup, long dataset, long reserved, long keys) {
        return new MemoryReport(
                used, used, startup, used - dataset, dataset, 0, reserved, MemoryLimit.UNLIMITED, keys, Map.of());
    }

    @Test
    void of_ledger_isACopyOfItsFigures() {
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        ledger.open("rows", Kind.OVERHEAD).charge(200);
        ledger.open("log", Kind.NOT_COUNTED).charge(30);
        values.charge(5000);
        values.release(4000);

        MemoryReport report = MemoryReport.of(ledger, new MemoryLimit(ledger, 9999), 100, 2000, 10);
        values.charge(1);
        ledger.open("later", Kind.OVERHEAD);

        Map<String, Long> accounts = new LinkedHashMap<>();
        accounts.put("values", 1000L);
        accounts.put("rows", 200L);
        accounts.put("log", 30L);
        assertThat(report).isEqualTo(new MemoryReport(1230, 5230, 100, 200, 1000, 30, 2000, 9999, 10, accounts));
        assertThat(report.accounts().keySet()).containsExactly("values", "rows", "log");
    }

    @Test
    void accounts_givenMapChanges_copyDoesNot() {
        Map<String, Long> accounts = new LinkedHashMap<>(Map.of("rows", 1L));
        MemoryReport report = new MemoryReport(1, 1, 0, 1, 0, 0, 1, 1, 0, accounts);
        accounts.clear();

        assertThat(report.accounts()).containsExactly(Map.entry("rows", 1L));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.accounts().clear());
    }

    @Test
    void constructor_noAccounts_throws() {
        assertThatNullPointerException().isThrownBy(() -> new MemoryReport(0, 0, 0, 0, 0, 0, 0, 1, 0, null));
    }

    @Test
    void fragmentationRatio_used_isReservedByUsed() {
        assertThat(report(1000, 0, 0, 1500, 0).fragmentationRatio()).isEqualTo(1.5);
        assertThat(report(1000, 0, 0, 0, 0).fragmentationRatio()).isZero();
    }

    @Test
    void fragmentationRatio_emptyStore_one() {
        assertThat(report(0, 0, 0, 0, 0).fragmentationRatio()).isEqualTo(1);
        assertThat(report(0, 0, 0, 4096, 0).fragmentationRatio()).isEqualTo(1);
    }

    @Test
    void datasetPercent_startup_isLeftOut() {
        assertThat(report(1100, 100, 250, 0, 0).datasetPercent()).isEqualTo(25);
        assertThat(report(1100, 100, 1000, 0, 0).datasetPercent()).isEqualTo(100);
        assertThat(report(100, 100, 0, 0, 0).datasetPercent()).isZero();
        assertThat(report(0, 0, 0, 0, 0).datasetPercent()).isZero();
    }

    @Test
    void bytesPerKey_keys_isTheWholeQuotient() {
        assertThat(report(1000, 0, 999, 0, 10).bytesPerKey()).isEqualTo(99);
        assertThat(report(1000, 0, 999, 0, 0).bytesPerKey()).isZero();
    }

    @Test
    void toString_figures_oneLineEach() {
        Map<String, Long> accounts = new LinkedHashMap<>();
        accounts.put("values", 1024L);
        accounts.put("rows", 512L);
        MemoryReport report = new MemoryReport(1636, 2048, 100, 512, 1024, 100, 3272, 1 << 20, 8, accounts);

        assertThat(List.of(report.toString().split(System.lineSeparator(), -1)))
                .containsExactly(
                        "used_memory:1636",
                        "used_memory_human:1.60K",
                        "used_memory_peak:2048",
                        "used_memory_peak_human:2.00K",
                        "used_memory_startup:100",
                        "used_memory_startup_human:100B",
                        "used_memory_overhead:512",
                        "used_memory_overhead_human:512B",
                        "used_memory_dataset:1024",
                        "used_memory_dataset_human:1.00K",
                        "used_memory_dataset_perc:66.67%",
                        "reserved_memory:3272",
                        "reserved_memory_human:3.20K",
                        "maxmemory:1048576",
                        "mem_fragmentation_ratio:2.00",
                        "mem_fragmentation_bytes:1636",
                        "mem_not_counted_for_evict:100",
                        "mem_not_counted_for_evict_human:100B",
                        "keys:8",
                        "bytes_per_key:128",
                        "account_values:1024",
                        "account_rows:512");
    }

    @Test
    void toString_unlimited_maxmemoryIsZero() {
        assertThat(report(1, 0, 1, 1, 1).toString()).contains("maxmemory:0" + System.lineSeparator());
    }
}
