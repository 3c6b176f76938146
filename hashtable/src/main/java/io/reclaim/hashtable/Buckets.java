package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The paged buckets of a {@link PairTable}: tags and pairs, an overflow where eight places are not enough. Knows which
 * entries a bucket has, not how many buckets there are.
 */
final class Buckets extends BucketPages {
    /*
     * A bucket is one long of eight tags and, in an array beside it, eight pairs:
     *
     *     63     56 55     48            8 7       0
     *     |  tag 7 |  tag 6 |   ...      |  tag 0  |       tag: 0 empty, 1..253 a fingerprint of the hash,
     *                                                           255 (tag 7 only) overflown
     *     | key 0 | value 0 | key 1 | value 1 | ...  | key 7 or the overflow | value 7 or null |
     *
     * A lookup compares the fingerprint with all eight tags at once, so it calls equals on one wrong key in 253 and on
     * none in most misses. The overflow is a list of nodes of up to eight entries each.
     *
     * Tags tell less apart from 2^24 buckets on, where the bucket begins to take bits of the same byte of the hash.
     *
     * Invariants: places 0 to 6 of an overflown bucket are taken; all nodes of an overflow but the first are full, the
     * first is not empty; a place's key and value are null iff its tag is 0; depths, and the counts of the pages, are right.
     *
     * [1] N. Bronson, X. Shi, Open-sourcing F14 for faster, more memory-efficient hash tables, 2019
     * [2] W. Litwin, Linear hashing: a new tool for file and table addressing, VLDB 1980
     */

    /** Where the overflow is, among a bucket's pairs. */
    private static final int LINK = PAIRS - 2;

    /** By chance one bucket in 10^15 has more overflow nodes: 40 entries at a mean of 7.7. */
    private static final int DEEP = 4;

    /** Entries of a bucket for whose split arrays are kept. */
    private static final int MOST_KEPT = 64;

    private static final int[] NO_COUNTS = {};
    private static final @Nullable Object[] NOTHING = {};

    /** Element d: buckets with d + 1 overflow nodes. */
    private int[] depths = NO_COUNTS;

    /** Whether a bucket got more than {@link #DEEP} nodes since this was last asked. */
    private boolean deepened;

    private @Nullable Object[] moving = NOTHING;
    private int[] movingHashes = NO_COUNTS;

    /** The value under a key, or null. Writes nothing, so a map that nobody changes may be read by many threads. */
    @Nullable Object get(int bucket, int hash, Object key) {
        long word = word(bucket);
        int tag = Tags.of(hash);
        for (long m = Tags.match(word, tag); m != 0; m &= m - 1) {
            @Nullable Object[] page = pairs(bucket);
            int at = (bucket & MASK) * PAIRS + 2 * Tags.first(m);
            Object candidate = page[at];
            if (candidate == key || key.equals(candidate)) {
                return page[at + 1];
            }
        }
        return Tags.overflown(word) ? getOverflown(overflow(bucket), tag, key) : null;
    }

    private static @Nullable Object getOverflown(Overflow first, int tag, Object key) {
        for (Overflow node = first; node != null; node = node.next) {
            int at = node.find(tag, key);
            if (at >= 0) {
                return node.pairs[at + 1];
            }
        }
        return null;
    }

    /** The index of a key among eight pairs, or -1. */
    static int find(long word, @Nullable Object[] in, int from, int tag, Object key) {
        for (long m = Tags.match(word, tag); m != 0; m &= m - 1) {
            int at = from + 2 * Tags.first(m);
            Object candidate = in[at];
            if (candidate == key || key.equals(candidate)) {
                return at;
            }
        }
        return -1;
    }

    /** Writes a value under a key; returns the old one, or null if the key was not there and has been added. */
    @Nullable Object put(int bucket, int hash, Object key, Object value) {
        int tag = Tags.of(hash);
        long[] words = tags(bucket);
        @Nullable Object[] in = pairs(bucket);
        long word = words[FIRST + (bucket & MASK)];
        int at = find(word, in, (bucket & MASK) * PAIRS, tag, key);
        if (at >= 0) {
            return replace(in, at, value);
        }
        for (Overflow node = Tags.overflown(word) ? overflow(bucket) : null; node != null; node = node.next) {
            at = node.find(tag, key);
            if (at >= 0) {
                return replace(node.pairs, at, value);
            }
        }
        if (empty()) {
            makeFirst();
            words = tags(bucket);
            in = pairs(bucket);
        }
        add(words, in, bucket, tag, key, value);
        return null;
    }

