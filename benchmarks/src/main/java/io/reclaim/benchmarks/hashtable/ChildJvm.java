package io.reclaim.benchmarks.hashtable;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reclaim.benchmarks.report.JsonReport;
import io.reclaim.benchmarks.report.Progress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures tables one after another, each in a JVM of its own, so that none finds another's compiled code, profile or
 * heap.
 *
 * <p>A child runs the same {@code java} on the same class path with the JVM options of this JVM, then those of the
 * command, which win. It says on standard output that it goes on ({@link #step}), and leaves its answer in a file
 * ({@link #answer}).
 */
final class ChildJvm {
    private static final String STEP = "step";
    private static final int SIGNAL_BASE = 128;

    /** What says where classes are: children have all of them on their class path. */
    private static final List<String> MODULE_OPTIONS = List.of(
            "--module-path", "--upgrade-module-path", "--patch-module", "--add-", "--limit-modules", "-Djdk.module.");

    /** A debugger waits at one port for one JVM. */
    private static final String DEBUGGER = "-agentlib:jdwp";

    private final String command;
    private final Class<?> main;
    private final List<String> jvmOptions;

    /**
     * Children of a kind.
     *
     * @param command what they are for, as in progress and errors
     * @param main has the {@code main} method; its first argument is the file for the answer, the second the table
     * @param jvmOptions beside the inherited ones
     */
    ChildJvm(String command, Class<?> main, List<String> jvmOptions) {
        this.command = command;
        this.main = main;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    /** The options of this JVM that children get: all but modules and debugger. */
    static List<String> inherited() {
        return inherited(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    static List<String> inherited(List<String> options) {
        return options.stream()
                .filter(option -> MODULE_OPTIONS.stream().noneMatch(option::startsWith))
                .filter(option -> !option.startsWith(DEBUGGER))
                .toList();
    }

    /** Whether an option chooses the garbage collector, of which there can be one. */
    static boolean choosesCollector(String option) {
        return option.matches("-XX:\\+Use\\w+GC");
    }

    /**
     * Runs the children.
     *
     * @param maps one child each, in this order
     * @param args arguments after the table
     * @param steps how often a child calls {@link #step}
     * @return their answers
     * @throws IOException if one fails; its message is one line that names the table
     * @throws InterruptedException if this thread is interrupted; the child is ended
     */
    Map<Peer, JsonNode> measure(List<Peer> maps, List<String> args, int steps)
            throws IOException, InterruptedException {
        Map<Peer, JsonNode> answers = new LinkedHashMap<>();
        try (Progress progress = Progress.begin(command, (long) steps * maps.size())) {
            for (Peer map : maps) {
                answers.put(map, measure(map, args, progress, (long) steps * answers.size()));
                progress.to((long) steps * answers.size());
            }
        }
        return answers;
    }

    private JsonNode measure(Peer map, List<String> args, Progress progress, long stepsBefore)
            throws IOException, InterruptedException {
        Path answer = Files.createTempFile("reclaim-" + command, ".json");
        try {
            List<String> line = commandLine();
            line.add(answer.toString());
            line.add(map.name());
            line.addAll(args);
            Process child = new ProcessBuilder(line).redirectErrorStream(true).start();
            Thread ending = new Thread(child::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(ending);
            try {
                List<String> output = output(child, progress, stepsBefore);
                int exit = child.waitFor();
                if (exit != 0) {
                    throw new IOException(command + " of " + map + " failed: " + reason(output, exit));
                }
            } finally {
                child.destroyForcibly();
                Runtime.getRuntime().removeShutdownHook(ending);
            }
            return new ObjectMapper().readTree(answer.toFile());
        } finally {
            Files.deleteIfExists(answer);
        }
    }

    private List<String> commandLine() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        boolean collectorChosen = jvmOptions.stream().anyMatch(ChildJvm::choosesCollector);
        inherited().stream()
                .filter(option -> !collectorChosen || !choosesCollector(option))
                .forEach(line::add);
        line.addAll(jvmOptions);
        line.add("-XX:ErrorFile=" + Path.of(System.getProperty("java.io.tmpdir"), "hs_err_pid%p.log"));
        line.add("-cp");
        line.add(classPath());
        line.add(main.getName());
        return line;
    }

    private static String classPath() {
        List<String> paths = Stream.of("java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .toList();
        return String.join(File.pathSeparator, paths);
    }

    /** Reads to the end of the output; all but the steps is kept. */
    private static List<String> output(Process child, Progress progress, long stepsBefore) throws IOException {
        List<String> kept = new ArrayList<>();
        long steps = stepsBefore;
        try (BufferedReader reader = child.inputReader(Charset.defaultCharset())) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.equals(STEP)) {
                    progress.to(++steps);
                } else {
                    kept.add(line);
                }
            }
        }
        return kept;
    }

    /** Why a child failed, and what helps, in one line. */
    static String reason(List<String> output, int exit) {
        String said = output.stream()
                .filter(line -> line.contains("Error: ")
                        || line.contains("Exception")
                        || line.contains("Could not")
                        || line.contains("insufficient memory"))
                .map(line -> line.replaceFirst("^(Exception in thread \"\\w+\"|#) ", ""))
                .findFirst()
                .orElse(output.isEmpty() ? "" : output.get(0));
        if (said.isEmpty()) {
            said = exit > SIGNAL_BASE ? "ended by signal " + (exit - SIGNAL_BASE) : "ended with " + exit;
        }
        boolean heap = said.contains("OutOfMemoryError");
        boolean memory = exit > SIGNAL_BASE || said.contains("memory") || said.contains("space for");
        return said
                + (heap
                        ? "; it needs a larger --heap, or fewer --entries"
                        : memory ? "; it needs a smaller --heap, or fewer --entries" : "");
    }

    /** In a child: says that a step is done. */
    @SuppressWarnings("SystemOut") // read by the parent
    static void step() {
        System.out.println(STEP);
    }

    /**
     * In a child: leaves the answer.
     *
     * @param file the first argument
     * @param answer maps, lists, strings, numbers
     * @throws IOException if it cannot be written
     */
    static void answer(Path file, Object answer) throws IOException {
        Files.writeString(file, JsonReport.text(answer), UTF_8);
    }
}
