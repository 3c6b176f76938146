package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What accounts say is what the heap holds, within 1 %, whatever the JVM's objects look like. */
class AccountedHeapTest {
    private static final int COMPACT_HEADERS_SINCE = 25;

    static Stream<List<String>> layouts() {
        Stream<List<String>> all =
                Stream.of(List.of(), List.of("-XX:-UseCompressedOops"), List.of("-XX:ObjectAlignmentInBytes=16"));
        if (Runtime.version().feature() < COMPACT_HEADERS_SINCE) {
            return Stream.concat(all, Stream.of(List.of("-XX:-UseCompressedClassPointers")));
        }
        String compact = "-XX:+UseCompactObjectHeaders";
        return Stream.concat(all, Stream.of(List.of(compact), List.of(compact, "-XX:-UseCompressedOops")));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void accounts_structuresOfEachModule_areWhatTheHeapHolds(List<String> options)
            throws IOException, InterruptedException {
        List<String> lines = run(options);

        assertThat(lines).hasSize(7);
        for (String line : lines) {
            String[] parts = line.split(" ", 3);
            long charged = Long.parseLong(parts[1]);
            long measured = Long.parseLong(parts[2]);
            assertThat(charged).as(parts[0]).isCloseTo(measured, withinPercentage(1));
        }
    }

    private static List<String> run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(UsedHeap.JVM_OPTIONS));
        command.addAll(options);
        command.addAll(List.of("-Xmx400m", "-cp", classPath(), AccountedHeapRun.class.getName()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        return output.lines().filter(line -> line.matches("\\w+ \\d+ \\d+")).toList();
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""));
    }
}
