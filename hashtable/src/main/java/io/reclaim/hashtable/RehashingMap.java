package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.Uniform;
import io.reclaim.core.WorkBudget;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Map} without long operations: growing, shrinking and clearing cost no single call more than a few
 * microseconds, whatever the size.
 *
 * <p>When to use it: in place of a {@link java.util.HashMap} that is large or whose pauses matter. It refuses null keys
 * and values. Order is arbitrary.
 *
 * <p>Cost: {@code get} reads one word of fingerprints and usually one pair; a {@code put} of a new key and a {@code remove}
 * also split or merge a bounded number of buckets; {@code clear} is O(1). Bytes beyond keys and values: about 16 an entry with
 * compressed references; no object per entry.
 *
 * <p>Iterators are fail-fast: they throw {@link ConcurrentModificationException} after a change that is not their own,
 * as far as they notice; a value written under a key they have yet to return may be missed. {@link #scan} allows changes. {@code get} never changes anything, so a map that nobody writes
 * may be read by several threads; otherwise not thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class RehashingMap<K, V> extends AbstractMap<K, V> {
    /*
     * Buckets of eight slots (class Buckets) under the frontier of the rehash protocol (package documentation).
     *
     * Growth begins when 0.88 of the slots are taken and splits one bucket for each put. A split adds eight slots and
     * its put takes one, so the resize has always ended before the next one is due. At 0.88 one bucket in four is
     * chained; higher fills chain more and slow misses, lower ones cost bytes.
     *
     * Entries are spread by a mix of hashCode: low bits choose the bucket, the top byte is the fingerprint.
     */

    private static final double MAX_LOAD = 0.88 * Buckets.SLOTS;
    private static final int SAMPLE_TRIES = 10_000;

    private final RehashFrontier frontier = new RehashFrontier(1, MAX_LOAD);
    private Buckets buckets = new Buckets();
    private int size;
    private int changes;
    private int pauses;
    private ResizeMode mode = ResizeMode.ALLOW;
    private @Nullable Object[] moving = new @Nullable Object[0];
    private final IncrementalWork rehashing = this::rehash;

    /** An empty map. It takes its first bucket with its first entry. */
    public RehashingMap() {}

    /**
     * A map with the entries of another.
     *
     * @param other where they come from
     */
    @SuppressWarnings("this-escape") // final class
    public RehashingMap(Map<? extends K, ? extends V> other) {
        putAll(other);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    @SuppressWarnings("unchecked") // only values go in
    public @Nullable V get(Object key) {
        int hash = hash(key);
        return (V) buckets.get(frontier.bucket(hash), Buckets.tag(hash), key);
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    @SuppressWarnings("unchecked") // only values go in
    public @Nullable V put(K key, V value) {
        requireNonNull(value, "value");
        int hash = hash(key);
        int tag = Buckets.tag(hash);
        int bucket = frontier.bucket(hash);
        V old = (V) buckets.replace(bucket, tag, key, value);
        if (old == null) {
            buckets.add(bucket, tag, key, value);
            size++;
            changes++;
            frontier.inserted(size, mode);
            stepOfWrite();
        }
        return old;
    }

    @Override
    public @Nullable V remove(Object key) {
        V old = takeOut(key);
        if (old != null) {
            frontier.removed(size, mode);
            stepOfWrite();
        }
        return old;
    }

    @SuppressWarnings("unchecked") // only values go in
    private @Nullable V takeOut(Object key) {
        int hash = hash(key);
        V old = (V) buckets.remove(frontier.bucket(hash), Buckets.tag(hash), key);
        if (old != null) {
            size--;
            changes++;
        }
        return old;
    }

    /** Removes all entries by dropping the pages: O(1). */
    @Override
    public void clear() {
        buckets = new Buckets();
        frontier.reset();
        size = 0;
        changes++;
    }

    @Override
    public Set<K> keySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<K> iterator() {
                Iterator<Entry<K, V>> entries = new EntryIterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entries.hasNext();
                    }

                    @Override
                    public K next() {
                        return entries.next().getKey();
                    }

                    @Override
                    public void remove() {
                        entries.remove();
                    }
                };
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public boolean contains(Object key) {
                return containsKey(key);
            }

            @Override
            public boolean remove(Object key) {
                return RehashingMap.this.remove(key) != null;
            }

            @Override
            public void clear() {
                RehashingMap.this.clear();
            }
        };
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<K, V>> iterator() {
                return new EntryIterator();
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public boolean contains(Object object) {
                return object instanceof Entry<?, ?> entry
                        && entry.getKey() != null
                        && entry.getValue() != null
                        && entry.getValue().equals(RehashingMap.this.get(entry.getKey()));
            }

            @Override
            public boolean remove(Object object) {
                return contains(object) && RehashingMap.this.remove(((Entry<?, ?>) object).getKey()) != null;
            }

            @Override
            public void clear() {
                RehashingMap.this.clear();
            }
        };
    }

    /**
     * Continues a walk over all entries that allows changes between the calls. An entry that is in the map from the
     * first call to the last is met at least once; others may be; any may be met again after a resize.
     *
     * @param cursor 0 to begin, else what the last call returned
     * @param maxBuckets how many buckets to visit at most, {@code >= 1}; a split one counts once, with its upper half
     * @param visitor told of each entry; must not change the map
     * @return where to continue; 0 when all were visited
     * @see "Redis dict.c, dictScan: the cursor counts with its bits reversed, so that all buckets that one bucket is ever
     *     split into or merged with are visited together"
     */
    public long scan(long cursor, int maxBuckets, BiConsumer<? super K, ? super V> visitor) {
        if (maxBuckets < 1) {
            throw new IllegalArgumentException("maxBuckets must be positive: " + maxBuckets);
        }
        long next = cursor;
        for (int i = 0; i < maxBuckets; i++) {
            int mask = frontier.base() - 1;
            int bucket = (int) next & mask;
            visit(bucket, visitor);
            if (bucket < frontier.split()) {
                visit(bucket + frontier.base(), visitor);
            }
            next = Integer.toUnsignedLong(Integer.reverse(Integer.reverse((int) next | ~mask) + 1));
            if (next == 0) {
                return 0;
            }
        }
        return next;
    }

    @SuppressWarnings("unchecked") // only keys and values go in
    private void visit(int bucket, BiConsumer<? super K, ? super V> visitor) {
        @Nullable Object[] pairs = new @Nullable Object[buckets.pairsOf(bucket)];
        buckets.copy(bucket, pairs);
        for (int i = 0; i < pairs.length; i += 2) {
            visitor.accept((K) requireNonNull(pairs[i]), (V) requireNonNull(pairs[i + 1]));
        }
    }

    /**
     * Draws an entry, all alike. A few tries at the usual fills; at most {@value #SAMPLE_TRIES}, after which (in a map
     * that lost nearly all its entries and has not shrunk yet) it takes the next entry it comes by.
     *
     * @param random where the draws come from
     * @return a copy of the entry, or null if the map is empty
     */
    @SuppressWarnings("unchecked") // only keys and values go in
    public @Nullable Entry<K, V> sample(RandomGenerator random) {
        if (size == 0) {
            return null;
        }
        int places = Buckets.SLOTS * (1 + buckets.deepest());
        int bucket = 0;
        for (int i = 0; i < SAMPLE_TRIES; i++) {
            bucket = Uniform.below(random, frontier.buckets());
            int place = 2 * Uniform.below(random, places);
            int pairsHere = buckets.pairsOf(bucket);
            if (place < pairsHere) {
                return entryAt(bucket, place, pairsHere);
            }
        }
        while (buckets.pairsOf(bucket) == 0) {
            bucket = bucket + 1 < frontier.buckets() ? bucket + 1 : 0;
        }
        return entryAt(bucket, 0, buckets.pairsOf(bucket));
    }

    @SuppressWarnings("unchecked") // only keys and values go in
    private Entry<K, V> entryAt(int bucket, int place, int pairsHere) {
        @Nullable Object[] pairs = new @Nullable Object[pairsHere];
        buckets.copy(bucket, pairs);
        return Map.entry((K) requireNonNull(pairs[place]), (V) requireNonNull(pairs[place + 1]));
    }

    /**
     * Rehashing for idle time: one unit a bucket.
     *
     * @return always the same work
     */
    public IncrementalWork rehashing() {
        return rehashing;
    }

    /** Stops rehashing until {@link #resumeRehash()} was called as often. */
    public void pauseRehash() {
        pauses++;
    }

    /**
     * Ends one pause.
     *
     * @throws IllegalStateException if there is none
     */
    public void resumeRehash() {
        if (pauses == 0) {
            throw new IllegalStateException("rehash is not paused");
        }
        pauses--;
    }

    /**
     * Sets whether the map may change its size, from the next write on.
     *
     * @param mode the mode, {@link ResizeMode#ALLOW} at first
     */
    public void mode(ResizeMode mode) {
        this.mode = requireNonNull(mode, "mode");
    }

    /**
     * Bytes of the buckets, computed, not measured.
     *
     * @return bytes beyond keys, values and the map object itself
     */
    public long bytes() {
        return buckets.bytes();
    }

    private boolean rehash(long nowMillis, WorkBudget budget) {
        while (canStep()) {
            if (!budget.spend()) {
                return true;
            }
            step();
        }
        return false;
    }

    private boolean canStep() {
        return frontier.pending() && pauses == 0 && mode != ResizeMode.FORBID;
    }

    private void stepOfWrite() {
        int most = frontier.growing() ? 1 : RehashingIndex.MERGES_PER_WRITE;
        for (int i = 0; i < most && canStep(); i++) {
            step();
        }
    }

    private void step() {
        changes++;
        if (frontier.growing()) {
            int lower = frontier.toSplit();
            move(lower, frontier.base(), lower);
            frontier.didSplit();
        } else {
            int upper = frontier.toEmpty();
            move(upper, 0, frontier.toMerge());
            frontier.didMerge();
            buckets.dropUnused(upper);
        }
    }

    /** Takes the entries of a bucket out and adds each to {@code to}, plus the bit if its hash has it. */
    private void move(int from, int bit, int to) {
        int count = buckets.pairsOf(from);
        if (count > moving.length) {
            moving = new @Nullable Object[2 * count];
        }
        buckets.drain(from, moving);
        for (int i = 0; i < count; i += 2) {
            Object key = requireNonNull(moving[i]);
            int hash = hash(key);
            buckets.add(to + (hash & bit), Buckets.tag(hash), key, requireNonNull(moving[i + 1]));
            moving[i] = null;
            moving[i + 1] = null;
        }
    }

    private static int hash(Object key) {
        return RehashingIndex.mix(key.hashCode());
    }

    /**
     * Checks that each entry is in its bucket and counted, in O(entries + buckets).
     *
     * @throws IllegalStateException if not
     */
    public void checkIntegrity() {
        frontier.checkIntegrity();
        int[] found = new int[1];
        for (int bucket = 0; bucket < frontier.buckets(); bucket++) {
            int here = bucket;
            buckets.checkIntegrity(bucket);
            visit(bucket, (key, value) -> {
                found[0]++;
                if (frontier.bucket(hash(key)) != here) {
                    throw new IllegalStateException("key is in bucket " + here + ": " + key);
                }
            });
        }
        if (found[0] != size) {
            throw new IllegalStateException("buckets hold " + found[0] + " entries, size is " + size);
        }
    }

    /** Goes over the buckets, one copy at a time, so that removing what it met last moves nothing it still has to meet. */
    private final class EntryIterator implements Iterator<Entry<K, V>> {
        private int bucket = -1;
        private int at;
        private @Nullable Object[] pairs = new @Nullable Object[0];
        private int expectedChanges = changes;
        private @Nullable K last;

        EntryIterator() {
            advance();
        }

        private void advance() {
            at += 2;
            while (at >= pairs.length && ++bucket < frontier.buckets()) {
                pairs = new @Nullable Object[buckets.pairsOf(bucket)];
                buckets.copy(bucket, pairs);
                at = 0;
            }
        }

        @Override
        public boolean hasNext() {
            return at < pairs.length;
        }

        @Override
        @SuppressWarnings("unchecked") // only keys and values go in
        public Entry<K, V> next() {
            checkForChanges();
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            K key = (K) requireNonNull(pairs[at]);
            V value = (V) requireNonNull(pairs[at + 1]);
            last = key;
            advance();
            return new SimpleEntry<>(key, value) {
                private static final long serialVersionUID = 1;

                @Override
                public V setValue(V next) {
                    int hash = hash(key);
                    requireNonNull(next, "value");
                    buckets.replace(frontier.bucket(hash), Buckets.tag(hash), key, next);
                    return super.setValue(next);
                }
            };
        }

        @Override
        public void remove() {
            checkForChanges();
            K key = last;
            if (key == null) {
                throw new IllegalStateException("next() was not called, or remove() was");
            }
            takeOut(key);
            frontier.removed(size, mode);
            last = null;
            expectedChanges = changes;
        }

        private void checkForChanges() {
            if (changes != expectedChanges) {
                throw new ConcurrentModificationException();
            }
        }
    }
}
