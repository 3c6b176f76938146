package io.reclaim.core.accounting;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The fields of a {@link MemoryReport} by name, as text and as JSON. */
final class InfoFields {
    /** Those that Redis writes a second time for people. */
    private static final Set<String> HUMAN = Set.of(
            "used_memory",
            "used_memory_rss",
            "used_memory_peak",
            "total_system_memory",
            "used_memory_scripts",
            "maxmemory");

    private InfoFields() {}

    static Map<String, Object> of(MemoryReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        used(report, fields);
        limit(report, fields);
        ratios(report, fields);
        purposes(report, fields);
        ours(report, fields);
        jvm(report.process(), fields);
        report.accounts().forEach((name, bytes) -> fields.put("account_" + name, bytes));
        return fields;
    }

    private static void used(MemoryReport report, Map<String, Object> fields) {
        BlockMemory blocks = report.blocks();
        fields.put("used_memory", report.usedBytes());
        known(fields, "used_memory_rss", report.process().residentBytes());
        fields.put("used_memory_peak", report.peakBytes());
        fields.put("used_memory_peak_perc", 100.0 * report.usedBytes() / Math.max(1, report.peakBytes()));
        fields.put("used_memory_overhead", report.overheadBytes());
        fields.put("used_memory_startup", report.startupBytes());
        fields.put("used_memory_dataset", report.datasetBytes());
        fields.put("used_memory_dataset_perc", report.datasetPercent());
        fields.put("allocator_allocated", blocks.allocatedBytes());
        fields.put("allocator_active", blocks.activeBytes());
        fields.put("allocator_resident", blocks.residentBytes());
        known(fields, "total_system_memory", report.process().machineBytes());
        fields.put("used_memory_functions", report.ledger().bytes(MemoryPurpose.FUNCTIONS));
        fields.put("used_memory_scripts_eval", report.ledger().bytes(MemoryPurpose.SCRIPTS));
        fields.put(
                "used_memory_scripts",
                report.ledger().bytes(MemoryPurpose.FUNCTIONS) + report.ledger().bytes(MemoryPurpose.SCRIPTS));
        fields.put("number_of_cached_scripts", report.clients().scripts());
    }

    private static void limit(MemoryReport report, Map<String, Object> fields) {
        fields.put("maxmemory", report.maxBytes() == MemoryLimit.UNLIMITED ? 0L : report.maxBytes());
        fields.put("maxmemory_policy", report.store().policy());
    }

    private static void ratios(MemoryReport report, Map<String, Object> fields) {
        BlockMemory blocks = report.blocks();
        long resident = report.process().residentBytes();
        fields.put("allocator_frag_ratio", blocks.fragmentationRatio());
        fields.put("allocator_frag_bytes", blocks.wastedBytes());
        fields.put("allocator_rss_ratio", blocks.residentRatio());
        fields.put("allocator_rss_bytes", blocks.residentBytes() - blocks.activeBytes());
        if (resident != ProcessMemory.UNKNOWN) {
            if (blocks.residentBytes() > 0) {
                fields.put("rss_overhead_ratio", (double) resident / blocks.residentBytes());
                fields.put("rss_overhead_bytes", resident - blocks.residentBytes());
            }
            fields.put("mem_fragmentation_ratio", report.residentRatio());
            fields.put("mem_fragmentation_bytes", resident - report.usedBytes());
        }
    }

    private static void purposes(MemoryReport report, Map<String, Object> fields) {
        MemorySnapshot ledger = report.ledger();
        fields.put("mem_not_counted_for_evict", report.notCountedBytes());
        fields.put("mem_replication_backlog", ledger.bytes(MemoryPurpose.REPLICATION_BACKLOG));
        fields.put(
                "mem_total_replication_buffers",
                ledger.bytes(MemoryPurpose.REPLICATION_BACKLOG) + ledger.bytes(MemoryPurpose.REPLICA_OUTPUT));
        fields.put("mem_clients_slaves", ledger.bytes("clients.replica"));
        fields.put("mem_clients_normal", ledger.bytes("clients.normal"));
        fields.put("mem_cluster_links", ledger.bytes(MemoryPurpose.CLUSTER_LINKS));
        fields.put("mem_aof_buffer", ledger.bytes("persistence"));
        fields.put("mem_allocator", "reclaim");
        fields.put("mem_overhead_db_hashtable_rehashing", report.store().rehashingBytes());
        fields.put("active_defrag_running", (long) report.defrag().runningPercent());
        fields.put("lazyfree_pending_objects", report.lazyFreePending());
        fields.put("lazyfreed_objects", report.lazyFreed());
        fields.put("client_output_buffer_limit_disconnections", report.clients().outputLimitDisconnections());
        fields.put("evicted_clients", report.clients().evicted());
    }

    /** What Redis has in other sections, or not at all. */
    private static void ours(MemoryReport report, Map<String, Object> fields) {
        fields.put("maxmemory_level", report.level());
        fields.put("maxmemory_to_free", report.toFreeBytes());
        fields.put("reserved_memory", report.reservedBytes());
        fields.put("reserved_memory_ratio", report.fragmentationRatio());
        fields.put("keys", report.keys());
        fields.put("bytes_per_key", report.bytesPerKey());
        known(fields, "active_defrag_reclaimed_bytes", report.defrag().reclaimedBytes());
        fields.put("active_defrag_moved_bytes", report.defrag().movedBytes());
        fields.put("expired_stale_perc", report.store().stalePercent());
    }

    private static void jvm(ProcessMemory process, Map<String, Object> fields) {
        known(fields, "container_memory_limit", process.containerBytes());
        known(fields, "jvm_heap_used", process.heapUsedBytes());
        known(fields, "jvm_heap_committed", process.heapCommittedBytes());
        known(fields, "jvm_heap_max", process.heapMaxBytes());
        known(fields, "jvm_non_heap", process.nonHeapBytes());
        known(fields, "jvm_direct", process.directBytes());
        known(fields, "jvm_mapped", process.mappedBytes());
        known(fields, "jvm_gc_collections", process.collections());
        known(fields, "jvm_gc_millis", process.collectionMillis());
    }

    private static void known(Map<String, Object> fields, String name, long value) {
        if (value != ProcessMemory.UNKNOWN) {
            fields.put(name, value);
        }
    }

    static String text(Map<String, Object> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> {
            line(text, name, value(name, value));
            if (HUMAN.contains(name) && value instanceof Long bytes) {
                line(text, name + "_human", MemorySize.format(bytes));
            }
        });
        return text.toString();
    }

    private static String value(String name, Object value) {
        if (value instanceof Double ratio) {
            return String.format(Locale.ROOT, name.endsWith("_perc") ? "%.2f%%" : "%.2f", ratio);
        }
        return value.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        if (text.length() > 0) {
            text.append(System.lineSeparator());
        }
        text.append(name).append(':').append(value);
    }

    static String json(Map<String, Object> fields) {
        StringBuilder json = new StringBuilder("{");
        fields.forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",");
            quote(json, name);
            json.append(':');
            if (value instanceof String text) {
                quote(json, text);
            } else {
                json.append(value); // a Long, or a Double that is finite
            }
        });
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
