package io.reclaim.benchmarks.trace;

import static io.reclaim.benchmarks.trace.Access.UNKNOWN;

import io.reclaim.benchmarks.trace.Access.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an {@link Access} said at one moment, to be compared. */
record Request(long key, long valueBytes, long timeMillis, long ttlMillis, Operation operation) {
    private static final int MOST = 1_000_000;

    static Request of(long key) {
        return new Request(key, UNKNOWN, UNKNOWN, UNKNOWN, Operation.READ);
    }

    static Request of(Access access) {
        return new Request(access.key, access.valueBytes, access.timeMillis, access.ttlMillis, access.operation);
    }

    Request withKey(long newKey) {
        return new Request(newKey, valueBytes, timeMillis, ttlMillis, operation);
    }

    /** The rest of a trace; what the reader leaves alone comes out as garbage. */
    static List<Request> remaining(TraceReader reader) throws IOException {
        List<Request> requests = new ArrayList<>();
        Access access = garbage();
        while (reader.next(access)) {
            requests.add(of(access));
            if (requests.size() > MOST) {
                throw new AssertionError("the reader does not end");
            }
            access = garbage();
        }
        return requests;
    }

    static List<Request> all(Trace trace) throws IOException {
        try (TraceReader reader = trace.open()) {
            return remaining(reader);
        }
    }

    static List<Request> all(TraceFormat format, byte[] bytes) throws IOException {
        try (TraceReader reader = format.open("memory", new ByteArrayInputStream(bytes))) {
            return remaining(reader);
        }
    }

    static List<Long> keys(List<Request> requests) {
        return requests.stream().map(Request::key).toList();
    }

    /** The same requests with keys 0, 1, 2, .. in the order in which they appear first. */
    static List<Request> renumbered(List<Request> requests) {
        Map<Long, Long> numbers = new HashMap<>();
        List<Request> renumbered = new ArrayList<>();
        for (Request request : requests) {
            long next = numbers.size();
            numbers.putIfAbsent(request.key, next);
            renumbered.add(request.withKey(numbers.get(request.key)));
        }
        return renumbered;
    }

    private static Access garbage() {
        Access access = new Access();
        access.key = -7;
        access.valueBytes = -77;
        access.timeMillis = -777;
        access.ttlMillis = -7777;
        access.operation = Operation.REMOVE;
        return access;
    }
}
