package io.reclaim.benchmarks.hitratio;

/**
 * What a policy found.
 *
 * @param hits requests whose key was there
 * @param bytes sizes of their values, together
 */
record Hits(long hits, long bytes) {}
