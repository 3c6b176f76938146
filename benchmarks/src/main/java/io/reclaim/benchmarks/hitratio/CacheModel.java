package io.reclaim.benchmarks.hitratio;

/**
 * A cache reduced to what it decides: which keys it has. Keys are the dense ids of a {@link RequestLog}. Confined to one
 * thread.
 */
interface CacheModel {

    /** A key is asked for, and brought in as the policy likes if it was not there. True if it was. */
    boolean access(int id);
}
