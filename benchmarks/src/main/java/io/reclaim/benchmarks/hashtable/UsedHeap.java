package io.reclaim.benchmarks.hashtable;

/**
 * The bytes of all live objects, exact to the byte under the serial collector.
 *
 * <p>With {@link #JVM_OPTIONS} a collection slides all live objects together, so that what is used afterwards is the sum
 * of their sizes: no regions that are filled in part, no buffers of threads (reading two numbers allocates nothing), and
 * nothing dead left behind to spare moving it. The sizes themselves are those of the JVM under its other options, which
 * no collector changes.
 */
final class UsedHeap {
    /** For the JVM that asks. {@code System.gc()} must collect, and all of it, not but 95 %. */
    static final String[] JVM_OPTIONS = {"-XX:+UseSerialGC", "-XX:-DisableExplicitGC", "-XX:MarkSweepDeadRatio=0"};

    private static final int MOST_COLLECTIONS = 10;

    private UsedHeap() {}

    /** Collects until two collections in a row leave the same. */
    static long bytes() {
        Runtime runtime = Runtime.getRuntime();
        long before = -1;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long used = runtime.totalMemory() - runtime.freeMemory();
            if (used == before) {
                break;
            }
            before = used;
        }
        return before;
    }
}
