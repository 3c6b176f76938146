package io.reclaim.benchmarks.hitratio;

import io.reclaim.eviction.EvictionConfig;

/**
 * What a policy is to run on.
 *
 * @param log the requests
 * @param capacity how much fits, in the unit
 * @param unit what is counted
 * @param eviction settings of policies that draw samples
 * @param requestsPerSecond how fast time passes
 * @param seed of everything random
 */
record CellSetup(RequestLog log, long capacity, Unit unit, EvictionConfig eviction, int requestsPerSecond, long seed) {

    /** What a key takes of the capacity. */
    int weight(int id) {
        return unit == Unit.ENTRIES ? 1 : log.size(id);
    }

    /** The time of a request. */
    long nowMillis(long request) {
        return request * 1000 / requestsPerSecond;
    }
}
