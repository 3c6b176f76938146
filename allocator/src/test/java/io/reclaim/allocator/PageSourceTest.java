package io.reclaim.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class PageSourceTest {
    private static final int LENGTH = 100;
    private static final byte[] NONE = {};

    @Parameter
    private Source source;

    private PageSource pages;
    private int page;

    @BeforeEach
    void openOnePage() {
        assumeThat(source.isAvailable()).isTrue();
        pages = source.unlimited();
        page = pages.open(LENGTH);
    }

    private static void assertOutside(ThrowingCallable access) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(access);
    }

    @Test
    void constructor_limitNotPositive_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.limitedTo(0))
                .withMessage("maxBytes must be positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source.limitedTo(-7))
                .withMessage("maxBytes must be positive: -7");
    }

    @Test
    void open_sizeNotPositive_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pages.open(0))
                .withMessage("size of a page must be positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pages.open(-3))
                .withMessage("size of a page must be positive: -3");
        assertThat(pages.reserved()).isEqualTo(LENGTH);
    }

    @Test
    void open_manyPages_numbersFromZeroOn() {
        for (int expected = 1; expected < 40; expected++) {
            assertThat(pages.open(expected)).isEqualTo(expected);
            pages.setByte(expected, expected - 1, (byte) expected);
        }

        assertThat(pages.reserved()).isEqualTo(LENGTH + 39 * 40 / 2);
        for (int open = 1; open < 40; open++) {
            assertThat(pages.getByte(open, open - 1)).isEqualTo((byte) open);
        }
    }

    @Test
    void open_limitReached_noPageAndNothingChanged() {
        PageSource limited = source.limitedTo(250);
        assertThat(limited.open(100)).isZero();
        assertThat(limited.open(100)).isEqualTo(1);

        assertThat(limited.open(51)).isEqualTo(PageSource.NO_PAGE);
        assertThat(limited.reserved()).isEqualTo(200);
        assertThat(limited.open(50)).isEqualTo(2);
        assertThat(limited.open(1)).isEqualTo(PageSource.NO_PAGE);

        limited.close(0);
        assertThat(limited.open(101)).isEqualTo(PageSource.NO_PAGE);
        assertThat(limited.open(100)).isZero();
        assertThat(limited.reserved()).isEqualTo(250);
    }

    @Test
    void close_notOpen_throwsAndNothingChanged() {
        assertThatIllegalArgumentException().isThrownBy(() -> pages.close(1)).withMessage("page is not open: 1");
        assertThatIllegalArgumentException().isThrownBy(() -> pages.close(-1)).withMessage("page is not open: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pages.close(1 << 20))
                .withMessage("page is not open: 1048576");
        assertThat(pages.reserved()).isEqualTo(LENGTH);
    }

    @Test
    void close_twice_throws() {
        pages.close(page);
        pages.purge(LENGTH);

        assertThat(pages.reserved()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> pages.close(page));
        assertThat(pages.reserved()).isZero();
    }

    @Test
    void words_everyOffset_littleEndianWithoutAlignment() {
        for (int offset = 0; offset <= LENGTH - Long.BYTES; offset++) {
            pages.setLong(page, offset, 0x0807060504030201L);
            pages.setInt(page, offset + 1, 0x7f6f5f4f);

            assertThat(pages.getLong(page, offset)).isEqualTo(0x0807067f6f5f4f01L);
            assertThat(pages.getInt(page, offset + 1)).isEqualTo(0x7f6f5f4f);
            assertThat(pages.getByte(page, offset)).isEqualTo((byte) 1);
            assertThat(pages.getByte(page, offset + 4)).isEqualTo((byte) 0x7f);
        }
    }

    @Test
    void words_lastOfThePage_reachable() {
        pages.setByte(page, LENGTH - 1, (byte) -2);
        assertThat(pages.getByte(page, LENGTH - 1)).isEqualTo((byte) -2);
        pages.setInt(page, LENGTH - 4, Integer.MIN_VALUE);
        assertThat(pages.getInt(page, LENGTH - 4)).isEqualTo(Integer.MIN_VALUE);
        pages.setLong(page, LENGTH - 8, Long.MIN_VALUE);
        assertThat(pages.getLong(page, LENGTH - 8)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void words_outsideThePage_throws() {
        assertOutside(() -> pages.getByte(page, LENGTH));
        assertOutside(() -> pages.getByte(page, -1));
        assertOutside(() -> pages.setByte(page, LENGTH, (byte) 1));
        assertOutside(() -> pages.getInt(page, LENGTH - 3));
        assertOutside(() -> pages.setInt(page, -1, 1));
        assertOutside(() -> pages.getLong(page, LENGTH - 7));
        assertOutside(() -> pages.setLong(page, LENGTH - 7, 1));
    }

    @Test
    void bulk_outsideThePageOrTheArray_throws() {
        byte[] array = new byte[10];
        assertOutside(() -> pages.read(page, LENGTH - 9, array, 0, 10));
        assertOutside(() -> pages.read(page, 0, array, 1, 10));
        assertOutside(() -> pages.write(page, LENGTH - 9, array, 0, 10));
        assertOutside(() -> pages.write(page, 0, array, 1, 10));
        assertOutside(() -> pages.write(page, -1, array, 0, 1));
        int other = pages.open(10);
        assertOutside(() -> pages.copy(page, 0, other, 1, 10));
        assertOutside(() -> pages.copy(page, LENGTH - 9, other, 0, 10));
    }

    @Test
    void bulk_nothingAtTheEnd_nothingHappens() {
        pages.read(page, LENGTH, NONE, 0, 0);
        pages.write(page, LENGTH, NONE, 0, 0);
        pages.copy(page, LENGTH, page, 0, 0);
        assertThat(pages.matches(page, LENGTH, NONE, 0, 0)).isTrue();
    }

    @Test
    void matches_outsideTheArray_throws() {
        byte[] zeros = new byte[10];
        pages.write(page, 0, new byte[LENGTH], 0, LENGTH);
        assertOutside(() -> pages.matches(page, 0, zeros, 0, 11));
        assertOutside(() -> pages.matches(page, 0, zeros, 10, 1));
        assertOutside(() -> pages.matches(page, 0, zeros, -1, 1));
    }

    @Test
    void matches_reachesOutsideThePage_throws() {
        byte[] zeros = new byte[LENGTH + 8];
        pages.write(page, 0, zeros, 0, LENGTH);
        assertOutside(() -> pages.matches(page, 0, zeros, 0, LENGTH + 1));
        assertOutside(() -> pages.matches(page, LENGTH, zeros, 0, 1));
        assertOutside(() -> pages.matches(page, -1, zeros, 0, 1));
    }

    @Test
    void matches_differsBeforeTheEndOfThePage_throwsAllTheSame() {
        byte[] ones = new byte[LENGTH + 8];
        Arrays.fill(ones, (byte) 1);
        pages.write(page, 0, new byte[LENGTH], 0, LENGTH);

        assertOutside(() -> pages.matches(page, LENGTH - 20, ones, 0, 30));
    }

    @Test
    void access_negativeOrHugeLength_throws() {
        byte[] array = new byte[10];
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertOutside(() -> pages.read(page, 1, array, 1, length));
            assertOutside(() -> pages.write(page, 1, array, 1, length));
            assertOutside(() -> pages.copy(page, 1, page, 1, length));
            assertOutside(() -> pages.matches(page, 1, array, 1, length));
        }
        assertOutside(() -> pages.getLong(page, Integer.MAX_VALUE));
        assertOutside(() -> pages.setInt(page, Integer.MIN_VALUE, 1));
    }

    @Test
    void access_pageNotOpen_throws() {
        byte[] array = new byte[1];
        int other = pages.open(LENGTH);
        pages.close(page);
        for (int wrong : new int[] {page, 3, 1000, -1}) {
            Class<? extends Throwable> expected =
                    wrong == page || wrong == 3 ? NullPointerException.class : IndexOutOfBoundsException.class;
            List<ThrowingCallable> accesses = List.of(
                    () -> pages.getByte(wrong, 0),
                    () -> pages.setByte(wrong, 0, (byte) 1),
                    () -> pages.getInt(wrong, 0),
                    () -> pages.setInt(wrong, 0, 1),
                    () -> pages.getLong(wrong, 0),
                    () -> pages.setLong(wrong, 0, 1),
                    () -> pages.read(wrong, 0, array, 0, 1),
                    () -> pages.write(wrong, 0, array, 0, 1),
                    () -> pages.copy(wrong, 0, other, 0, 1),
                    () -> pages.copy(other, 0, wrong, 0, 1),
                    () -> pages.matches(wrong, 0, array, 0, 1));
            for (ThrowingCallable access : accesses) {
                assertThat(catchThrowable(access)).isInstanceOf(expected);
            }
        }
    }

    @Test
    void open_afterUseOfEverySize_zeros() {
        for (int bytes : new int[] {1, 99, 4095, 4096, 4097, 70_000, 100_000, 1 << 17, 99}) {
            int dirty = pages.open(bytes);
            byte[] read = new byte[bytes];
            pages.read(dirty, 0, read, 0, bytes);
            assertThat(read).containsOnly(0);
            Arrays.fill(read, (byte) -1);
            pages.write(dirty, 0, read, 0, bytes);
            assertOutside(() -> pages.getByte(dirty, bytes));
            pages.close(dirty);
        }
    }

    @Test
    void purge_closedPages_nothingHeldForThem() {
        int other = pages.open(100_000);
        pages.setLong(other, 5, 7);
        pages.close(page);
        long unpurged = pages.unpurged();

        assertThat(unpurged).isIn(0L, (long) LENGTH);
        assertThat(pages.reserved()).isEqualTo(100_000 + unpurged);
        pages.purge(0);
        assertThat(pages.unpurged()).isEqualTo(unpurged);
        pages.purge(1);
        assertThat(pages.unpurged()).isZero();
        assertThat(pages.reserved()).isEqualTo(100_000);
        pages.purge(Long.MAX_VALUE);
        assertThat(pages.getLong(other, 5)).isEqualTo(7);
    }

    @Test
    void open_closedPagesUnpurged_neverOverTheLimit() {
        PageSource limited = source.limitedTo(1 << 20);
        for (int bytes = 1 << 20; bytes >= 1 << 16; bytes -= 40_000) {
            int first = limited.open(bytes);
            assertThat(first).isZero();
            assertThat(limited.reserved()).isLessThanOrEqualTo(1 << 20);
            limited.setLong(first, bytes - 8, 1);
            limited.close(first);
            assertThat(limited.reserved()).isLessThanOrEqualTo(1 << 20);
        }
    }

    @Test
    void toString_open_tellsBytes() {
        assertThat(pages).hasToString(pages.getClass().getSimpleName() + "[reserved=100]");
    }
}
