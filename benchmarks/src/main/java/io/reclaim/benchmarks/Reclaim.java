package io.reclaim.benchmarks;

import io.reclaim.benchmarks.allocator.FragmentationCommand;
import io.reclaim.benchmarks.allocator.SoakCommand;
import io.reclaim.benchmarks.expiry.ExpiryCommand;
import io.reclaim.benchmarks.hashtable.FootprintCommand;
import io.reclaim.benchmarks.hashtable.LatencyCommand;
import io.reclaim.benchmarks.hitratio.HitRatioCommand;
import io.reclaim.benchmarks.replay.OverheadCommand;
import io.reclaim.benchmarks.replay.ReplayCommand;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The laboratory: {@code ./reclaim COMMAND}.
 *
 * <p>Ends with 0 when done, 1 when it failed, 2 after bad usage; 1 and 2 with one line on standard error that says why.
 */
@Command(
        name = "reclaim",
        description = "Memory-management algorithms on real traces.",
        mixinStandardHelpOptions = true,
        version = "Reclaim 0.1.0-SNAPSHOT",
        subcommands = {
            ReplayCommand.class,
            HitRatioCommand.class,
            LatencyCommand.class,
            FootprintCommand.class,
            OverheadCommand.class,
            ExpiryCommand.class,
            FragmentationCommand.class,
            SoakCommand.class
        },
        footer = {"", "reclaim COMMAND --help says more of each command."})
public final class Reclaim implements Runnable {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public Reclaim() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; there is: " + String.join(", ", names()));
    }

    private Iterable<String> names() {
        return spec.subcommands().keySet();
    }

    /**
     * Runs a command and ends the JVM.
     *
     * @param args command and options
     */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    @SuppressWarnings("SystemOut") // nothing of picocli's is left when memory is out
    private static int execute(String[] args) {
        try {
            return commandLine().execute(args);
        } catch (OutOfMemoryError e) {
            System.err.printf(
                    "reclaim: out of memory (%s; %d MB at most): RECLAIM_JAVA_OPTIONS=-Xmx4g gives 4 GB%n",
                    e.getMessage(), Runtime.getRuntime().maxMemory() >> 20);
            return FAILED;
        }
    }

    /**
     * The command line, for whoever wants to catch what it prints.
     *
     * @return a new one
     */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Reclaim());
        line.setParameterExceptionHandler(
                (e, args) -> complain(e.getCommandLine().getErr(), e, BAD_USAGE));
        line.setExecutionExceptionHandler((e, failed, parsed) -> complain(failed.getErr(), e, FAILED));
        return line;
    }

    private static int complain(PrintWriter err, Exception e, int code) {
        if (code == FAILED && e instanceof RuntimeException) {
            e.printStackTrace(err); // a fault of ours: whoever reports it needs to say where
        }
        String message = e.getMessage() == null || e instanceof FileSystemException ? e.toString() : e.getMessage();
        String hint = e instanceof UnmatchedArgumentException unmatched ? hint(unmatched) : "";
        err.println("reclaim: " + message.lines().findFirst().orElse(e.toString()) + hint);
        err.flush();
        return code;
    }

    /** What could have been meant instead. */
    private static String hint(UnmatchedArgumentException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        Set<String> valid = e.isUnknownOption() || command.subcommands().isEmpty()
                ? command.optionsMap().keySet()
                : command.subcommands().keySet();
        return "; there are: " + String.join(", ", valid);
    }
}
