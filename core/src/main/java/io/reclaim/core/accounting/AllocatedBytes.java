package io.reclaim.core.accounting;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Sizes of objects by what the JVM counts as allocated when they are made. Its own class, as it may fail to link. */
final class AllocatedBytes {
    /** Made each time; the least counts, in case that the JVM allocates beside. */
    private static final int TRIES = 3;

    private AllocatedBytes() {}

    /** Whether this JVM counts, for this thread. */
    static boolean available() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                && threads.isThreadAllocatedMemorySupported()
                && threads.isThreadAllocatedMemoryEnabled()
                && threads.getCurrentThreadAllocatedBytes() > 0;
    }

    /** The bytes of what is made, if making it allocates nothing else. */
    static long of(Supplier<Object> made) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Object[] kept = new Object[TRIES];
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            kept[i] = made.get();
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, bytes);
        }
        return kept[TRIES - 1] == null ? 0 : least;
    }
}
