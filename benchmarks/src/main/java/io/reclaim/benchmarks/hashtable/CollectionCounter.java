package io.reclaim.benchmarks.hashtable;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;

/** How often this JVM has collected garbage, and for how long. Asking allocates nothing. */
public final class CollectionCounter {
    private final GarbageCollectorMXBean[] collectors =
            ManagementFactory.getGarbageCollectorMXBeans().toArray(new GarbageCollectorMXBean[0]);

    /** A counter of this JVM. */
    public CollectionCounter() {}

    /** Collections so far, of all generations. */
    public long count() {
        long count = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            count += Math.max(0, collector.getCollectionCount());
        }
        return count;
    }

    /** What they took so far. */
    long millis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }

    /** As the JVM calls them. */
    @Override
    public String toString() {
        return List.of(collectors).stream().map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", "));
    }
}
