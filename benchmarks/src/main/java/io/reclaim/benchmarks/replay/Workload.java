package io.reclaim.benchmarks.replay;

import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.trace.Access;
import io.reclaim.benchmarks.trace.Trace;
import io.reclaim.benchmarks.trace.TraceReader;
import java.io.IOException;
import org.eclipse.collections.impl.map.mutable.primitive.LongIntHashMap;

/**
 * What the requests of a trace mean: sizes, times to live and times where the trace does not say. A function of its
 * parts: the same in every run.
 *
 * @param trace the requests
 * @param sizes of values
 * @param ttls of values
 * @param requestsPerSecond how fast time passes where the trace has no times
 * @param maxRequests after how many requests to stop
 * @param seed of sizes and times to live
 */
record Workload(Trace trace, ValueSizes sizes, TtlMix ttls, int requestsPerSecond, long maxRequests, long seed) {
    /** What an entry takes beside key and value, about; for estimating a working set. */
    private static final int BYTES_PER_ENTRY = 48;

    static final int KEY_BYTES = 8;
    /** Longer values of a trace are cut. */
    static final int LONGEST_VALUE = 1 << 30;

    private static final int NOT_SEEN = Integer.MIN_VALUE;
    private static final int PROGRESS_MASK = (1 << 12) - 1;

    Workload {
        checkPace(requestsPerSecond);
        if (maxRequests < 1) {
            throw new IllegalArgumentException("requests must be positive: " + maxRequests);
        }
    }

    static int checkPace(int requestsPerSecond) {
        if (requestsPerSecond < 1) {
            throw new IllegalArgumentException("requests per second must be positive: " + requestsPerSecond);
        }
        return requestsPerSecond;
    }

    /** How many requests there will be, or a negative number if nobody knows. */
    long expectedRequests() {
        return trace.requests() < 0 ? trace.requests() : Math.min(trace.requests(), maxRequests);
    }

    int valueBytes(Access access) {
        return access.valueBytes == Access.UNKNOWN
                ? sizes.of(mix(access.key ^ seed))
                : (int) Math.min(access.valueBytes, LONGEST_VALUE);
    }

    long ttlMillis(Access access) {
        return access.ttlMillis == Access.UNKNOWN ? ttls.of(mix(access.key + ~seed)) : access.ttlMillis;
    }

    long nowMillis(Access access, long request) {
        return access.timeMillis == Access.UNKNOWN ? request * 1000 / requestsPerSecond : access.timeMillis;
    }

    /** Bytes that a store would hold if it kept every key of the trace once, about: with the first size that is said. */
    long workingSetBytes(Progress progress) throws IOException {
        LongIntHashMap sizes = new LongIntHashMap();
        Access access = new Access();
        long bytes = 0;
        try (TraceReader reader = trace.open()) {
            long request = 0;
            for (; request < maxRequests && reader.next(access); request++) {
                int valueBytes = valueBytes(access);
                int before = sizes.getIfAbsent(access.key, NOT_SEEN);
                if (before == NOT_SEEN) {
                    bytes += BYTES_PER_ENTRY + KEY_BYTES + valueBytes;
                    sizes.put(access.key, access.valueBytes == Access.UNKNOWN ? ~valueBytes : valueBytes);
                } else if (before < 0 && access.valueBytes != Access.UNKNOWN) {
                    bytes += valueBytes - ~before;
                    sizes.put(access.key, valueBytes);
                }
                if ((request & PROGRESS_MASK) == 0) {
                    progress.to(request);
                }
            }
            progress.to(request);
            if (request == 0) {
                throw noRequest();
            }
        }
        return bytes;
    }

    /** What to throw when the trace ends at its beginning. */
    IOException noRequest() {
        return new IOException("trace " + trace.name()
                + " has no request; what can be read but once, such as a pipe, needs a limit in bytes");
    }

    /** Spreads the bits of a key: the finalizer of SplitMix64 (Steele et al., OOPSLA 2014). */
    private static long mix(long key) {
        long z = key + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
