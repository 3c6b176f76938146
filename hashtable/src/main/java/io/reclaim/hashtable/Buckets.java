package io.reclaim.hashtable;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The paged buckets of a {@link RehashingMap}: fingerprints and pairs, chained on overflow. Knows which entries a
 * bucket has, not which bucket an entry belongs to.
 */
final class Buckets {
    /** Entries that a bucket holds without a chain. */
    static final int SLOTS = 8;

    /** Log2 of the buckets in a page. */
    static final int PAGE_LOG2 = 9;

    static final int PAGE = 1 << PAGE_LOG2;

    /*
     * A bucket is one long of eight tags and, in an array beside it, eight pairs:
     *
     *     63     56 55     48            8 7       0
     *     |  tag 7 |  tag 6 |   ...      |  tag 0  |       tag: 0 empty, 1..253 a fingerprint of the hash,
     *                                                           255 (tag 7 only) chained
     *     | key 0 | value 0 | key 1 | value 1 | ...  | key 7 or the chain | value 7 |
     *
     * A lookup compares the fingerprint with all eight tags at once (SWAR, exact: no false zero bytes), so it calls
     * equals on one wrong key in 253 and on none in most misses. In a chained bucket, slot 7 leads to a chunk of eight
     * further slots, which may lead to another.
     *
     * Pages hold 512 buckets: 4 KB of tags, 32 KB of pairs. Pages of 4,096 raised the 99.999th percentile of put from
     * 8 to 40 us, of 16,384 to 138 us: the JVM zeroes what it allocates. The first page is only as long as a small map
     * needs.
     *
     * Invariants: slots 0 to 6 of a chained bucket are full; all chunks of a chain but the first are full, the first
     * is not empty; a slot's key and value are null iff its tag is 0.
     */

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOW_7 = 0x7f7f_7f7f_7f7f_7f7fL;
    private static final int CHAIN_SLOT = 7;
    private static final long CHAINED = 0xffL << 56;
    private static final int MASK = PAGE - 1;

    /** Eight more slots of an overfull bucket. */
    static final class Chunk {
        long tags;
        final @Nullable Object[] pairs = new @Nullable Object[2 * SLOTS];

        @Nullable Chunk next;
        /** Chunks from here to the end of the chain. */
        int depth;
    }

    private long[] @Nullable [] tagPages = new long[1][];
    private @Nullable Object[] @Nullable [] pairPages = new @Nullable Object[1][];
    private long bytes;
    private int deepest;

    /** Bytes of pages and chunks. */
    long bytes() {
        return bytes;
    }

    /** The most chunks that any bucket ever had. */
    int deepest() {
        return deepest;
    }

    /** The fingerprint of a mixed hash: its top byte, mapped to 1..253. */
    static int tag(int hash) {
        return 1 + (((hash >>> 24) * 253) >>> 8);
    }

    /** Bit 7 of each byte of the word that equals the tag. */
    private static long match(long word, long tag) {
        long differs = word ^ (tag * ONES);
        return ~(((differs & LOW_7) + LOW_7) | differs | LOW_7);
    }

    private static boolean chained(long word) {
        return word >>> 56 == 0xff;
    }

    /** The value under a key, or null. Writes nothing, so a map that nobody changes may be read by many threads. */
    @Nullable Object get(int bucket, int tag, Object key) {
        int page = bucket >>> PAGE_LOG2;
        if (page >= tagPages.length) {
            return null;
        }
        long[] tags = tagPages[page];
        if (tags == null || (bucket & MASK) >= tags.length) {
            return null;
        }
        @Nullable Object[] pairs = pairs(page);
        long word = tags[bucket & MASK];
        int at = (bucket & MASK) * 2 * SLOTS;
        int found = find(word, pairs, at, tag, key);
        if (found >= 0) {
            return pairs[found + 1];
        }
        return chained(word) ? getFromChain((Chunk) pairs[at + 2 * CHAIN_SLOT], tag, key) : null;
    }

