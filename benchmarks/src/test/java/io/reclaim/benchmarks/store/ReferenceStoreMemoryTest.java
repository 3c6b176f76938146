package io.reclaim.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.reclaim.allocator.HeapPages;
import io.reclaim.core.DutyShare;
import io.reclaim.core.accounting.MemoryDoctor;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.core.accounting.ProcessMemory;
import io.reclaim.core.accounting.RuntimeSettings;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a store says of its memory, as a whole and of a key. */
class ReferenceStoreMemoryTest {
    /** Row of 32, tag of 4, bit rounded up to a byte, two buckets of 4. */
    private static final int BESIDE_BLOCK = 32 + 4 + 1 + 8;

    private final ReferenceStore store =
            new ReferenceStore(StoreConfig.of(256 << 20, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages()));

    private static byte[] key(int i) {
        return ByteBuffer.allocate(16).putInt(i).array();
    }

    @Test
    void memoryUsage_allKeys_blocksAddUpToTheDataset() {
        SplittableRandom random = new SplittableRandom(1);
        int keys = 20_000;
        for (int i = 0; i < keys; i++) {
            store.put(key(i), new byte[random.nextInt(3000)], i % 4 == 0 ? 1_000_000 : Deadlines.NO_DEADLINE, 0);
        }
        store.put(key(keys), new byte[300_000], 0);
        long blocks = 0;
        for (int i = 0; i <= keys; i++) {
            int place = i % 4 == 0 && i < keys ? 4 : 0;
            blocks += store.memoryUsage(key(i)) - BESIDE_BLOCK - place;
        }
        assertThat(blocks).isEqualTo(store.report().datasetBytes());
    }

