package io.reclaim.benchmarks.replay;

import static io.reclaim.benchmarks.report.Figures.count;
import static io.reclaim.benchmarks.report.Figures.format;

import io.reclaim.benchmarks.allocator.PageKind;
import io.reclaim.benchmarks.redis.RedisProcess;
import io.reclaim.benchmarks.report.HtmlReport;
import io.reclaim.benchmarks.report.OptionValue;
import io.reclaim.benchmarks.report.OutputFiles;
import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.report.TextTable;
import io.reclaim.benchmarks.store.ExpiryMode;
import io.reclaim.benchmarks.store.ReferenceStore;
import io.reclaim.benchmarks.store.StoreConfig;
import io.reclaim.core.Ticker;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.MaxMemoryPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/** {@code reclaim overhead}: what a store takes for each key beyond key and value, beside a redis-server with the same keys. */
@Command(
        name = "overhead",
        description = {
            "Fills the reference store, and a redis-server where there is one, with the same keys and values, and says what"
                    + " each takes for a key beyond these. Then fills a store of half the size again, and says whether it"
                    + " has ever held more than its limit."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class OverheadCommand implements Callable<Integer> {
    /*
     * Both are asked for what they hold before and after, by their own accounts: used is what their accounts say, which a
     * test compares with the heap (within 1 %); reserved is what the store's page source holds, and what the redis-server
     * is resident with, with everything that is idle between blocks.
     */

    private static final int LEAST_KEY_BYTES = 8;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEYS = 200_000_000;
    private static final int BATCH = 1_000;
    private static final List<String> COLUMNS = List.of("store", "used", "beyond key and value", "with idle space");

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "How many keys. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(
            names = "--key-bytes",
            paramLabel = "N",
            defaultValue = "16",
            description = "Bytes of a key. Default: ${DEFAULT-VALUE}.")
    private int keyBytes;

    @Option(
            names = "--value-bytes",
            paramLabel = "N",
            defaultValue = "64",
            description = "Bytes of a value. Default: ${DEFAULT-VALUE}.")
    private int valueBytes;

    @Mixin
    private final OutputFiles files = new OutputFiles();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** For picocli. */
    public OverheadCommand() {}

    /** What one of them took for all keys together. */
    private record Taken(String store, long usedBytes, long reservedBytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        OptionValue.of(spec, "--keys", keys, n -> OptionValue.between("keys", n, 1, MOST_KEYS));
        OptionValue.of(
                spec, "--key-bytes", keyBytes, n -> OptionValue.between("key bytes", n, LEAST_KEY_BYTES, MOST_BYTES));
        OptionValue.of(spec, "--value-bytes", valueBytes, n -> OptionValue.between("value bytes", n, 0, MOST_BYTES));
        files.check();
        List<Taken> taken = new ArrayList<>();
        Taken ours = store("reference store", ExpiryMode.NONE);
        taken.add(ours);
        taken.add(store("reference store, ready for deadlines", ExpiryMode.EXACT));
        if (RedisProcess.program() != null) {
            taken.add(redis());
        }
        long limit = Math.max(ours.usedBytes() / 2, smallest());
        long most = mostUnderLimit(limit);
        show(taken, limit, most);
        return 0;
    }

    private StoreConfig config(long maxBytes, MaxMemoryPolicy policy, ExpiryMode deadlines) {
        return StoreConfig.of(maxBytes, policy, PageKind.HEAP.source(maxBytes))
                .withSeed(1, Ticker.system())
                .withExpiryMode(deadlines);
    }

    /** The n-th key: all different, in no order. */
    private byte[] key(long n) {
        byte[] key = new byte[keyBytes];
        new SplittableRandom(n).nextBytes(key);
        ByteBuffer.wrap(key).putLong(n * 0x9e3779b97f4a7c15L);
        return key;
    }

    private Taken store(String name, ExpiryMode deadlines) {
        ReferenceStore store = new ReferenceStore(config(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, deadlines));
        byte[] value = new byte[valueBytes];
        long reservedBefore = store.report().reservedBytes();
        try (Progress progress = Progress.begin(name, keys)) {
            for (int n = 0; n < keys; n++) {
                store.put(key(n), value, 0);
                progress.to(n);
            }
        }
        return new Taken(
                name,
                store.report().usedBytes() - store.report().startupBytes(),
                store.report().reservedBytes() - reservedBefore);
    }

    private Taken redis() throws IOException, InterruptedException {
        byte[] value = new byte[valueBytes];
        try (RedisProcess server = RedisProcess.start(Map.of());
                Progress progress = Progress.begin("redis-server", keys)) {
            set(server, List.of(key(0)), value); // the connection's buffers count too
            long used = memory(server, "used_memory");
            long resident = memory(server, "used_memory_rss");
            for (int n = 1; n < keys; n += BATCH) {
                List<byte[]> batch = new ArrayList<>();
                for (int i = n; i < Math.min(keys, n + BATCH); i++) {
                    batch.add(key(i));
                }
                set(server, batch, value);
                progress.to(n);
            }
            return new Taken(
                    "redis-server " + server.info("server", "redis_version"),
                    memory(server, "used_memory") - used,
                    memory(server, "used_memory_rss") - resident);
        } catch (JedisException e) {
            throw new IOException("redis-server does not answer: " + e.getMessage(), e);
        }
    }

    private static long memory(RedisProcess server, String field) throws IOException {
        return Long.parseLong(server.info("memory", field));
    }

    private static void set(RedisProcess server, List<byte[]> keys, byte[] value) throws IOException {
        try (Pipeline pipeline = new Pipeline(server.client().getConnection(), false)) {
            keys.forEach(key -> pipeline.set(key, value));
            for (Object answer : pipeline.syncAndReturnAll()) {
                if (!"OK".equals(answer)) {
                    throw new IOException("redis-server says: " + answer);
                }
            }
        }
    }

    /** The least limit that a store takes. */
    private long smallest() {
        return new ReferenceStore(config(MemoryLimit.UNLIMITED, MaxMemoryPolicy.NOEVICTION, ExpiryMode.NONE))
                .minimumBytes();
    }

    /** The most that a store of this limit holds at any moment, while more keys come than it can keep. */
    private long mostUnderLimit(long limit) {
        ReferenceStore store = new ReferenceStore(config(limit, MaxMemoryPolicy.ALLKEYS_LRU, ExpiryMode.NONE));
        byte[] value = new byte[valueBytes];
        try (Progress progress = Progress.begin("under a limit", keys)) {
            for (int n = 0; n < keys; n++) {
                store.put(key(n), value, n / BATCH);
                store.poll(n / BATCH);
                progress.to(n);
                long used = store.ledger().used();
                if (used > limit) {
                    throw new IllegalStateException("the store holds " + used + " of " + limit + " bytes");
                }
            }
        }
        return store.ledger().peak();
    }

    private double perKey(long bytes) {
        return (double) bytes / keys - keyBytes - valueBytes;
    }

    private void show(List<Taken> taken, long limit, long most) throws IOException {
        String title = format("%,d keys of %,d bytes with values of %,d", keys, keyBytes, valueBytes);
        List<List<String>> rows = new ArrayList<>();
        List<Map<String, Object>> results = new ArrayList<>();
        for (Taken one : taken) {
            rows.add(List.of(
                    one.store(),
                    count(one.usedBytes()),
                    format("%.1f", perKey(one.usedBytes())),
                    format("%.1f", perKey(one.reservedBytes()))));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("map", one.store());
            result.put("entries", (long) keys);
            result.put("bytesPerEntry", perKey(one.usedBytes()));
            result.put("reservedBytesPerEntry", perKey(one.reservedBytes()));
            result.put("usedBytes", one.usedBytes());
            results.add(result);
        }
        results.get(0).put("limitBytes", limit);
        results.get(0).put("peakUnderLimitBytes", most);
        TextTable table = new TextTable("Bytes of a key, by each one's own account", COLUMNS, rows);
        List<String> notes = new ArrayList<>();
        notes.add(format("Under a limit of %,d bytes the store never held more than %,d.", limit, most));
        notes.add(
                "With idle space: of the store, what is reserved; of redis-server, what the process is resident with.");
        if (RedisProcess.program() == null) {
            notes.add(RedisProcess.HOW_TO_INSTALL);
        }
        String end = System.lineSeparator();
        PrintWriter out = spec.commandLine().getOut();
        out.print(title + end + end + table.heading() + end + table.text() + end + String.join(end, notes) + end);
        out.flush();
        HtmlReport page = new HtmlReport(title);
        table.addTo(page);
        page.table("Notes", List.of(""), notes.stream().map(List::of).toList());
        files.write(results, page);
    }
}
