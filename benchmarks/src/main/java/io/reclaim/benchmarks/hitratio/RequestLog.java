package io.reclaim.benchmarks.hitratio;

import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.trace.Access;
import io.reclaim.benchmarks.trace.Access.Operation;
import io.reclaim.benchmarks.trace.Trace;
import io.reclaim.benchmarks.trace.TraceReader;
import java.io.IOException;
import java.util.Arrays;
import org.eclipse.collections.impl.map.mutable.primitive.LongIntHashMap;

/**
 * A trace in memory: which key each request asks for, keys numbered from 0 in the order of their first request.
 *
 * <p>Reads and writes are requests alike; removals are left out, and nothing expires. A key has one size, the
 * first that is said. Takes 4 bytes a request and about 30 a key. Immutable, to be shared by threads.
 */
final class RequestLog {
    private static final int PROGRESS_MASK = (1 << 12) - 1;
    private static final int LEAST_SIZE = 1;
    private static final int NOT_SAID = 0;
    private static final int NONE = -1;

    private final String name;
    private final int[] ids;
    private final long[] keys;
    private final int[] sizes;

    /** Takes the arrays over: the key of each request, and by key its name and size. */
    RequestLog(String name, int[] ids, long[] keys, int[] sizes) {
        this.name = name;
        this.ids = ids;
        this.keys = keys;
        this.sizes = sizes;
    }

    /**
     * Reads a trace to its end.
     *
     * @param valueBytes size of a value where the trace does not say
     * @param maxRequests after how many requests to stop
     */
    static RequestLog load(Trace trace, int valueBytes, long maxRequests, Progress progress) throws IOException {
        LongIntHashMap numbers = new LongIntHashMap();
        int[] ids = new int[(int) Math.min(1 << 20, maxRequests)];
        long[] keys = new long[1 << 10];
        int[] sizes = new int[1 << 10];
        int requests = 0;
        Access access = new Access();
        try (TraceReader reader = trace.open()) {
            while (requests < maxRequests && reader.next(access)) {
                if (access.operation == Operation.REMOVE) {
                    continue;
                }
                int fresh = numbers.size();
                int id = numbers.getIfAbsentPut(access.key, fresh);
                if (id == fresh) {
                    keys = fresh < keys.length ? keys : Arrays.copyOf(keys, 2 * fresh);
                    sizes = fresh < sizes.length ? sizes : Arrays.copyOf(sizes, 2 * fresh);
                    keys[id] = access.key;
                    sizes[id] = NOT_SAID;
                }
                if (sizes[id] == NOT_SAID && access.valueBytes != Access.UNKNOWN) {
                    sizes[id] = (int) Math.max(LEAST_SIZE, Math.min(access.valueBytes, Integer.MAX_VALUE));
                }
                ids = requests < ids.length ? ids : Arrays.copyOf(ids, longer(ids.length));
                ids[requests++] = id;
                if ((requests & PROGRESS_MASK) == 0) {
                    progress.to(requests);
                }
            }
        }
        progress.to(requests);
        if (requests == 0) {
            throw new IOException("trace " + trace.name() + " has no request");
        }
        for (int id = 0; id < numbers.size(); id++) {
            sizes[id] = sizes[id] == NOT_SAID ? Math.max(LEAST_SIZE, valueBytes) : sizes[id];
        }
        return new RequestLog(
                trace.name(),
                Arrays.copyOf(ids, requests),
                Arrays.copyOf(keys, numbers.size()),
                Arrays.copyOf(sizes, numbers.size()));
    }

    /**
     * What an exact LRU cache lets through: requests as a second cache, or the server behind a client's, sees them.
     *
     * @param entries how many keys the first cache holds, {@code >= 1}
     */
    RequestLog behindLru(int entries) {
        IdLists lists = new IdLists(keys(), 1);
        int[] fresh = new int[keys()];
        Arrays.fill(fresh, NONE);
        int[] passed = new int[ids.length];
        long[] passedKeys = new long[keys()];
        int[] passedSizes = new int[keys()];
        int requests = 0;
        int distinct = 0;
        int held = 0;
        for (int id : ids) {
            if (lists.linked(id)) {
                lists.remove(0, id);
                lists.addFirst(0, id);
                continue;
            }
            if (held == entries) {
                lists.removeLast(0);
                held--;
            }
            lists.addFirst(0, id);
            held++;
            if (fresh[id] == NONE) {
                fresh[id] = distinct;
                passedKeys[distinct] = keys[id];
                passedSizes[distinct++] = sizes[id];
            }
            passed[requests++] = fresh[id];
        }
        return new RequestLog(
                name + " behind " + entries,
                Arrays.copyOf(passed, requests),
                Arrays.copyOf(passedKeys, distinct),
                Arrays.copyOf(passedSizes, distinct));
    }

    private static int longer(int length) {
        return (int) Math.min(Integer.MAX_VALUE - 8, 2L * length);
    }

    String name() {
        return name;
    }

    int requests() {
        return ids.length;
    }

    /** How many keys there are. */
    int keys() {
        return keys.length;
    }

    /** Which key a request asks for: 0 to {@link #keys()} - 1. */
    int id(int request) {
        return ids[request];
    }

    /** What the trace calls a key. */
    long key(int id) {
        return keys[id];
    }

    /** Bytes of a key's value, at least 1. */
    int size(int id) {
        return sizes[id];
    }

    /** Bytes of all keys' values. */
    long bytes() {
        return Arrays.stream(sizes).asLongStream().sum();
    }

    /** 32 well-mixed bits of a key's name. */
    int hash(int id) {
        return (int) (hash64(id) >>> 32);
    }

    /** 64 well-mixed bits of a key's name, no other key's: the finalizer of SplitMix64 (Steele et al., OOPSLA 2014). */
    long hash64(int id) {
        long z = keys[id] + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public String toString() {
        return name + "[" + ids.length + " requests of " + keys.length + " keys]";
    }
}
