package io.reclaim.benchmarks.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void open_fileOfEveryFormatAndCodec_returnsWhatWasWritten(TraceFormat format) throws IOException {
        List<Request> written = RequestArbitraries.random(new Random(1), 500);
        byte[] bytes = TraceEncoder.encode(format, written);
        for (Codec codec : Codec.values()) {
            Path file = Files.write(folder.resolve(codec.name()), codec.compress(bytes));
            Trace trace = Trace.of(format.label() + ":" + file);
            RoundTrip.assertKept(format, written, Request.all(trace));
        }
    }

    @Test
    void open_twiceAtOnce_bothReadAllFromTheBeginning() throws IOException {
        Trace trace = Trace.file(TraceFormat.LIRS, write("1\n2\n3\n"));
        Access access = new Access();
        try (TraceReader first = trace.open();
                TraceReader second = trace.open()) {
            assertThat(first.next(access)).isTrue();
            assertThat(first.next(access)).isTrue();
            assertThat(access.key).isEqualTo(2);
            assertThat(second.next(access)).isTrue();
            assertThat(access.key).isEqualTo(1);
            assertThat(Request.keys(Request.remaining(first))).containsExactly(3L);
            assertThat(Request.keys(Request.remaining(second))).containsExactly(2L, 3L);
        }
        assertThat(Request.all(trace)).hasSize(3);
    }

    @Test
    void of_formatAndFile_describesItself() throws IOException {
        Path file = write("1 2\n");
        Trace trace = Trace.of("arc:" + file);
        assertThat(trace.name()).isEqualTo(file.toString());
        assertThat(trace.format()).isEqualTo(TraceFormat.ARC);
        assertThat(trace.requests()).isEqualTo(Trace.UNCOUNTED);
        assertThat(trace).hasToString(file + " (arc)");
        assertThat(Trace.UNCOUNTED).isNegative();
    }

    @Test
    void of_fileNameWithColon_isTakenWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("a:b:c"), "5\n");
        assertThat(Request.all(Trace.of("lirs:" + file))).containsExactly(Request.of(5));
    }

    @Test
    void of_name_isTheNamedTrace() {
        assertThat(Trace.of("web12")).isSameAs(Trace.named("web12"));
        assertThat(Trace.of("web12")).hasToString("web12 (cache2k)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "WEB12", "web12 ", "lirs"})
    void of_unknownName_refusedWithAllNamesAndFormats(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trace.of(name))
                .withMessageContaining("no such trace: " + name)
                .withMessageContaining(Trace.names())
                .withMessageContaining(TraceFormat.labels());
        assertThatIllegalArgumentException().isThrownBy(() -> Trace.named(name)).withMessageContaining(Trace.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "nonsense:file", "LIRS:file", "web12:file"})
    void of_unknownFormat_refusedWithAllFormats(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trace.of(text))
                .withMessageContaining(text.substring(0, text.indexOf(':')))
                .withMessageContaining(TraceFormat.labels());
    }

    @Test
    void named_everyName_isFoundUnderIt() {
        String[] names = Trace.names().split(", ", -1);
        Set<String> different = new LinkedHashSet<>(List.of(names));
        assertThat(different).hasSameSizeAs(names).hasSize(20);
        for (String name : names) {
            assertThat(Trace.named(name).name()).isEqualTo(name);
        }
    }

    @Test
    void file_null_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> Trace.file(null, folder))
                .withMessageContaining("format");
        assertThatNullPointerException().isThrownBy(() -> Trace.file(TraceFormat.LIRS, null));
    }

    @Test
    void open_missingFile_namesIt() {
        Path file = folder.resolve("missing.trace");
        Trace trace = Trace.file(TraceFormat.LIRS, file);
        assertThatThrownBy(trace::open)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void open_fileInMissingFolder_namesIt() {
        Path file = folder.resolve("missing").resolve("some.trace");
        assertThatThrownBy(Trace.file(TraceFormat.LIRS, file)::open)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void open_fileBelowFile_namesIt() throws IOException {
        Path file = write("1\n").resolve("some.trace");
        assertThatThrownBy(Trace.file(TraceFormat.LIRS, file)::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void open_folder_saysSoAndNamesIt() {
        assertThatThrownBy(Trace.file(TraceFormat.LIRS, folder)::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("folder")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void open_fileWrittenAfterTheTraceWasMade_isRead() throws IOException {
        Path file = folder.resolve("later.trace");
        Trace trace = Trace.file(TraceFormat.LIRS, file);
        assertThatThrownBy(trace::open).isInstanceOf(FileNotFoundException.class);
        Files.write(file, "9\n".getBytes(UTF_8));
        assertThat(Request.all(trace)).containsExactly(Request.of(9));
    }

    @Test
    void next_malformedFile_namesItsPath() throws IOException {
        Path file = write("1\nx\n");
        assertThatThrownBy(() -> Request.all(Trace.file(TraceFormat.LIRS, file)))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith(file + ", line 2: ");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("some.trace"), text);
    }
}
