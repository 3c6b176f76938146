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

/**
 * {@code reclaim footprint}: the bytes of a table beyond keys and values.
 *
 * <p>They are weighed, not computed: the used heap after full collections, of the serial collector, which leaves no
 * gaps; see {@link UsedHeap}.
 */
@Command(
        name = "footprint",
        description = {
            "Weighs tables: bytes beyond keys and values, an entry, over one doubling of the size; of a table that lost"
                    + " 90 %% of its entries; of empty and small ones. Two of ours beside four maps, each in a JVM of its own.",
            "JVM options in RECLAIM_JAVA_OPTIONS hold for those JVMs, so that compact object headers or uncompressed"
                    + " references can be weighed too."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class FootprintCommand implements Callable<Integer> {
    /*
     * For each of the up to 2N entries: 60 bytes of key, 8 of arrays that hold it, up to 90 of table, and as much as
     * half of that for a copy while it grows; a third more for the young generation.
     */
    private static final long HEAP_PER_ENTRY = 2 * 300;

    private static final long LEAST_HEAP = 256L << 20;
    private static final int LEAST_ENTRIES = 100;
    private static final int MOST_ENTRIES = 500_000_000;
    private static final int MOST_FILLS = 1_000;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "The tables grow from N to twice N. Default: ${DEFAULT-VALUE}.")
    private int entries;

    @Option(
            names = "--fills",
            paramLabel = "N",
            defaultValue = "16",
            description = "How many sizes from N to twice N are weighed, evenly spaced. Default: ${DEFAULT-VALUE}.")
    private int fills;

    @Mixin
    private final TableOptions tables = new TableOptions();

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public FootprintCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionValue.of(spec, "--entries", entries, n -> OptionValue.between("entries", n, LEAST_ENTRIES, MOST_ENTRIES));
        int mostFills = Math.min(entries, MOST_FILLS);
        OptionValue.of(spec, "--fills", fills, n -> OptionValue.between("fills", n, 1, mostFills));
        List<Peer> maps = tables.maps();
        KeyKind keys = tables.keys();
        long heapBytes = tables.heap().orElse(LEAST_HEAP + HEAP_PER_ENTRY * entries);
        files.check();

        List<String> options = new ArrayList<>(List.of(UsedHeap.JVM_OPTIONS));
        options.add("-Xms" + heapBytes); // a heap that need not grow shows at once whether there is memory for it
        options.add("-Xmx" + heapBytes);
        ChildJvm child = new ChildJvm("footprint", FootprintRun.class, options);
        List<String> args = List.of(keys.name(), Integer.toString(entries), Integer.toString(fills));
        Map<Peer, JsonNode> answers = child.measure(maps, args, FootprintRun.steps(fills));

        FootprintReport report = new FootprintReport(keys, entries, answers);
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        files.write(report.results(), report.html());
        return 0;
    }
}
