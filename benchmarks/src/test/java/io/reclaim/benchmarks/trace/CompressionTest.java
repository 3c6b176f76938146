package io.reclaim.benchmarks.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompressionTest {

    static Stream<Arguments> compressedFormats() {
        return Stream.of(Codec.GZIP, Codec.XZ, Codec.ZSTD)
                .flatMap(codec -> Stream.of(TraceFormat.LIRS, TraceFormat.CORDA, TraceFormat.TWITTER)
                        .map(format -> Arguments.of(codec, format)));
    }

    @ParameterizedTest
    @EnumSource
    void decompressed_anyLength_givesTheBytesBack(Codec codec) throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 2, 3, 4, 5, 100, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 300_000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            byte[] read = decompressed(codec.compress(bytes)).readAllBytes();
            assertThat(read).as("%d bytes", length).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void decompressed_wellCompressible_givesTheBytesBack(Codec codec) throws IOException {
        byte[] bytes = "abcdefgh\n".repeat(200_000).getBytes(UTF_8);
        assertThat(decompressed(codec.compress(bytes)).readAllBytes()).isEqualTo(bytes);
    }

    @Test
    void decompressed_prefixesOfSignatures_areTakenAsTheyAre() throws IOException {
        for (Codec codec : List.of(Codec.GZIP, Codec.XZ, Codec.ZSTD)) {
            int signature = codec == Codec.GZIP ? 2 : 4;
            byte[] bytes = Arrays.copyOf(codec.compress(new byte[9]), signature - 1);
            assertThat(decompressed(bytes).readAllBytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void decompressed_streamsOneAfterTheOther_areReadAsOne(Codec codec) throws IOException {
        InputStream joined = new SequenceInputStream(
                new ByteArrayInputStream(codec.compress("1\n2\n".getBytes(UTF_8))),
                new ByteArrayInputStream(codec.compress("3\n".getBytes(UTF_8))));
        byte[] bytes = joined.readAllBytes();
        assertThat(Request.keys(Request.all(TraceFormat.LIRS, bytes))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void decompressed_inputInSmallPieces_isRecognised() throws IOException {
        for (Codec codec : Codec.values()) {
            byte[] bytes = codec.compress("1\n2\n3\n".getBytes(UTF_8));
            InputStream slow = new ByteArrayInputStream(bytes) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    return super.read(into, offset, Math.min(length, 1));
                }
            };
            try (TraceReader reader = TraceFormat.LIRS.open("slow", slow)) {
                assertThat(Request.keys(Request.remaining(reader)))
                        .as(codec.name())
                        .containsExactly(1L, 2L, 3L);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("compressedFormats")
    void next_compressedFileCutAnywhere_namesTheTrace(Codec codec, TraceFormat format) {
        byte[] bytes = TraceEncoder.encode(format, RequestArbitraries.random(new Random(2), 40));
        byte[] packed = codec.compress(bytes);
        for (int length = 4; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> readAll(format, cut))
                    .as("first %d of %d bytes", length, packed.length)
                    .isInstanceOf(TraceException.class)
                    .hasMessageStartingWith("some.trace, ")
                    .hasMessageContaining("truncated or corrupt");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void next_compressedFileCutAnywhere_messageGivesAReason(Codec codec) {
        byte[] packed = codec.compress("1\n2\n3\n".getBytes(UTF_8));
        for (int length = 4; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> readAll(TraceFormat.LIRS, cut))
                    .as("first %d of %d bytes", length, packed.length)
                    .message()
                    .doesNotContain("null");
        }
    }

    /** Long enough for whole blocks before the cut; the zstd reader holds back the last 2 MB. */
    @ParameterizedTest
    @MethodSource("compressedFormats")
    void next_longFileCut_positionIsWhereTheReadableRequestsEnd(Codec codec, TraceFormat format) throws IOException {
        int zstdRequests = format == TraceFormat.TWITTER ? 60_000 : 400_000;
        int requests = codec == Codec.ZSTD ? zstdRequests : 20_000;
        List<Request> written = RequestArbitraries.random(new Random(3), requests);
        byte[] packed = codec.compress(TraceEncoder.encode(format, written));
        List<Request> whole = Request.all(format, packed);
        byte[] cut = Arrays.copyOf(packed, packed.length * 9 / 10);
        List<Request> read = new ArrayList<>();
        assertThatThrownBy(() -> {
                    try (TraceReader reader = format.open("some.trace", new ByteArrayInputStream(cut))) {
                        Access access = new Access();
                        while (reader.next(access)) {
                            read.add(Request.of(access));
                        }
                    }
                })
                .isInstanceOf(TraceException.class)
                .satisfies(e -> assertThat(e).hasMessageStartingWith("some.trace, " + end(format, read.size()) + ": "));
        assertThat(read).isEqualTo(whole.subList(0, read.size()));
        assertThat(read.size()).isBetween(1, written.size() - 1);
    }

    private static String end(TraceFormat format, int requests) {
        return switch (format) {
            case LIRS -> "line " + (requests + 1);
            case TWITTER -> "after line " + requests;
            default -> "byte " + requests * TraceEncoder.recordBytes(format);
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void next_signatureAndNonsense_namesTheTrace(Codec codec) {
        for (TraceFormat format : TraceFormat.values()) {
            byte[] packed = codec.compress(new byte[0]);
            byte[] bytes = Arrays.copyOf(packed, 200);
            Arrays.fill(bytes, codec == Codec.GZIP ? 2 : 4, bytes.length, (byte) 0xff);
            assertThatThrownBy(() -> readAll(format, bytes))
                    .as(format.label())
                    .isInstanceOf(TraceException.class)
                    .hasMessageStartingWith("some.trace, ");
        }
    }

    @Test
    void next_zstdWithOneByteChanged_namesTheTrace() {
        long[] keys = {1, 1, -2, -1, 33554432, -2, 0, 65539, 2, 0};
        List<Request> written = Arrays.stream(keys).mapToObj(Request::of).toList();
        byte[] packed = Codec.ZSTD.compress(TraceEncoder.encode(TraceFormat.CORDA, written));
        packed[44] = 84;
        assertThatThrownBy(() -> readAll(TraceFormat.CORDA, packed))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith("some.trace, byte 0: ");
    }

    private static InputStream decompressed(byte[] bytes) throws IOException {
        return Compression.decompressed(new ByteArrayInputStream(bytes));
    }

    private static List<Request> readAll(TraceFormat format, byte[] bytes) throws IOException {
        try (TraceReader reader = format.open("some.trace", new ByteArrayInputStream(bytes))) {
            return Request.remaining(reader);
        }
    }
}
