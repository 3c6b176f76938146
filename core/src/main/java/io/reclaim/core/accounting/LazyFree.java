package io.reclaim.core.accounting;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.WorkBudget;
import org.jspecify.annotations.Nullable;

/**
 * Frees large values in bounded steps, so that removing one takes no longer than removing a small one.
 *
 * <p>When to use it: values of many parts (collections, lists of blocks). A value that is one block is freed at once. A
 * value is out of the store, but charged, until it is freed: so whoever needs room lets this {@link #step} first, and takes
 * another victim only when nothing is pending; else more goes than must. Redis makes the same choice in other words: its
 * eviction looks after every 16 keys whether its thread has freed enough by now.
 *
 * <p>{@link #free} is O(1) for a large value, at most {@value #INLINE_EFFORT} units for a small one. Not thread-safe;
 * {@link #pending()} and {@link #freed()} may be read from any thread.
 *
 * @see "Redis lazyfree.c, which hands values of more than 64 elements to a thread"
 */
public final class LazyFree implements IncrementalWork {
    /** Values of up to so many parts are freed at once. */
    public static final int INLINE_EFFORT = 64;

    /** A value that is freed part by part. */
    @FunctionalInterface
    public interface Part {
        /**
         * Frees one part, and releases what was charged for it.
         *
         * @return whether there are more
         */
        boolean freeNext();
    }

    /** One that waits; a list of these grows without copying. */
    private static final class Node {
        final Part value;

        @Nullable Node next;

        Node(Part value) {
            this.value = value;
        }
    }

    private @Nullable Node first;
    private @Nullable Node last;
    private final Counter pending = new Counter();
    private final Counter freed = new Counter();

    /** Nothing waits. */
    public LazyFree() {}

    /**
     * Frees a value: now if it is small, else in steps.
     *
     * @param value frees itself part by part
     * @param effort how many parts it has, {@code >= 1}
     * @return whether it was freed at once
     */
    public boolean free(Part value, long effort) {
        if (effort <= INLINE_EFFORT) {
            while (value.freeNext()) {}
            return true;
        }
        Node node = new Node(value);
        if (last == null) {
            first = node;
        } else {
            last.next = node;
        }
        last = node;
        pending.add(1);
        return false;
    }

    /** Frees parts, one a unit, of the value that has waited longest. */
    @Override
    public boolean step(long nowMillis, WorkBudget budget) {
        while (first != null && budget.spend()) {
            if (!first.value.freeNext()) {
                first = first.next;
                last = first == null ? null : last;
                pending.add(-1);
                freed.add(1);
            }
        }
        return first != null;
    }

    /**
     * Values that wait; may be read from any thread.
     *
     * @return {@code lazyfree_pending_objects}
     */
    public long pending() {
        return pending.get();
    }

    /**
     * Values that were freed in steps; may be read from any thread.
     *
     * @return {@code lazyfreed_objects}
     */
    public long freed() {
        return freed.get();
    }

    @Override
    public String toString() {
        return "LazyFree[pending=" + pending + ", freed=" + freed + "]";
    }
}
