package io.reclaim.benchmarks.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TracePropertiesTest {

    @Provide
    Arbitrary<List<Request>> requests() {
        return RequestArbitraries.requests(60);
    }

    @Provide
    Arbitrary<long[]> range() {
        Arbitrary<Long> starts = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 100), Arbitraries.longs().between(Long.MIN_VALUE, Long.MAX_VALUE - 50));
        return Combinators.combine(starts, Arbitraries.longs().between(0, 40))
                .as((start, count) -> new long[] {start, count});
    }

    /** Text of the kind that traces consist of, hence near what parsers accept. */
    @Provide
    Arbitrary<String> nearlyTraces() {
        Arbitrary<String> words = Arbitraries.of(
                "0",
                "1",
                "-1",
                "+5",
                "*",
                "x",
                "0x1f",
                "1.5",
                "NaN",
                "get",
                "set",
                "lbn",
                "\"",
                ",",
                ",,",
                " ",
                "\t",
                "\n",
                "\r\n",
                "\r",
                "9223372036854775807",
                "0".repeat(32),
                "f".repeat(32),
                "\u0000",
                "ä");
        return words.list().ofMaxSize(60).map(list -> String.join("", list));
    }

    @Property(tries = 600, seed = "11")
    void read_whatWasWritten_comesBack(
            @ForAll TraceFormat format, @ForAll Codec codec, @ForAll("requests") List<Request> written)
            throws IOException {
        byte[] bytes = TraceEncoder.encode(format, written);
        Assume.that(!looksCompressed(bytes));
        RoundTrip.assertKept(format, written, Request.all(format, codec.compress(bytes)));
    }

    @Property(tries = 200, seed = "12")
    void read_anyCodec_sameAsPlain(
            @ForAll TraceFormat format, @ForAll Codec codec, @ForAll("requests") List<Request> written)
            throws IOException {
        byte[] bytes = TraceEncoder.encode(format, written);
        Assume.that(!looksCompressed(bytes));
        assertThat(Request.all(format, codec.compress(bytes))).isEqualTo(Request.all(format, bytes));
    }

    @Property(tries = 300, seed = "13")
    void arc_ranges_everyKeyOfEachInOrder(@ForAll @Size(max = 20) List<@From("range") long[]> ranges)
            throws IOException {
        StringBuilder text = new StringBuilder();
        List<Long> expected = new ArrayList<>();
        for (long[] range : ranges) {
            text.append(range[0]).append(' ').append(range[1]).append(" 0 0\n");
            for (long i = 0; i < range[1]; i++) {
                expected.add(range[0] + i);
            }
        }
        List<Request> read = Request.all(TraceFormat.ARC, text.toString().getBytes(UTF_8));
        assertThat(Request.keys(read)).isEqualTo(expected);
    }

    @Property(tries = 400, seed = "14")
    void read_binaryCutAnywhere_wholeRecordsThenAnErrorAtTheirEnd(
            @ForAll TraceFormat format,
            @ForAll("requests") List<Request> written,
            @ForAll @IntRange(max = 60 * 24) int length)
            throws IOException {
        Assume.that(TraceEncoder.binary(format));
        byte[] whole = TraceEncoder.encode(format, written);
        byte[] cut = Arrays.copyOf(whole, Math.min(length, whole.length));
        Assume.that(!looksCompressed(cut));
        int recordBytes = TraceEncoder.recordBytes(format);
        List<Request> kept = written.subList(0, cut.length / recordBytes);
        List<Request> read = new ArrayList<>();
        boolean failed = false;
        try (TraceReader reader = format.open("cut", new ByteArrayInputStream(cut))) {
            Access access = new Access();
            while (reader.next(access)) {
                read.add(Request.of(access));
            }
        } catch (TraceException e) {
            failed = true;
            assertThat(e).hasMessageStartingWith("cut, byte " + kept.size() * recordBytes + ": ");
        }
        RoundTrip.assertKept(format, kept, read);
        assertThat(failed).isEqualTo(cut.length % recordBytes != 0);
    }

    @Property(tries = 1000, seed = "15")
    void read_nearlyATrace_endsOrNamesTraceAndPosition(
            @ForAll TraceFormat format, @ForAll Codec codec, @ForAll("nearlyTraces") String text) throws IOException {
        assertReadsOrSaysWhere(format, codec.compress(text.getBytes(UTF_8)));
    }

    @Property(tries = 1000, seed = "16")
    void read_anyBytes_endsOrNamesTraceAndPosition(
            @ForAll TraceFormat format, @ForAll Codec codec, @ForAll @Size(max = 200) byte[] bytes) throws IOException {
        assertReadsOrSaysWhere(format, codec.compress(bytes));
    }

    @Property(tries = 1000, seed = "17")
    void read_oneByteChanged_endsOrNamesTraceAndPosition(
            @ForAll TraceFormat format,
            @ForAll Codec codec,
            @ForAll("requests") List<Request> written,
            @ForAll @IntRange(max = 4000) int where,
            @ForAll byte value)
            throws IOException {
        byte[] packed = codec.compress(TraceEncoder.encode(format, written));
        Assume.that(packed.length > 0);
        packed[where % packed.length] = value;
        assertReadsOrSaysWhere(format, packed);
    }

    private static void assertReadsOrSaysWhere(TraceFormat format, byte[] bytes) throws IOException {
        try (TraceReader reader = format.open("some.trace", new ByteArrayInputStream(bytes))) {
            Access access = new Access();
            for (int i = 0; i < 10_000 && reader.next(access); i++) {
                assertThat(access.valueBytes).isGreaterThanOrEqualTo(Access.UNKNOWN);
                assertThat(access.timeMillis).isGreaterThanOrEqualTo(Access.UNKNOWN);
                assertThat(access.ttlMillis).isGreaterThanOrEqualTo(Access.UNKNOWN);
            }
        } catch (TraceException e) {
            assertThat(e.getMessage()).matches("(?s)some\\.trace, (start|(after )?line \\d+|byte \\d+): .+");
        }
    }

    /** Whether plain records begin like the signature of a codec by chance. */
    private static boolean looksCompressed(byte[] bytes) {
        return startsWith(bytes, 0x1f, 0x8b) || startsWith(bytes, 0xfd, '7') || startsWith(bytes, 0x28, 0xb5);
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
    }
}
