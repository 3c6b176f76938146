package io.reclaim.benchmarks.hitratio;

import it.unimi.dsi.fastutil.ints.IntComparators;
import it.unimi.dsi.fastutil.ints.IntHeapPriorityQueue;
import java.util.Arrays;

/**
 * OPT: the key whose next request is farthest away goes first, and a key that is asked for later than all others does not
 * come in. No policy has more hits if all keys weigh the same. Knows the future, so requests must come in the log's
 * order.
 *
 * @see "Belady, A study of replacement algorithms for a virtual-storage computer, IBM Systems Journal 1966"
 */
final class BeladyModel implements ResidentModel {
    /*
     * The next request of each resident key stands in a heap, the farthest on top. A key that was hit leaves its old
     * entry behind: the request that hit it, so in the past, and below all entries of resident keys, which lie in the
     * future. So the top never is such an entry while a key is resident.
     */

    private final RequestLog log;
    private final long capacity;
    private final int[] next;
    private final boolean[] resident;
    private final IntHeapPriorityQueue farthest = new IntHeapPriorityQueue(IntComparators.OPPOSITE_COMPARATOR);
    private int size;
    private int request;

    BeladyModel(CellSetup setup) {
        this.log = setup.log();
        this.capacity = setup.capacity();
        this.next = nextRequests(log);
        this.resident = new boolean[log.keys()];
    }

    /** By request: the next one of the same key, or the number of requests if there is none. */
    static int[] nextRequests(RequestLog log) {
        int[] next = new int[log.requests()];
        int[] seen = new int[log.keys()];
        Arrays.fill(seen, log.requests());
        for (int r = log.requests() - 1; r >= 0; r--) {
            next[r] = seen[log.id(r)];
            seen[log.id(r)] = r;
        }
        return next;
    }

    @Override
    public boolean access(int id) {
        assert log.id(request) == id : "not the log's request " + request + ": " + id;
        int again = next[request++];
        boolean hit = resident[id];
        if (again == log.requests()) {
            leave(id, hit);
        } else if (hit || size < capacity) {
            enter(id, again, hit);
        } else if (again < farthest.firstInt()) {
            leave(log.id(farthest.dequeueInt()), true);
            enter(id, again, false);
        }
        return hit;
    }

    private void enter(int id, int again, boolean already) {
        farthest.enqueue(again);
        resident[id] = true;
        size += already ? 0 : 1;
    }

    private void leave(int id, boolean there) {
        resident[id] = false;
        size -= there ? 1 : 0;
    }

    @Override
    public boolean resident(int id) {
        return resident[id];
    }

    @Override
    public long used() {
        return size;
    }

    @Override
    public void checkIntegrity() {
        int count = 0;
        for (boolean there : resident) {
            count += there ? 1 : 0;
        }
        if (count != size) {
            throw new IllegalStateException("size is wrong: " + size);
        }
    }
}
