package io.reclaim.benchmarks.hitratio;

import java.util.Arrays;

/**
 * The exact misses of an LRU cache of every size, from one pass over a log: stack distances, counted with a Fenwick tree
 * over requests.
 *
 * <p>O(requests x log requests) time, 8 bytes a request.
 *
 * @see "Mattson et al., Evaluation techniques for storage hierarchies, IBM Systems Journal 1970; Bennett, Kruskal, LRU
 *     Stack Processing, IBM Journal of R&D 1975"
 */
final class StackDistances {
    private final int requests;
    /** By size: hits of a cache of so many entries. */
    private final int[] hits;

    private StackDistances(int requests, int[] hits) {
        this.requests = requests;
        this.hits = hits;
    }

    static StackDistances of(RequestLog log) {
        int[] tree = new int[log.requests() + 1];
        int[] last = new int[log.keys()];
        int[] hits = new int[log.keys() + 1];
        int seen = 0;
        for (int r = 1; r <= log.requests(); r++) {
            int id = log.id(r - 1);
            if (last[id] == 0) {
                seen++;
            } else {
                int distance = seen - sum(tree, last[id]) + 1;
                hits[distance]++;
                add(tree, last[id], -1);
            }
            last[id] = r;
            add(tree, r, 1);
        }
        Arrays.parallelPrefix(hits, Integer::sum);
        return new StackDistances(log.requests(), hits);
    }

    private static void add(int[] tree, int at, int amount) {
        for (int n = at; n < tree.length; n += n & -n) {
            tree[n] += amount;
        }
    }

    private static int sum(int[] tree, int upTo) {
        int sum = 0;
        for (int n = upTo; n > 0; n -= n & -n) {
            sum += tree[n];
        }
        return sum;
    }

    /** The share of requests that an LRU cache misses. */
    double missRatio(long entries) {
        int size = (int) Math.min(entries, hits.length - 1);
        return 1 - (double) hits[size] / requests;
    }
}
