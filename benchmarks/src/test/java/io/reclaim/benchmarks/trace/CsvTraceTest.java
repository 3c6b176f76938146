package io.reclaim.benchmarks.trace;

import static io.reclaim.benchmarks.trace.Access.UNKNOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.benchmarks.trace.Access.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTraceTest {
    private static final String HEADER = "version,time,op,size,lbn\n";

    @Test
    void libcachesim_header_isSkipped() throws IOException {
        assertThat(read(TraceFormat.LIBCACHESIM_CSV, HEADER + "1,5633898,42,512,42932745\n"))
                .containsExactly(new Request(42932745, 512, 5_633_898_000L, UNKNOWN, Operation.READ));
    }

    @Test
    void libcachesim_headerOnly_noRequest() throws IOException {
        assertThat(read(TraceFormat.LIBCACHESIM_CSV, HEADER)).isEmpty();
        assertThat(read(TraceFormat.LIBCACHESIM_CSV, HEADER.trim())).isEmpty();
    }

    @Test
    void libcachesim_noHeader_firstLineIsRead() throws IOException {
        assertThat(read(TraceFormat.LIBCACHESIM_CSV, "1,0,2a,0,1\n1,1,2a,4096,2"))
                .containsExactly(
                        new Request(1, 0, 0, UNKNOWN, Operation.READ),
                        new Request(2, 4096, 1000, UNKNOWN, Operation.READ));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1000",
        "0.0004,0",
        "0.0005,1",
        "12.345,12345",
        "1e3,1000000",
        "4294967295,4294967295000",
        "4294967296,4294967",
        "5633898611441,5633898611"
    })
    void libcachesim_time_isRoundedToMillis(String seconds, long millis) throws IOException {
        assertThat(read(TraceFormat.LIBCACHESIM_CSV, HEADER + "1," + seconds + ",r,1,1\n"))
                .extracting(Request::timeMillis)
                .containsExactly(millis);
    }

    @Test
    void libcachesim_blanksAndCarriageReturns_areIgnored() throws IOException {
        assertThat(read(
                        TraceFormat.LIBCACHESIM_CSV,
                        "version, time, op, size, lbn\r\n1, 2, r, 3, 4\r\n\r\n1,5,r,6,7 \r\n"))
                .containsExactly(
                        new Request(4, 3, 2000, UNKNOWN, Operation.READ),
                        new Request(7, 6, 5000, UNKNOWN, Operation.READ));
    }

    @Test
    void twitter_line_hasTimeSizeOperationAndTtl() throws IOException {
        List<Request> read = read(TraceFormat.TWITTER, "3,some:key,8,100,17,set,60\n");
        assertThat(Request.renumbered(read)).containsExactly(new Request(0, 100, 3000, 60_000, Operation.WRITE));
    }

    @Test
    void twitter_readWithZeros_isOfUnknownSizeAndTtl() throws IOException {
        List<Request> read = read(TraceFormat.TWITTER, "0,k,1,0,7,get,0\n1,k,1,0,7,set,0\n2,k,1,500,7,get,60\n");
        assertThat(Request.renumbered(read))
                .containsExactly(
                        new Request(0, UNKNOWN, 0, UNKNOWN, Operation.READ),
                        new Request(0, 0, 1000, Access.FOREVER, Operation.WRITE),
                        new Request(0, 500, 2000, 60_000, Operation.READ));
    }

    @Test
    void twitter_keys_sameTextSameKey() throws IOException {
        List<Long> keys = Request.keys(
                read(
                        TraceFormat.TWITTER,
                        "0,a,1,1,1,get,0\n1,b,1,1,1,get,0\n2,a,9,9,9,set,9\n3,A,1,1,1,get,0\n4,,0,0,0,get,0\n5,ä,1,1,1,get,0\n"));
        assertThat(keys.get(2)).isEqualTo(keys.get(0));
        assertThat(keys.subList(1, 6)).doesNotHaveDuplicates();
    }

    @Test
    void twitter_keysReadTwice_areTheSame() throws IOException {
        String text = "0,one,3,1,1,get,0\n1,two,3,1,1,get,0\n";
        assertThat(read(TraceFormat.TWITTER, text)).isEqualTo(read(TraceFormat.TWITTER, text));
    }

    @Test
    void twitter_quotedKeyWithComma_isOneField() throws IOException {
        assertThat(read(TraceFormat.TWITTER, "0,\"a,b\",3,77,1,get,0\n"))
                .extracting(Request::valueBytes)
                .containsExactly(77L);
    }

    @ParameterizedTest
    @CsvSource({
        "get, READ",
        "gets, READ",
        "set, WRITE",
        "add, WRITE",
        "replace, WRITE",
        "cas, WRITE",
        "append, WRITE",
        "prepend, WRITE",
        "incr, WRITE",
        "decr, WRITE",
        "delete, REMOVE"
    })
    void twitter_operation_isReadWriteOrRemove(String word, Operation operation) throws IOException {
        assertThat(read(TraceFormat.TWITTER, "0,k,1,1,1," + word + ",0\n"))
                .extracting(Request::operation)
                .containsExactly(operation);
    }

    @ParameterizedTest
    @CsvSource({"0,9223372036854775807", "1,1000", "86400,86400000", "9223372036854775,9223372036854775000"})
    void twitter_ttl_isInMillisAndZeroIsForEver(long seconds, long millis) throws IOException {
        assertThat(read(TraceFormat.TWITTER, "0,k,1,1,1,set," + seconds + "\n"))
                .extracting(Request::ttlMillis)
                .containsExactly(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,x,r,1,1",
                "1,-1,r,1,1",
                "1,NaN,r,1,1",
                "1,Infinity,r,1,1",
                "1,4294967296000000,r,1,1",
                "1,,r,1,1",
                "1,1,r,x,1",
                "1,1,r,-1,1",
                "1,1,r,1,x",
                "1,1,r,1,",
                "1,1,r,1,99999999999999999999"
            })
    void libcachesim_malformedLine_namesTraceAndLine(String malformed) throws IOException {
        assertMalformed(TraceFormat.LIBCACHESIM_CSV, HEADER + "1,1,r,1,1\n" + malformed + "\n1,1,r,1,1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x,k,1,1,1,get,0",
                "-1,k,1,1,1,get,0",
                "0,k,1,x,1,get,0",
                "0,k,1,-1,1,get,0",
                "0,k,1,1,1,fetch,0",
                "0,k,1,1,1,,0",
                "0,k,1,1,1,get,x",
                "0,k,1,1,1,get,-1",
                "0,k,1,1,1,get,99999999999999999999"
            })
    void twitter_malformedLine_namesTraceAndLine(String malformed) throws IOException {
        String good = "0,k,1,1,1,get,0\n";
        assertMalformed(TraceFormat.TWITTER, good + good + malformed + "\n" + good);
    }

    @Test
    void twitter_ttlBeyondTheRangeOfMillis_namesTraceAndLine() throws IOException {
        String good = "0,k,1,1,1,get,0\n";
        assertMalformed(TraceFormat.TWITTER, good + good + "0,k,1,1,1,set,9223372036854776\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,k,1,1,1,get,0\n\n", "\n0,k,1,1,1,get,0\n", "0,\"k\n\",1,1,1,get,0\n"})
    void twitter_malformedAfterEmptyOrBrokenLines_everyLineIsCounted(String twoLines) throws IOException {
        assertMalformed(TraceFormat.TWITTER, twoLines + "0,k,1,x,1,get,0\n");
    }

    @Test
    void twitter_unknownOperation_isNamed() throws IOException {
        try (TraceReader reader = open(TraceFormat.TWITTER, "0,k,1,1,1,fetch,0\n")) {
            assertThatThrownBy(() -> reader.next(new Access())).hasMessageContaining("fetch");
        }
    }

    @ParameterizedTest
    @CsvSource({"libcachesim-csv, '1,1,r,1'", "twitter, '0,k,1,1,1,get'"})
    void next_firstLineHasTooFewFields_namesTraceAndLine(String format, String text) throws IOException {
        try (TraceReader reader = open(TraceFormat.of(format), text)) {
            assertThatThrownBy(() -> reader.next(new Access()))
                    .isInstanceOf(TraceException.class)
                    .hasMessageStartingWith("some.trace, line 1: ")
                    .hasMessageContaining("fields");
        }
    }

    @ParameterizedTest
    @CsvSource({"libcachesim-csv, '1,1,r,1,1', '1,1,r,1'", "twitter, '0,k,1,1,1,get,0', '0,k,1,1,1,get'"})
    void next_lastLineTruncated_namesTraceAndPosition(String format, String good, String last) throws IOException {
        try (TraceReader reader = open(TraceFormat.of(format), good + "\n" + good + "\n" + last)) {
            Access access = new Access();
            assertThat(reader.next(access)).isTrue();
            assertThat(reader.next(access)).isTrue();
            assertThatThrownBy(() -> reader.next(access))
                    .isInstanceOf(TraceException.class)
                    .hasMessageMatching("some\\.trace, (line 3|after line 2): .*");
        }
    }

    @Test
    void next_inputEndsBeforeTheFirstLine_positionIsNotAfterALine() throws IOException {
        byte[] gzip = Codec.GZIP.compress("0,k,1,1,1,get,0\n".getBytes(UTF_8));
        byte[] onlyItsHeader = Arrays.copyOf(gzip, 10);
        for (TraceFormat format : List.of(TraceFormat.TWITTER, TraceFormat.LIBCACHESIM_CSV)) {
            try (TraceReader reader = format.open("some.trace", new ByteArrayInputStream(onlyItsHeader))) {
                assertThatThrownBy(() -> reader.next(new Access()))
                        .isInstanceOf(TraceException.class)
                        .hasMessageMatching("some\\.trace, (start|line 1|after line 0): .*");
            }
        }
    }

    private static void assertMalformed(TraceFormat format, String text) throws IOException {
        try (TraceReader reader = open(format, text)) {
            assertThatThrownBy(() -> Request.remaining(reader))
                    .isInstanceOf(TraceException.class)
                    .hasMessageStartingWith("some.trace, line 3: malformed");
        }
    }

    private static List<Request> read(TraceFormat format, String text) throws IOException {
        return Request.all(format, text.getBytes(UTF_8));
    }

    private static TraceReader open(TraceFormat format, String text) throws IOException {
        return format.open("some.trace", new ByteArrayInputStream(text.getBytes(UTF_8)));
    }
}
