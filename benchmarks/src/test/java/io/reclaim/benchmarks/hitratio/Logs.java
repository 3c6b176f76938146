package io.reclaim.benchmarks.hitratio;

import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.trace.Trace;
import io.reclaim.eviction.CoarseClock;
import io.reclaim.eviction.EvictionConfig;
import java.io.IOException;
import java.util.List;

/** Logs and setups for tests. */
final class Logs {
    private Logs() {}

    /** A log of small numbers; key k weighs 1 + k % 4 bytes. */
    static RequestLog of(List<Integer> requests) {
        int[] distinct =
                requests.stream().mapToInt(Integer::intValue).distinct().toArray();
        List<Integer> order = java.util.Arrays.stream(distinct).boxed().toList();
        int[] ids = requests.stream().mapToInt(order::indexOf).toArray();
        long[] keys = java.util.Arrays.stream(distinct).asLongStream().toArray();
        int[] sizes = java.util.Arrays.stream(distinct).map(key -> 1 + key % 4).toArray();
        return new RequestLog("test", ids, keys, sizes);
    }

    static RequestLog of(String trace) throws IOException {
        return RequestLog.load(Trace.of(trace), 1024, Integer.MAX_VALUE, Progress.none());
    }

    static CellSetup setup(RequestLog log, long capacity, Unit unit) {
        EvictionConfig defaults = EvictionConfig.defaults();
        EvictionConfig eviction = new EvictionConfig(
                defaults.samples(), defaults.poolSize(), defaults.lfuLogFactor(), 1, new CoarseClock(32, 1), 10);
        return new CellSetup(log, capacity, unit, eviction, 1000, 1);
    }

    /** Percent of requests that a policy finds. */
    static double hitPercent(String policy, CellSetup setup) throws IOException, InterruptedException {
        Contender contender = new Contenders(0).of(policy, setup.unit()).get(0);
        return 100 * contender.result(setup, done -> {}).hitRatio();
    }
}
