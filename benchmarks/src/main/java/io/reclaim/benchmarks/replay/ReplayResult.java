package io.reclaim.benchmarks.replay;

import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.tier.TierCounters;
import io.reclaim.core.DutyShare;
import io.reclaim.core.WorkCost;
import io.reclaim.core.accounting.MemoryAdvice;
import io.reclaim.core.accounting.MemoryDoctor;
import io.reclaim.core.accounting.MemoryFinding;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.hashtable.TableReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a replay.
 *
 * @param workload what was run
 * @param requests how many there were
 * @param reads of them
 * @param hits of these, in either tier
 * @param tooLarge writes refused because the value exceeds the limit
 * @param outOfMemory writes refused because nothing more could be evicted
 * @param wallNanos how long it took
 * @param gcMillis of this, in garbage collection
 * @param store as it was left
 * @param memory of it and of the process, at the end
 * @param latencies of single operations
 * @param timeline over all requests
 * @param tier what the second tier did, if there is one
 * @param advice on another limit, if it was asked for and anything is held
 */
record ReplayResult(
        Workload workload,
        long requests,
        long reads,
        long hits,
        long tooLarge,
        long outOfMemory,
        long wallNanos,
        long gcMillis,
        ReferenceStore store,
        MemoryReport memory,
        Latencies latencies,
        Timeline timeline,
        @Nullable TierCounters tier,
        @Nullable MemoryAdvice advice) {

    /** What is wrong with the memory, mostly nothing. */
    List<MemoryFinding> findings() {
        return MemoryDoctor.examine(memory);
    }

    double hitRatio() {
        return reads == 0 ? 0 : (double) hits / reads;
    }

    /** Of memory alone, where there is a second tier. */
    double memoryHitRatio() {
        long elsewhere = tier == null ? 0 : tier.hits();
        return reads == 0 ? 0 : (double) (hits - elsewhere) / reads;
    }

    /** As if nothing took time but the store's operations and ticks: no reading of the trace, no looking at the clock. */
    double storeRequestsPerSecond() {
        return requests * 1e9 / Math.max(1, latencies.storeNanos());
    }

    double requestsPerSecond() {
        return requests * 1e9 / Math.max(1, wallNanos);
    }

    /** What background work has cost, in ticks and in proportion to writes, by its name in the JSON report. */
    Map<String, WorkCost> works() {
        Map<String, WorkCost> costs = new LinkedHashMap<>();
        for (DutyShare work : store.duty().shares()) {
            costs.put(work.name(), work.cost());
        }
        costs.put("evictionOfWrites", store.counters().evictionOfWrites());
        costs.put("defragOfWrites", store.counters().defragOfWrites());
        return costs;
    }

    /** The flat object of the JSON report. */
    Map<String, Object> json(String policy) {
        Histogram operations = latencies.operations;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("trace", workload.trace().name());
        fields.put("policy", policy);
        fields.put("seed", workload.seed());
        fields.put("requests", requests);
        fields.put("reads", reads);
        fields.put("hits", hits);
        fields.put("hitRatio", hitRatio());
        fields.put("writes", store.counters().writes());
        fields.put("evicted", store.counters().evicted());
        fields.put("expired", store.counters().expired());
        fields.put("refusedTooLarge", tooLarge);
        fields.put("refusedOutOfMemory", outOfMemory);
        fields.put("keys", memory.keys());
        fields.put("maxBytes", memory.maxBytes());
        fields.put("usedBytes", memory.usedBytes());
        fields.put("peakBytes", memory.peakBytes());
        fields.put("startupBytes", memory.startupBytes());
        fields.put("overheadBytes", memory.overheadBytes());
        fields.put("datasetBytes", memory.datasetBytes());
        fields.put("reservedBytes", memory.reservedBytes());
        fields.put("fragmentationRatio", memory.fragmentationRatio());
        memory.accounts().forEach((name, bytes) -> fields.put(name + "AccountBytes", bytes));
        fields.put("residentBytes", memory.process().residentBytes());
        fields.put("heapUsedBytes", memory.process().heapUsedBytes());
        fields.put(
                "findings",
                String.join(" ", findings().stream().map(MemoryFinding::id).toList()));
        fields.put("entryP50Bytes", store.followers().sizes().percentile(50));
        fields.put("entryP99Bytes", store.followers().sizes().percentile(99));
        fields.put("movedBytes", store.reports().movedBytes());
        fields.put("wallNanos", wallNanos);
        fields.put("gcNanos", gcMillis * 1_000_000);
        fields.put("requestsPerSecond", requestsPerSecond());
        fields.put("storeNanos", latencies.storeNanos());
        fields.put("storeRequestsPerSecond", storeRequestsPerSecond());
        fields.put("p50Nanos", operations.getValueAtPercentile(50));
        fields.put("p99Nanos", operations.getValueAtPercentile(99));
        fields.put("p999Nanos", operations.getValueAtPercentile(99.9));
        fields.put("p9999Nanos", operations.getValueAtPercentile(99.99));
        fields.put("maxNanos", operations.getMaxValue());
        fields.put("tickMaxNanos", latencies.ticks.getMaxValue());
        works().forEach((name, cost) -> {
            fields.put(name + "Steps", cost.steps());
            fields.put(name + "Units", cost.units());
            fields.put(name + "Nanos", cost.nanos());
            fields.put(name + "WorstNanos", cost.worstNanos());
        });
        if (tier != null) {
            fields.put("memoryHitRatio", memoryHitRatio());
            fields.put("tierHitRatio", tier.hitRatio());
            fields.put("tierHits", tier.hits());
            fields.put("tierMisses", tier.misses());
            fields.put("tierStale", tier.stale());
            fields.put("tierWritten", tier.written());
            fields.put("tierCommits", tier.commits());
            fields.put("tierReadFailures", tier.readFailures());
            fields.put("tierWriteFailures", tier.writeFailures());
            fields.put("tierDropped", tier.dropped());
            fields.put("tierEvicted", tier.evicted());
        }
        if (advice != null) {
            fields.put("adviceVerdict", advice.verdict().name());
            fields.put("adviceWishedHitRatio", advice.wishedHitRatio());
            fields.put("adviceNeededBytes", advice.neededBytes());
            fields.put("adviceReachableHitRatio", advice.reachableHitRatio());
            fields.put("adviceCurrentHitRatio", advice.currentHitRatio());
            fields.put("adviceTenthMoreHitRatio", advice.moreHitRatio());
            fields.put("adviceTenthLessHitRatio", advice.lessHitRatio());
        }
        TableReport table = store.reports().table();
        fields.put("bucketsMoved", table.steps());
        fields.put("buckets", table.buckets());
        return fields;
    }
}
