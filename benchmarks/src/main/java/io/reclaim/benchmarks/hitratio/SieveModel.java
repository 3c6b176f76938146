package io.reclaim.benchmarks.hitratio;

/**
 * SIEVE: a queue in order of insertion, a visited bit for each key, and a hand that goes from the back to the front,
 * clearing bits, and evicts the first key that has none; it stays where it is.
 *
 * @see "Zhang, Yang, Yue, Vigfusson, Rashmi, SIEVE is Simpler than LRU, NSDI 2024"
 */
final class SieveModel implements ResidentModel {
    private static final int QUEUE = 0;

    private final CellSetup setup;
    private final IdLists lists;
    private final boolean[] visited;
    private int hand = IdLists.NONE;
    private long used;

    SieveModel(CellSetup setup) {
        this.setup = setup;
        this.lists = new IdLists(setup.log().keys(), 1);
        this.visited = new boolean[setup.log().keys()];
    }

    @Override
    public boolean access(int id) {
        if (lists.linked(id)) {
            visited[id] = true;
            return true;
        }
        int weight = setup.weight(id);
        if (weight <= setup.capacity()) {
            while (used + weight > setup.capacity()) {
                evict();
            }
            lists.addFirst(QUEUE, id);
            visited[id] = false;
            used += weight;
        }
        return false;
    }

    private void evict() {
        int at = hand == IdLists.NONE ? lists.last(QUEUE) : hand;
        while (visited[at]) {
            visited[at] = false;
            int ahead = lists.towardsFront(at);
            at = ahead == IdLists.NONE ? lists.last(QUEUE) : ahead;
        }
        hand = lists.towardsFront(at);
        lists.remove(QUEUE, at);
        used -= setup.weight(at);
    }

    @Override
    public boolean resident(int id) {
        return lists.linked(id);
    }

    @Override
    public long used() {
        return used;
    }

    @Override
    public void checkIntegrity() {
        lists.checkIntegrity(QUEUE);
        if (hand != IdLists.NONE && !lists.linked(hand)) {
            throw new IllegalStateException("the hand is at a key that is not resident: " + hand);
        }
    }
}
