package io.reclaim.benchmarks.redis;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A redis-server of our own: started on a free port of the loopback interface, with a temporary folder and without
 * persistence; ended by {@link #close}, and when the JVM ends, however it does short of being killed.
 */
public final class RedisProcess implements AutoCloseable {
    /** What to do without one. */
    public static final String HOW_TO_INSTALL =
            "no redis-server on the PATH; install one first, on Debian or Ubuntu with: apt-get install redis-server";

    private static final String PROGRAM = "redis-server";
    private static final int STARTS = 3;
    private static final int TRIES = 500;
    private static final int TRY_MILLIS = 20;
    private static final int STOP_SECONDS = 5;
    private static final int ANSWER_MILLIS = 60_000;

    private final Path folder;
    private final Process process;
    private final Thread hook;
    private final Jedis client;

    private RedisProcess(Path folder, Process process, Thread hook, Jedis client) {
        this.folder = folder;
        this.process = process;
        this.hook = hook;
        this.client = client;
    }

    /** Where the program is, or null. */
    public static @Nullable Path program() {
        String path = System.getenv("PATH");
        return path == null
                ? null
                : Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, PROGRAM))
                        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Starts a server.
     *
     * @param settings by the names of redis.conf, beside those that keep it to itself
     * @throws IOException if there is no program, or it does not start
     */
    public static RedisProcess start(Map<String, ?> settings) throws IOException, InterruptedException {
        Path program = program();
        if (program == null) {
            throw new IOException(HOW_TO_INSTALL);
        }
        String why = "";
        for (int start = 0; start < STARTS; start++) {
            int port = freePort();
            Path folder = Files.createTempDirectory("reclaim-redis-");
            Process process = launch(arguments(program, port, folder, settings), folder);
            Thread hook = new Thread(() -> stop(process, folder), "stop redis-server");
            boolean started = false;
            try {
                Runtime.getRuntime().addShutdownHook(hook); // throws if the JVM is about to end
                Jedis client = connect(process, port);
                if (client != null) {
                    started = true;
                    return new RedisProcess(folder, process, hook, client);
                }
                why = lastLine(folder.resolve("log"));
            } finally {
                if (!started) {
                    stop(process, folder);
                    remove(hook);
                }
            }
        }
        throw new IOException("redis-server does not start: " + why);
    }

    private static Process launch(List<String> arguments, Path folder) throws IOException {
        try {
            return new ProcessBuilder(arguments)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            delete(folder);
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> arguments(Path program, int port, Path folder, Map<String, ?> settings) {
        List<String> arguments = new ArrayList<>(List.of(program.toString()));
        option(arguments, "port", port);
        option(arguments, "bind", InetAddress.getLoopbackAddress().getHostAddress());
        option(arguments, "dir", folder);
        option(arguments, "save", "");
        option(arguments, "appendonly", "no");
        option(arguments, "daemonize", "no");
        settings.forEach((name, value) -> option(arguments, name, value));
        return arguments;
    }

    private static void option(List<String> arguments, String name, Object value) {
        arguments.add("--" + name);
        arguments.add(value.toString());
    }

    /** A connection, or null if the process has ended, as it does when someone else took the port. */
    private static @Nullable Jedis connect(Process process, int port) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            try {
                Jedis client = new Jedis(InetAddress.getLoopbackAddress().getHostAddress(), port, ANSWER_MILLIS);
                if (client.info("server").lines().anyMatch(("process_id:" + process.pid())::equals)) {
                    return client;
                }
                client.close(); // somebody else's, who took the port: ours is about to end
                TimeUnit.MILLISECONDS.sleep(TRY_MILLIS);
            } catch (JedisException e) {
                TimeUnit.MILLISECONDS.sleep(TRY_MILLIS);
            }
        }
        return null;
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "no message" : lines.get(lines.size() - 1);
    }

    /** The connection to it. */
    public Jedis client() {
        return client;
    }

    /**
     * A field of its INFO.
     *
     * @param section for instance {@code memory}
     * @throws IOException if there is none
     */
    public String info(String section, String field) throws IOException {
        return client.info(section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("redis-server does not say its " + field));
    }

    /** Whether the process runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** What it keeps files in. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            client.close();
        } finally {
            stop(process, folder);
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is about to end, and the hook runs: it finds nothing left to do
        }
    }

    private static void stop(Process process, Path folder) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // gone already
        }
    }
}
