package io.reclaim.benchmarks.store;

import io.reclaim.eviction.HotKeys;
import java.util.SplittableRandom;

/**
 * Follows the keys that are read most, from one of {@value #EVERY} reads, drawn at random, so that no rhythm of the reads can
 * hide a key. O(1); allocates nothing. Not thread-safe.
 */
final class HotReads {
    /** How many reads one stands for. */
    static final int EVERY = 16;

    private final HotKeys keys;
    private final SplittableRandom gaps;
    private int pause = 1;

    HotReads(int counters, long seed) {
        keys = new HotKeys(counters);
        gaps = new SplittableRandom(seed);
    }

    /** A key was read; known by 64 bits of hash. */
    void read(long hash) {
        if (--pause == 0) {
            pause = 1 + gaps.nextInt(2 * EVERY - 1); // EVERY in the mean
            keys.touch(hash);
        }
    }

    /** What was counted: hashes, in units of {@value #EVERY} reads. */
    HotKeys keys() {
        return keys;
    }
}