    private static @Nullable Object replace(@Nullable Object[] in, int at, Object value) {
        Object old = in[at + 1];
        in[at + 1] = value;
        return old;
    }

    private void add(int bucket, int tag, Object key, Object value) {
        add(tags(bucket), pairs(bucket), bucket, tag, key, value);
    }

    /** Adds an entry whose key is not in the bucket, the pages of the bucket being given. */
    private void add(long[] words, @Nullable Object[] in, int bucket, int tag, Object key, Object value) {
        int slot = bucket & MASK;
        long word = words[FIRST + slot];
        long empty = Tags.empty(word);
        if (empty == 0) {
            addToOverflow(bucket, tag, key, value);
        } else {
            int place = Tags.first(empty);
            words[FIRST + slot] = Tags.with(word, place, tag);
            int at = slot * PAIRS + 2 * place;
            in[at] = key;
            in[at + 1] = value;
        }
        count(words, bucket, 1);
    }

    private void addToOverflow(int bucket, int tag, Object key, Object value) {
        @Nullable Object[] in = pairs(bucket);
        int link = (bucket & MASK) * PAIRS + LINK;
        long word = word(bucket);
        Overflow first = Tags.overflown(word) ? overflow(bucket) : null;
        if (first == null || first.full()) {
            Overflow made = new Overflow(first);
            charge(made.bytes());
            if (first == null) {
                Object moved = requireNonNull(in[link]);
                made.add(Tags.get(word, Tags.PLACES - 1), moved, requireNonNull(in[link + 1]));
                in[link + 1] = null;
                word(bucket, word | Tags.OVERFLOWN);
            }
            in[link] = made;
            int depth = made.depth;
            countDepth(depth, 1);
            deepened |= depth > DEEP;
            first = made;
        }
        charge(first.add(tag, key, value));
    }

    /** Takes a key out; returns its value, or null if it is not in the bucket. */
    @Nullable Object remove(int bucket, int hash, Object key) {
        long[] words = tags(bucket);
        @Nullable Object[] in = pairs(bucket);
        int slot = bucket & MASK;
        long word = words[FIRST + slot];
        int at = find(word, in, slot * PAIRS, Tags.of(hash), key);
        if (at < 0) {
            return Tags.overflown(word) ? removeOverflown(bucket, Tags.of(hash), key) : null;
        }
        Object old = in[at + 1];
        int place = (at - slot * PAIRS) >>> 1;
        count(words, bucket, -1);
        if (Tags.overflown(word)) {
            Overflow first = overflow(bucket);
            int spare = Tags.last(first.tags);
            words[FIRST + slot] = Tags.with(Tags.without(word, place), place, Tags.get(first.tags, spare));
            first.moveTo(spare, in, at);
            unlinkIfEmpty(bucket, first);
        } else {
            words[FIRST + slot] = Tags.without(word, place);
            in[at] = null;
            in[at + 1] = null;
        }
        return old;
    }

    private @Nullable Object removeOverflown(int bucket, int tag, Object key) {
        Overflow first = overflow(bucket);
        for (Overflow node = first; node != null; node = node.next) {
            int at = node.find(tag, key);
            if (at >= 0) {
                Object old = node.pairs[at + 1];
                // What fills the hole comes from the first node, so that only the first is ever part full.
                int spare = Tags.last(first.tags);
                int spareTag = Tags.get(first.tags, spare);
                node.tags = Tags.without(node.tags, at >>> 1);
                if (node != first || spare != at >>> 1) {
                    node.tags = Tags.with(node.tags, at >>> 1, spareTag);
                }
                first.moveTo(spare, node.pairs, at);
                unlinkIfEmpty(bucket, first);
                count(bucket, -1);
                return old;
            }
        }
        return null;
    }

