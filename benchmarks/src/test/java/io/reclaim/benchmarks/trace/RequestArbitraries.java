package io.reclaim.benchmarks.trace;

import io.reclaim.benchmarks.trace.Access.Operation;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Requests whose every field is in the range that all formats can write. */
final class RequestArbitraries {
    private static final long MAX_U32 = 0xffff_ffffL;

    private RequestArbitraries() {}

    static Arbitrary<List<Request>> requests(int most) {
        Arbitrary<Long> keys = Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(0, 9),
                Arbitraries.longs().between(0, MAX_U32));
        Arbitrary<Long> sizes = Arbitraries.oneOf(
                Arbitraries.longs().between(0, MAX_U32), Arbitraries.longs().between(0, 2));
        Arbitrary<Long> times = Arbitraries.longs().between(0, MAX_U32 * 1000);
        Arbitrary<Long> ttls = Arbitraries.longs().between(1, 1L << 40).map(seconds -> seconds * 1000);
        return Combinators.combine(keys, sizes, times, ttls.injectNull(0.2), Arbitraries.of(Operation.class))
                .as((key, size, time, ttl, operation) ->
                        new Request(key, size, time, ttl == null ? Access.FOREVER : ttl, operation))
                .list()
                .ofMaxSize(most);
    }

    /** Requests for tests without jqwik. */
    static List<Request> random(Random random, int count) {
        Operation[] operations = Operation.values();
        return Stream.generate(() -> new Request(
                        random.nextBoolean() ? random.nextInt(20) : random.nextLong(),
                        random.nextInt(3) * MAX_U32 / 2,
                        (random.nextLong() & MAX_U32) * 1000 + random.nextInt(1000),
                        random.nextBoolean() ? Access.FOREVER : (1 + random.nextInt(1 << 30)) * 1000L,
                        operations[random.nextInt(operations.length)]))
                .limit(count)
                .toList();
    }
}
