package io.reclaim.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must come back of requests that were written. */
final class RoundTrip {

    private RoundTrip() {}

    static void assertKept(TraceFormat format, List<Request> written, List<Request> read) {
        List<Request> expected =
                written.stream().map(r -> TraceEncoder.kept(format, r)).toList();
        if (TraceEncoder.keepsKeys(format)) {
            assertThat(read).isEqualTo(expected);
        } else {
            assertThat(Request.renumbered(read)).isEqualTo(Request.renumbered(identified(format, expected)));
        }
    }

    /** The requests with a number for a key, one for each thing that the format tells apart. */
    private static List<Request> identified(TraceFormat format, List<Request> requests) {
        Map<List<Long>, Long> numbers = new HashMap<>();
        List<Request> identified = new ArrayList<>();
        for (Request request : requests) {
            boolean sized = format == TraceFormat.ADAPT_SIZE;
            List<Long> identity = sized ? List.of(request.key(), request.valueBytes()) : List.of(request.key());
            long next = numbers.size();
            numbers.putIfAbsent(identity, next);
            identified.add(request.withKey(numbers.get(identity)));
        }
        return identified;
    }
}