    @Test
    void memoryUsage_fullPagesAndBuckets_addUpToAllThatIsUsed() {
        int keys = 1 << 17;
        for (int i = 0; i < keys; i++) {
            store.put(key(i), new byte[100], 1_000_000, 0);
        }
        long sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += store.memoryUsage(key(i));
        }
        long used = store.report().usedBytes() - store.report().startupBytes();
        assertThat(sum).isCloseTo(used, withinPercentage(2));
    }

    @Test
    void report_afterChurn_agreesWithTheAllocator() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 50_000; i++) {
            store.put(key(random.nextInt(10_000)), new byte[random.nextInt(500)], 0);
            if (i % 3 == 0) {
                store.remove(key(random.nextInt(10_000)), 0);
            }
        }
        MemoryReport report = store.report().with(ProcessMemory.read());

        assertThat(report.blocks().allocatedBytes())
                .isEqualTo(report.accounts().get("dataset") + report.accounts().get("allocator"));
        assertThat(report.blocks().activeBytes()).isBetween(report.blocks().allocatedBytes(), report.reservedBytes());
        assertThat(report.blocks().residentBytes())
                .isEqualTo(store.reports().allocator().reservedBytes())
                .isGreaterThanOrEqualTo(report.blocks().activeBytes());
        assertThat(report.store().policy()).isEqualTo("allkeys-lru");
        assertThat(report.store().buckets()).isEqualTo(store.reports().table().buckets());
        assertThat(report.fields()).containsKeys("used_memory", "maxmemory_policy", "jvm_heap_used");
        assertThat(MemoryDoctor.examine(store.report())).isEmpty();
    }

    @Test
    void settings_changeable_areApplied() {
        RuntimeSettings settings = store.settings();
        settings.set("maxmemory", "100mb");
        settings.set("maxmemory-reserved-percent", "20");
        settings.set("maxmemory-policy", "allkeys-lfu");

        assertThat(store.report().maxBytes()).isEqualTo(100 << 20);
        assertThat(store.report().ceilingBytes()).isEqualTo(80 << 20);
        assertThat(store.report().store().policy()).isEqualTo("allkeys-lfu");
        assertThat(settings.value("maxmemory-reserved-percent")).isEqualTo("20");
        settings.set("maxmemory", "0");
        assertThat(store.report().maxBytes()).isEqualTo(MemoryLimit.UNLIMITED);
        assertThat(settings.value("maxmemory")).isEqualTo("0");
    }

    @Test
    void settings_fixedOrWrong_throwAndChangeNothing() {
        RuntimeSettings settings = store.settings();

        assertThatIllegalStateException()
                .isThrownBy(() -> settings.set("chunk-bytes", "1"))
                .withMessageStartingWith("setting chunk-bytes is fixed when the store is made; it stays ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("maxmemory", "1"))
                .withMessageStartingWith("setting maxmemory: maxBytes must be at least ");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.set("maxmemory-policy", "none"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.set("maxmemory-reserved-percent", "91"));
        store.maxBytes(store.minimumBytes() + 1000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.set("maxmemory-reserved-percent", "50"))
                .withMessageEndingWith(", of which 50% are reserved");
        assertThat(settings.value("maxmemory-reserved-percent")).isEqualTo("0");
    }

    @Test
    void reservedPercent_writes_neverGoBeyondWhatRemains() {
        store.maxBytes(2 << 20);
        store.reservedPercent(25);
        List<String> told = new ArrayList<>();
        store.watermarks().add(80, 50, (percent, above, level) -> told.add(percent + " " + above));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            store.put(key(i), new byte[random.nextInt(1000)], i);
            assertThat(store.ledger().used()).isLessThanOrEqualTo((2 << 20) / 4 * 3);
            store.poll(i);
        }
        assertThat(store.counters().evicted()).isPositive();
        assertThat(told).containsExactly("80 true");
        assertThat(store.tooLarge(16, (2 << 20) / 4 * 3)).isTrue();
    }

    private static StoreConfig deterministic() {
        return StoreConfig.of(256 << 20, MaxMemoryPolicy.ALLKEYS_LRU, new HeapPages())
                .withSeed(9, new CountingTicker(1_000_000));
    }

    private static List<String> defragFindings(ReferenceStore store) {
        return MemoryDoctor.examine(store.report()).stream()
                .map(finding -> finding.id())
                .filter(id -> id.startsWith("defrag"))
                .toList();
    }

    @Test
    void doctor_defragGivesBack_isQuiet() {
        ReferenceStore well = new ReferenceStore(deterministic());
        int keys = 200_000;
        for (int i = 0; i < keys; i++) {
            well.put(key(i), new byte[200], 0);
        }
        for (int i = 0; i < keys; i++) {
            if (i % 3 != 0) {
                well.remove(key(i), 0);
            }
        }
        for (int i = 0; i < 3 * keys; i += 3) {
            well.put(key(i % keys / 3 * 3), new byte[200], 0);
        }
        assertThat(well.reports().reclaimedBytes())
                .isGreaterThan(25 << 20)
                .isGreaterThan(well.reports().movedBytes());
        assertThat(defragFindings(well)).isEmpty();
    }

    /** Each round empties some runs, never a whole chunk, before all holes are filled again. */
    @Test
    void doctor_defragUndoneByTheProgram_isFound() {
        ReferenceStore ill = new ReferenceStore(deterministic());
        DutyShare defrag = ill.duty().shares().stream()
                .filter(share -> share.name().equals("defrag"))
                .findFirst()
                .orElseThrow();
        int keys = 40_000;
        SplittableRandom random = new SplittableRandom(4);
        while (ill.reports().movedBytes() <= 10 << 20) {
            defrag.enabled(false);
            for (int i = 0; i < keys; i++) {
                ill.put(key(i), new byte[200], 0);
            }
            for (int i = 0; i < keys; i++) {
                if (random.nextInt(10) < 3) {
                    ill.remove(key(i), 0);
                }
            }
            defrag.enabled(true);
            for (int i = 0; i < 200; i++) {
                ill.put(key(random.nextInt(keys)), new byte[200], 0);
            }
        }
        assertThat(ill.reports().reclaimedBytes()).isLessThan(1 << 20);
        assertThat(defragFindings(ill)).containsExactly("defrag-stuck");
        assertThat(ill.report().fields())
                .containsEntry("active_defrag_moved_bytes", ill.reports().movedBytes());
    }
}
