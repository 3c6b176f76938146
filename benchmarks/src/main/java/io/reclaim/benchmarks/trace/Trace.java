package io.reclaim.benchmarks.trace;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trace that can be opened, as often as wanted: one that comes with the project, by name, or a file.
 *
 * <p>Those that come with the project are resources of the simulator of Caffeine (web07, web12, orm-busy and orm-night:
 * cache2k project, CC BY 4.0).
 */
public final class Trace {
    /** Requests of a trace that nobody has counted. */
    public static final long UNCOUNTED = -1;

    private static final String FOLDER = "com/github/benmanes/caffeine/cache/simulator/parser/";
    private static final Map<String, Trace> NAMED = new LinkedHashMap<>();

    static {
        builtIn("multi1", TraceFormat.LIRS, "lirs/multi1.trace.gz", 15_858);
        builtIn("multi2", TraceFormat.LIRS, "lirs/multi2.trace.gz", 26_311);
        builtIn("multi3", TraceFormat.LIRS, "lirs/multi3.trace.gz", 30_241);
        builtIn("2_pools", TraceFormat.LIRS, "lirs/2_pools.trace.gz", 100_000);
        builtIn("sprite", TraceFormat.LIRS, "lirs/sprite.trace.gz", 133_996);
        builtIn("loop", TraceFormat.LIRS, "lirs/loop.trace.gz", 505_500);
        builtIn("gcc", TraceFormat.ADDRESS, "address/gcc.trace.gz", 515_683);
        builtIn("gzip", TraceFormat.ADDRESS, "address/gzip.trace.gz", 481_044);
        builtIn("mcf", TraceFormat.ADDRESS, "address/mcf.trace.gz", 727_230);
        builtIn("swim", TraceFormat.ADDRESS, "address/swim.trace.gz", 303_193);
        builtIn("twolf", TraceFormat.ADDRESS, "address/twolf.trace.gz", 482_824);
        builtIn("web07", TraceFormat.CACHE2K, "cache2k/web07.trace.xz", 76_118);
        builtIn("web12", TraceFormat.CACHE2K, "cache2k/web12.trace.xz", 95_607);
        builtIn("orm-busy", TraceFormat.CACHE2K, "cache2k/orm-busy.trace.xz", 5_000_000);
        builtIn("orm-night", TraceFormat.CACHE2K, "cache2k/orm-night.trace.xz", 5_000_000);
        builtIn("w106", TraceFormat.CLOUD_PHYSICS, "cloud_physics/w106.trace.xz", 5_292_456);
        builtIn("corda", TraceFormat.CORDA, "corda/trace_vaultservice.gz", 135_702);
        builtIn("scarab-recs", TraceFormat.SCARAB, "scarab/scarab-recs.trace.xz", 1_245_184);
        builtIn("gradle", TraceFormat.GRADLE, "gradle/build-cache.xz", 2_090_667);
        builtIn("adapt-size", TraceFormat.ADAPT_SIZE, "adapt_size/request.trace.xz", 66_987);
    }

    /** Where the bytes are. */
    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private final String name;
    private final TraceFormat format;
    private final long requests;
    private final Source source;

    private Trace(String name, TraceFormat format, long requests, Source source) {
        this.name = name;
        this.format = format;
        this.requests = requests;
        this.source = source;
    }

    private static void builtIn(String name, TraceFormat format, String resource, long requests) {
        NAMED.put(name, new Trace(name, format, requests, () -> {
            InputStream in = ClassLoader.getSystemResourceAsStream(FOLDER + resource);
            if (in == null) {
                throw new FileNotFoundException("trace " + name + " is not on the class path: " + FOLDER + resource);
            }
            return in;
        }));
    }

    /**
     * The trace of an option's text.
     *
     * @param text a name, or {@code FORMAT:FILE}
     * @return the trace; whether its file can be read shows when it is opened
     * @throws IllegalArgumentException if it is neither; the message lists what there is
     */
    public static Trace of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return named(text);
        }
        TraceFormat format = TraceFormat.of(text.substring(0, colon));
        String file = text.substring(colon + 1);
        if (file.isBlank()) {
            throw new IllegalArgumentException("no file after the format: " + text);
        }
        return file(format, Path.of(file));
    }

    /**
     * A trace that comes with the project.
     *
     * @param name for instance {@code web12}
     * @return the trace
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public static Trace named(String name) {
        Trace trace = NAMED.get(name);
        if (trace == null) {
            throw new IllegalArgumentException("no such trace: " + name + "; there are " + names()
                    + ", and any file as FORMAT:FILE with the formats " + TraceFormat.labels());
        }
        return trace;
    }

    /**
     * All names of traces that come with the project.
     *
     * @return the names, separated by commas
     */
    public static String names() {
        return String.join(", ", NAMED.keySet());
    }

    /**
     * A trace in a file.
     *
     * @param format how it is written
     * @param file where it is
     * @return the trace
     */
    public static Trace file(TraceFormat format, Path file) {
        requireNonNull(format, "format");
        return new Trace(file.toString(), format, UNCOUNTED, () -> {
            if (Files.isDirectory(file)) {
                throw new IOException("trace is a folder, not a file: " + file);
            }
            try {
                return Files.newInputStream(file);
            } catch (NoSuchFileException e) {
                throw new FileNotFoundException("no such trace file: " + file);
            }
        });
    }

    /**
     * Opens the trace at its beginning.
     *
     * @return a reader, to be closed
     * @throws IOException if it cannot be read; the message names it
     */
    public TraceReader open() throws IOException {
        return format.open(name, source.open());
    }

    /**
     * What the trace is called.
     *
     * @return its name, or the path of its file
     */
    public String name() {
        return name;
    }

    /**
     * How it is written.
     *
     * @return the format
     */
    public TraceFormat format() {
        return format;
    }

    /**
     * How many requests it has.
     *
     * @return the number, or {@link #UNCOUNTED}
     */
    public long requests() {
        return requests;
    }

    @Override
    public String toString() {
        return name + " (" + format + ")";
    }
}
