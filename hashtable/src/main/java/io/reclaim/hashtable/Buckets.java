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
final class Buckets {
    /** Log2 of the buckets in a page. */
    static final int PAGE_LOG2 = 9;

    static final int PAGE = 1 << PAGE_LOG2;
    static final int MASK = PAGE - 1;

    /** Elements of a bucket in its page's array of pairs. */
    static final int PAIRS = 2 * Tags.PLACES;

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
     * Pages hold 512 buckets: 4 KB of tags, 32 KB of pairs. Pages of 4,096 raised the 99.999th percentile of put from
     * 8 to 40 us, of 16,384 to 138 us: the JVM zeroes what it allocates. The first page is only as long as a small map
     * needs. The directory of pages has two levels, so that it, too, grows by pieces of at most 1,024 elements; in one
     * piece its copy was the worst operation of a table of 16 million entries.
     *
     * Invariants: all pages from the first to that of the last bucket exist, but in an empty table; places 0 to 6 of an
     * overflown bucket are taken; all nodes of an overflow but the first are full, the first is not empty; a place's
     * key and value are null iff its tag is 0; counts and bytes are right.
     */

    private static final int GROUP_LOG2 = 10;
    private static final int GROUP = 1 << GROUP_LOG2;
    private static final int GROUP_MASK = GROUP - 1;
    private static final int LINK = PAIRS - 2;
    /** Nodes of an overflow that by chance one bucket in 10^15 has. */
    private static final int DEEP = 4;

    /** Where an empty table looks keys up; never written. */
    private static final BucketPage NONE = new BucketPage(new long[1], new @Nullable Object[0]);

    private static final @Nullable BucketPage[][] NO_GROUPS = {{NONE}};
    private static final @Nullable BucketPage[] NO_PAGES = {};
    private static final @Nullable Object[] NO_PAIRS = {};
    private static final int[] NO_COUNTS = {};

    private @Nullable BucketPage[][] groups = NO_GROUPS;
    private int[] groupLive = NO_COUNTS;
    private long bytes;
    /** Element d: buckets with d + 1 overflow nodes. */
    private int[] depths = NO_COUNTS;

    /** Whether a bucket got more than {@link #DEEP} nodes since this was last asked. */
    private boolean deepened;

    private @Nullable Object[] moving = NO_PAIRS;
    private int[] movingHashes = NO_COUNTS;

    /** Bytes of directory, pages and overflow. */
    long bytes() {
        return bytes;
    }

    @SuppressWarnings("NullAway") // only called for buckets that exist
    BucketPage page(int bucket) {
        return groups[bucket >>> (PAGE_LOG2 + GROUP_LOG2)][(bucket >>> PAGE_LOG2) & GROUP_MASK];
    }

    /** The value under a key, or null. Writes nothing, so a map that nobody changes may be read by many threads. */
    @Nullable Object get(int bucket, int hash, Object key) {
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        long word = page.tags[slot];
        int tag = Tags.of(hash);
        int at = find(word, page.pairs, slot * PAIRS, tag, key);
        if (at >= 0) {
            return page.pairs[at + 1];
        }
        return Tags.overflown(word) ? getOverflown(overflow(page, slot), tag, key) : null;
    }

    private static @Nullable Object getOverflown(Overflow first, int tag, Object key) {
        for (Overflow node = first; node != null; node = node.next) {
            int at = find(node.tags, node.pairs, 0, tag, key);
            if (at >= 0) {
                return node.pairs[at + 1];
            }
        }
        return null;
    }

    /** The index of a key in an array of pairs, or -1. */
    private static int find(long word, @Nullable Object[] pairs, int from, int tag, Object key) {
        for (long m = Tags.match(word, tag); m != 0; m &= m - 1) {
            int at = from + 2 * Tags.first(m);
            Object candidate = pairs[at];
            if (candidate == key || key.equals(candidate)) {
                return at;
            }
        }
        return -1;
    }

