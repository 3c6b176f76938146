package io.reclaim.benchmarks.expiry;

import io.reclaim.benchmarks.redis.RedisProcess;
import io.reclaim.expiry.ExpiryConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/** A redis-server under one workload, by the clock. */
final class LiveRun implements ExpiryWorkload.Target {
    /*
     * The server is looked at from outside. Each 5 ms the driver asks for DBSIZE; it knows every deadline, so it knows how
     * many keys live, and the rest is stale. The longest it waited for an answer is the longest pause, as a client sees it:
     * the driver's own pauses are in it. What expiry took is the server's own expire_cycle_cpu_milliseconds.
     *
     * Which key was removed is not seen, so lags are known where all deadlines are one: in bursts.
     *
     * All keys have deadlines by an epoch that is far enough ahead to put them all before it. In each millisecond the
     * workload does what it does in a Simulation; where the driver is late it catches up.
     */

    private static final int SAMPLE_MILLIS = 5;
    private static final int BATCH = 1000;
    /** For each key to be put before the epoch: a server takes 3 to 5 us. */
    private static final long MICROS_TO_PUT = 12;

    private static final int LEAST_AHEAD_MILLIS = 200;
    private static final byte[] VALUE = {'x'};

    private final ExpiryWorkload workload;
    private final int effort;
    private final int entries;
    private final SplittableRandom random;
    private final int duration;
    private final int[] due;
    private final StaleLine line;
    private final Histogram lags = new Histogram(3);
    private String version = "";

    private Jedis client;
    private Pipeline pipeline;
    private int queued;
    private long epoch;
    private long millis;
    private long puts;
    private long passed;
    private int passedUntil = -1;
    private long removed;
    private long longest;

    @SuppressWarnings("NullAway.Init") // run connects
    LiveRun(ExpiryWorkload workload, int effort, int entries, long seed) {
        this.workload = workload;
        this.effort = effort;
        this.entries = entries;
        this.random = new SplittableRandom(seed);
        this.duration = workload.durationMillis();
        this.due = new int[duration + 1];
        this.line = new StaleLine(workload);
    }

    /** Runs it all; tells now and then how far it is, in milliseconds. */
    SimulationResult run(LongConsumer progress) throws IOException, InterruptedException {
        try (RedisProcess server = RedisProcess.start(Map.of("active-expire-effort", effort))) {
            client = server.client();
            version = server.info("server", "redis_version");
            try (Pipeline open = new Pipeline(client.getConnection(), false)) {
                pipeline = open;
                return drive(server, progress);
            }
        } catch (JedisException e) {
            throw new IOException("redis-server does not answer: " + e.getMessage(), e);
        }
    }

    /** Of the server; after the run. */
    String version() {
        return version;
    }

    private SimulationResult drive(RedisProcess server, LongConsumer progress)
            throws IOException, InterruptedException {
        long ahead = workload.begins() ? TimeUnit.MICROSECONDS.toMillis(entries * MICROS_TO_PUT) : 0;
        epoch = System.currentTimeMillis() + Math.max(LEAST_AHEAD_MILLIS, ahead);
        workload.begin(this);
        flush();
        long early = -now();
        if (early < 0) {
            throw new IOException("the machine is too slow, or too busy: putting the keys took " + -early
                    + " ms longer than the " + ahead + " ms that were given to it");
        }
        long measureFrom = workload.measureFromMillis();
        long expiredBefore = statistic(server, "expired_keys"); // nothing is due before the sleep has ended
        long busyBefore = statistic(server, "expire_cycle_cpu_milliseconds");
        boolean measuring = measureFrom == 0;
        TimeUnit.MILLISECONDS.sleep(Math.max(0, -now()));
        while (millis < duration) {
            if (!measuring && millis >= measureFrom) {
                measuring = true;
                expiredBefore = statistic(server, "expired_keys");
                busyBefore = statistic(server, "expire_cycle_cpu_milliseconds");
            }
            for (long now = now(); millis <= now && millis < duration; millis++) {
                workload.tick(this);
                if (millis % 1000 == 0) {
                    progress.accept(millis);
                }
            }
            flush();
            look(measureFrom);
            TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(SAMPLE_MILLIS, millis - now() + SAMPLE_MILLIS)));
        }
        long becameDue = 0;
        for (int at = (int) measureFrom; at < duration; at++) {
            becameDue += due[at];
        }
        return new SimulationResult(
                workload,
                StrategyKind.REDIS_SERVER,
                ExpiryConfig.effort(effort),
                entries,
                line,
                workload.isBurst() ? lags : null,
                becameDue,
                statistic(server, "expired_keys") - expiredBefore,
                TimeUnit.MILLISECONDS.toNanos(statistic(server, "expire_cycle_cpu_milliseconds") - busyBefore),
                longest);
    }

    private static long statistic(RedisProcess server, String field) throws IOException {
        return Long.parseLong(server.info("stats", field));
    }

    private long now() {
        return System.currentTimeMillis() - epoch;
    }

    /** How many keys are there, and how many should be. */
    private void look(long measureFrom) {
        long before = System.nanoTime();
        long present = client.dbSize();
        long took = System.nanoTime() - before;
        int now = (int) Math.min(now(), duration - 1L);
        while (passedUntil < now) {
            passed += due[++passedUntil];
        }
        long gone = puts - present;
        long stale = Math.max(0, passed - gone);
        line.note(now, present == 0 ? 0 : 100.0 * stale / present);
        if (now >= measureFrom) {
            longest = Math.max(longest, took);
            if (gone > removed && workload.isBurst()) {
                long lagMillis = Math.max(0, now - measureFrom);
                lags.recordValueWithCount(TimeUnit.MILLISECONDS.toMicros(lagMillis), gone - removed);
                line.lag(now, (double) lagMillis);
            }
        }
        removed = Math.max(removed, gone);
    }

    private void flush() {
        if (queued > 0) {
            pipeline.sync();
            queued = 0;
        }
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public int share(long perMillion) {
        return ExpiryWorkload.share(perMillion, entries, millis);
    }

    @Override
    public void put(long ttlMillis) {
        long deadline = millis + ttlMillis;
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(puts).array();
        pipeline.set(key, VALUE, SetParams.setParams().pxAt(epoch + deadline));
        puts++;
        if (deadline < due.length) {
            due[(int) deadline]++;
        }
        if (++queued == BATCH) {
            flush();
        }
    }

    @Override
    public void access(int key, long ttlMillis) {
        throw new UnsupportedOperationException("more accesses than a server can answer");
    }

    @Override
    public void overwrite(int key, long ttlMillis) {
        throw new UnsupportedOperationException("more writes than a server can answer");
    }

    @Override
    public int zipf() {
        throw new UnsupportedOperationException("no accesses");
    }
}
