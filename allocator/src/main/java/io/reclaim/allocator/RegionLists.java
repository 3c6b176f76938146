package io.reclaim.allocator;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Regions by magnitude, which is the logarithm of their capacity; the last in is the first out. */
final class RegionLists {
    private static final int SMALLEST = 12;
    private static final int LARGEST = 31;

    private final @Nullable ArrayDeque<Region>[] lists = lists();
    private int nonEmpty;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable ArrayDeque<Region>[] lists() {
        return new ArrayDeque[LARGEST + 1];
    }

    /** The magnitude of regions for a page of so many bytes. */
    static int magnitude(int bytes) {
        return Math.max(SMALLEST, Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1));
    }

    /** How many bytes a region of a magnitude is mapped for. */
    static int capacity(int magnitude) {
        return magnitude == LARGEST ? Integer.MAX_VALUE : 1 << magnitude;
    }

    void add(int magnitude, Region region) {
        ArrayDeque<Region> list = lists[magnitude];
        if (list == null) {
            list = new ArrayDeque<>();
            lists[magnitude] = list;
        }
        list.addLast(region);
        nonEmpty |= 1 << magnitude;
    }

    /** Takes a region, or null if there is none. */
    @Nullable Region poll(int magnitude) {
        ArrayDeque<Region> list = lists[magnitude];
        if (list == null || list.isEmpty()) {
            return null;
        }
        Region region = list.pollLast();
        if (list.isEmpty()) {
            nonEmpty &= ~(1 << magnitude);
        }
        return region;
    }

    /** The region that is taken next, of those of a magnitude that has some. */
    Region peek(int magnitude) {
        return requireNonNull(requireNonNull(lists[magnitude]).peekLast());
    }

    /** The largest magnitude that has regions; there must be one. */
    int largest() {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(nonEmpty);
    }
}
