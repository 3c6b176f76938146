package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.allocator.AllocatorReport.ClassReport;
import io.reclaim.allocator.AllocatorReport.LargeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AllocatorReportTest {
    private static final LargeReport NONE = new LargeReport(0, 0, 0, 0);

    private AllocatorModel model = new AllocatorModel(14);

    private AllocatorReport fresh() {
        model = new AllocatorModel(14);
        return model.allocator.report();
    }

    @Example
    void report_nothingHeld_zeros() {
        AllocatorReport report = fresh();

        assertThat(report)
                .isEqualTo(new AllocatorReport(
                        0,
                        0,
                        0,
                        0,
                        OptionalLong.empty(),
                        0,
                        0,
                        List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                        List.of(),
                        NONE));
        assertThat(report.internalFragmentation()).isZero();
        assertThat(report.externalFragmentation()).isZero();
    }

    @Example
    void report_oneClass_countsAndBytes() {
        fresh();
        model.allocate(40, 31);

        AllocatorReport report = model.allocator.report();

        assertThat(report.requestedBytes()).isEqualTo(40 * 31);
        assertThat(report.usedBytes()).isEqualTo(40 * 32);
        assertThat(report.overheadBytes()).isEqualTo(model.overhead.bytes());
        assertThat(report.reservedBytes()).isEqualTo((1 << 14) + model.overhead.bytes());
        assertThat(report.blocks()).isEqualTo(40);
        assertThat(report.chunks()).isEqualTo(1);
        assertThat(report.classes()).containsExactly(new ClassReport(32, 1024, 2, 40, 24, 40, 0));
        assertThat(report.occupancy()).containsExactly(0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
        assertThat(report.internalFragmentation()).isCloseTo(1 / 32.0, within(1e-9));
        assertThat(report.externalFragmentation()).isCloseTo(1 - 40 * 32.0 / report.reservedBytes(), within(1e-9));
    }

    @Example
    void report_differentRequests_meanOfAllEver() {
        fresh();
        model.allocate(100);
        model.allocate(98);
        model.free(model.live.get(0));

        assertThat(model.allocator.report().requestedBytes()).isEqualTo(99);
    }

    @Example
    void report_largeBlocks_countedButNoChunks() {
        fresh();
        model.allocate(10_000);
        model.allocate(10_001);

        AllocatorReport report = model.allocator.report();

        assertThat(report.requestedBytes()).isEqualTo(20_001);
        assertThat(report.blocks()).isEqualTo(2);
        assertThat(report.chunks()).isZero();
        assertThat(report.classes()).isEmpty();
    }

    @Example
    void report_largestOfLargeBlocksFreed_requestedNotMoreThanUsed() {
        fresh();
        model.allocate(100_000);
        model.allocate(2000);
        model.free(model.live.get(0));

        AllocatorReport report = model.allocator.report();

        assertThat(report.requestedBytes()).isLessThanOrEqualTo(report.usedBytes());
        assertThat(report.internalFragmentation()).isBetween(0.0, 1.0);
    }

    @Property(tries = 100, seed = "61")
    void report_anyContents_sumsAgree(@ForAll long seed, @ForAll @IntRange(max = 99) int percent) {
        fresh();
        model.random.setSeed(seed);
        for (int i = 0; i < 300; i++) {
            model.allocate(model.random.nextInt(1 + model.random.nextInt(2500)));
        }
        model.freePercent(percent);

        AllocatorReport report = model.allocator.report();

        assertThat(report.usedBytes()).isEqualTo(model.allocator.used());
        assertThat(report.reservedBytes()).isEqualTo(model.allocator.reserved());
        assertThat(report.blocks()).isEqualTo(model.live.size());
        long runs = AllocatorAudit.runs(model.allocator).size();
        assertThat(report.classes().stream().mapToLong(ClassReport::runs).sum()).isEqualTo(runs);
        assertThat(report.occupancy().stream().mapToLong(i -> i).sum()).isEqualTo(runs);
        long inClasses =
                report.classes().stream().mapToLong(c -> c.size() * c.blocks()).sum();
        assertThat(inClasses + report.large().usedBytes()).isEqualTo(report.usedBytes());
        assertThat(report.classes()).isSortedAccordingTo((a, b) -> Integer.compare(a.size(), b.size()));
        assertThat(report.internalFragmentation()).isBetween(0.0, 1.0);
        assertThat(report.externalFragmentation()).isBetween(0.0, 1.0);
    }

    @Example
    void report_everAllocated_keptWhenAClassLosesItsRuns() {
        fresh();
        model.allocate(40, 32);
        model.allocate(5, 5000);
        model.freePercent(100);
        model.allocator.purge();
        model.allocate(32);

        AllocatorReport report = model.allocator.report();

        assertThat(report.classes()).containsExactly(new ClassReport(32, 1024, 1, 1, 31, 41, 40));
        assertThat(report.classes().get(0).utilization()).isEqualTo(1 / 32.0);
        assertThat(report.large()).isEqualTo(new LargeReport(0, 0, 5, 5));
        model.freePercent(100);
        model.allocator.purge();
        assertThat(model.allocator.report().classes())
                .containsExactly(new ClassReport(32, 1024, 0, 0, 0, 41, 41))
                .allMatch(c -> c.utilization() == 1);
    }

    @Property(tries = 100, seed = "62")
    void report_randomSizes_requestedWithinItsBound(
            @ForAll long seed, @ForAll @IntRange(min = 33, max = 1000) int most, @ForAll boolean large) {
        fresh();
        model.random.setSeed(seed);
        for (int i = 0; i < 500; i++) {
            model.allocate(model.random.nextInt(32, most) + (large && i % 10 == 0 ? 3000 : 0));
        }
        model.freePercent(50);
        model.live.stream().filter(b -> b.bytes.length > 1024).findFirst().ifPresent(b -> model.resize(b, b.used));
        long exact = model.live.stream().mapToLong(b -> b.bytes.length).sum();

        AllocatorReport report = model.allocator.report();

        assertThat(Math.abs(report.requestedBytes() - exact) * 5).isLessThanOrEqualTo(report.usedBytes());
        assertThat(report.requestedBytes()).isLessThanOrEqualTo(report.usedBytes());
    }

    @Example
    void toString_largeBlocks_lineOfTheirOwn() {
        fresh();
        model.allocate(5000);

        assertThat(model.allocator
                        .report()
                        .toString()
                        .lines()
                        .toList()
                        .get(4)
                        .strip()
                        .split("\\s+"))
                .containsExactly("large", "5056", "1", "1", "0");
    }

    @Example
    void constructor_lists_copied() {
        List<Integer> occupancy = new ArrayList<>(List.of(1, 2));
        AllocatorReport report =
                new AllocatorReport(1, 2, 4, 0, OptionalLong.empty(), 1, 1, occupancy, List.of(), NONE);
        occupancy.clear();

        assertThat(report.occupancy()).containsExactly(1, 2);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.occupancy().add(3));
        assertThat(report.internalFragmentation()).isEqualTo(0.5);
        assertThat(report.externalFragmentation()).isEqualTo(0.5);
    }

    @Example
    void toString_classes_oneLineEach() {
        fresh();
        model.allocate(1000);
        model.allocate(20);

        String text = model.allocator.report().toString();

        assertThat(text.lines()).hasSize(4 + 2);
        assertThat(text)
                .startsWith("requested 1,020  used 1,")
                .contains("internal fragmentation")
                .contains("runs by tenths live: [");
        assertThat(text.lines().toList().get(4).strip().split("\\s+"))
                .containsExactly("20", "1024", "1", "1", "50", "1.96%", "1", "0");
    }
}
