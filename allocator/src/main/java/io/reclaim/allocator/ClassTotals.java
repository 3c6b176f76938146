package io.reclaim.allocator;

/** How many allocations size classes had before they lost all their runs: 8 bytes a class. */
final class ClassTotals {
    private final long[] allocations;

    ClassTotals(int classes) {
        this.allocations = new long[classes];
    }

    /** Takes over the count of a class that lost its last run. */
    void add(int sizeClass, ClassRuns in) {
        allocations[sizeClass] += in.allocations;
    }

    long allocations(int sizeClass) {
        return allocations[sizeClass];
    }
}