    private void unlinkIfEmpty(int bucket, Overflow first) {
        if (first.tags == 0) {
            charge(-first.bytes());
            countDepth(first.depth, -1);
            pairs(bucket)[(bucket & MASK) * PAIRS + LINK] = first.next;
            if (first.next == null) {
                word(bucket, word(bucket) & ~Tags.OVERFLOWN);
            }
        }
    }

    /** A bucket now has so many overflow nodes, or (with -1) has had and now has one less. */
    private void countDepth(int nodes, int delta) {
        if (nodes > depths.length) {
            depths = Arrays.copyOf(depths, 2 * nodes);
        }
        depths[nodes - 1] += delta;
        if (nodes > 1) {
            depths[nodes - 2] -= delta;
        }
    }

    /** Whether a bucket became deeper than chance makes them, since this was last asked. */
    boolean deepened() {
        boolean was = deepened;
        deepened = false;
        return was;
    }

    /** The most overflow nodes of any bucket. */
    int deepest() {
        int deepest = depths.length;
        while (deepest > 0 && depths[deepest - 1] == 0) {
            deepest--;
        }
        return deepest;
    }

    private Overflow overflow(int bucket) {
        return (Overflow) requireNonNull(pairs(bucket)[(bucket & MASK) * PAIRS + LINK]);
    }

    /** The overflow of a bucket, if it has one. */
    @Nullable Overflow overflowOf(int bucket) {
        return Tags.overflown(word(bucket)) ? overflow(bucket) : null;
    }

    /**
     * Moves the entries of bucket {@code lower} whose hash has the bit {@code upper - lower} to bucket {@code upper},
     * the first that did not exist. Returns how many entries it looked at. If a key's hashCode throws, nothing happened.
     */
    int split(int lower, int upper, KeyHash hash) {
        long word = word(lower);
        if (Tags.overflown(word)) {
            return splitOverflown(lower, upper, hash);
        }
        @Nullable Object[] in = pairs(lower);
        int from = (lower & MASK) * PAIRS;
        int shift = Integer.numberOfTrailingZeros(upper - lower);
        long taken = Tags.taken(word);
        long rising = 0;
        // One pass for the hashes alone and without a branch on them, so that the keys are fetched side by side.
        for (long m = taken; m != 0; m &= m - 1) {
            Object key = requireNonNull(in[from + 2 * Tags.first(m)]);
            rising |= (m & -m) & -(long) (hash.of(key) >>> shift & 1);
        }
        ensure(upper);
        in = pairs(lower); // the first page may be a longer one now
        @Nullable Object[] out = pairs(upper);
        int at = (upper & MASK) * PAIRS;
        long risen = 0;
        int moved = 0;
        for (long m = rising; m != 0; m &= m - 1, moved++) {
            int place = Tags.first(m);
            risen = Tags.with(risen, moved, Tags.get(word, place));
            word = Tags.without(word, place);
            out[at + 2 * moved] = in[from + 2 * place];
            out[at + 2 * moved + 1] = in[from + 2 * place + 1];
            in[from + 2 * place] = null;
            in[from + 2 * place + 1] = null;
        }
        word(lower, word);
        word(upper, risen);
        count(lower, -moved);
        count(upper, moved);
        return Long.bitCount(taken);
    }

    private int splitOverflown(int lower, int upper, KeyHash hash) {
        int entries = count(lower);
        boolean usual = entries <= MOST_KEPT;
        if (usual && moving.length == 0) {
            moving = new @Nullable Object[2 * MOST_KEPT];
            movingHashes = new int[MOST_KEPT];
        }
        @Nullable Object[] all = usual ? moving : new @Nullable Object[2 * entries];
        int[] hashes = usual ? movingHashes : new int[entries];
        copy(lower, all);
        try {
            for (int i = 0; i < entries; i++) {
                hashes[i] = hash.of(requireNonNull(all[2 * i]));
            }
            ensure(upper);
            wipe(lower);
            for (int i = 0; i < entries; i++) {
                int bucket = (hashes[i] & (upper - lower)) == 0 ? lower : upper;
                Object key = requireNonNull(all[2 * i]);
                add(bucket, Tags.of(hashes[i]), key, requireNonNull(all[2 * i + 1]));
            }
        } finally {
            Arrays.fill(all, 0, 2 * entries, null);
        }
        return entries;
    }

