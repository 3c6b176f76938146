package io.reclaim.benchmarks.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.benchmarks.trace.Access.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineTraceTest {

    @Test
    void lirs_keysBetweenBlanksEmptyLinesAndStars_onlyKeysRead() throws IOException {
        assertThat(keys(TraceFormat.LIRS, "7\n\n  8 \t\n*\n * \n-9\r\n   \n0\n*\n"))
                .containsExactly(7L, 8L, -9L, 0L);
    }

    @Test
    void lirs_noLineEndAtTheEnd_lastKeyIsRead() throws IOException {
        assertThat(keys(TraceFormat.LIRS, "1\n22")).containsExactly(1L, 22L);
    }

    @Test
    void lirs_extremeKeys_areRead() throws IOException {
        assertThat(keys(TraceFormat.LIRS, Long.MAX_VALUE + "\n" + Long.MIN_VALUE + "\n"))
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Test
    void lirs_onlyEmptyLinesAndStars_noRequest() throws IOException {
        assertThat(keys(TraceFormat.LIRS, "*\n\n*\n")).isEmpty();
    }

    @Test
    void arc_ranges_everyKeyOfEachInOrder() throws IOException {
        assertThat(keys(TraceFormat.ARC, "5 3 0 0\n\n100 1 0 1\n4 2 9 9\n")).containsExactly(5L, 6L, 7L, 100L, 4L, 5L);
    }

    @Test
    void arc_emptyRanges_areSkipped() throws IOException {
        assertThat(keys(TraceFormat.ARC, "5 0 0 0\n6 0 0 0\n7 1 0 0\n8 0 0 0\n"))
                .containsExactly(7L);
    }

    @Test
    void arc_blanksOfManyKinds_separateFields() throws IOException {
        assertThat(keys(TraceFormat.ARC, "\t 5 \t 2   0\t0 \r\n")).containsExactly(5L, 6L);
    }

    @Test
    void arc_withinRange_nothingIsKnownButTheKey() throws IOException {
        assertThat(read(TraceFormat.ARC, "5 3 0 0\n")).containsExactly(Request.of(5), Request.of(6), Request.of(7));
    }

    @Test
    void arc_hugeRange_isNotUnrolledAhead() throws IOException {
        try (TraceReader reader = open(TraceFormat.ARC, "0 " + Long.MAX_VALUE + " 0 0\n")) {
            Access access = new Access();
            for (long key = 0; key < 1000; key++) {
                assertThat(reader.next(access)).isTrue();
                assertThat(access.key).isEqualTo(key);
            }
        }
    }

    @Test
    void arc_malformedAfterRange_rangeIsReadFirst() throws IOException {
        try (TraceReader reader = open(TraceFormat.ARC, "5 2 0 0\n6 -1 0 0\n")) {
            Access access = new Access();
            assertThat(reader.next(access)).isTrue();
            assertThat(reader.next(access)).isTrue();
            assertThatThrownBy(() -> reader.next(access)).hasMessageContaining("line 2");
        }
    }

    @Test
    void address_hexadecimalOfAnyCase_isTheKey() throws IOException {
        assertThat(keys(TraceFormat.ADDRESS, "s 0x1fffff50 1\nl 0xABCdef 4\nl 0X10 4\nl ff 2\n"))
                .containsExactly(0x1fffff50L, 0xabcdefL, 0x10L, 0xffL);
    }

    @Test
    void address_highestAddress_isUnsigned() throws IOException {
        assertThat(keys(TraceFormat.ADDRESS, "l 0xffffffffffffffff 1\nl 0x8000000000000000 1\n"))
                .containsExactly(-1L, Long.MIN_VALUE);
    }

    @Test
    void gradle_line_isHighBitsExclusiveOrLowBits() throws IOException {
        String text = """
                00000000000000010000000000000002
                ffffffffffffffff0000000000000000
                  FFFFFFFFFFFFFFFFffffffffffffffff\s\s
                8000000000000000000000000000000A
                """;
        assertThat(keys(TraceFormat.GRADLE, text)).containsExactly(3L, -1L, 0L, 0x8000_0000_0000_000AL);
    }

    @Test
    void adaptSize_line_hasItsSizeAndNothingElse() throws IOException {
        Request request = read(TraceFormat.ADAPT_SIZE, "17 4 1000\n").get(0);
        assertThat(request.withKey(0)).isEqualTo(new Request(0, 1000, -1, -1, Operation.READ));
    }

    @Test
    void adaptSize_keyAndSize_areTheIdentityTogether() throws IOException {
        List<Long> keys = keys(TraceFormat.ADAPT_SIZE, "1 4 10\n2 4 11\n3 5 10\n4 4 10\n5 4 0\n");
        assertThat(keys.get(3)).isEqualTo(keys.get(0));
        assertThat(keys.subList(1, 5)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "lirs, x",
        "lirs, 1 2",
        "lirs, **",
        "lirs, 1.5",
        "lirs, 0x10",
        "lirs, 99999999999999999999",
        "arc, 5",
        "arc, 5 6",
        "arc, 5 6 0",
        "arc, 9223372036854775800 100 0 0",
        "arc, x 1 0 0",
        "arc, 5 x 0 0",
        "arc, 5 -1 0 0",
        "arc, 5 99999999999999999999 0 0",
        "address, l",
        "address, l 0x10",
        "address, l 0x",
        "address, l 0xg 1",
        "address, l -1 1",
        "address, l 0x+1 1",
        "address, l 0x10000000000000000 1",
        "gradle, 0",
        "gradle, 0000000000000000000000000000001",
        "gradle, 000000000000000000000000000000011",
        "gradle, g0000000000000000000000000000000",
        "gradle, 0000000000000000-000000000000000",
        "gradle, +0000000000000000000000000000000",
        "adapt-size, 1 2",
        "adapt-size, 1 x 2",
        "adapt-size, 1 2 x",
        "adapt-size, 1 2 -1"
    })
    void next_malformedLine_namesTraceAndLine(String format, String malformed) throws IOException {
        String good = format.equals("gradle") ? "0".repeat(32) : format.equals("lirs") ? "1" : "1 2 3 4";
        String text = good + "\n\n" + good + "\n" + malformed + "\n" + good + "\n";
        try (TraceReader reader = open(TraceFormat.of(format), text)) {
            assertThatThrownBy(() -> Request.remaining(reader))
                    .isInstanceOf(TraceException.class)
                    .hasMessageStartingWith("some.trace, line 4: malformed")
                    .hasMessageContaining(malformed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"arc", "address", "adapt-size"})
    void next_tooFewFields_saysHowManyAreExpected(String format) throws IOException {
        try (TraceReader reader = open(TraceFormat.of(format), "1\n")) {
            assertThatThrownBy(() -> reader.next(new Access())).hasMessageMatching(".*\\b1 fields where \\d .*");
        }
    }

    @Test
    void next_malformedFirstLine_isLineOne() throws IOException {
        try (TraceReader reader = open(TraceFormat.LIRS, "?")) {
            assertThatThrownBy(() -> reader.next(new Access()))
                    .hasMessageStartingWith("some.trace, line 1: ")
                    .hasMessageContaining("not a number");
        }
    }

    @Test
    void next_longMalformedLine_isShownInPart() throws IOException {
        try (TraceReader reader = open(TraceFormat.LIRS, "y".repeat(100_000))) {
            assertThatThrownBy(() -> reader.next(new Access()))
                    .hasMessageContaining("yyy")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
        }
    }

    private static List<Request> read(TraceFormat format, String text) throws IOException {
        return Request.all(format, text.getBytes(UTF_8));
    }

    private static List<Long> keys(TraceFormat format, String text) throws IOException {
        return Request.keys(read(format, text));
    }

    private static TraceReader open(TraceFormat format, String text) throws IOException {
        return format.open("some.trace", new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
}
