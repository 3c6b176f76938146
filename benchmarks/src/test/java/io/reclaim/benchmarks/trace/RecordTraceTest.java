package io.reclaim.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reclaim.benchmarks.trace.Access.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordTraceTest {

    @ParameterizedTest
    @EnumSource(names = {"CACHE2K", "CLOUD_PHYSICS"})
    void fourByteKeys_bigEndian_areUnsigned(TraceFormat format) throws IOException {
        assertThat(read(format, "00000001 01020304 7fffffff 80000000 ffffffff 00000000"))
                .containsExactly(
                        Request.of(1),
                        Request.of(0x01020304L),
                        Request.of(0x7fffffffL),
                        Request.of(0x80000000L),
                        Request.of(0xffffffffL),
                        Request.of(0));
    }

    @ParameterizedTest
    @EnumSource(names = {"CORDA", "SCARAB"})
    void eightByteKeys_bigEndian_areTakenWhole(TraceFormat format) throws IOException {
        assertThat(read(format, "0000000000000001 0102030405060708 8000000000000000 ffffffffffffffff"))
                .containsExactly(
                        Request.of(1), Request.of(0x0102030405060708L), Request.of(Long.MIN_VALUE), Request.of(-1));
    }

    @Test
    void oracleGeneral_littleEndianFields_areTimeKeyAndSize() throws IOException {
        assertThat(read(
                        TraceFormat.ORACLE_GENERAL,
                        "01000000 0200000000000000 03000000 0400000000000000"
                                + "04030201 0807060504030201 0d0c0b0a ffffffffffffffff"))
                .containsExactly(
                        new Request(2, 3, 1000, -1, Operation.READ),
                        new Request(0x0102030405060708L, 0x0a0b0c0dL, 0x01020304L * 1000, -1, Operation.READ));
    }

    @Test
    void oracleGeneral_highestValues_timeAndSizeAreUnsigned() throws IOException {
        assertThat(read(TraceFormat.ORACLE_GENERAL, "ff".repeat(24)))
                .containsExactly(new Request(-1, 0xffffffffL, 0xffffffffL * 1000, -1, Operation.READ));
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHE2K", "CLOUD_PHYSICS", "CORDA", "SCARAB", "ORACLE_GENERAL"})
    void next_lastRecordTruncated_namesTraceAndByteAfterTheWholeOnes(TraceFormat format) throws IOException {
        int length = TraceEncoder.recordBytes(format);
        for (int whole = 0; whole < 3; whole++) {
            for (int rest = 1; rest < length; rest++) {
                byte[] bytes = new byte[whole * length + rest];
                try (TraceReader reader = format.open("some.trace", new ByteArrayInputStream(bytes))) {
                    Access access = new Access();
                    for (int i = 0; i < whole; i++) {
                        assertThat(reader.next(access)).isTrue();
                    }
                    assertThatThrownBy(() -> reader.next(access))
                            .isInstanceOf(TraceException.class)
                            .hasMessageStartingWith("some.trace, byte " + whole * length + ": truncated")
                            .hasMessageContaining(length + " bytes")
                            .hasMessageEndingWith(" " + rest);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHE2K", "CORDA", "ORACLE_GENERAL"})
    void next_compressedBytesTruncatedInTheLastRecord_sameAsPlain(TraceFormat format) throws IOException {
        int length = TraceEncoder.recordBytes(format);
        byte[] bytes = new byte[5 * length - 1];
        for (Codec codec : Codec.values()) {
            try (TraceReader reader = format.open("some.trace", new ByteArrayInputStream(codec.compress(bytes)))) {
                assertThatThrownBy(() -> Request.remaining(reader))
                        .hasMessageStartingWith("some.trace, byte " + 4 * length + ": truncated");
            }
        }
    }

    @Test
    void next_recordsLongerThanAnyBuffer_allAreRead() throws IOException {
        int records = 50_000;
        byte[] bytes = new byte[records * 8];
        Arrays.fill(bytes, (byte) 3);
        List<Request> read = Request.all(TraceFormat.CORDA, bytes);
        assertThat(read).hasSize(records).containsOnly(Request.of(0x0303030303030303L));
    }

    private static List<Request> read(TraceFormat format, String hex) throws IOException {
        return Request.all(format, HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
