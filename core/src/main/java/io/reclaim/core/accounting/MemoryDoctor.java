package io.reclaim.core.accounting;

import io.reclaim.core.accounting.MemoryFinding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Looks through a {@link MemoryReport} for what is wrong with a store's memory, and says what to do: Redis' MEMORY DOCTOR,
 * with the same thresholds where it has the rule, and findings that are values.
 *
 * <p>A healthy store has no findings. Ratios of a small store say nothing, so most rules pass over one below
 * {@link #SMALL_BYTES}. What a part of the store does not report cannot be found.
 *
 * <p>Cost: O(accounts). Stateless.
 *
 * @see "Redis object.c, getMemoryDoctorReport"
 */
public final class MemoryDoctor {
    /** Ratios of less used memory are not looked at, as in Redis. */
    public static final long SMALL_BYTES = 5 << 20;

    /*
     * Redis judges the whole process, since a server is nothing but its store. A JVM has a heap with garbage, classes and
     * compiled code beside, and its resident memory is several times that of a small store, which no setting of the store
     * can change. So the rules on waste compare what the store has the JVM hold with what it uses; only "swap" and
     * "near-limit" look at the process; and "process" compares it with what the JVM accounts for.
     *
     * Waste has to be MUCH bytes, not only a ratio, before it is worth a word. Of the two rules on all waste and the two
     * on its kinds, all that apply are found: the kinds say which advice helps.
     */

    private static final long MUCH = 10 << 20;
    private static final double PEAK = 1.5;
    private static final double FRAGMENTED = 1.4;
    private static final double SEVERELY_FRAGMENTED = 1.5;
    private static final double ALLOCATOR = 1.1;
    private static final double PROCESS = 1.5;
    private static final long PROCESS_BYTES = 64 << 20;
    private static final double NEAR_LIMIT = 0.9;
    private static final long LARGE_CLIENT = 200 << 10;
    private static final long MANY_CLIENTS = 1000;
    private static final double CLIENTS_SHARE = 0.1;
    private static final long MANY_SCRIPTS = 1000;
    private static final double HALF_EMPTY = 0.5;
    private static final long IDLE_TABLE = 1 << 20;
    private static final double STALE_PERCENT = 25;
    private static final int MOVES_PER_GAIN = 10;

    /** One way to be unwell. */
    private record Rule(
            Severity severity,
            String id,
            Predicate<MemoryReport> applies,
            String what,
            Evidence evidence,
            String advice) {}

    /** Says which figures a finding rests on. */
    @FunctionalInterface
    private interface Evidence {
        void put(MemoryReport report, Map<String, Number> into);
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    Severity.SEVERE,
                    "near-limit",
                    MemoryDoctor::nearLimit,
                    "The process is close to the memory of its machine or container: it may be killed.",
                    (r, e) -> {
                        e.put("used_memory_rss", r.process().residentBytes());
                        e.put("limit", r.process().mostBytes());
                        e.put("maxmemory", r.maxBytes());
                    },
                    "Lower maxmemory or the JVM's -Xmx and -XX:MaxDirectMemorySize, or give the container more."),
            new Rule(
                    Severity.SEVERE,
                    "swap",
                    r -> large(r) && r.residentRatio() < 1,
                    "Less is in physical memory than the store uses: part of it is likely to be swapped out.",
                    (r, e) -> {
                        e.put("used_memory", r.usedBytes());
                        e.put("used_memory_rss", r.process().residentBytes());
                        e.put("mem_fragmentation_ratio", r.residentRatio());
                    },
                    "Lower maxmemory, or give the machine more memory; switch swap off."),
            new Rule(
                    Severity.WARNING,
                    "peak",
                    r -> large(r) && r.peakRatio() > PEAK,
                    "At its peak the store used far more than now; what was given back may still be held.",
                    (r, e) -> {
                        e.put("used_memory_peak", r.peakBytes());
                        e.put("used_memory", r.usedBytes());
                        e.put("ratio", r.peakRatio());
                    },
                    "Purge, or let defragmentation and compaction run; nothing needs to be done if the peak comes back."),
            new Rule(
                    Severity.SEVERE,
                    "fragmentation-severe",
                    r -> wasted(r) && r.fragmentationRatio() >= SEVERELY_FRAGMENTED,
                    "The store holds at least one and a half times what it uses.",
                    MemoryDoctor::fragmentation,
                    "Enable defragmentation and give it more time; purge."),
            new Rule(
                    Severity.WARNING,
                    "fragmentation",
                    r -> wasted(r)
                            && r.fragmentationRatio() > FRAGMENTED
                            && r.fragmentationRatio() < SEVERELY_FRAGMENTED,
                    "The store holds much more than it uses.",
                    MemoryDoctor::fragmentation,
                    "Enable defragmentation; purge."),
            new Rule(
                    Severity.WARNING,
                    "allocator-fragmentation",
                    r -> large(r)
                            && r.blocks().fragmentationRatio() > ALLOCATOR
                            && r.blocks().wastedBytes() > MUCH,
                    "Many blocks between live ones are free.",
                    (r, e) -> {
                        e.put("allocator_frag_ratio", r.blocks().fragmentationRatio());
                        e.put("allocator_frag_bytes", r.blocks().wastedBytes());
                    },
                    "Enable defragmentation, or give it a larger share of a tick."),
            new Rule(
                    Severity.WARNING,
                    "allocator-resident",
                    r -> large(r)
                            && r.blocks().residentRatio() > ALLOCATOR
                            && r.blocks().residentBytes() - r.blocks().activeBytes() > MUCH,
                    "The allocator holds memory that no run of blocks uses.",
                    (r, e) -> {
                        e.put("allocator_rss_ratio", r.blocks().residentRatio());
                        e.put(
                                "allocator_rss_bytes",
                                r.blocks().residentBytes() - r.blocks().activeBytes());
                    },
                    "Purge."),
            new Rule(
                    Severity.WARNING,
                    "process",
                    MemoryDoctor::processHoldsMore,
                    "The process takes much more than the JVM accounts for: native libraries, threads, or mapped files.",
                    (r, e) -> {
                        e.put("used_memory_rss", r.process().residentBytes());
                        e.put("jvm_bytes", r.process().jvmBytes());
                        e.put("jvm_mapped", r.process().mappedBytes());
                    },
                    "Look at native memory with -XX:NativeMemoryTracking=summary and jcmd VM.native_memory."),
            new Rule(
                    Severity.WARNING,
                    "defrag-stuck",
                    MemoryDoctor::defragStuck,
                    "Defragmentation moves many bytes and gives few back.",
                    (r, e) -> {
                        e.put("moved_bytes", r.defrag().movedBytes());
                        e.put("reclaimed_bytes", r.defrag().reclaimedBytes());
                        e.put("allocator_frag_ratio", r.blocks().fragmentationRatio());
                    },
                    "Raise the ratio that defragmentation starts at, or use fewer size classes."),
            new Rule(
                    Severity.WARNING,
                    "clients-large",
                    r -> large(r) && r.clients().normal() > 0 && meanClient(r) > LARGE_CLIENT,
                    "Clients hold large buffers: they send much at once, or read slowly.",
                    MemoryDoctor::clients,
                    "Set client-output-buffer-limit normal, or maxmemory-clients."),
            new Rule(
                    Severity.WARNING,
                    "clients-many",
                    r -> large(r)
                            && r.clients().normal() >= MANY_CLIENTS
                            && meanClient(r) <= LARGE_CLIENT
                            && r.ledger().bytes("clients.normal") > CLIENTS_SHARE * r.usedBytes(),
                    "Many clients with small buffers together take much of what is used.",
                    MemoryDoctor::clients,
                    "Set maxmemory-clients, for instance to 5%; close idle connections."),
            new Rule(
                    Severity.WARNING,
                    "replicas-large",
                    r -> large(r) && r.clients().replicas() > 0 && r.ledger().bytes("clients.replica") > MUCH,
                    "Replicas read more slowly than they are written to.",
                    (r, e) -> {
                        e.put("replicas", r.clients().replicas());
                        e.put("mem_clients_slaves", r.ledger().bytes("clients.replica"));
                    },
                    "Look at the replicas and their network; set client-output-buffer-limit replica."),
            new Rule(
                    Severity.WARNING,
                    "scripts-many",
                    r -> large(r) && r.clients().scripts() > MANY_SCRIPTS,
                    "Very many scripts are cached: they seem to be generated.",
                    (r, e) -> e.put("number_of_cached_scripts", r.clients().scripts()),
                    "Pass what differs as arguments; flush the cache of scripts."),
            new Rule(
                    Severity.WARNING,
                    "table-empty",
                    r -> large(r) && idleTableBytes(r) > IDLE_TABLE && load(r) < HALF_EMPTY,
                    "More than half of the hashtable's buckets are idle.",
                    (r, e) -> {
                        e.put("keys", r.keys());
                        e.put("buckets", r.store().buckets());
                        e.put("idle_bytes", idleTableBytes(r));
                    },
                    "Allow resizing and give rehashing a share of the tick; a table shrinks when an eighth is left."),
            new Rule(
                    Severity.WARNING,
                    "stale",
                    r -> large(r) && r.store().stalePercent() > STALE_PERCENT,
                    "Many entries are past their deadline and still there.",
                    (r, e) -> e.put("expired_stale_perc", r.store().stalePercent()),
                    "Raise active-expire-effort, or call the cycle more often."));

    private MemoryDoctor() {}

    /**
     * Looks through a report.
     *
     * @param report with as many parts as are to be looked at
     * @return findings, severe ones first, in the order of the rules; none for a healthy store
     */
    public static List<MemoryFinding> examine(MemoryReport report) {
        List<MemoryFinding> findings = new ArrayList<>();
        for (Severity severity : List.of(Severity.SEVERE, Severity.WARNING)) {
            for (Rule rule : RULES) {
                if (rule.severity == severity && rule.applies.test(report)) {
                    Map<String, Number> evidence = new LinkedHashMap<>();
                    rule.evidence.put(report, evidence);
                    findings.add(new MemoryFinding(severity, rule.id, rule.what, evidence, rule.advice));
                }
            }
        }
        return findings;
    }

    /**
     * Findings for people.
     *
     * @param findings of {@link #examine}
     * @return a line each, or one that says that there are none
     */
    public static String text(List<MemoryFinding> findings) {
        if (findings.isEmpty()) {
            return "No memory problem was found.";
        }
        List<String> lines = findings.stream().map(MemoryFinding::toString).toList();
        return String.join(System.lineSeparator(), lines);
    }

    private static boolean large(MemoryReport report) {
        return report.usedBytes() >= SMALL_BYTES;
    }

    private static boolean nearLimit(MemoryReport report) {
        long most = report.process().mostBytes();
        return most > 0 && report.process().residentBytes() >= NEAR_LIMIT * most;
    }

    private static boolean wasted(MemoryReport report) {
        return large(report) && report.reservedBytes() - report.usedBytes() > MUCH;
    }

    private static void fragmentation(MemoryReport report, Map<String, Number> evidence) {
        evidence.put("used_memory", report.usedBytes());
        evidence.put("reserved_memory", report.reservedBytes());
        evidence.put("reserved_memory_ratio", report.fragmentationRatio());
    }

    private static boolean processHoldsMore(MemoryReport report) {
        long resident = report.process().residentBytes();
        long jvm = report.process().jvmBytes();
        return large(report) && jvm > 0 && resident > PROCESS * jvm && resident - jvm > PROCESS_BYTES;
    }

    private static boolean defragStuck(MemoryReport report) {
        DefragFigures defrag = report.defrag();
        return large(report)
                && defrag.enabled()
                && defrag.reclaimedBytes() != ProcessMemory.UNKNOWN
                && defrag.movedBytes() > MUCH
                && defrag.reclaimedBytes() < defrag.movedBytes() / MOVES_PER_GAIN
                && report.blocks().fragmentationRatio() > ALLOCATOR;
    }

    private static long meanClient(MemoryReport report) {
        return report.ledger().bytes("clients.normal")
                / Math.max(1, report.clients().normal());
    }

    private static void clients(MemoryReport report, Map<String, Number> evidence) {
        evidence.put("clients", report.clients().normal());
        evidence.put("mem_clients_normal", report.ledger().bytes("clients.normal"));
        evidence.put("mean_bytes", meanClient(report));
    }

    private static double load(MemoryReport report) {
        return (double) report.keys() / Math.max(1, report.store().buckets());
    }

    private static long idleTableBytes(MemoryReport report) {
        return (long) (report.store().bucketBytes() * Math.max(0, 1 - load(report)));
    }
}
