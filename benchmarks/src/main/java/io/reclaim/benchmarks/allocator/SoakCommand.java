package io.reclaim.benchmarks.allocator;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.format;

import io.reclaim.allocator.DirectPages;
import io.reclaim.allocator.HeapPages;
import io.reclaim.allocator.PageSource;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reclaim soak}: a long random run of the allocator against a model. */
@Command(
        name = "soak",
        description = {
            "Allocates, frees, resizes, reads, writes and moves blocks at random, with a defragmenter running, a page source"
                    + " that is exhausted now and then and an owner that throws, and compares all of it with a model.",
            "Ends with 1 at a fault, naming the seed and the fewest operations that show it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SoakCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "pages",
            "operations",
            "checks",
            "moves",
            "owner threw",
            "pages refused",
            "live blocks",
            "used",
            "requested");
    private static final int FAULT = 1;

    @Option(
            names = "--operations",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "How many, for each kind of pages. Default: ${DEFAULT-VALUE}.")
    private long operations;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--pages",
            paramLabel = "KIND,KIND",
            split = ",",
            defaultValue = "heap,direct",
            description = "Where memory comes from: heap, direct. Default: ${DEFAULT-VALUE}.")
    private List<String> pages = List.of();

    @Option(
            names = "--live",
            paramLabel = "N",
            defaultValue = "20000",
            description = "The most blocks that are live at a time. Default: ${DEFAULT-VALUE}.")
    private int live;

    @Option(
            names = "--check-every",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Operations from one full check to the next. Default: ${DEFAULT-VALUE}.")
    private long checkEvery;

    @Option(names = "--checked", description = "Let the allocator check every access and poison what is free.")
    private boolean checked;

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public SoakCommand() {}

    @Override
    public Integer call() throws IOException {
        OptionValue.of(spec, "--operations", operations, n -> atLeast("operations", n, 1));
        OptionValue.of(spec, "--check-every", checkEvery, n -> atLeast("check-every", n, 1));
        OptionValue.of(spec, "--live", live, n -> OptionValue.between("live", n, 1, 10_000_000));
        Map<String, Supplier<PageSource>> sources = new LinkedHashMap<>();
        for (String kind : pages) {
            sources.put(kind, OptionValue.of(spec, "--pages", kind, SoakCommand::source));
        }
        files.check();
        SoakConfig config = new SoakConfig(operations, seed, live, checkEvery, checked);
        List<List<String>> rows = new ArrayList<>();
        List<Map<String, Object>> results = new ArrayList<>();
        String fault = null;
        for (Map.Entry<String, Supplier<PageSource>> one : sources.entrySet()) {
            Soak.Outcome outcome;
            try (Progress progress = Progress.begin("soak " + one.getKey(), operations)) {
                outcome = new Soak(config, one.getValue()).run(progress);
            }
            rows.add(row(one.getKey(), outcome));
            results.add(result(one.getKey(), outcome));
            Throwable thrown = outcome.fault();
            if (thrown != null) {
                thrown.printStackTrace(spec.commandLine().getErr());
                fault = format(
                        "soak: fault with --pages %s --seed %d --live %d%s after %d operations: %s",
                        one.getKey(), seed, live, checked ? " --checked" : "", outcome.operations(), thrown);
                break;
            }
        }
        TextTable table = new TextTable("Operations", COLUMNS, rows);
        PrintWriter out = spec.commandLine().getOut();
        out.print(table.text());
        out.println(fault == null ? "no fault; seed " + seed : fault);
        out.flush();
        HtmlReport page = new HtmlReport("soak of the allocator, seed " + seed);
        table.addTo(page);
        files.write(results, page);
        return end(fault);
    }

    private int end(@Nullable String fault) {
        if (fault == null) {
            return 0;
        }
        spec.commandLine().getErr().println("reclaim: " + fault);
        spec.commandLine().getErr().flush();
        return FAULT;
    }

    private static long atLeast(String what, long number, long least) {
        if (number < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ": " + number);
        }
        return number;
    }

    private static Supplier<PageSource> source(String kind) {
        return switch (kind) {
            case "heap" -> HeapPages::new;
            case "direct" -> DirectPages::new;
            default ->
                throw new IllegalArgumentException("no such kind of pages: " + kind + "; there are heap, direct");
        };
    }

    private static List<String> row(String kind, Soak.Outcome outcome) {
        return List.of(
                kind,
                count(outcome.operations()),
                count(outcome.checks()),
                count(outcome.moves()),
                count(outcome.thrown()),
                count(outcome.refused()),
                count(outcome.report().blocks()),
                count(outcome.report().usedBytes()),
                count(outcome.requested()));
    }

    private Map<String, Object> result(String kind, Soak.Outcome outcome) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("pages", kind);
        found.put("seed", seed);
        found.put("operations", outcome.operations());
        found.put("checks", outcome.checks());
        found.put("moves", outcome.moves());
        found.put("ownerThrew", outcome.thrown());
        found.put("pagesRefused", outcome.refused());
        found.put("liveBlocks", outcome.report().blocks());
        found.put("usedBytes", outcome.report().usedBytes());
        found.put("requestedBytes", outcome.requested());
        found.put("reportedRequestedBytes", outcome.report().requestedBytes());
        Throwable fault = outcome.fault();
        found.put("fault", fault == null ? "" : String.valueOf(fault.getMessage()));
        return found;
    }
}
