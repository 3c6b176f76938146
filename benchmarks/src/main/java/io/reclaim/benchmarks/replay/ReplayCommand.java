package io.reclaim.benchmarks.replay;

import io.reclaim.allocator.PageSource;
import io.reclaim.benchmarks.allocator.PageKind;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.store.StoreConfig;
import io.reclaim.benchmarks.tier.MvStoreTier;
import io.reclaim.benchmarks.tier.MvStoreTier.AfterCrash;
import io.reclaim.benchmarks.tier.Tier;
import io.reclaim.benchmarks.tier.TieredStore;
import io.reclaim.benchmarks.trace.Trace;
import io.reclaim.core.Ticker;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemorySize;
import io.reclaim.eviction.EvictionConfig;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.MissRatioCurve;
import io.reclaim.expiry.ExpiryConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reclaim replay}: the main job. */
@Command(
        name = "replay",
        description = {
            "Replays a trace through a store under a memory limit, as a cache in front of something slower, and shows hit"
                    + " ratio, memory and latencies.",
            "With no option: web12 under a quarter of its working set with hit-density. The same seed gives the same"
                    + " hits, evictions and bytes; only times differ."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
    /** What a unit of background work is taken to cost, so that how much is done does not depend on the machine. */
    private static final long NANOS_PER_UNIT = 100;

    /** A limit with which a store can say how low it may be. */
    private static final long SMALL_STORE = 4 << 20;

    private static final int COUNTERS_PER_HOT_KEY = 10;
    private static final int LEAST_COUNTERS = 1000;
    private static final int MOST_HOT_KEYS = 10_000;

    private static final int TIER_BATCH = 256;
    private static final long TIER_PENDING_BYTES = 64 << 20;

    @Option(
            names = "--trace",
            paramLabel = "TRACE",
            defaultValue = "web12",
            description = "A trace by name, or FORMAT:FILE; a wrong one lists all. Default: ${DEFAULT-VALUE}.")
    private String trace = "";

    @Option(
            names = "--max-bytes",
            paramLabel = "SIZE",
            defaultValue = "25%",
            description = "The limit: a size such as 64mb, or a share of the working set, raised to the least that a"
                    + " store takes. Default: ${DEFAULT-VALUE}.")
    private String maxBytes = "";

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            defaultValue = "hit-density",
            description = "One of Redis' ten, or hit-density; a wrong one lists all. Default: ${DEFAULT-VALUE}.")
    private String policy = "";

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "5",
            description = "Entries drawn for each victim, 1 to 64; hit-density draws at least 10. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--ttl",
            paramLabel = "PERCENT:FROM-TO",
            defaultValue = "10:1-60",
            description = "Share of keys with a time to live, and seconds, where the trace does not say. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String ttl = "";

    @Option(
            names = "--value-bytes",
            paramLabel = "SIZES",
            defaultValue = "mix",
            description = "Sizes of values where the trace does not say: BYTES, FROM-TO, or mix (16 to 4096, mostly"
                    + " small). Default: ${DEFAULT-VALUE}.")
    private String valueBytes = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Stop after so many. Default: the whole trace.")
    private long requests;

    @Option(
            names = "--requests-per-second",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How fast time passes where the trace has no times. Default: ${DEFAULT-VALUE}.")
    private int requestsPerSecond;

    @Option(
            names = "--effort",
            paramLabel = "N",
            defaultValue = "1",
            description = "Effort of active expiry, 1 to 10. Default: ${DEFAULT-VALUE}.")
    private int effort;

    @Option(
            names = "--pages",
            paramLabel = "KIND",
            defaultValue = "heap",
            description = "Where blocks are: heap, direct, or mapped, which gives memory back to the system (shared or"
                    + " private: one kind of that). Default: ${DEFAULT-VALUE}.")
    private String pages = "";

    @Option(
            names = "--hot-keys",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also show the keys that were read most. Default: ${DEFAULT-VALUE}.")
    private int hotKeys;

    @Option(
            names = "--advise",
            paramLabel = "PERCENT",
            description = "Say at the end how much memory this hit ratio needs, and what a tenth more or less gives, by"
                    + " the reads seen (LRU's miss-ratio curve).")
    private @Nullable Double advise;

    @Option(
            names = "--tier",
            paramLabel = "FILE",
            description = "Put what is evicted into this file and read it back from there. What it has from a replay of"
                    + " the same trace, sizes, times to live and seed is used.")
    private @Nullable Path tier;

    @Option(
            names = "--tier-bytes",
            paramLabel = "SIZE",
            description =
                    "What keys and values in that file may take, such as 1gb; the older half goes when it is full."
                            + " Default: no limit.")
    private @Nullable String tierBytes;

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public ReplayCommand() {}

    @Override
    public Integer call() throws IOException {
        MaxMemoryPolicy chosen = option("--policy", policy, MaxMemoryPolicy::of);
        MaxBytes limit = option("--max-bytes", maxBytes, MaxBytes::parse);
        EvictionConfig eviction =
                option("--samples", samples, n -> EvictionConfig.defaults().withSamples(n));
        ExpiryConfig expiry = option("--effort", effort, ExpiryConfig::effort);
        PageKind kind = option("--pages", pages, PageKind::of);
        Trace chosenTrace = option("--trace", trace, Trace::of);
        ValueSizes sizes = option("--value-bytes", valueBytes, ValueSizes::parse);
        TtlMix ttls = option("--ttl", ttl, TtlMix::parse);
        int pace = option("--requests-per-second", requestsPerSecond, Workload::checkPace);
        Workload workload = option("--requests", requests, n -> new Workload(chosenTrace, sizes, ttls, pace, n, seed));

        int followed = option("--hot-keys", hotKeys, ReplayCommand::checkHotKeys);
        Double wish = advise;
        if (wish != null && !(wish >= 0 && wish <= 100)) {
            option("--advise", wish, n -> {
                throw new IllegalArgumentException("a hit ratio must be 0 to 100 percent: " + n);
            });
        }

        long tierLimit =
                tierBytes == null ? Long.MAX_VALUE : option("--tier-bytes", tierBytes, ReplayCommand::tierSize);
        files.check();

        long wished = limit.of(limit.needsWorkingSet() ? workingSet(workload) : 0);
        BiFunction<Long, PageSource, ReferenceStore> maker =
                (n, source) -> new ReferenceStore(StoreConfig.of(n, chosen, source)
                        .withEviction(eviction)
                        .withExpiry(expiry)
                        .withSeed(seed, countingTicker()));
        long bytes = limit.needsWorkingSet()
                ? Math.max(
                        wished,
                        maker.apply(SMALL_STORE, PageKind.HEAP.source(SMALL_STORE))
                                .minimumBytes())
                : wished;
        PageSource source = option("--pages", bytes, n -> kind.source(roomFor(n)));
        ReferenceStore store = option("--max-bytes", bytes, n -> maker.apply(n, source));

        store.followers().hotKeys(followed == 0 ? 0 : Math.max(LEAST_COUNTERS, COUNTERS_PER_HOT_KEY * followed));
        if (wish != null) {
            store.followers().missRatioCurve(new MissRatioCurve(MissRatioCurve.DEFAULT_SAMPLES));
        }
        ReplayResult result = tier == null
                ? run(new Replay(workload, store, null, wish), workload)
                : runTiered(workload, store, tier, tierLimit, wish);
        show(result, chosen);
        if (bytes > wished) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%n%s of the working set is %s; the limit is the least that a store takes, %s.%n",
                            maxBytes, MemorySize.format(wished), MemorySize.format(bytes))
                    .flush();
        }
        return 0;
    }

    private static ReplayResult run(Replay replay, Workload workload) throws IOException {
        try (Progress progress = Progress.begin("replay", workload.expectedRequests())) {
            return replay.run(progress);
        }
    }

    private ReplayResult runTiered(
            Workload workload, ReferenceStore store, Path file, long tierLimit, @Nullable Double wish)
            throws IOException {
        String contents = workload.trace().name() + " " + valueBytes + " " + ttl + " " + seed;
        Tier opened = MvStoreTier.open(file, contents, tierLimit, AfterCrash.EMPTY);
        boolean closed = false;
        try {
            TieredStore tiered = new TieredStore(store, opened, TIER_BATCH, TIER_PENDING_BYTES);
            Replay replay = new Replay(workload, store, tiered, wish);
            ReplayResult result = run(replay, workload);
            tiered.close(replay.nowMillis());
            closed = true;
            return result;
        } finally {
            if (!closed) {
                opened.close(false);
            }
        }
    }

    private static long tierSize(String text) {
        long bytes = MemorySize.parse(text);
        if (bytes < 2) {
            throw new IllegalArgumentException("a tier takes 2 bytes or more: " + text);
        }
        return bytes;
    }

    private long workingSet(Workload workload) throws IOException {
        try (Progress progress = Progress.begin("working set", workload.expectedRequests())) {
            return workload.workingSetBytes(progress);
        }
    }

    private void show(ReplayResult result, MaxMemoryPolicy chosen) throws IOException {
        ReplayReport report = new ReplayReport(result, chosen.redisName(), hotKeys);
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        if (result.tooLarge() > 0) {
            out.printf(
                    "%n%d writes were refused: larger than maxmemory %s leaves room for.%n",
                    result.tooLarge(), MemorySize.format(result.store().report().maxBytes()));
        }
        out.flush();
        files.write(List.of(result.json(chosen.redisName())), report.html());
    }

    private static int checkHotKeys(int wanted) {
        if (wanted < 0 || wanted > MOST_HOT_KEYS) {
            throw new IllegalArgumentException("must be 0 to " + MOST_HOT_KEYS + ": " + wanted);
        }
        return wanted;
    }

    private <T, R> R option(String name, T given, Function<T, R> made) {
        return OptionValue.of(spec, name, given, made);
    }

    /** What a store of so many bytes may reserve: blocks alone are limited by it, and leave holes. */
    private static long roomFor(long maxBytes) {
        return maxBytes > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : Math.max(1, 2 * maxBytes);
    }

    /** Time that passes by units of work: a step does as much in every run, on every machine. */
    private static Ticker countingTicker() {
        long[] nanos = new long[1];
        return () -> nanos[0] += NANOS_PER_UNIT * WorkBudget.UNITS_PER_CLOCK_READ;
    }
}
