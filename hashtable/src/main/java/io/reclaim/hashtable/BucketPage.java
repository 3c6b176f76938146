package io.reclaim.hashtable;

import org.jspecify.annotations.Nullable;

/** A page of the buckets of a map: one word of tags and eight pairs for each, and how many entries they have. */
final class BucketPage {
    final long[] tags;
    final @Nullable Object[] pairs;
    /** Entries in all its buckets, with their overflow. */
    int live;

    BucketPage(long[] tags, @Nullable Object[] pairs) {
        this.tags = tags;
        this.pairs = pairs;
    }
}
