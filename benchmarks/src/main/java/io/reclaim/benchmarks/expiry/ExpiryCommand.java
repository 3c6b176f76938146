package io.reclaim.benchmarks.expiry;

import io.reclaim.benchmarks.redis.RedisProcess;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reclaim expiry}: how much stays stale, for how long, at what cost. */
@Command(
        name = "expiry",
        description = {
            "Runs every way of expiring under every workload, in virtual time, and prints how much was stale, how late it"
                    + " was removed, and what that cost. The same seed gives the same figures on every machine.",
            "The default takes a few minutes and 1 GB. The strategy redis-server starts a real one, if one is installed, on a"
                    + " port of the loopback interface, without persistence, and takes as long as each workload lasts."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ExpiryCommand implements Callable<Integer> {
    private static final int MOST_ENTRIES = 100_000_000;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            split = ",",
            description = "uniform, burst, burst-10, clump-10, burst-30, tenth, steady-10k, steady-50k, steady-50k-far,"
                    + " sliding, churn; several with commas. Default: all.")
    private List<String> workloads =
            Arrays.stream(ExpiryWorkload.values()).map(Object::toString).toList();

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            split = ",",
            description = "redis, classic, redis-server, exact, compact, sampling; several with commas. Default: all"
                    + " but redis-server, which knows no sliding and no churn.")
    private List<String> strategies = Arrays.stream(StrategyKind.values())
            .filter(kind -> kind != StrategyKind.REDIS_SERVER)
            .map(Object::toString)
            .toList();

    @Option(
            names = "--effort",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,10",
            description = "Effort of redis and redis-server, 1 to 10; several with commas. Default: ${DEFAULT-VALUE}.")
    private List<Integer> efforts = List.of();

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Entries; rates are in proportion. Default: ${DEFAULT-VALUE}.")
    private int entries;

    @Option(
            names = "--latency",
            description = "Instead: how long steps take by the clock while the entries expire in ten bursts, of every"
                    + " strategy that has bounded steps. Give it the machine for itself.")
    private boolean latency;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** The version of the redis-server that ran. */
    private String server = "";

    /** For picocli. */
    public ExpiryCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionValue.of(spec, "--entries", entries, n -> OptionValue.between("entries", n, 1000, MOST_ENTRIES));
        List<ExpiryWorkload> chosen = new ArrayList<>();
        for (String name : new LinkedHashSet<>(workloads)) {
            chosen.add(OptionValue.of(spec, "--workload", name, ExpiryWorkload::of));
        }
        List<StrategyKind> kinds = new ArrayList<>();
        for (String name : new LinkedHashSet<>(strategies)) {
            kinds.add(OptionValue.of(spec, "--strategy", name, StrategyKind::of));
        }
        for (int effort : efforts) {
            OptionValue.of(spec, "--effort", effort, n -> OptionValue.between("effort", n, 1, 10));
        }
        files.check();
        if (kinds.contains(StrategyKind.REDIS_SERVER) && RedisProcess.program() == null) {
            throw new IOException(RedisProcess.HOW_TO_INSTALL);
        }
        if (latency) {
            checkLatency(kinds);
            return latency(kinds);
        }
        ExpiryReport report = new ExpiryReport(entries, run(chosen, kinds), server);
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        files.write(report.results(), report.html());
        return 0;
    }

    private void checkLatency(List<StrategyKind> kinds) {
        for (String other : List.of("--workload", "--effort")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
                throw new ParameterException(spec.commandLine(), other + ": not together with --latency");
            }
        }
        if (kinds.stream().allMatch(StrategyKind::cycles)) {
            throw new ParameterException(
                    spec.commandLine(), "--strategy: none with bounded steps, for --latency: " + strategies);
        }
    }

    private int latency(List<StrategyKind> kinds) throws IOException {
        List<Map<String, Object>> results = new ArrayList<>();
        for (StrategyKind kind : kinds) {
            if (!kind.cycles()) {
                new StepLatency(kind).run(entries, seed); // warms up
                results.add(new StepLatency(kind).run(entries, seed).fields());
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = StepLatency.table(results);
        out.print(table.heading() + System.lineSeparator() + System.lineSeparator() + table.text());
        out.flush();
        HtmlReport page = new HtmlReport(table.heading());
        table.addTo(page);
        files.write(results, page);
        return 0;
    }

    private List<SimulationResult> run(List<ExpiryWorkload> chosen, List<StrategyKind> kinds)
            throws IOException, InterruptedException {
        int each = kinds.stream()
                .mapToInt(kind -> kind.hasEffort() ? efforts.size() : 1)
                .sum();
        long steps = chosen.stream().mapToLong(ExpiryWorkload::durationMillis).sum() * each;
        List<SimulationResult> results = new ArrayList<>();
        try (Progress progress = Progress.begin("expiry", steps)) {
            long done = 0;
            for (ExpiryWorkload workload : chosen) {
                for (StrategyKind kind : kinds) {
                    for (int effort : kind.hasEffort() ? efforts : List.of(1)) {
                        long before = done;
                        LongConsumer tell = millis -> progress.to(before + millis);
                        if (kind != StrategyKind.REDIS_SERVER) {
                            results.add(new Simulation(workload, kind, effort, entries, seed).run(tell));
                        } else if (!workload.hasKeys()) {
                            LiveRun live = new LiveRun(workload, effort, entries, seed);
                            results.add(live.run(tell));
                            server = live.version();
                        }
                        done += workload.durationMillis();
                    }
                }
            }
        }
        return results;
    }
}
