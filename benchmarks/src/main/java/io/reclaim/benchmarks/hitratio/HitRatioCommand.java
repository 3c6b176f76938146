package io.reclaim.benchmarks.hitratio;

import io.reclaim.benchmarks.redis.RedisProcess;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.trace.Trace;
import io.reclaim.eviction.CoarseClock;
import io.reclaim.eviction.EvictionConfig;
import io.reclaim.eviction.MissRatioCurve;
import io.reclaim.eviction.MorrisCounter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reclaim hit-ratio}: policies beside each other. */
@Command(
        name = "hit-ratio",
        description = {
            "Runs traces through policies of caches, ours and others', in caches of several sizes, and shows what share of"
                    + " the requests each finds.",
            "With no option: three traces, six sizes, thirteen policies, in less than a minute. The same seed gives the same results,"
                    + " but for caffeine and redis-server, which draw numbers of their own."
        },
        footer = {
            "",
            "Policies: opt (Belady; with --bytes an upper bound, PFOO-L), lru, fifo, sieve, s3-fifo, random; arc, lirs,"
                    + " clockpro (CLOCK-Pro+), w-tinylfu (with hill climbing) and gdsf of Caffeine's simulator; caffeine"
                    + " itself; Redis' ten as this project has them (allkeys-lru, ..), as Redis has them"
                    + " (redis:allkeys-lru, ..), in the reference store (store:allkeys-lru, ..) and in a"
                    + " redis-server, if one is installed (redis-server:allkeys-lru, ..).",
            "Nothing expires. Every key has a deadline up to a minute away, by which volatile-ttl ranks."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class HitRatioCommand implements Callable<Integer> {
    private static final List<String> DEFAULT_TRACES = List.of("web12", "sprite", "multi3");
    private static final String DEFAULT_ENTRIES = "1%,2.5%,5%,10%,20%,40%";
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--trace",
            paramLabel = "TRACE",
            description = "A trace by name, or FORMAT:FILE; a wrong one lists all. May be repeated. Default: web12,"
                    + " sprite, multi3.")
    private List<String> traces = new ArrayList<>();

    @Option(
            names = "--entries",
            paramLabel = "N,N",
            description =
                    "Sizes of the caches: keys, or a share of the trace's keys such as 5%%. Default: 1%%, 2.5%%, 5%%, 10%%, 20%%, 40%%.")
    private @Nullable String entries;

    @Option(
            names = "--bytes",
            paramLabel = "SIZE,SIZE",
            description = "Sizes of the caches, instead of --entries: bytes of values such as 64mb, or a share of those"
                    + " of all the trace's keys.")
    private @Nullable String bytes;

    @Option(
            names = "--policy",
            paramLabel = "NAME,NAME",
            description = "Policies; a wrong one lists all. Default: thirteen.")
    private @Nullable String policies;

    @Option(
            names = "--curve",
            description = "Also show the misses of LRU over all sizes: exact, and estimated from a sample of the keys.")
    private boolean curve;

    @Option(
            names = "--curve-samples",
            paramLabel = "N",
            defaultValue = "8192",
            description = "Keys that the estimate follows. Default: ${DEFAULT-VALUE}.")
    private int curveSamples;

    @Option(
            names = "--value-bytes",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Size of a value where the trace does not say. Default: ${DEFAULT-VALUE}.")
    private int valueBytes;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "2147483639",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Stop each trace after so many. Default: the whole trace.")
    private int requests;

    @Option(
            names = "--behind-lru",
            paramLabel = "N",
            defaultValue = "0",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description =
                    "Ask for what an LRU cache of N keys lets through, as a cache behind that of a client sees it.")
    private int behindLru;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "5",
            description = "Keys that sampling policies draw for each victim, 1 to 64; hit-density draws at least 10."
                    + " Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--lfu-log-factor",
            paramLabel = "N",
            defaultValue = "10",
            description = "Redis' option of that name. Default: ${DEFAULT-VALUE}.")
    private int lfuLogFactor;

    @Option(
            names = "--lfu-decay-time",
            paramLabel = "MINUTES",
            defaultValue = "1",
            description = "Redis' option of that name; 0 for never. Default: ${DEFAULT-VALUE}.")
    private int lfuDecayMinutes;

    @Option(
            names = "--requests-per-second",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How fast time passes for policies that look at it. Default: ${DEFAULT-VALUE}.")
    private int requestsPerSecond;

    @Option(
            names = "--server-requests-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How fast a redis-server is asked at most; its LRU clock has steps of a second. Default: as fast"
                            + " as it can.")
    private int serverPace;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many caches run side by side. Default: as many as there are processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the result as lines with commas.")
    private @Nullable Path csv;

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public HitRatioCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (entries != null && bytes != null) {
            throw new ParameterException(spec.commandLine(), "--bytes: not together with --entries");
        }
        Unit unit = bytes == null ? Unit.ENTRIES : Unit.BYTES;
        String given = bytes == null ? entries == null ? DEFAULT_ENTRIES : entries : bytes;
        List<Capacity> capacities = option("--" + unit, given, text -> Capacity.parse(text, unit));
        List<Trace> chosenTraces = new ArrayList<>();
        for (String trace : new LinkedHashSet<>(traces.isEmpty() ? DEFAULT_TRACES : traces)) {
            chosenTraces.add(option("--trace", trace, Trace::of));
        }
        Contenders all = new Contenders(serverPace);
        String names = policies;
        List<Contender> contenders =
                names == null ? all.defaults(unit) : option("--policy", names, text -> all.of(text, unit));
        EvictionConfig eviction = eviction();
        atLeast("--value-bytes", valueBytes, 1);
        atLeast("--requests", requests, 1);
        atLeast("--behind-lru", behindLru, 0);
        atLeast("--requests-per-second", requestsPerSecond, 1);
        atLeast("--server-requests-per-second", serverPace, 0);
        option("--threads", threads, n -> OptionValue.between("threads", n, 1, MOST_THREADS));
        option("--curve-samples", curveSamples, n -> OptionValue.between("samples", n, 1, MissRatioCurve.MAX_SAMPLES));
        files.check();
        OutputFiles.check(spec, "--csv", csv);
        if (contenders.stream().anyMatch(one -> one.name().startsWith(Contenders.SERVER))
                && RedisProcess.program() == null) {
            throw new IOException(RedisProcess.HOW_TO_INSTALL);
        }

        List<CellResult> cells = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<CurveResult> curves = new ArrayList<>();
        for (Trace trace : chosenTraces) {
            RequestLog log = load(trace);
            List<CellSetup> setups = capacities.stream()
                    .mapToLong(capacity -> capacity.of(log, unit))
                    .sorted()
                    .distinct()
                    .mapToObj(capacity -> new CellSetup(log, capacity, unit, eviction, requestsPerSecond, seed))
                    .toList();
            long steps = (long) log.requests() * setups.size() * contenders.size();
            try (Progress progress = Progress.begin(trace.name(), steps)) {
                cells.addAll(Laboratory.run(setups, contenders, threads, progress, failures::add));
            }
            if (curve) {
                curves.add(CurveResult.of(log, curveSamples));
            }
        }
        show(new HitRatioReport(unit, cells, curves));
        failures.forEach(failure -> spec.commandLine().getErr().println("reclaim: " + failure));
        return failures.isEmpty() ? 0 : 1;
    }

    /** A clock that tells single requests apart, whatever the pace. */
    private EvictionConfig eviction() {
        EvictionConfig defaults = EvictionConfig.defaults();
        option("--lfu-log-factor", lfuLogFactor, n -> new MorrisCounter(n, new java.util.SplittableRandom(seed)));
        option("--lfu-decay-time", lfuDecayMinutes, n -> OptionValue.between("minutes", n, 0, Integer.MAX_VALUE));
        return option(
                "--samples",
                samples,
                n -> new EvictionConfig(
                        n, defaults.poolSize(), lfuLogFactor, lfuDecayMinutes, new CoarseClock(32, 1), 10));
    }

    private RequestLog load(Trace trace) throws IOException {
        long expected = trace.requests() < 0 ? trace.requests() : Math.min(trace.requests(), requests);
        try (Progress progress = Progress.begin("reading " + trace.name(), expected)) {
            RequestLog log = RequestLog.load(trace, valueBytes, requests, progress);
            return behindLru == 0 ? log : log.behindLru(behindLru);
        }
    }

    private void show(HitRatioReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        files.write(report.results(), report.html());
        if (csv != null) {
            report.writeCsv(csv);
        }
    }

    private void atLeast(String name, int value, int least) {
        option(name, value, n -> OptionValue.between(name.substring(2), n, least, Integer.MAX_VALUE));
    }

    private <T, R> R option(String name, T given, Function<T, R> made) {
        return OptionValue.of(spec, name, given, made);
    }
}
