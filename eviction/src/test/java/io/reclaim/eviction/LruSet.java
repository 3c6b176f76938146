package io.reclaim.eviction;

import java.util.LinkedHashSet;

/** An LRU cache of keys. */
final class LruSet {
    private final LinkedHashSet<Integer> order;
    private final int size;

    LruSet(int room, int size) {
        this.order = new LinkedHashSet<>(room);
        this.size = size;
    }

    boolean access(Integer key) {
        boolean hit = order.remove(key);
        order.add(key);
        if (order.size() > size) {
            order.remove(order.iterator().next());
        }
        return hit;
    }
}
