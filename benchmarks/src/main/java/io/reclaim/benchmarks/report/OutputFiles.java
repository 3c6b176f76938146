package io.reclaim.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command writes its results to, beside standard output: mixed into every command. */
public final class OutputFiles {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the result for programs.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with tables and charts.")
    private @Nullable Path html;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** For picocli. */
    public OutputFiles() {}

    /**
     * Says before the work, not after it, that a file cannot be written.
     *
     * @throws ParameterException if one cannot
     */
    public void check() {
        check(command, "--json", json);
        check(command, "--html", html);
    }

    /**
     * The same for a file of a command's own.
     *
     * @param command the command
     * @param name of the option
     * @param file its value, or null if it was not given
     * @throws ParameterException if the file cannot be written
     */
    public static void check(CommandSpec command, String name, @Nullable Path file) {
        if (file != null && !writable(file)) {
            throw new ParameterException(command.commandLine(), name + ": cannot be written: " + file);
        }
    }

    private static boolean writable(Path file) {
        if (Files.exists(file)) {
            return !Files.isDirectory(file) && Files.isWritable(file);
        }
        Path folder = file.toAbsolutePath().getParent();
        return folder != null && Files.isWritable(folder);
    }

    /**
     * Writes those that were asked for.
     *
     * @param results as of {@link JsonReport}
     * @param page the same for people
     * @throws IOException if one cannot be written
     */
    public void write(List<Map<String, Object>> results, HtmlReport page) throws IOException {
        if (json != null) {
            List<String> args = command.commandLine().getParseResult().originalArgs();
            new JsonReport(command.name(), args, results).write(json);
        }
        if (html != null) {
            page.write(html);
        }
    }
}
