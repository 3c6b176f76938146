package io.reclaim.benchmarks.hitratio;

import io.reclaim.benchmarks.hitratio.Contender.Outcome;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Runs a log through a real store that knows a limit of memory alone, not of entries.
 *
 * <p>Where the capacity is in bytes, it is the limit, and all that the store takes counts: values, keys, and what keeps
 * them. Where it is in entries, all values have the same size, the store fills up without a limit, and what it takes when
 * it has as many keys as that becomes the limit. Values are so large that what swings, such as buffers of the connection, is small beside
 * them.
 */
final class MemoryLimitedRun {
    static final String USED = "usedBytes";
    static final String LIMIT = "maxBytes";
    static final String KEYS = "keys";
    static final String VALUE = "valueBytes";

    /** All values together, for a capacity in entries. */
    private static final long VALUES_TOGETHER = 16L << 20;

    private static final int LEAST_VALUE = 64;
    private static final int MOST_VALUE = 16 << 10;

    /** A store of keys and values that evicts. */
    interface Store {
        /** Keys per call of {@link #request}, at most. */
        int batch();

        /**
         * Asks for keys, one after the other, and writes each that is not there before the next is asked for.
         *
         * @param ids the keys
         * @param count how many of them
         * @param valueBytes size of each one's value
         * @param hits set to whether each was there
         */
        void request(int[] ids, int count, int[] valueBytes, boolean[] hits) throws IOException;

        /** Sets the limit. */
        void limit(long bytes) throws IOException;

        long used() throws IOException;

        long keys() throws IOException;
    }

    private final CellSetup setup;
    private final Store store;
    private final int valueBytes;

    MemoryLimitedRun(CellSetup setup, Store store) {
        this.setup = setup;
        this.store = store;
        this.valueBytes = (int) Math.max(LEAST_VALUE, Math.min(MOST_VALUE, VALUES_TOGETHER / setup.capacity()));
    }

    Outcome run(IntConsumer done) throws IOException, InterruptedException {
        RequestLog log = setup.log();
        boolean entries = setup.unit() == Unit.ENTRIES;
        int[] ids = new int[store.batch()];
        int[] sizes = new int[store.batch()];
        boolean[] hit = new boolean[store.batch()];
        boolean[] seen = new boolean[log.keys()];
        long limit = setup.capacity();
        boolean limited = !entries;
        if (limited) {
            store.limit(limit);
        }
        long distinct = 0;
        long hits = 0;
        long hitBytes = 0;
        for (int from = 0; from < log.requests(); ) {
            int count = 0;
            while (count < ids.length && from + count < log.requests() && (limited || distinct < setup.capacity())) {
                int id = log.id(from + count);
                distinct += seen[id] ? 0 : 1;
                seen[id] = true;
                ids[count] = id;
                sizes[count++] = entries ? valueBytes : log.size(id);
            }
            store.request(ids, count, sizes, hit);
            for (int i = 0; i < count; i++) {
                hits += hit[i] ? 1 : 0;
                hitBytes += hit[i] ? log.size(ids[i]) : 0;
            }
            from += count;
            done.accept(count);
            if (!limited && distinct == setup.capacity()) {
                limited = true;
                limit = store.used();
                store.limit(limit);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put(KEYS, store.keys());
        extra.put(USED, store.used());
        if (limited) {
            extra.put(LIMIT, limit);
        }
        if (entries) {
            extra.put(VALUE, (long) valueBytes);
        }
        return new Outcome(new Hits(hits, hitBytes), extra);
    }
}
