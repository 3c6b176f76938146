package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MemoryReportTest {
    private static final ProcessMemory PROCESS =
            new ProcessMemory(8192, 1L << 30, 1L << 20, 100, 200, 300, 40, 5, 0, 7, 13);

    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryLimit limit = new MemoryLimit(ledger, 10_000);

    private MemoryReport report() {
        return MemoryReport.of(ledger, limit);
    }

    @Test
    void of_ledger_isACopyOfItsFigures() {
        MemoryAccount values = ledger.open("values", Kind.DATASET);
        ledger.open("rows", Kind.OVERHEAD).charge(200);
        ledger.open("log", Kind.NOT_COUNTED).charge(30);
        values.charge(5000);
        values.release(4000);

        MemoryReport report = report().with(StoreFigures.of(10, 100, "allkeys-lru"));
        values.charge(1);
        ledger.open("later", Kind.OVERHEAD);

        assertThat(report.usedBytes()).isEqualTo(1230);
        assertThat(report.peakBytes()).isEqualTo(5230);
        assertThat(report.startupBytes()).isEqualTo(100);
        assertThat(report.overheadBytes()).isEqualTo(230);
        assertThat(report.datasetBytes()).isEqualTo(1000);
        assertThat(report.notCountedBytes()).isEqualTo(30);
        assertThat(report.countedBytes()).isEqualTo(1200);
        assertThat(report.maxBytes()).isEqualTo(10_000);
        assertThat(report.keys()).isEqualTo(10);
        assertThat(report.accounts())
                .containsExactly(Map.entry("values", 1000L), Map.entry("rows", 200L), Map.entry("log", 30L));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.accounts().clear());
    }

    @Test
    void with_null_throws() {
        assertThatNullPointerException()
                .isThrownBy(() -> report().with((ProcessMemory) null))
                .withMessage("process");
    }

    @Test
    void with_parts_keepEachOther() {
        LazyFree lazyFree = new LazyFree();
        lazyFree.free(() -> false, 100);
        lazyFree.free(() -> false, 100);
        lazyFree.step(0, WorkBudget.ofUnits(1));
        MemoryReport report = report().with(StoreFigures.of(3, 1, "noeviction"))
                .with(new BlockMemory(10, 20, 30, 10))
                .with(PROCESS)
                .with(new DefragFigures(true, 5, 6, 7))
                .with(new ClientFigures(1, 2, 3, 4, 5))
                .with(lazyFree);

        assertThat(report.store().keys()).isEqualTo(3);
        assertThat(report.blocks().residentBytes()).isEqualTo(30);
        assertThat(report.process()).isEqualTo(PROCESS);
        assertThat(report.defrag().runningPercent()).isEqualTo(5);
        assertThat(report.clients().replicas()).isEqualTo(2);
        assertThat(report.lazyFreePending()).isEqualTo(1);
        assertThat(report.lazyFreed()).isEqualTo(1);
    }

    @Test
    void ratios_figures_areRedisFormulas() {
        ledger.open("dataset", Kind.DATASET).charge(3000);
        ledger.open("rows", Kind.OVERHEAD).charge(1000);
        MemoryReport report = report().with(StoreFigures.of(7, 500, "noeviction"))
                .with(new BlockMemory(3000, 3300, 5000, 300))
                .with(PROCESS);

        assertThat(report.reservedBytes()).isEqualTo(6000);
        assertThat(report.fragmentationRatio()).isEqualTo(1.5);
        assertThat(report.residentRatio()).isEqualTo(8192 / 4000.0);
        assertThat(report.blocks().fragmentationRatio()).isEqualTo(1.1);
        assertThat(report.blocks().residentRatio()).isEqualTo(5000 / 3300.0);
        assertThat(report.datasetPercent()).isEqualTo(100 * 3000.0 / 3500);
        assertThat(report.bytesPerKey()).isEqualTo(428);
        assertThat(report.level()).isEqualTo(0.4);
        assertThat(report.toFreeBytes()).isZero();
        limit.maxBytes(1500);
        assertThat(report().toFreeBytes()).isEqualTo(2500);
    }

    @Test
    void ratios_nothingHeld_areNeutral() {
        MemoryReport report = report();

        assertThat(report.fragmentationRatio()).isEqualTo(1);
        assertThat(report.residentRatio()).isEqualTo(1);
        assertThat(report.peakRatio()).isEqualTo(1);
        assertThat(report.blocks().fragmentationRatio()).isEqualTo(1);
        assertThat(report.blocks().residentRatio()).isEqualTo(1);
        assertThat(report.datasetPercent()).isZero();
        assertThat(report.bytesPerKey()).isZero();
    }

    @Property(tries = 200, seed = "97")
    void sums_anyAccounts_keepTheLaws(
            @ForAll @LongRange(max = 1L << 40) long dataset,
            @ForAll @LongRange(max = 1L << 40) long overhead,
            @ForAll @LongRange(max = 1L << 40) long log) {
        ledger.open("any" + ledger.accounts().size(), Kind.DATASET).charge(dataset);
        ledger.open("any" + ledger.accounts().size(), Kind.OVERHEAD).charge(overhead);
        ledger.open("any" + ledger.accounts().size(), Kind.NOT_COUNTED).charge(log);
        MemoryReport report = report();

        assertThat(report.usedBytes()).isEqualTo(report.datasetBytes() + report.overheadBytes());
        assertThat(report.peakBytes()).isGreaterThanOrEqualTo(report.usedBytes());
        assertThat(report.accounts().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(report.usedBytes());
        assertThat(report.countedBytes()).isEqualTo(limit.counted());
        assertThat(report.level()).isEqualTo(limit.level());
        assertThat(report.toFreeBytes()).isEqualTo(limit.excess());
    }

    @Test
    void toString_allFigures_oneLineEachInTheOrderOfInfo() {
        ledger.open(MemoryPurpose.DATASET).charge(3072);
        ledger.open(MemoryPurpose.CLIENT_REPLIES).charge(512);
        ledger.open(MemoryPurpose.REPLICA_OUTPUT).charge(100);
        ledger.open(MemoryPurpose.REPLICATION_BACKLOG).charge(200);
        ledger.open(MemoryPurpose.APPEND_ONLY_BUFFER).charge(30);
        ledger.open(MemoryPurpose.REWRITE_BUFFER).charge(3);
        ledger.open(MemoryPurpose.FUNCTIONS).charge(40);
        ledger.open(MemoryPurpose.SCRIPTS).charge(139);
        MemoryReport report = report().with(new StoreFigures(8, 96, "allkeys-lfu", 16, 80, 16, 12.5))
                .with(new BlockMemory(3072, 3200, 4000, 128))
                .with(PROCESS)
                .with(new ClientFigures(1, 2, 3, 4, 5))
                .with(new DefragFigures(true, 6, 70, 50));

        assertThat(report.toString().lines())
                .containsExactly(
                        "used_memory:4096",
                        "used_memory_human:4.00K",
                        "used_memory_rss:8192",
                        "used_memory_rss_human:8.00K",
                        "used_memory_peak:4096",
                        "used_memory_peak_human:4.00K",
                        "used_memory_peak_perc:100.00%",
                        "used_memory_overhead:1024",
                        "used_memory_startup:96",
                        "used_memory_dataset:3072",
                        "used_memory_dataset_perc:76.80%",
                        "allocator_allocated:3072",
                        "allocator_active:3200",
                        "allocator_resident:4000",
                        "total_system_memory:1073741824",
                        "total_system_memory_human:1.00G",
                        "used_memory_functions:40",
                        "used_memory_scripts_eval:139",
                        "used_memory_scripts:179",
                        "used_memory_scripts_human:179B",
                        "number_of_cached_scripts:3",
                        "maxmemory:10000",
                        "maxmemory_human:9.77K",
                        "maxmemory_policy:allkeys-lfu",
                        "allocator_frag_ratio:1.04",
                        "allocator_frag_bytes:128",
                        "allocator_rss_ratio:1.25",
                        "allocator_rss_bytes:800",
                        "rss_overhead_ratio:2.05",
                        "rss_overhead_bytes:4192",
                        "mem_fragmentation_ratio:2.00",
                        "mem_fragmentation_bytes:4096",
                        "mem_not_counted_for_evict:133",
                        "mem_replication_backlog:200",
                        "mem_total_replication_buffers:300",
                        "mem_clients_slaves:100",
                        "mem_clients_normal:512",
                        "mem_cluster_links:0",
                        "mem_aof_buffer:33",
                        "mem_allocator:reclaim",
                        "mem_overhead_db_hashtable_rehashing:16",
                        "active_defrag_running:6",
                        "lazyfree_pending_objects:0",
                        "lazyfreed_objects:0",
                        "client_output_buffer_limit_disconnections:4",
                        "evicted_clients:5",
                        "maxmemory_level:0.40",
                        "maxmemory_to_free:0",
                        "reserved_memory:5024",
                        "reserved_memory_ratio:1.23",
                        "keys:8",
                        "bytes_per_key:384",
                        "active_defrag_reclaimed_bytes:50",
                        "active_defrag_moved_bytes:70",
                        "expired_stale_perc:12.50%",
                        "container_memory_limit:1048576",
                        "jvm_heap_used:100",
                        "jvm_heap_committed:200",
                        "jvm_heap_max:300",
                        "jvm_non_heap:40",
                        "jvm_direct:5",
                        "jvm_mapped:0",
                        "jvm_gc_collections:7",
                        "jvm_gc_millis:13",
                        "account_dataset:3072",
                        "account_clients.normal.output:512",
                        "account_clients.replica.output:100",
                        "account_replication.backlog:200",
                        "account_persistence.aof:30",
                        "account_persistence.rewrite:3",
                        "account_functions:40",
                        "account_scripts:139");
    }

    @Test
    void fields_processUnknown_areLeftOut() {
        assertThat(report().fields().keySet())
                .doesNotContain("used_memory_rss", "mem_fragmentation_ratio", "total_system_memory", "jvm_heap_used")
                .contains("used_memory", "maxmemory", "keys");
    }

    @Test
    void fields_unlimited_maxmemoryIsZero() {
        limit.maxBytes(MemoryLimit.UNLIMITED);
        assertThat(report().fields()).containsEntry("maxmemory", 0L).containsEntry("maxmemory_level", 0.0);
    }

    @Test
    void toJson_fields_oneFlatObject() {
        ledger.open("odd\"na\\me\u0001", Kind.DATASET).charge(1);
        String json = report().toJson();

        assertThat(json)
                .startsWith("{\"used_memory\":1,\"used_memory_peak\":1,\"used_memory_peak_perc\":100.0,")
                .contains(",\"maxmemory_policy\":\"noeviction\",")
                .endsWith(",\"account_odd\\\"na\\\\me\\u0001\":1}");
        assertThat(List.of(json.split(",", -1))).hasSize(report().fields().size());
    }
}