    /** Writes a value under a key; returns the old one, or null if the key was not there and has been added. */
    @Nullable Object put(int bucket, int hash, Object key, Object value) {
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        int tag = Tags.of(hash);
        long word = page.tags[slot];
        @Nullable Object[] pairs = page.pairs;
        int at = find(word, pairs, slot * PAIRS, tag, key);
        for (Overflow node = at < 0 && Tags.overflown(word) ? overflow(page, slot) : null; node != null; ) {
            pairs = node.pairs;
            at = find(node.tags, pairs, 0, tag, key);
            node = at < 0 ? node.next : null;
        }
        if (at >= 0) {
            Object old = pairs[at + 1];
            pairs[at + 1] = value;
            return old;
        }
        add(page == NONE ? makeFirst() : page, bucket, tag, key, value);
        return null;
    }

    /** Adds an entry whose key is not in the bucket. */
    private void add(BucketPage page, int bucket, int tag, Object key, Object value) {
        int slot = bucket & MASK;
        long word = page.tags[slot];
        long empty = Tags.empty(word);
        count(page, bucket, 1);
        if (empty == 0) {
            addToOverflow(page, slot, tag, key, value);
            return;
        }
        int place = Tags.first(empty);
        int at = slot * PAIRS + 2 * place;
        page.tags[slot] = Tags.with(word, place, tag);
        page.pairs[at] = key;
        page.pairs[at + 1] = value;
    }

    private void addToOverflow(BucketPage page, int slot, int tag, Object key, Object value) {
        int link = slot * PAIRS + LINK;
        long word = page.tags[slot];
        Overflow first = Tags.overflown(word) ? overflow(page, slot) : null;
        if (first == null || first.full()) {
            Overflow made = new Overflow(first);
            bytes += made.bytes();
            if (first == null) {
                Object moved = requireNonNull(page.pairs[link]);
                made.add(Tags.get(word, Tags.PLACES - 1), moved, requireNonNull(page.pairs[link + 1]));
                page.pairs[link + 1] = null;
                page.tags[slot] = word | Tags.OVERFLOWN;
            }
            page.pairs[link] = made;
            int depth = made.depth();
            countDepth(depth, 1);
            deepened |= depth > DEEP;
            first = made;
        }
        bytes += first.add(tag, key, value);
    }

    /** Takes a key out; returns its value, or null if it is not in the bucket. */
    @Nullable Object remove(int bucket, int hash, Object key) {
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        long word = page.tags[slot];
        int at = find(word, page.pairs, slot * PAIRS, Tags.of(hash), key);
        if (at < 0) {
            return Tags.overflown(word) ? removeOverflown(page, bucket, Tags.of(hash), key) : null;
        }
        Object old = page.pairs[at + 1];
        int place = (at - slot * PAIRS) >>> 1;
        if (Tags.overflown(word)) {
            Overflow first = overflow(page, slot);
            int spare = Tags.last(first.tags);
            page.tags[slot] = Tags.with(Tags.without(word, place), place, Tags.get(first.tags, spare));
            first.moveTo(spare, page.pairs, at);
            unlinkIfEmpty(page, slot, first);
        } else {
            page.tags[slot] = Tags.without(word, place);
            page.pairs[at] = null;
            page.pairs[at + 1] = null;
        }
        count(page, bucket, -1);
        return old;
    }

