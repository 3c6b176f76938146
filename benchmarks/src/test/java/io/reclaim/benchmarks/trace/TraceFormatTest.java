package io.reclaim.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFormatTest {
    private static final String[] LABELS = {
        "lirs",
        "arc",
        "address",
        "cache2k",
        "cloud-physics",
        "corda",
        "scarab",
        "gradle",
        "adapt-size",
        "libcachesim-csv",
        "oracle-general",
        "twitter"
    };

    @Test
    void label_everyFormat_isTheOneOfTheCommandLine() {
        assertThat(Arrays.stream(TraceFormat.values()).map(TraceFormat::label)).containsExactlyInAnyOrder(LABELS);
        assertThat(TraceFormat.labels().split(", ", -1)).containsExactlyInAnyOrder(LABELS);
    }

    @ParameterizedTest
    @EnumSource
    void of_label_isItsFormat(TraceFormat format) {
        assertThat(TraceFormat.of(format.label())).isSameAs(format);
        assertThat(format).hasToString(format.label());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LIRS", "lir", "lirs ", "oracle_general", "nonsense"})
    void of_noLabel_refusedWithAllFormats(String label) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TraceFormat.of(label))
                .withMessageContaining("format: " + label)
                .satisfies(e -> assertThat(e.getMessage()).contains(LABELS));
    }

    @ParameterizedTest
    @EnumSource
    void next_emptyInput_endsAndStaysAtTheEnd(TraceFormat format) throws IOException {
        try (TraceReader reader = format.open("empty", new ByteArrayInputStream(new byte[0]))) {
            Access access = new Access();
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next(access)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_anyCodec_inputIsClosed(TraceFormat format) throws IOException {
        for (Codec codec : Codec.values()) {
            AtomicInteger closes = new AtomicInteger();
            format.open("trace", closable(codec.compress(new byte[0]), closes)).close();
            assertThat(closes).as(codec.name()).hasPositiveValue();
        }
    }

    @Test
    void open_brokenAtTheStart_namesTraceAndInputIsClosed() {
        AtomicInteger closes = new AtomicInteger();
        byte[] gzipCutInTheHeader = {0x1f, (byte) 0x8b, 8, 0};
        assertThatThrownBy(() -> TraceFormat.LIRS.open("some.trace", closable(gzipCutInTheHeader, closes)))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith("some.trace, start: ")
                .hasCauseInstanceOf(IOException.class);
        assertThat(closes).hasPositiveValue();
    }

    private static InputStream closable(byte[] bytes, AtomicInteger closes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public void close() {
                closes.incrementAndGet();
            }
        };
    }
}