    private static @Nullable Object getFromChain(@Nullable Chunk chain, int tag, Object key) {
        for (Chunk chunk = chain; chunk != null; chunk = chunk.next) {
            int found = find(chunk.tags, chunk.pairs, 0, tag, key);
            if (found >= 0) {
                return chunk.pairs[found + 1];
            }
        }
        return null;
    }

    /** The place of a key in an array of pairs, or -1. */
    private static int find(long word, @Nullable Object[] pairs, int from, int tag, Object key) {
        for (long m = match(word, tag); m != 0; m &= m - 1) {
            int at = from + (Long.numberOfTrailingZeros(m) >>> 3 << 1);
            Object candidate = pairs[at];
            if (candidate == key || key.equals(candidate)) {
                return at;
            }
        }
        return -1;
    }

    /** Replaces the value under a key; returns the old one, or null if the key is not in the bucket. */
    @Nullable Object replace(int bucket, int tag, Object key, Object value) {
        long word = word(bucket);
        if (word == 0) {
            return null;
        }
        @Nullable Object[] pairs = pairs(bucket >>> PAGE_LOG2);
        int at = (bucket & MASK) * 2 * SLOTS;
        int found = find(word, pairs, at, tag, key);
        Chunk chunk = found < 0 && chained(word) ? (Chunk) pairs[at + 2 * CHAIN_SLOT] : null;
        for (; chunk != null; chunk = chunk.next) {
            pairs = chunk.pairs;
            found = find(chunk.tags, pairs, 0, tag, key);
            if (found >= 0) {
                break;
            }
        }
        if (found < 0) {
            return null;
        }
        Object old = pairs[found + 1];
        pairs[found + 1] = value;
        return old;
    }

    /** Adds a key that is not in the bucket. */
    void add(int bucket, int tag, Object key, Object value) {
        long[] tags = makePage(bucket);
        @Nullable Object[] pairs = pairs(bucket >>> PAGE_LOG2);
        int slot = bucket & MASK;
        int at = slot * 2 * SLOTS;
        long empty = match(tags[slot], 0);
        if (empty != 0) {
            int place = Long.numberOfTrailingZeros(empty) >>> 3;
            tags[slot] |= (long) tag << (8 * place);
            pairs[at + 2 * place] = key;
            pairs[at + 2 * place + 1] = value;
            return;
        }
        int chain = at + 2 * CHAIN_SLOT;
        Chunk first;
        if (chained(tags[slot])) {
            first = (Chunk) pairs[chain];
            if (first == null || match(first.tags, 0) == 0) {
                first = chunk(first);
            }
        } else {
            first = chunk(null);
            put(first, 0, (int) (tags[slot] >>> 56), pairs[chain], pairs[chain + 1]);
            tags[slot] |= CHAINED;
            pairs[chain + 1] = null;
        }
        pairs[chain] = first;
        put(first, Long.numberOfTrailingZeros(match(first.tags, 0)) >>> 3, tag, key, value);
    }

    private Chunk chunk(@Nullable Chunk next) {
        Chunk made = new Chunk();
        made.next = next;
        made.depth = next == null ? 1 : next.depth + 1;
        bytes += CHUNK_BYTES;
        deepest = Math.max(deepest, made.depth);
        return made;
    }

    private static void put(Chunk chunk, int place, int tag, @Nullable Object key, @Nullable Object value) {
        chunk.tags |= (long) tag << (8 * place);
        chunk.pairs[2 * place] = key;
        chunk.pairs[2 * place + 1] = value;
    }

