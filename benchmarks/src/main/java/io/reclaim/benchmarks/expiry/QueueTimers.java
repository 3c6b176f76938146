package io.reclaim.benchmarks.expiry;

import java.util.PriorityQueue;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/**
 * A {@code PriorityQueue}, in which what was postponed, put again or removed stays until its old deadline: to take it out
 * would be O(n).
 */
final class QueueTimers implements TimerPeer {
    private record Due(int entry, long millis) {}

    private static final long NONE = Long.MAX_VALUE;

    private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> Long.compare(a.millis, b.millis));
    private final long[] deadlines;
    private final IntArrayList expired;
    private int[] selected = {};

    QueueTimers(int entries, IntArrayList expired) {
        this.expired = expired;
        deadlines = new long[entries];
    }

    @Override
    public void select(int[] entries) {
        selected = entries;
    }

    @Override
    public void put(int at, long deadline) {
        int entry = selected[at];
        deadlines[entry] = deadline;
        queue.add(new Due(entry, deadline));
    }

    @Override
    public void postpone(int at, long deadline) {
        deadlines[selected[at]] = deadline;
    }

    @Override
    public void remove(int at) {
        deadlines[selected[at]] = NONE;
    }

    @Override
    public void step(long now) {
        for (Due due = queue.peek(); due != null && due.millis <= now; due = queue.peek()) {
            queue.remove();
            long deadline = deadlines[due.entry];
            if (deadline == NONE) {
                continue;
            }
            if (deadline <= now) {
                deadlines[due.entry] = NONE;
                expired.add(due.entry);
            } else {
                queue.add(new Due(due.entry, deadline));
            }
        }
    }
}
