package io.reclaim.benchmarks.hashtable;

import com.fasterxml.jackson.databind.JsonNode;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reclaim latency}: the worst single operation of a table. */
@Command(
        name = "latency",
        description = {
            "Times every single operation while a table grows from empty, is read, overwritten, and shrinks back to"
                    + " empty: two of ours beside four maps, each in a JVM of its own.",
            "Rounds repeat the same operations. What one took in its best round is its repeated time, free of what came"
                    + " from outside in one round; times with a garbage collection inside stand apart. The JVMs have"
                    + " the parallel collector, whose pauses are all counted, unless RECLAIM_JAVA_OPTIONS chooses"
                    + " another, and half of their heap is young generation, so that few collections fall into what is"
                    + " timed. The default takes about a quarter of an hour and 7 GB."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class LatencyCommand implements Callable<Integer> {
    /*
     * An entry takes up to 60 bytes of key, 8 of the arrays that hold keys, 20 of times, and 60 to 90 of table; growing
     * allocates up to 120 more. Twice 200 leaves room for the young generation's survivor spaces.
     */
    private static final long HEAP_PER_ENTRY = 400;

    private static final long LEAST_HEAP = 256L << 20;
    private static final int MOST_ENTRIES = 1_000_000_000;
    private static final int MOST_ROUNDS = 1_000;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "16000000",
            description = "How far the tables grow. Default: ${DEFAULT-VALUE}.")
    private int entries;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often all is repeated in the same JVM. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Mixin
    private final TableOptions tables = new TableOptions();

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public LatencyCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionValue.of(spec, "--entries", entries, n -> OptionValue.between("entries", n, 2, MOST_ENTRIES));
        OptionValue.of(spec, "--rounds", rounds, n -> OptionValue.between("rounds", n, 1, MOST_ROUNDS));
        List<Peer> maps = tables.maps();
        KeyKind keys = tables.keys();
        long heapBytes = tables.heap().orElse(LEAST_HEAP + HEAP_PER_ENTRY * entries);
        files.check();

        ChildJvm child = new ChildJvm("latency", LatencyRun.class, jvmOptions(heapBytes, ChildJvm.inherited()));
        List<String> args = List.of(keys.name(), Integer.toString(entries), Integer.toString(rounds));
        Map<Peer, JsonNode> answers = child.measure(maps, args, LatencyRun.steps(rounds));

        LatencyReport report = new LatencyReport(keys, entries, rounds, answers);
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        files.write(report.results(), report.html());
        return 0;
    }

    /** Options of a child. The heap is touched beforehand: else the first use of its pages would be timed. */
    static List<String> jvmOptions(long heapBytes, List<String> inherited) {
        List<String> options = new ArrayList<>();
        options.add("-Xms" + heapBytes);
        options.add("-Xmx" + heapBytes);
        options.add("-Xmn" + heapBytes / 2);
        options.add("-XX:+AlwaysPreTouch");
        if (inherited.stream().noneMatch(ChildJvm::choosesCollector)) {
            options.add("-XX:+UseParallelGC");
        }
        return options;
    }
}
