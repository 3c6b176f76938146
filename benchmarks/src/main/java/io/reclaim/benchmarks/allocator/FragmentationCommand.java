package io.reclaim.benchmarks.allocator;

import io.reclaim.allocator.SizeClasses;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import io.reclaim.benchmarks.report.Progress;
import io.reclaim.core.accounting.MemorySize;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reclaim fragmentation}: how much memory allocators hold for the bytes that are live. */
@Command(
        name = "fragmentation",
        description = {
            "Runs allocators through changing sizes of blocks: what they hold against what is live, at the end and at the"
                    + " peak, with all metadata charged; bytes moved for each written; every step's pause.",
            "Workloads W1 to W8 are those of Rumble et al., FAST 2014. All share one JVM: give it a heap of four times the"
                    + " live bytes and 1 GB, for instance RECLAIM_JAVA_OPTIONS=-Xmx6g."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class FragmentationCommand implements Callable<Integer> {
    private static final long LEAST_LIVE = 1 << 20;
    private static final long MOST_LIVE = 64L << 30;
    private static final int SMALLEST_CHUNK_LOG2 = 16;

    @Option(
            names = "--live-bytes",
            paramLabel = "SIZE",
            defaultValue = "256mb",
            description = "Bytes kept live. Default: ${DEFAULT-VALUE}.")
    private String live = "";

    @Option(names = "--workload", paramLabel = "NAME,NAME", description = "Of W1 to W8. Default: all.")
    private @Nullable String workload;

    @Option(
            names = "--allocator",
            paramLabel = "NAME,NAME",
            description = "What to measure; a wrong one lists all. Default: all.")
    private @Nullable String allocator;

    @Option(
            names = "--chunk-log2",
            paramLabel = "N",
            defaultValue = "0",
            description = "Log2 of the bytes of our chunks, 16 to 20. Default: 20, less for fewer live bytes.")
    private int chunkLog2;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "Our sizes for each doubling. Default: 64, less for fewer live bytes.")
    private int steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of sizes and deletions. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public FragmentationCommand() {}

    @Override
    public Integer call() throws IOException {
        long liveBytes = OptionValue.of(spec, "--live-bytes", live, FragmentationCommand::liveBytes);
        List<SizeWorkload> workloads = named("--workload", SizeWorkload.values(), workload);
        List<AllocatorKind> kinds = named("--allocator", AllocatorKind.values(), allocator);
        SizeClasses classes = classes(liveBytes);
        files.check();

        long total = 0;
        for (SizeWorkload one : workloads) {
            total += kinds.size() * FragmentationRun.toWrite(one, liveBytes);
        }
        List<FragmentationResult> results = new ArrayList<>();
        try (Progress progress = Progress.begin("MiB written", total >> 20)) {
            long done = 0;
            for (AllocatorKind kind : kinds) {
                for (SizeWorkload one : workloads) {
                    results.add(new FragmentationRun(kind, one, liveBytes, classes, seed, progress, done).result());
                    done += FragmentationRun.toWrite(one, liveBytes);
                }
            }
        }
        FragmentationReport report = new FragmentationReport(liveBytes, results);
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        files.write(report.results(), report.html());
        return 0;
    }

    private static long liveBytes(String text) {
        long bytes = MemorySize.parse(text);
        if (bytes < LEAST_LIVE || bytes > MOST_LIVE) {
            throw new IllegalArgumentException("live bytes must be 1mb to 64gb: " + text);
        }
        return bytes;
    }

    private SizeClasses classes(long liveBytes) {
        if (chunkLog2 == 0 && steps == 0) {
            return SizeClasses.forBytes(liveBytes);
        }
        int log2 = chunkLog2 == 0 ? SizeClasses.MAX_CHUNK_LOG2 : chunkLog2;
        OptionValue.of(
                spec,
                "--chunk-log2",
                log2,
                n -> OptionValue.between("chunkLog2", n, SMALLEST_CHUNK_LOG2, SizeClasses.MAX_CHUNK_LOG2));
        int wanted = steps == 0 ? SizeClasses.DEFAULT_STEPS : steps;
        return OptionValue.of(spec, "--steps", wanted, n -> new SizeClasses(log2, n));
    }

    private <E extends Enum<E>> List<E> named(String option, E[] all, @Nullable String given) {
        return given == null ? List.of(all) : OptionValue.of(spec, option, given, text -> named(all, text));
    }

    private static <E extends Enum<E>> List<E> named(E[] all, String text) {
        List<E> chosen = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            E found = Arrays.stream(all)
                    .filter(one -> one.toString().equals(name.trim().toLowerCase(Locale.ROOT))
                            || one.name().equals(name.trim().toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such one: " + name.trim() + "; there are "
                            + Arrays.stream(all).map(E::toString).collect(Collectors.joining(", "))));
            if (!chosen.contains(found)) {
                chosen.add(found);
            }
        }
        return chosen;
    }
}
