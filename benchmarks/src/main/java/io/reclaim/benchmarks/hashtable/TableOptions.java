package io.reclaim.benchmarks.hashtable;

import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.core.accounting.MemorySize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the commands that measure tables: which, with what keys, in how large a heap. */
final class TableOptions {
    private static final long LEAST_HEAP = 8 << 20;

    @Option(
            names = {"--maps", "--map"},
            paramLabel = "NAME,NAME",
            description = "Tables to measure, each in a JVM of its own; a wrong one lists all. Default: all.")
    private @Nullable String maps;

    @Option(
            names = "--keys",
            paramLabel = "KIND",
            defaultValue = "string",
            description = "Keys: string (16 characters) or long. Default: ${DEFAULT-VALUE}.")
    private String keys = "";

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "Heap of each JVM, such as 8gb. Default: what the entries need.")
    private @Nullable String heap;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** The tables, in the order given, each once. */
    List<Peer> maps() {
        String given = maps;
        return given == null ? List.of(Peer.values()) : OptionValue.of(command, "--maps", given, TableOptions::maps);
    }

    KeyKind keys() {
        return OptionValue.of(command, "--keys", keys, text -> named("keys", KeyKind.values(), text));
    }

    /** Bytes, if given. */
    OptionalLong heap() {
        String given = heap;
        return given == null
                ? OptionalLong.empty()
                : OptionalLong.of(OptionValue.of(command, "--heap", given, TableOptions::heap));
    }

    private static List<Peer> maps(String text) {
        List<Peer> chosen = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            Peer map = named("map", Peer.values(), name);
            if (!chosen.contains(map)) {
                chosen.add(map);
            }
        }
        return chosen;
    }

    private static long heap(String text) {
        long bytes = MemorySize.parse(text);
        if (bytes < LEAST_HEAP) {
            throw new IllegalArgumentException("a heap must be at least 8mb: " + text);
        }
        return bytes;
    }

    /** The one of that name; neither case nor hyphens matter, so that {@code HashMap} is {@code hash-map}. */
    private static <E extends Enum<E>> E named(String what, E[] all, String name) {
        for (E one : all) {
            if (plain(one.toString()).equals(plain(name))) {
                return one;
            }
        }
        String valid = Arrays.stream(all).map(E::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no such " + what + ": " + name.trim() + "; there are " + valid);
    }

    private static String plain(String name) {
        return name.trim().toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
