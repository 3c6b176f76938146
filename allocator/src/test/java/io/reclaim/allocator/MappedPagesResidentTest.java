package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the operating system says that the process holds, in cycles of filling, freeing most, and purging. */
class MappedPagesResidentTest {
    private static final int MIB = 1 << 20;
    private static final int PAGES = 64;
    private static final int CYCLES = 4;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    /** Bytes of memory that are resident, without files. */
    private static long resident() throws IOException {
        long kilobytes = 0;
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                kilobytes += kilobytes(line);
            }
        }
        return kilobytes << 10;
    }

    /** Resident bytes of mappings of our files, by the line that describes the mapping. */
    private static Map<String, Long> mappings() throws IOException {
        Map<String, Long> resident = new HashMap<>();
        String mapping = "";
        for (String line : Files.readAllLines(MAPPINGS)) {
            if (Character.isLowerCase(line.charAt(0)) || Character.isDigit(line.charAt(0))) {
                mapping = line;
            } else if (mapping.contains("/reclaim-") && line.startsWith("Rss:")) {
                resident.put(mapping, kilobytes(line) << 10);
            }
        }
        return resident;
    }

    /** Resident bytes of mappings of our files, without those that other tests left to the garbage collector. */
    private static long residentWithout(Set<String> others) throws IOException {
        Map<String, Long> resident = mappings();
        resident.keySet().removeAll(others);
        return resident.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "PRIVATE"})
    void purge_cycles_residentBytesFallToWhatIsReserved(Source source) throws IOException {
        assumeThat(source.isAvailable()).isTrue();
        assumeThat(Files.isReadable(STATUS) && Files.isReadable(MAPPINGS)).isTrue();
        Random random = new Random(5);
        PageSource pages = source.limitedTo(PAGES * (long) MIB);
        Set<String> others = mappings().keySet();
        byte[] contents = new byte[MIB];
        BitSet open = new BitSet();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            while (open.cardinality() < PAGES) {
                int page = pages.open(MIB);
                random.nextBytes(contents);
                pages.write(page, 0, contents, 0, MIB);
                open.set(page);
            }
            assertThat(residentWithout(others)).isGreaterThanOrEqualTo(PAGES * (long) MIB);

            int kept = random.nextInt(PAGES / 4) + 1;
            while (open.cardinality() > kept) {
                int page = open.nextSetBit(random.nextInt(PAGES));
                if (page >= 0) {
                    pages.close(page);
                    open.clear(page);
                }
            }
            long before = resident();
            long given = pages.unpurged();
            while (pages.unpurged() > 0) {
                pages.purge(1 << 18);
            }

            assertThat(pages.reserved()).isEqualTo(kept * (long) MIB);
            assertThat(residentWithout(others)).isBetween(pages.reserved(), (long) (pages.reserved() * 1.1));
            assertThat(before - resident()).isGreaterThan((long) (given * 0.9));
        }
    }
}
