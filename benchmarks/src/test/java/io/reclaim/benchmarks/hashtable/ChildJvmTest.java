package io.reclaim.benchmarks.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
    @Test
    void inherited_modulesAndDebugger_areLeftOut() {
        List<String> options = List.of(
                "-Xmx1g",
                "--module-path=x",
                "--add-opens=a/b=c",
                "-Djdk.module.main=m",
                "-agentlib:jdwp=server=y",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED");
        assertThat(ChildJvm.inherited(options))
                .containsExactly("-Xmx1g", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void jvmOptions_collectorChosen_isNotChosenAgain() {
        assertThat(LatencyCommand.jvmOptions(1 << 30, List.of("-ea")))
                .contains("-Xmx1073741824", "-Xmn536870912", "-XX:+UseParallelGC");
        assertThat(LatencyCommand.jvmOptions(1 << 30, List.of("-XX:+UseG1GC"))).noneMatch(ChildJvm::choosesCollector);
        assertThat(LatencyCommand.jvmOptions(1 << 30, List.of("-XX:+UseGCOverheadLimit")))
                .contains("-XX:+UseParallelGC");
    }

    @Test
    void reason_outOfHeap_advisesALargerHeap() {
        List<String> output = List.of(
                "OpenJDK 64-Bit Server VM warning: something",
                "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space",
                "\tat io.reclaim.X");
        assertThat(ChildJvm.reason(output, 1))
                .startsWith("java.lang.OutOfMemoryError: Java heap space")
                .contains("larger --heap");
    }

    @Test
    void reason_outOfMemory_advisesASmallerHeap() {
        assertThat(ChildJvm.reason(List.of("warning", "# There is insufficient memory for the JVM."), 1))
                .startsWith("There is insufficient memory")
                .contains("smaller --heap");
        assertThat(ChildJvm.reason(List.of(), 137)).contains("signal 9", "smaller --heap");
    }

    @Test
    void reason_anythingElse_isWhatWasSaid() {
        assertThat(ChildJvm.reason(List.of("java.lang.IllegalStateException: wrong"), 1))
                .isEqualTo("java.lang.IllegalStateException: wrong");
        assertThat(ChildJvm.reason(List.of("Unrecognized option: -Xfoo"), 1)).isEqualTo("Unrecognized option: -Xfoo");
        assertThat(ChildJvm.reason(List.of(), 3)).isEqualTo("ended with 3");
    }
}