    /** Moves all entries of bucket {@code upper}, the last one, to bucket {@code lower}. Returns how many. */
    int merge(int lower, int upper) {
        long word = word(upper);
        int entries = addAll(places(word), word, pairs(upper), (upper & MASK) * PAIRS, lower);
        for (Overflow node = overflowOf(upper); node != null; node = node.next) {
            entries += addAll(Tags.taken(node.tags), node.tags, node.pairs, 0, lower);
        }
        wipe(upper);
        dropUnused(upper);
        return entries;
    }

    private int addAll(long taken, long word, @Nullable Object[] pairs, int from, int bucket) {
        for (long m = taken; m != 0; m &= m - 1) {
            int place = Tags.first(m);
            Object key = requireNonNull(pairs[from + 2 * place]);
            Object value = requireNonNull(pairs[from + 2 * place + 1]);
            add(bucket, Tags.get(word, place), key, value);
        }
        return Long.bitCount(taken);
    }

    /** Empties a bucket. */
    private void wipe(int bucket) {
        count(bucket, -count(bucket));
        for (Overflow node = overflowOf(bucket); node != null; node = node.next) {
            charge(-node.bytes());
            countDepth(node.depth, -1);
        }
        word(bucket, 0);
        int from = (bucket & MASK) * PAIRS;
        Arrays.fill(pairs(bucket), from, from + PAIRS, null);
    }

    /** The taken places of a bucket, as a match. */
    static long places(long word) {
        return Tags.taken(Tags.overflown(word) ? word & ~Tags.OVERFLOWN : word);
    }

    /** Entries of a bucket. */
    int count(int bucket) {
        int entries = Long.bitCount(places(word(bucket)));
        for (Overflow node = overflowOf(bucket); node != null; node = node.next) {
            entries += Long.bitCount(Tags.taken(node.tags));
        }
        return entries;
    }

    /** Copies the entries of a bucket into an array of twice as many elements as it {@link #count counts}. */
    private void copy(int bucket, @Nullable Object[] into) {
        int n = copy(places(word(bucket)), pairs(bucket), (bucket & MASK) * PAIRS, into, 0);
        for (Overflow node = overflowOf(bucket); node != null; node = node.next) {
            n = copy(Tags.taken(node.tags), node.pairs, 0, into, n);
        }
    }

    private static int copy(long taken, @Nullable Object[] pairs, int from, @Nullable Object[] into, int to) {
        int n = to;
        for (long m = taken; m != 0; m &= m - 1) {
            int at = from + 2 * Tags.first(m);
            into[n++] = pairs[at];
            into[n++] = pairs[at + 1];
        }
        return n;
    }

    /**
     * Calls the visitor with the entry at a place of a bucket, places counting up through the overflow.
     *
     * @return whether there is one
     */
    <K, V> boolean visitPlace(int bucket, int place, BiConsumer<? super K, ? super V> visitor) {
        if (place < Tags.PLACES) {
            long there = places(word(bucket)) & (0x80L << (8 * place));
            return visit(there, pairs(bucket), (bucket & MASK) * PAIRS, visitor) > 0;
        }
        int rest = place - Tags.PLACES;
        Overflow node = overflowOf(bucket);
        for (; node != null && rest >= Tags.PLACES; rest -= Tags.PLACES) {
            node = node.next;
        }
        return node != null && visit(Tags.taken(node.tags) & (0x80L << (8 * rest)), node.pairs, 0, visitor) > 0;
    }

