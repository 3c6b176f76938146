package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any sequence of opening, closing and purging, with a memory that is used up now and then. */
class MappedPagesPropertiesTest {
    private static final int LARGEST = 20_000;
    private static final long LIMIT = 100_000;

    private record Page(int bytes, byte mark) {}

    @Property(tries = 50, seed = "3")
    void pages_anySequence_bytesAndContentsAreKept(
            @ForAll long seed, @ForAll boolean wholeOnly, @ForAll @IntRange(min = 25_000, max = 150_000) int room) {
        CountedMemory memory = new CountedMemory(room, wholeOnly);
        MappedPages pages = new MappedPages(memory, LIMIT);
        Map<Integer, Page> open = new HashMap<>();
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            memory.refusesToMap = random.nextInt(10) == 0;
            switch (random.nextInt(4)) {
                case 0, 1 -> open(pages, memory, open, random);
                case 2 -> close(pages, open, random);
                default -> purge(pages, wholeOnly, random);
            }
            long bytes = open.values().stream().mapToLong(Page::bytes).sum();
            assertThat(pages.reserved()).isEqualTo(bytes + pages.unpurged()).isLessThanOrEqualTo(LIMIT);
            assertThat(pages.reserved()).isEqualTo(memory.held());
            open.forEach((page, expected) -> {
                assertThat(pages.getByte(page, 0)).isEqualTo(expected.mark);
                assertThat(pages.getByte(page, expected.bytes - 1)).isEqualTo(expected.mark);
            });
        }
    }

    private static void open(MappedPages pages, CountedMemory memory, Map<Integer, Page> open, Random random) {
        int bytes = 1 + random.nextInt(LARGEST);
        long openBytes = pages.reserved() - pages.unpurged();
        int page = pages.open(bytes);
        if (page == PageSource.NO_PAGE) {
            boolean limited = bytes > LIMIT - openBytes;
            boolean usedUp = bytes > memory.room;
            assertThat(limited || usedUp || memory.refusesToMap).isTrue();
            return;
        }
        byte[] contents = new byte[bytes];
        pages.read(page, 0, contents, 0, bytes);
        assertThat(contents).containsOnly(0);
        byte mark = (byte) (1 + random.nextInt(100));
        pages.setByte(page, bytes / 2, mark);
        pages.setByte(page, 0, mark);
        pages.setByte(page, bytes - 1, mark);
        assertThat(open.put(page, new Page(bytes, mark))).isNull();
    }

    private static void close(MappedPages pages, Map<Integer, Page> open, Random random) {
        if (!open.isEmpty()) {
            Integer[] numbers = open.keySet().toArray(new Integer[0]);
            int page = numbers[random.nextInt(numbers.length)];
            long before = pages.reserved();
            pages.close(page);
            open.remove(page);
            assertThat(pages.reserved()).isEqualTo(before);
        }
    }

    private static void purge(MappedPages pages, boolean wholeOnly, Random random) {
        long before = pages.unpurged();
        int bytes = random.nextInt(LARGEST);
        pages.purge(bytes);
        long purged = before - pages.unpurged();
        assertThat(purged).isGreaterThanOrEqualTo(Math.min(before, bytes));
        assertThat(purged).isLessThanOrEqualTo(bytes + (wholeOnly ? LARGEST : 4095));
    }
}
