package io.reclaim.benchmarks.hitratio;

/** The key used longest ago goes first; or, as FIFO, the key brought in first. */
final class LruModel implements ResidentModel {
    private static final int QUEUE = 0;

    private final CellSetup setup;
    private final boolean touchMoves;
    private final IdLists lists;
    private long used;

    private LruModel(CellSetup setup, boolean touchMoves) {
        this.setup = setup;
        this.touchMoves = touchMoves;
        this.lists = new IdLists(setup.log().keys(), 1);
    }

    static LruModel lru(CellSetup setup) {
        return new LruModel(setup, true);
    }

    static LruModel fifo(CellSetup setup) {
        return new LruModel(setup, false);
    }

    @Override
    public boolean access(int id) {
        if (lists.linked(id)) {
            if (touchMoves) {
                lists.remove(QUEUE, id);
                lists.addFirst(QUEUE, id);
            }
            return true;
        }
        int weight = setup.weight(id);
        if (weight <= setup.capacity()) {
            while (used + weight > setup.capacity()) {
                used -= setup.weight(lists.removeLast(QUEUE));
            }
            lists.addFirst(QUEUE, id);
            used += weight;
        }
        return false;
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
    }
}
