package io.reclaim.hashtable;

import io.reclaim.core.accounting.ObjectLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries that do not fit into their bucket: up to eight, and a link to more. Takes only as many places as it needs,
 * since most overflows are of two or three entries.
 */
final class Overflow {
    private static final int STEP = 2;
    /** Two references, tags and depth. */
    private static final long OBJECT_BYTES = ObjectLayout.CURRENT.object(2, Long.BYTES + Integer.BYTES);

    long tags;

    @Nullable Object[] pairs;

    final @Nullable Overflow next;
    /** Nodes from here to the end. */
    final int depth;

    /** One with two places, ahead of others. */
    Overflow(@Nullable Overflow next) {
        this.pairs = new @Nullable Object[2 * STEP];
        this.next = next;
        this.depth = next == null ? 1 : next.depth + 1;
    }

    /** The index of a key among the pairs, or -1. */
    int find(int tag, Object key) {
        return Buckets.find(tags, pairs, 0, tag, key);
    }

    /** Whether {@link #add} would fail. */
    boolean full() {
        return Tags.empty(tags) == 0;
    }

    /** Adds an entry; returns the bytes that it took. */
    long add(int tag, Object key, Object value) {
        long before = bytes();
        int place = Tags.first(Tags.empty(tags));
        if (2 * place >= pairs.length) {
            pairs = Arrays.copyOf(pairs, pairs.length + 2 * STEP);
        }
        tags = Tags.with(tags, place, tag);
        pairs[2 * place] = key;
        pairs[2 * place + 1] = value;
        return bytes() - before;
    }

    /** Takes an entry out and puts it elsewhere, which may be here; the tag there is the caller's. */
    void moveTo(int place, @Nullable Object[] into, int at) {
        into[at] = pairs[2 * place];
        into[at + 1] = pairs[2 * place + 1];
        tags = Tags.without(tags, place);
        pairs[2 * place] = null;
        pairs[2 * place + 1] = null;
    }

    /** Bytes of this object and its array. */
    long bytes() {
        return OBJECT_BYTES + ObjectLayout.CURRENT.references(pairs.length);
    }
}
