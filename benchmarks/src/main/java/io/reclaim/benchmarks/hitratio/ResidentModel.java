package io.reclaim.benchmarks.hitratio;

/** A model that says which keys it has, for tests and for populations. */
interface ResidentModel extends CacheModel {

    /** Whether the next {@link #access} to this key is a hit. */
    boolean resident(int id);

    /** What the resident keys weigh together; never more than the capacity. */
    long used();

    /** Checks the model's invariants; throws IllegalStateException if one does not hold. */
    void checkIntegrity();
}