    /** Calls the visitor with the entry that has so many before it, buckets counting up. */
    <K, V> void visitRank(int rank, BiConsumer<? super K, ? super V> visitor) {
        int left = rank;
        int bucket = 0;
        for (int inGroup; left >= (inGroup = liveInGroup(bucket)); bucket += GROUP) {
            left -= inGroup;
        }
        for (int inPage; left >= (inPage = live(bucket)); bucket += PAGE) {
            left -= inPage;
        }
        for (int here; left >= (here = count(bucket)); bucket++) {
            left -= here;
        }
        long taken = places(word(bucket));
        if (left < Long.bitCount(taken)) {
            visit(nth(taken, left), pairs(bucket), (bucket & MASK) * PAIRS, visitor);
            return;
        }
        left -= Long.bitCount(taken);
        for (Overflow node = overflowOf(bucket); node != null; node = node.next) {
            taken = Tags.taken(node.tags);
            if (left < Long.bitCount(taken)) {
                visit(nth(taken, left), node.pairs, 0, visitor);
                return;
            }
            left -= Long.bitCount(taken);
        }
    }

    /** The lowest bit that has so many bits below it. */
    private static long nth(long match, int n) {
        long rest = match;
        for (int i = 0; i < n; i++) {
            rest &= rest - 1;
        }
        return rest & -rest;
    }

    /** Calls the visitor with each entry of a bucket. */
    <K, V> void visit(int bucket, BiConsumer<? super K, ? super V> visitor) {
        Overflow node = overflowOf(bucket);
        visit(places(word(bucket)), pairs(bucket), (bucket & MASK) * PAIRS, visitor);
        for (; node != null; node = node.next) {
            visit(Tags.taken(node.tags), node.pairs, 0, visitor);
        }
    }

    @SuppressWarnings("unchecked") // only keys and values of the table's types go in
    private static <K, V> int visit(
            long taken, @Nullable Object[] pairs, int from, BiConsumer<? super K, ? super V> visitor) {
        for (long m = taken; m != 0; m &= m - 1) {
            int at = from + 2 * Tags.first(m);
            Object key = pairs[at];
            Object value = pairs[at + 1];
            if (key == null || value == null) {
                throw new ConcurrentModificationException(); // the visitor took it out
            }
            visitor.accept((K) key, (V) value);
        }
        return Long.bitCount(taken);
    }

    /**
     * Checks the invariants of the essay, in O(entries + buckets).
     *
     * @throws IllegalStateException if one does not hold
     */
    void checkIntegrity(int buckets) {
        int[] found = new int[depths.length];
        long overflow = 0;
        for (int first = 0; first < buckets; first += PAGE) {
            int length = tags(first).length - FIRST;
            int entries = 0;
            for (int bucket = first; bucket < first + length; bucket++) {
                check(bucket < buckets || word(bucket) == 0, "entry beyond the last bucket", bucket);
                if (!empty()) {
                    entries += count(bucket);
                    overflow += checkBucket(bucket, found);
                }
            }
            check(entries == live(first), "count of page", first);
        }
        check(Arrays.equals(found, depths), "depths", deepest());
        checkPages(buckets, overflow);
    }

    /** Returns the bytes of the overflow. */
    private long checkBucket(int bucket, int[] depthsFound) {
        long word = word(bucket);
        boolean overflown = Tags.overflown(word);
        @Nullable Object[] in = pairs(bucket);
        int from = (bucket & MASK) * PAIRS;
        checkPlaces(overflown ? word & ~Tags.OVERFLOWN : word, in, from, overflown ? 7 : 8, bucket);
        if (!overflown) {
            return 0;
        }
        check(Long.bitCount(places(word)) == 7, "empty place before overflow", bucket);
        check(in[from + LINK + 1] == null, "value beside the overflow", bucket);
        Overflow first = overflow(bucket);
        check(first.tags != 0, "first node is empty", bucket);
        depthsFound[first.depth - 1]++;
        long held = 0;
        for (Overflow node = first; node != null; node = node.next) {
            check(node == first || node.full(), "node is not full", bucket);
            checkPlaces(node.tags, node.pairs, 0, node.pairs.length / 2, bucket);
            held += node.bytes();
        }
        return held;
    }

    private static void checkPlaces(long word, @Nullable Object[] pairs, int from, int places, int bucket) {
        for (int place = 0; place < places; place++) {
            boolean taken = Tags.get(word, place) != 0;
            boolean whole =
                    (pairs[from + 2 * place] != null) == taken && (pairs[from + 2 * place + 1] != null) == taken;
            check(whole, "tag without pair or pair without tag", bucket);
        }
    }
}
