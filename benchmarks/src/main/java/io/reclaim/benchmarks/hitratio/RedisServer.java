package io.reclaim.benchmarks.hitratio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.reclaim.eviction.EvictionConfig;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A redis-server of our own: started on a free port of the loopback interface, with a temporary folder and without
 * persistence; ended by {@link #close}, and when the JVM ends, however it does short of being killed.
 */
final class RedisServer implements MemoryLimitedRun.Store, AutoCloseable {
    /** What to do without one. */
    static final String HOW_TO_INSTALL =
            "no redis-server on the PATH; install one first, on Debian or Ubuntu with: apt-get install redis-server";

    /*
     * A request is a script: it looks the key up with TOUCH, which counts as a use as GET does and copies no value, and
     * writes the key if it is not there, before the next request. So requests can be sent by the hundred without waiting, and mean the same as one by one. Redis evicts
     * before each script. A write that finds no memory is refused, and that is no error.
     */

    private static final String PROGRAM = "redis-server";
    private static final String REQUEST = "if redis.call('TOUCH', KEYS[1]) == 1 then return 1 end"
            + " redis.pcall('SET', KEYS[1], string.rep('x', tonumber(ARGV[1])))"
            + " return 0";
    private static final int BATCH = 256;
    private static final int STARTS = 3;
    private static final int TRIES = 500;
    private static final int TRY_MILLIS = 20;
    private static final int STOP_SECONDS = 5;
    private static final int ANSWER_MILLIS = 60_000;

    private final RequestLog log;
    private final Path folder;
    private final Process process;
    private final Thread hook;
    private final Jedis client;
    private final byte[] script;
    private final long nanosPerRequest;
    private final long startNanos = System.nanoTime();
    private long requests;

    private RedisServer(RequestLog log, Path folder, Process process, Thread hook, Jedis client, long nanosPerRequest) {
        this.log = log;
        this.folder = folder;
        this.process = process;
        this.hook = hook;
        this.client = client;
        this.nanosPerRequest = nanosPerRequest;
        this.script = client.scriptLoad(REQUEST).getBytes(US_ASCII);
    }

    /** Where the program is, or null. */
    static @Nullable Path program() {
        String path = System.getenv("PATH");
        return path == null
                ? null
                : Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, PROGRAM))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Starts a server without a limit.
     *
     * @param policy its maxmemory-policy
     * @param requestsPerSecond how fast it is asked at most, 0 for as fast as it can
     * @throws IOException if there is no program, or it does not start
     */
    static RedisServer start(RequestLog log, String policy, EvictionConfig eviction, int requestsPerSecond)
            throws IOException, InterruptedException {
        Path program = program();
        if (program == null) {
            throw new IOException(HOW_TO_INSTALL);
        }
        String why = "";
        for (int start = 0; start < STARTS; start++) {
            Path folder = Files.createTempDirectory("reclaim-redis-");
            int port = freePort();
            Process process = new ProcessBuilder(arguments(program, port, folder, policy, eviction))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Thread hook = new Thread(() -> stop(process, folder), "stop redis-server");
            Runtime.getRuntime().addShutdownHook(hook);
            boolean started = false;
            try {
                Jedis client = connect(process, port);
                if (client != null) {
                    long nanos = requestsPerSecond == 0 ? 0 : 1_000_000_000L / requestsPerSecond;
                    RedisServer server = new RedisServer(log, folder, process, hook, client, nanos);
                    server.warmUp();
                    started = true;
                    return server;
                }
                why = lastLine(folder.resolve("log"));
            } finally {
                if (!started) {
                    stop(process, folder);
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
            }
        }
        throw new IOException("redis-server does not start: " + why);
    }

    /** Lets the connection's buffers grow to what they will be, as they count as memory in use. */
    private void warmUp() throws IOException {
        int[] sizes = new int[BATCH];
        request(new int[BATCH], BATCH, sizes, new boolean[BATCH]);
        client.flushAll();
        requests = 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> arguments(Path program, int port, Path folder, String policy, EvictionConfig eviction) {
        List<String> arguments = new ArrayList<>(List.of(program.toString()));
        option(arguments, "port", port);
        option(arguments, "bind", InetAddress.getLoopbackAddress().getHostAddress());
        option(arguments, "dir", folder);
        option(arguments, "save", "");
        option(arguments, "appendonly", "no");
        option(arguments, "daemonize", "no");
        option(arguments, "maxmemory-policy", policy);
        option(arguments, "maxmemory-samples", eviction.samples());
        option(arguments, "lfu-log-factor", eviction.lfuLogFactor());
        option(arguments, "lfu-decay-time", eviction.lfuDecayMinutes());
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
                return new Jedis(InetAddress.getLoopbackAddress().getHostAddress(), port, ANSWER_MILLIS);
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

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public void request(int[] ids, int count, int[] valueBytes, boolean[] hits) throws IOException {
        pace(count);
        List<Object> answers;
        try (Pipeline pipeline = new Pipeline(client.getConnection(), false)) {
            for (int i = 0; i < count; i++) {
                byte[] key =
                        ByteBuffer.allocate(Long.BYTES).putLong(log.key(ids[i])).array();
                pipeline.evalsha(script, 1, key, Integer.toString(valueBytes[i]).getBytes(US_ASCII));
            }
            answers = pipeline.syncAndReturnAll();
        } catch (JedisException e) {
            throw new IOException("redis-server does not answer: " + e.getMessage(), e);
        }
        for (int i = 0; i < count; i++) {
            if (!(answers.get(i) instanceof Long hit)) {
                throw new IOException("redis-server says: " + answers.get(i));
            }
            hits[i] = hit == 1;
        }
    }

    private void pace(int count) throws IOException {
        requests += count;
        long early = startNanos + requests * nanosPerRequest - System.nanoTime();
        if (nanosPerRequest > 0 && early > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(early);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    @Override
    public void limit(long bytes) {
        client.configSet("maxmemory", Long.toString(bytes));
    }

    @Override
    public long used() throws IOException {
        return client.info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("redis-server does not say what it uses"));
    }

    @Override
    public long keys() {
        return client.dbSize();
    }

    /** The version of the program, for instance 7.0.15. */
    String version() {
        return client.info("server")
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("redis_version:"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .findFirst()
                .orElse("unknown");
    }

    /** Whether the process runs. */
    boolean alive() {
        return process.isAlive();
    }

    /** What it keeps files in. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        client.close();
        stop(process, folder);
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
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // gone already
        }
    }
}
