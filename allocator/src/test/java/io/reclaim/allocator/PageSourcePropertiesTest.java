package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PageSourcePropertiesTest {
    private static final int LENGTH = 97;

    @Provide
    Arbitrary<Source> sources() {
        return Arbitraries.of(Source.available());
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Property
    void matches_anyLengthAndPlace_falseExactlyAtAMismatch(@ForAll("sources") Source source) {
        PageSource pages = source.unlimited();
        Random random = new Random(7);
        int page = pages.open(64);
        byte[] contents = randomBytes(random, 64);
        pages.write(page, 0, contents, 0, 64);
        for (int length = 0; length <= 33; length++) {
            for (int offset = 0; offset < 9; offset++) {
                int at = random.nextInt(9);
                byte[] with = randomBytes(random, 50);
                System.arraycopy(contents, offset, with, at, length);
                assertThat(pages.matches(page, offset, with, at, length)).isTrue();
                for (int i = 0; i < length; i++) {
                    with[at + i] ^= (byte) (1 << random.nextInt(8));
                    assertThat(pages.matches(page, offset, with, at, length)).isFalse();
                    with[at + i] = contents[offset + i];
                }
            }
        }
    }

    @Property(tries = 100, seed = "2")
    void access_anyWrites_agreesWithAnArray(@ForAll("sources") Source source, @ForAll long seed) {
        PageSource pages = source.unlimited();
        Random random = new Random(seed);
        ByteBuffer[] expected = new ByteBuffer[3];
        for (int page = 0; page < expected.length; page++) {
            pages.open(LENGTH);
            expected[page] = ByteBuffer.wrap(randomBytes(random, LENGTH)).order(ByteOrder.LITTLE_ENDIAN);
            pages.write(page, 0, expected[page].array(), 0, LENGTH);
        }
        for (int i = 0; i < 100; i++) {
            change(pages, expected, random);
        }
        for (int page = 0; page < expected.length; page++) {
            byte[] read = new byte[LENGTH + 2];
            pages.read(page, 0, read, 1, LENGTH);
            assertThat(Arrays.copyOfRange(read, 1, LENGTH + 1)).isEqualTo(expected[page].array());
            assertThat(read[0] | read[LENGTH + 1]).isZero();
            int offset = random.nextInt(LENGTH - 8);
            assertThat(pages.getLong(page, offset)).isEqualTo(expected[page].getLong(offset));
            assertThat(pages.getInt(page, offset)).isEqualTo(expected[page].getInt(offset));
            assertThat(pages.getByte(page, offset)).isEqualTo(expected[page].get(offset));
        }
    }

    private static void change(PageSource pages, ByteBuffer[] expected, Random random) {
        int page = random.nextInt(expected.length);
        int offset = random.nextInt(LENGTH - 8);
        long word = random.nextLong();
        switch (random.nextInt(5)) {
            case 0 -> {
                pages.setByte(page, offset, (byte) word);
                expected[page].put(offset, (byte) word);
            }
            case 1 -> {
                pages.setInt(page, offset, (int) word);
                expected[page].putInt(offset, (int) word);
            }
            case 2 -> {
                pages.setLong(page, offset, word);
                expected[page].putLong(offset, word);
            }
            case 3 -> {
                int length = random.nextInt(LENGTH - offset);
                byte[] bytes = randomBytes(random, length + 3);
                pages.write(page, offset, bytes, 3, length);
                expected[page].put(offset, bytes, 3, length);
            }
            default -> {
                int from = (page + 1) % expected.length;
                int to = random.nextInt(LENGTH);
                int length = random.nextInt(LENGTH - Math.max(offset, to));
                pages.copy(from, offset, page, to, length);
                expected[page].put(to, expected[from].array(), offset, length);
            }
        }
    }

    @Example
    void open_directMemoryUsedUp_noPage() {
        assumeThat(Runtime.getRuntime().maxMemory()).isLessThan(Integer.MAX_VALUE);
        DirectPages pages = new DirectPages();

        assertThat(pages.open(Integer.MAX_VALUE)).isEqualTo(PageSource.NO_PAGE);
        assertThat(pages.reserved()).isZero();
        assertThat(pages.open(10)).isZero();
    }
}