    /** Takes a key out; returns its value, or null if it is not in the bucket. */
    @Nullable Object remove(int bucket, int tag, Object key) {
        long word = word(bucket);
        if (word == 0) {
            return null;
        }
        long[] tags = tags(bucket >>> PAGE_LOG2);
        @Nullable Object[] pairs = pairs(bucket >>> PAGE_LOG2);
        int slot = bucket & MASK;
        int at = slot * 2 * SLOTS;
        Chunk first = chained(word) ? (Chunk) pairs[at + 2 * CHAIN_SLOT] : null;
        int found = find(word, pairs, at, tag, key);
        if (found >= 0) {
            Object old = pairs[found + 1];
            int place = (found - at) >>> 1;
            tags[slot] = tags[slot] & ~(0xffL << (8 * place));
            pairs[found] = null;
            pairs[found + 1] = null;
            if (first != null) {
                int spare = lastPlace(first);
                tags[slot] |= tagAt(first, spare) << (8 * place);
                pairs[found] = first.pairs[2 * spare];
                pairs[found + 1] = first.pairs[2 * spare + 1];
                clear(first, spare);
                unlinkIfEmpty(tags, slot, pairs, at, first);
            }
            return old;
        }
        for (Chunk chunk = first; chunk != null; chunk = chunk.next) {
            int inChunk = find(chunk.tags, chunk.pairs, 0, tag, key);
            if (inChunk >= 0 && first != null) {
                Object old = chunk.pairs[inChunk + 1];
                clear(chunk, inChunk >>> 1);
                if (chunk != first) {
                    int spare = lastPlace(first);
                    put(
                            chunk,
                            inChunk >>> 1,
                            (int) tagAt(first, spare),
                            first.pairs[2 * spare],
                            first.pairs[2 * spare + 1]);
                    clear(first, spare);
                }
                unlinkIfEmpty(tags, slot, pairs, at, first);
                return old;
            }
        }
        return null;
    }

    private static int lastPlace(Chunk chunk) {
        return (63 - Long.numberOfLeadingZeros(chunk.tags)) >>> 3;
    }

    private static long tagAt(Chunk chunk, int place) {
        return (chunk.tags >>> (8 * place)) & 0xff;
    }

    private static void clear(Chunk chunk, int place) {
        chunk.tags &= ~(0xffL << (8 * place));
        chunk.pairs[2 * place] = null;
        chunk.pairs[2 * place + 1] = null;
    }

    private void unlinkIfEmpty(long[] tags, int slot, @Nullable Object[] pairs, int at, Chunk first) {
        if (first.tags == 0) {
            pairs[at + 2 * CHAIN_SLOT] = first.next;
            bytes -= CHUNK_BYTES;
            if (first.next == null) {
                tags[slot] &= ~CHAINED;
            }
        }
    }

    /** Takes all entries out of a bucket, into an array of pairs of at least {@link #pairsOf} elements. */
    void drain(int bucket, @Nullable Object[] into) {
        copy(bucket, into);
        long word = word(bucket);
        if (word == 0) {
            return;
        }
        int at = (bucket & MASK) * 2 * SLOTS;
        @Nullable Object[] pairs = pairs(bucket >>> PAGE_LOG2);
        if (chained(word)) {
            for (Chunk c = (Chunk) pairs[at + 2 * CHAIN_SLOT]; c != null; c = c.next) {
                bytes -= CHUNK_BYTES;
            }
        }
        tags(bucket >>> PAGE_LOG2)[bucket & MASK] = 0;
        Arrays.fill(pairs, at, at + 2 * SLOTS, null);
    }

    /** Copies all entries of a bucket into an array of pairs of at least {@link #pairsOf} elements. */
    void copy(int bucket, @Nullable Object[] into) {
        long word = word(bucket);
        if (word == 0) {
            return;
        }
        int at = (bucket & MASK) * 2 * SLOTS;
        @Nullable Object[] pairs = pairs(bucket >>> PAGE_LOG2);
        int n = copy(chained(word) ? word & ~CHAINED : word, pairs, at, into, 0);
        if (chained(word)) {
            for (Chunk c = (Chunk) pairs[at + 2 * CHAIN_SLOT]; c != null; c = c.next) {
                n = copy(c.tags, c.pairs, 0, into, n);
            }
        }
    }

    private static int copy(long word, @Nullable Object[] pairs, int from, @Nullable Object[] into, int to) {
        int n = to;
        for (int place = 0; place < SLOTS; place++) {
            if (((word >>> (8 * place)) & 0xff) != 0) {
                into[n++] = pairs[from + 2 * place];
                into[n++] = pairs[from + 2 * place + 1];
            }
        }
        return n;
    }

