package io.reclaim.benchmarks.hitratio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.reclaim.benchmarks.redis.RedisProcess;
import io.reclaim.eviction.EvictionConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/** A redis-server that is asked by the hundred, under a limit of memory. */
final class RedisServer implements MemoryLimitedRun.Store, AutoCloseable {
    /*
     * A request is a script: it looks the key up with TOUCH, which counts as a use as GET does and copies no value, and
     * writes the key if it is not there, before the next request. So requests can be sent by the hundred without waiting, and mean the same as one by one. Redis evicts
     * before each script. A write that finds no memory is refused, and that is no error.
     */

    private static final String REQUEST = "if redis.call('TOUCH', KEYS[1]) == 1 then return 1 end"
            + " redis.pcall('SET', KEYS[1], string.rep('x', tonumber(ARGV[1])))"
            + " return 0";
    private static final int BATCH = 256;

    private final RequestLog log;
    private final RedisProcess process;
    private final Jedis client;
    private final byte[] script;
    private final long nanosPerRequest;
    private final long startNanos = System.nanoTime();
    private long requests;

    private RedisServer(RequestLog log, RedisProcess process, long nanosPerRequest) {
        this.log = log;
        this.process = process;
        this.client = process.client();
        this.nanosPerRequest = nanosPerRequest;
        this.script = client.scriptLoad(REQUEST).getBytes(US_ASCII);
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
        RedisProcess process = RedisProcess.start(Map.of(
                "maxmemory-policy", policy,
                "maxmemory-samples", eviction.samples(),
                "lfu-log-factor", eviction.lfuLogFactor(),
                "lfu-decay-time", eviction.lfuDecayMinutes()));
        boolean started = false;
        try {
            long nanos = requestsPerSecond == 0 ? 0 : 1_000_000_000L / requestsPerSecond;
            RedisServer server = new RedisServer(log, process, nanos);
            server.warmUp();
            started = true;
            return server;
        } finally {
            if (!started) {
                process.close();
            }
        }
    }

    /** Lets the connection's buffers grow to what they will be, as they count as memory in use. */
    private void warmUp() throws IOException {
        int[] sizes = new int[BATCH];
        request(new int[BATCH], BATCH, sizes, new boolean[BATCH]);
        client.flushAll();
        requests = 0;
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
        return Long.parseLong(process.info("memory", "used_memory"));
    }

    @Override
    public long keys() {
        return client.dbSize();
    }

    /** The process, for instance to see whether it lives. */
    RedisProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
