package io.reclaim.benchmarks.hitratio;

import it.unimi.dsi.fastutil.longs.LongArrays;

/**
 * An upper bound of the hits that any policy can have when keys differ in size: PFOO-L.
 *
 * <p>To keep a key from one request to its next takes its size times that many requests of the space that a capacity gives
 * over all requests. Taking the cheapest of these intervals first until all space is spent cannot give fewer hits than a
 * cache, which must also fit at every moment. For keys of one size it is above Belady's.
 *
 * @see "Berger, Beckmann, Harchol-Balter, Practical Bounds on Optimal Caching with Variable Object Sizes, POMACS 2018"
 */
final class OptBound {
    private OptBound() {}

    /** Hits and bytes of hits, each an upper bound on its own. */
    static Hits of(CellSetup setup) {
        return new Hits(hits(setup), byteHits(setup));
    }

    /** Cheapest first. */
    private static long hits(CellSetup setup) {
        RequestLog log = setup.log();
        long[] costs = costs(setup, BeladyModel.nextRequests(log));
        LongArrays.parallelQuickSort(costs);
        double space = (double) setup.capacity() * log.requests();
        long hits = 0;
        for (long cost : costs) {
            space -= cost;
            if (space < 0) {
                break;
            }
            hits++;
        }
        return hits;
    }

    /** A byte costs as many requests as the interval is long, so the shortest first, the last in part. */
    private static long byteHits(CellSetup setup) {
        RequestLog log = setup.log();
        int[] next = BeladyModel.nextRequests(log);
        long[] bytesByLength = new long[log.requests() + 1];
        for (int r = 0; r < next.length; r++) {
            if (keepable(setup, next, r)) {
                bytesByLength[next[r] - r] += log.size(log.id(r));
            }
        }
        double space = (double) setup.capacity() * log.requests();
        double bytes = 0;
        for (int length = 1; length < bytesByLength.length && space > 0; length++) {
            double taken = Math.min((double) bytesByLength[length], space / length);
            bytes += taken;
            space -= taken * length;
        }
        return (long) Math.ceil(bytes);
    }

    private static boolean keepable(CellSetup setup, int[] next, int request) {
        return next[request] < next.length && setup.weight(setup.log().id(request)) <= setup.capacity();
    }

    private static long[] costs(CellSetup setup, int[] next) {
        int count = 0;
        for (int r = 0; r < next.length; r++) {
            count += keepable(setup, next, r) ? 1 : 0;
        }
        long[] costs = new long[count];
        int at = 0;
        for (int r = 0; r < next.length; r++) {
            if (keepable(setup, next, r)) {
                costs[at++] = (long) setup.weight(setup.log().id(r)) * (next[r] - r);
            }
        }
        return costs;
    }
}