    private @Nullable Object removeOverflown(BucketPage page, int bucket, int tag, Object key) {
        int slot = bucket & MASK;
        Overflow first = overflow(page, slot);
        for (Overflow node = first; node != null; node = node.next) {
            int at = find(node.tags, node.pairs, 0, tag, key);
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
                unlinkIfEmpty(page, slot, first);
                count(page, bucket, -1);
                return old;
            }
        }
        return null;
    }

    private void unlinkIfEmpty(BucketPage page, int slot, Overflow first) {
        if (first.tags == 0) {
            bytes -= first.bytes();
            countDepth(first.depth(), -1);
            page.pairs[slot * PAIRS + LINK] = first.next;
            if (first.next == null) {
                page.tags[slot] &= ~Tags.OVERFLOWN;
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

    private static Overflow overflow(BucketPage page, int slot) {
        return (Overflow) requireNonNull(page.pairs[slot * PAIRS + LINK]);
    }

    @Nullable Overflow overflowOf(int bucket) {
        BucketPage page = page(bucket);
        return Tags.overflown(page.tags[bucket & MASK]) ? overflow(page, bucket & MASK) : null;
    }

    /**
     * Moves the entries of bucket {@code lower} whose hash has the bit {@code upper - lower} to bucket {@code upper},
     * the first that did not exist. Returns how many entries it looked at. If a key's hashCode throws, nothing happened.
     */
    int split(int lower, int upper, KeyHash hash) {
        BucketPage to = ensure(upper);
        BucketPage page = page(lower);
        int slot = lower & MASK;
        long word = page.tags[slot];
        if (Tags.overflown(word)) {
            return splitOverflown(lower, upper, hash);
        }
        int from = slot * PAIRS;
        int shift = Integer.numberOfTrailingZeros(upper - lower);
        long taken = Tags.taken(word);
        long rising = 0;
        // One pass for the hashes alone and without a branch on them, so that the keys are fetched side by side.
        for (long m = taken; m != 0; m &= m - 1) {
            Object key = requireNonNull(page.pairs[from + 2 * Tags.first(m)]);
            rising |= (m & -m) & -(long) (hash.of(key) >>> shift & 1);
        }
        int at = (upper & MASK) * PAIRS;
        long tags = 0;
        int moved = 0;
        for (long m = rising; m != 0; m &= m - 1, moved++) {
            int place = Tags.first(m);
            tags = Tags.with(tags, moved, Tags.get(word, place));
            word = Tags.without(word, place);
            to.pairs[at + 2 * moved] = page.pairs[from + 2 * place];
            to.pairs[at + 2 * moved + 1] = page.pairs[from + 2 * place + 1];
            page.pairs[from + 2 * place] = null;
            page.pairs[from + 2 * place + 1] = null;
        }
        page.tags[slot] = word;
        to.tags[upper & MASK] = tags;
        count(page, lower, -moved);
        count(to, upper, moved);
        return Long.bitCount(taken);
    }

    private int splitOverflown(int lower, int upper, KeyHash hash) {
        int entries = count(lower);
        if (entries > movingHashes.length) {
            moving = new @Nullable Object[4 * entries];
            movingHashes = new int[2 * entries];
        }
        copy(lower, moving);
        for (int i = 0; i < entries; i++) {
            movingHashes[i] = hash.of(requireNonNull(moving[2 * i]));
        }
        wipe(lower);
        for (int i = 0; i < entries; i++) {
            int bucket = (movingHashes[i] & (upper - lower)) == 0 ? lower : upper;
            Object key = requireNonNull(moving[2 * i]);
            add(page(bucket), bucket, Tags.of(movingHashes[i]), key, requireNonNull(moving[2 * i + 1]));
        }
        Arrays.fill(moving, 0, 2 * entries, null);
        return entries;
    }

    /** Moves all entries of bucket {@code upper}, the last one, to bucket {@code lower}. Returns how many. */
    int merge(int lower, int upper) {
        BucketPage page = page(upper);
        int slot = upper & MASK;
        int entries = addAll(places(page.tags[slot]), page.tags[slot], page.pairs, slot * PAIRS, lower);
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
            add(page(bucket), bucket, Tags.get(word, place), key, value);
        }
        return Long.bitCount(taken);
    }

    /** Empties a bucket. */
    private void wipe(int bucket) {
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        count(page, bucket, -count(bucket));
        for (Overflow node = overflowOf(bucket); node != null; node = node.next) {
            bytes -= node.bytes();
            countDepth(node.depth(), -1);
        }
        page.tags[slot] = 0;
        Arrays.fill(page.pairs, slot * PAIRS, (slot + 1) * PAIRS, null);
    }

    /** The taken places of a bucket, as a match. */
    static long places(long word) {
        return Tags.taken(Tags.overflown(word) ? word & ~Tags.OVERFLOWN : word);
    }

    /** Entries of a bucket. */
    int count(int bucket) {
        int entries = Long.bitCount(places(page(bucket).tags[bucket & MASK]));
        for (Overflow node = overflowOf(bucket); node != null; node = node.next) {
            entries += Long.bitCount(Tags.taken(node.tags));
        }
        return entries;
    }

    /** Copies the entries of a bucket into an array of twice as many elements as it {@link #count counts}. */
    void copy(int bucket, @Nullable Object[] into) {
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        int n = copy(places(page.tags[slot]), page.pairs, slot * PAIRS, into, 0);
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
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        if (place < Tags.PLACES) {
            return visit(places(page.tags[slot]) & (0x80L << (8 * place)), page.pairs, slot * PAIRS, visitor) > 0;
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
        int group = 0;
        while (left >= groupLive[group]) {
            left -= groupLive[group++];
        }
        int bucket = group << (GROUP_LOG2 + PAGE_LOG2);
        for (int live; left >= (live = page(bucket).live); bucket += PAGE) {
            left -= live;
        }
        for (int live; left >= (live = count(bucket)); bucket++) {
            left -= live;
        }
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        long taken = places(page.tags[slot]);
        if (left < Long.bitCount(taken)) {
            visit(nth(taken, left), page.pairs, slot * PAIRS, visitor);
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
        BucketPage page = page(bucket);
        int slot = bucket & MASK;
        Overflow node = overflowOf(bucket);
        visit(places(page.tags[slot]), page.pairs, slot * PAIRS, visitor);
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

    private void count(BucketPage page, int bucket, int delta) {
        page.live += delta;
        groupLive[bucket >>> (PAGE_LOG2 + GROUP_LOG2)] += delta;
    }

    private BucketPage makeFirst() {
        groups = new @Nullable BucketPage[1][1];
        groupLive = new int[1];
        BucketPage made = page(1, null);
        groups[0][0] = made;
        bytes = directoryBytes() + bytes(1);
        return made;
    }

    /** Makes the page of a bucket that is one more than there were. */
    private BucketPage ensure(int bucket) {
        int index = bucket >>> PAGE_LOG2;
        int group = index >>> GROUP_LOG2;
        if (index == 0) {
            BucketPage first = page(0);
            int length = first.tags.length;
            if (bucket >= length) {
                first = page(2 * length, first);
                groups[0][0] = first;
                bytes += bytes(2 * length) - bytes(length);
            }
            return first;
        }
        if ((bucket & MASK) != 0) {
            return page(bucket);
        }
        bytes -= directoryBytes();
        if (group == groups.length) {
            groups = Arrays.copyOf(groups, 2 * group);
            groupLive = Arrays.copyOf(groupLive, 2 * group);
            Arrays.fill(groups, group, 2 * group, NO_PAGES);
        }
        @Nullable BucketPage[] pages = groups[group];
        if ((index & GROUP_MASK) >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(1, 2 * pages.length));
            groups[group] = pages;
        }
        BucketPage made = page(PAGE, null);
        pages[index & GROUP_MASK] = made;
        bytes += directoryBytes() + bytes(PAGE);
        return made;
    }

    private static BucketPage page(int buckets, @Nullable BucketPage old) {
        if (old == null) {
            return new BucketPage(new long[buckets], new @Nullable Object[buckets * PAIRS]);
        }
        BucketPage made = new BucketPage(Arrays.copyOf(old.tags, buckets), Arrays.copyOf(old.pairs, buckets * PAIRS));
        made.live = old.live;
        return made;
    }

    /** Gives back what only a bucket needed, it being the last one, and empty. */
    private void dropUnused(int bucket) {
        int index = bucket >>> PAGE_LOG2;
        if (index == 0) {
            BucketPage first = page(0);
            int length = first.tags.length;
            if (2 * bucket == length) {
                groups[0][0] = page(bucket, first);
                bytes -= bytes(length) - bytes(bucket);
            }
        } else if ((bucket & MASK) == 0) {
            bytes -= directoryBytes() + bytes(PAGE);
            dropPage(index >>> GROUP_LOG2, index & GROUP_MASK);
            bytes += directoryBytes();
        }
    }

    /** Drops the last page, and the half of the directory that only it needed. */
    private void dropPage(int group, int index) {
        @Nullable BucketPage[] pages = groups[group];
        pages[index] = null;
        if (2 * index == pages.length) {
            groups[group] = Arrays.copyOf(pages, index);
        } else if (index == 0) {
            groups[group] = NO_PAGES;
            if (2 * group == groups.length) {
                groups = Arrays.copyOf(groups, group);
                groupLive = Arrays.copyOf(groupLive, group);
            }
        }
    }

    private long directoryBytes() {
        long sum = 16 + (long) groups.length * References.BYTES + 16 + (long) groups.length * Integer.BYTES;
        for (@Nullable BucketPage[] pages : groups) {
            sum += pages == NO_PAGES ? 0 : 16 + (long) pages.length * References.BYTES;
        }
        return sum;
    }

    private static long bytes(int buckets) {
        return 24 + 16 + 16 + (long) buckets * (Long.BYTES + PAIRS * References.BYTES);
    }

    /**
     * Checks the invariants of the essay, in O(entries + buckets).
     *
     * @throws IllegalStateException if one does not hold
     */
    void checkIntegrity(int buckets) {
        if (groups == NO_GROUPS) {
            check(bytes == 0 && buckets == 1, "bytes of an empty table", bytes);
            return;
        }
        long held = directoryBytes();
        int[] found = new int[depths.length];
        for (int first = 0; first < buckets; first += PAGE) {
            BucketPage page = page(first);
            int live = 0;
            held += bytes(page.tags.length);
            check(first + page.tags.length >= Math.min(buckets, first + PAGE), "page too short", first);
            for (int slot = 0; slot < page.tags.length; slot++) {
                int bucket = first + slot;
                check(bucket < buckets || page.tags[slot] == 0, "entry beyond the last bucket", bucket);
                live += count(bucket);
                held += checkBucket(page, slot, bucket, found);
            }
            check(live == page.live, "count of page", first);
        }
        check(Arrays.equals(found, depths), "depths", deepest());
        check(held == bytes, "bytes", bytes);
    }

    /** Returns the bytes of the overflow. */
    private long checkBucket(BucketPage page, int slot, int bucket, int[] depthsFound) {
        long word = page.tags[slot];
        boolean overflown = Tags.overflown(word);
        checkPlaces(overflown ? word & ~Tags.OVERFLOWN : word, page.pairs, slot * PAIRS, overflown ? 7 : 8, bucket);
        check(!overflown || Long.bitCount(places(word)) == 7, "empty place before overflow", bucket);
        Overflow first = overflowOf(bucket);
        if (first == null) {
            check(!overflown, "no overflow", bucket);
            return 0;
        }
        check(page.pairs[slot * PAIRS + LINK + 1] == null, "value beside the overflow", bucket);
        check(first.tags != 0, "first node is empty", bucket);
        depthsFound[first.depth() - 1]++;
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

    private static void check(boolean holds, String what, long where) {
        if (!holds) {
            throw new IllegalStateException(what + " is wrong at " + where);
        }
    }
}
