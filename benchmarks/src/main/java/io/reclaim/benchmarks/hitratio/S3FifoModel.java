package io.reclaim.benchmarks.hitratio;

import java.util.Arrays;

/**
 * S3-FIFO: newcomers go through a small queue of a tenth of the capacity; who was asked for more than once there moves to
 * the main queue, the others leave a ghost behind. A newcomer that has a ghost goes to the main queue at once. The main
 * queue gives those a second chance that were asked for since.
 *
 * @see "Yang, Zhang, Qiu, Yue, Rashmi, FIFO queues are all you need for cache eviction, SOSP 2023"
 */
final class S3FifoModel implements ResidentModel {
    private static final int SMALL = 0;
    private static final int MAIN = 1;
    private static final int GHOSTS = 2;
    private static final byte NOWHERE = -1;
    private static final byte MAX_FREQUENCY = 3;
    private static final double SMALL_SHARE = 0.1;
    private static final double GHOST_SHARE = 0.9;
    /** Of the paper: asked for more than once after coming in. */
    private static final int PROMOTED_FROM = 2;

    private final CellSetup setup;
    private final IdLists lists;
    private final byte[] where;
    private final byte[] frequency;
    private final long[] weights = new long[3];
    private final long maxSmall;
    private final long maxGhosts;

    S3FifoModel(CellSetup setup) {
        this.setup = setup;
        int keys = setup.log().keys();
        this.lists = new IdLists(keys, 3);
        this.where = new byte[keys];
        this.frequency = new byte[keys];
        Arrays.fill(where, NOWHERE);
        this.maxSmall = (long) (SMALL_SHARE * setup.capacity());
        this.maxGhosts = (long) (GHOST_SHARE * setup.capacity());
    }

    @Override
    public boolean access(int id) {
        if (resident(id)) {
            frequency[id] = (byte) Math.min(MAX_FREQUENCY, frequency[id] + 1);
            return true;
        }
        int weight = setup.weight(id);
        if (weight > setup.capacity()) {
            return false;
        }
        boolean ghost = where[id] == GHOSTS;
        if (ghost) {
            leave(id);
        }
        while (used() + weight > setup.capacity()) {
            evict();
        }
        frequency[id] = 0;
        enter(ghost ? MAIN : SMALL, id);
        return false;
    }

    private void evict() {
        if (lists.size(SMALL) > 0 && (weights[SMALL] >= maxSmall || lists.size(MAIN) == 0)) {
            evictFromSmall();
        } else {
            evictFromMain();
        }
    }

    private void evictFromSmall() {
        while (lists.size(SMALL) > 0) {
            int id = lists.last(SMALL);
            leave(id);
            if (frequency[id] >= PROMOTED_FROM) {
                frequency[id] = 0;
                enter(MAIN, id);
                if (weights[MAIN] > setup.capacity() - maxSmall) {
                    evictFromMain();
                }
            } else {
                addGhost(id);
                return;
            }
        }
    }

    private void evictFromMain() {
        while (lists.size(MAIN) > 0) {
            int id = lists.last(MAIN);
            leave(id);
            if (frequency[id] == 0) {
                return;
            }
            frequency[id]--;
            enter(MAIN, id);
        }
    }

    private void addGhost(int id) {
        int weight = setup.weight(id);
        while (lists.size(GHOSTS) > 0 && weights[GHOSTS] + weight > maxGhosts) {
            leave(lists.last(GHOSTS));
        }
        if (weight <= maxGhosts) {
            enter(GHOSTS, id);
        }
    }

    private void enter(int list, int id) {
        lists.addFirst(list, id);
        where[id] = (byte) list;
        weights[list] += setup.weight(id);
    }

    private void leave(int id) {
        lists.remove(where[id], id);
        weights[where[id]] -= setup.weight(id);
        where[id] = NOWHERE;
    }

    @Override
    public boolean resident(int id) {
        return where[id] == SMALL || where[id] == MAIN;
    }

    @Override
    public long used() {
        return weights[SMALL] + weights[MAIN];
    }

    @Override
    public void checkIntegrity() {
        for (int list = SMALL; list <= GHOSTS; list++) {
            lists.checkIntegrity(list);
        }
        long[] sums = new long[3];
        for (int id = 0; id < where.length; id++) {
            if (where[id] != NOWHERE) {
                sums[where[id]] += setup.weight(id);
            }
        }
        if (!Arrays.equals(sums, weights) || weights[GHOSTS] > maxGhosts) {
            throw new IllegalStateException("weights are wrong: " + Arrays.toString(weights));
        }
    }
}
