package io.reclaim.core.accounting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A {@code long} that one thread writes and any thread may read.
 *
 * <p>Cost: that of a plain field; readers may lag but never see a torn value. (An {@code AtomicLong} was measured at 14
 * times the cost.) Threads: one writer, any readers.
 */
public final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through VALUE
    private long value;

    /** A counter at 0. */
    public Counter() {}

    /**
     * The value; may be called from any thread.
     *
     * @return the last value written, or a slightly older one
     */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }

    /**
     * Replaces the value; writer only.
     *
     * @param value the new value
     */
    public void set(long value) {
        VALUE.setOpaque(this, value);
    }

    /**
     * Adds to the value; writer only.
     *
     * @param delta what to add, may be negative
     * @return the new value
     */
    public long add(long delta) {
        long next = (long) VALUE.getOpaque(this) + delta;
        VALUE.setOpaque(this, next);
        return next;
    }

    /**
     * Raises the value to a candidate if it is lower; writer only.
     *
     * @param candidate the least the value is to be
     */
    public void max(long candidate) {
        if (candidate > (long) VALUE.getOpaque(this)) {
            VALUE.setOpaque(this, candidate);
        }
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }
}
