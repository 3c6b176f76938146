package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryFinding.Severity;
import io.reclaim.core.accounting.MemorySnapshot.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryDoctorTest {
    private static final long MB = 1 << 20;
    private static final long KB = 1 << 10;

    /** A store of 100 MB in a process of 300 MB on a machine of 16 GB: nothing is wrong with it. */
    private static final class Patient {
        private long dataset = 80 * MB;
        private long clients;
        private long replicas;
        private long peak = 101 * MB;
        private StoreFigures store = new StoreFigures(1_000_000, MB, "allkeys-lfu", 1 << 20, 4 * MB, 0, 3);
        private BlockMemory blocks = new BlockMemory(82 * MB, 84 * MB, 86 * MB, 2 * MB);
        private ProcessMemory process = process(300 * MB, 16 << 10, ProcessMemory.UNKNOWN);
        private DefragFigures defrag = new DefragFigures(true, 0, 100 * MB, 90 * MB);
        private ClientFigures figures = ClientFigures.NONE;

        static ProcessMemory process(long resident, long machineMb, long container) {
            return new ProcessMemory(
                    resident, machineMb * MB, container, 150 * MB, 250 * MB, 4096 * MB, 30 * MB, 0, 0, 5, 50);
        }

        MemoryReport report() {
            List<Entry> entries = new ArrayList<>();
            entries.add(new Entry("dataset", Kind.DATASET, dataset));
            entries.add(new Entry("rows", Kind.OVERHEAD, 20 * MB));
            entries.add(new Entry("clients.normal.output", Kind.OVERHEAD, clients));
            entries.add(new Entry("clients.replica.output", Kind.NOT_COUNTED, replicas));
            MemoryReport report = MemoryReport.of(new MemoryLedger(), limit());
            return new MemoryReport(
                    new MemorySnapshot(entries, peak),
                    report.maxBytes(),
                    report.ceilingBytes(),
                    store,
                    blocks,
                    process,
                    defrag,
                    0,
                    0,
                    figures);
        }

        private static MemoryLimit limit() {
            return new MemoryLimit(new MemoryLedger(), 1 << 30);
        }
    }

    /** Makes a healthy patient ill. */
    private interface Illness {
        void befall(Patient patient);
    }

    private static Arguments ill(String id, Severity severity, String evidence, Illness just, Illness notYet) {
        return Arguments.of(id, severity, evidence, just, notYet);
    }

    static Stream<Arguments> illnesses() {
        return Stream.of(
                ill("peak", Severity.WARNING, "ratio", p -> p.peak = 150 * MB + 1, p -> p.peak = 150 * MB),
                ill(
                        "fragmentation-severe",
                        Severity.SEVERE,
                        "reserved_memory_ratio",
                        p -> p.blocks = new BlockMemory(80 * MB, 120 * MB, 130 * MB, 0),
                        p -> p.blocks = new BlockMemory(80 * MB, 118 * MB, 120 * MB, 0)),
                ill(
                        "fragmentation",
                        Severity.WARNING,
                        "reserved_memory",
                        p -> p.blocks = new BlockMemory(80 * MB, 118 * MB, 120 * MB + 1, 0),
                        p -> p.blocks = new BlockMemory(80 * MB, 118 * MB, 120 * MB, 0)),
                ill(
                        "swap",
                        Severity.SEVERE,
                        "mem_fragmentation_ratio",
                        p -> p.process = Patient.process(100 * MB - 1, 16 << 10, ProcessMemory.UNKNOWN),
                        p -> p.process = Patient.process(100 * MB, 16 << 10, ProcessMemory.UNKNOWN)),
                ill(
                        "near-limit",
                        Severity.SEVERE,
                        "limit",
                        p -> p.process = Patient.process(360 * MB, 16 << 10, 400 * MB),
                        p -> p.process = Patient.process(360 * MB - 1, 16 << 10, 400 * MB)),
                ill(
                        "near-limit",
                        Severity.SEVERE,
                        "used_memory_rss",
                        p -> p.process = Patient.process(360 * MB, 400, ProcessMemory.UNKNOWN),
                        p -> p.process = Patient.process(359 * MB, 400, ProcessMemory.UNKNOWN)),
                ill(
                        "allocator-fragmentation",
                        Severity.WARNING,
                        "allocator_frag_bytes",
                        p -> p.blocks = new BlockMemory(80 * MB, 91 * MB, 92 * MB, 11 * MB),
                        p -> p.blocks = new BlockMemory(80 * MB, 90 * MB, 91 * MB, 10 * MB)),
                ill(
                        "allocator-resident",
                        Severity.WARNING,
                        "allocator_rss_bytes",
                        p -> p.blocks = new BlockMemory(80 * MB, 82 * MB, 93 * MB, 2 * MB),
                        p -> p.blocks = new BlockMemory(80 * MB, 82 * MB, 90 * MB, 2 * MB)),
                ill(
                        "process",
                        Severity.WARNING,
                        "jvm_bytes",
                        p -> p.process = Patient.process(421 * MB, 16 << 10, ProcessMemory.UNKNOWN),
                        p -> p.process = Patient.process(420 * MB, 16 << 10, ProcessMemory.UNKNOWN)),
                ill(
                        "defrag-stuck",
                        Severity.WARNING,
                        "moved_bytes",
                        p -> {
                            p.blocks = new BlockMemory(80 * MB, 88 * MB + 1, 89 * MB, 8 * MB + 1);
                            p.defrag = new DefragFigures(true, 1, 200 * MB, 20 * MB - 1);
                        },
                        p -> {
                            p.blocks = new BlockMemory(80 * MB, 88 * MB + 1, 89 * MB, 8 * MB + 1);
                            p.defrag = new DefragFigures(true, 1, 200 * MB, 20 * MB);
                        }),
                ill(
                        "clients-large",
                        Severity.WARNING,
                        "mean_bytes",
                        p -> {
                            p.clients = 10 * (200 * KB + 1);
                            p.figures = new ClientFigures(10, 0, 0, 0, 0);
                        },
                        p -> {
                            p.clients = 10 * 200 * KB;
                            p.figures = new ClientFigures(10, 0, 0, 0, 0);
                        }),
                ill(
                        "clients-many",
                        Severity.WARNING,
                        "clients",
                        p -> {
                            p.clients = 12 * MB;
                            p.figures = new ClientFigures(1000, 0, 0, 0, 0);
                        },
                        p -> {
                            p.clients = 12 * MB;
                            p.figures = new ClientFigures(999, 0, 0, 0, 0);
                        }),
                ill(
                        "replicas-large",
                        Severity.WARNING,
                        "mem_clients_slaves",
                        p -> {
                            p.replicas = 10 * MB + 1;
                            p.figures = new ClientFigures(0, 1, 0, 0, 0);
                        },
                        p -> {
                            p.replicas = 10 * MB;
                            p.figures = new ClientFigures(0, 1, 0, 0, 0);
                        }),
                ill(
                        "scripts-many",
                        Severity.WARNING,
                        "number_of_cached_scripts",
                        p -> p.figures = new ClientFigures(0, 0, 1001, 0, 0),
                        p -> p.figures = new ClientFigures(0, 0, 1000, 0, 0)),
                ill(
                        "table-empty",
                        Severity.WARNING,
                        "idle_bytes",
                        p -> p.store = new StoreFigures(499_999, MB, "noeviction", 1_000_000, 4 * MB, 0, 0),
                        p -> p.store = new StoreFigures(500_000, MB, "noeviction", 1_000_000, 4 * MB, 0, 0)),
                ill(
                        "stale",
                        Severity.WARNING,
                        "expired_stale_perc",
                        p -> p.store = new StoreFigures(1_000_000, MB, "noeviction", 1 << 20, MB, 0, 25.1),
                        p -> p.store = new StoreFigures(1_000_000, MB, "noeviction", 1 << 20, MB, 0, 25)));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("illnesses")
    void examine_oneIllness_isFoundAloneAndNotBeforeItsThreshold(
            String id, Severity severity, String evidence, Illness just, Illness notYet) {
        Patient patient = new Patient();
        just.befall(patient);
        List<MemoryFinding> findings = MemoryDoctor.examine(patient.report());

        assertThat(findings).extracting(MemoryFinding::id).containsExactly(id);
        assertThat(findings.get(0).severity()).isEqualTo(severity);
        assertThat(findings.get(0).evidence()).containsKey(evidence);
        assertThat(findings.get(0).what()).endsWith(".");
        assertThat(findings.get(0).advice()).endsWith(".");

        Patient other = new Patient();
        notYet.befall(other);
        assertThat(MemoryDoctor.examine(other.report())).isEmpty();
    }

    @Test
    void examine_healthyStore_quiet() {
        assertThat(MemoryDoctor.examine(new Patient().report())).isEmpty();
        assertThat(MemoryDoctor.text(List.of())).isEqualTo("No memory problem was found.");
    }

    @Test
    void examine_smallStore_ratiosAreNotLookedAt() {
        Patient patient = new Patient();
        patient.dataset = 0;
        patient.peak = 1000 * MB;
        assertThat(MemoryDoctor.examine(patient.report()))
                .extracting(MemoryFinding::id)
                .contains("peak");

        MemoryLedger small = new MemoryLedger();
        MemoryAccount account = small.open("dataset", Kind.DATASET);
        account.charge(1000 * MB);
        account.release(995 * MB + 1);
        MemoryReport report =
                MemoryReport.of(small, Patient.limit()).with(new BlockMemory(MB, 9 * MB, 90 * MB, 8 * MB));
        assertThat(report.usedBytes()).isEqualTo(MemoryDoctor.SMALL_BYTES - 1);
        assertThat(MemoryDoctor.examine(report)).isEmpty();
        account.charge(1);
        assertThat(MemoryDoctor.examine(MemoryReport.of(small, Patient.limit())))
                .hasSize(1);
    }

    @Test
    void examine_processUnknown_nothingIsSaidOfIt() {
        Patient patient = new Patient();
        patient.process = ProcessMemory.NOTHING;
        assertThat(MemoryDoctor.examine(patient.report())).isEmpty();
    }

    @Test
    void examine_manyIllnesses_severeOnesComeFirst() {
        Patient patient = new Patient();
        patient.peak = 1000 * MB;
        patient.blocks = new BlockMemory(80 * MB, 100 * MB, 200 * MB, 20 * MB);
        patient.process = Patient.process(99 * MB, 100, ProcessMemory.UNKNOWN);
        List<MemoryFinding> findings = MemoryDoctor.examine(patient.report());

        assertThat(findings)
                .extracting(MemoryFinding::id)
                .containsExactly(
                        "near-limit",
                        "swap",
                        "fragmentation-severe",
                        "peak",
                        "allocator-fragmentation",
                        "allocator-resident");
        assertThat(MemoryDoctor.text(findings).lines()).hasSize(6);
        assertThat(findings.get(3))
                .hasToString("WARNING peak: At its peak the store used far more than now; what was given back may still"
                        + " be held. {used_memory_peak=1048576000, used_memory=104857600, ratio=10.0} Purge, or let"
                        + " defragmentation and compaction run; nothing needs to be done if the peak comes back.");
    }

    @Property(tries = 200, seed = "104")
    void examine_anyFigures_saysNothingTwiceAndNeverThrows(
            @ForAll @LongRange(max = 1L << 40) long used,
            @ForAll @LongRange(max = 1L << 40) long resident,
            @ForAll @LongRange(min = -1, max = 1L << 40) long rss,
            @ForAll @LongRange(min = -1, max = 1L << 40) long container) {
        Patient patient = new Patient();
        patient.dataset = used;
        patient.blocks = new BlockMemory(used, used, used + resident, 0);
        patient.process = new ProcessMemory(rss, container, container, 1, 1, 1, 1, 1, 1, 1, 1);
        List<MemoryFinding> findings = MemoryDoctor.examine(patient.report());

        assertThat(findings).extracting(MemoryFinding::id).doesNotHaveDuplicates();
        assertThat(findings).isSortedAccordingTo((a, b) -> b.severity().compareTo(a.severity()));
    }
}