    /** Twice the number of entries in a bucket. */
    int pairsOf(int bucket) {
        long word = word(bucket);
        if (word == 0) {
            return 0;
        }
        int entries = SLOTS - Long.bitCount(match(word, 0));
        if (chained(word)) {
            entries--;
            int at = (bucket & MASK) * 2 * SLOTS + 2 * CHAIN_SLOT;
            for (Chunk c = (Chunk) pairs(bucket >>> PAGE_LOG2)[at]; c != null; c = c.next) {
                entries += SLOTS - Long.bitCount(match(c.tags, 0));
            }
        }
        return 2 * entries;
    }

    /** Gives back the pages that only a bucket needed, it being the last one, and empty. */
    void dropUnused(int bucket) {
        int page = bucket >>> PAGE_LOG2;
        if (page > 0) {
            if ((bucket & MASK) == 0 && page < tagPages.length && tagPages[page] != null) {
                tagPages[page] = null;
                pairPages[page] = null;
                bytes -= bytes(PAGE);
            }
        } else if (Integer.bitCount(bucket) == 1 && tagPages[0] != null && bucket < tagPages[0].length) {
            bytes += bytes(bucket) - bytes(tagPages[0].length);
            tagPages[0] = Arrays.copyOf(tagPages[0], bucket);
            pairPages[0] = Arrays.copyOf(pairs(0), bucket * 2 * SLOTS);
        }
    }

    private long[] makePage(int bucket) {
        int page = bucket >>> PAGE_LOG2;
        if (page >= tagPages.length) {
            int length = Math.max(page + 1, tagPages.length * 2);
            tagPages = Arrays.copyOf(tagPages, length);
            pairPages = Arrays.copyOf(pairPages, length);
        }
        long[] tags = tagPages[page];
        int length = page > 0 ? PAGE : Math.max(1, Integer.highestOneBit(bucket) << 1);
        if (tags == null) {
            tags = new long[length];
            pairPages[page] = new @Nullable Object[length * 2 * SLOTS];
            bytes += bytes(length);
        } else if (tags.length < length) {
            bytes += bytes(length) - bytes(tags.length);
            tags = Arrays.copyOf(tags, length);
            pairPages[page] = Arrays.copyOf(pairs(page), length * 2 * SLOTS);
        } else {
            return tags;
        }
        tagPages[page] = tags;
        return tags;
    }

    private long word(int bucket) {
        int page = bucket >>> PAGE_LOG2;
        if (page >= tagPages.length) {
            return 0;
        }
        long[] tags = tagPages[page];
        return tags == null || (bucket & MASK) >= tags.length ? 0 : tags[bucket & MASK];
    }

    @SuppressWarnings("NullAway") // only called for buckets with entries
    private long[] tags(int page) {
        return tagPages[page];
    }

    @SuppressWarnings("NullAway") // only called for pages that exist
    private @Nullable Object[] pairs(int page) {
        return pairPages[page];
    }

    private static long bytes(int buckets) {
        return 32L + (long) buckets * (Long.BYTES + 2 * SLOTS * References.BYTES);
    }

    private static final long CHUNK_BYTES = 32 + 16 + 2L * SLOTS * References.BYTES;

    /** Checks the invariants of the essay for one bucket. */
    void checkIntegrity(int bucket) {
        long word = word(bucket);
        if (!chained(word)) {
            return;
        }
        int at = (bucket & MASK) * 2 * SLOTS + 2 * CHAIN_SLOT;
        Chunk first = (Chunk) pairs(bucket >>> PAGE_LOG2)[at];
        boolean holds = match(word, 0) == 0 && first != null && first.tags != 0;
        for (Chunk c = first == null ? null : first.next; c != null; c = c.next) {
            holds &= match(c.tags, 0) == 0;
        }
        if (!holds) {
            throw new IllegalStateException("chain of bucket is wrong: " + bucket);
        }
    }
}
