package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Goes over the entries of a table that does not rehash meanwhile. The entry met last may be removed. */
final class PairCursor {
    /*
     * Within a bucket it goes through the overflow first, from the first node to the last, and downward in each; then
     * downward through the bucket's own places. What fills the hole of a removed entry comes from the highest place of
     * the first node, which has been met before, or is the hole itself: so removing what was met last moves nothing that
     * is still to be met, even if the cursor has gone one entry ahead.
     */

    private final Buckets buckets;
    private final int end;
    private int bucket = -1;
    /** Places still to be met, as a match, of the pairs from an index on. */
    private long left;

    private @Nullable Object @Nullable [] pairs;
    private int from;
    private @Nullable Overflow node;
    private boolean ownPlacesLeft;
    private int at;

    PairCursor(Buckets buckets, int end) {
        this.buckets = buckets;
        this.end = end;
    }

    /** Goes to the next entry; false if there is none. */
    boolean advance() {
        while (left == 0) {
            if (!findPlaces()) {
                return false;
            }
        }
        int place = Tags.last(left);
        left ^= 0x80L << (8 * place);
        at = from + 2 * place;
        return true;
    }

    /** Goes to the next node or bucket. */
    private boolean findPlaces() {
        if (node != null) {
            look(Tags.taken(node.tags), node.pairs, 0);
            node = node.next;
            return true;
        }
        if (!ownPlacesLeft) {
            if (++bucket >= end) {
                return false;
            }
            node = buckets.overflowOf(bucket);
            if (node != null) {
                ownPlacesLeft = true;
                return true;
            }
        }
        ownPlacesLeft = false;
        int slot = bucket & Buckets.MASK;
        if (slot == 0 && buckets.live(bucket) == 0) {
            bucket |= Buckets.MASK;
        } else {
            look(Buckets.places(buckets.word(bucket)), buckets.pairs(bucket), slot * Buckets.PAIRS);
        }
        return true;
    }

    private void look(long places, @Nullable Object[] in, int first) {
        left = places;
        pairs = in;
        from = first;
    }

    Object key() {
        return requireNonNull(requireNonNull(pairs)[at]);
    }

    Object value() {
        return requireNonNull(requireNonNull(pairs)[at + 1]);
    }
}
