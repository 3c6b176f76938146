package io.reclaim.hashtable;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.IncrementalWork;
import io.reclaim.core.Ticker;
import io.reclaim.core.Uniform;
import io.reclaim.core.WorkBudget;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Map} without long operations: no call takes longer because the map is large, not while it grows, shrinks or
 * is cleared.
 *
 * <p>When to use it: in place of a {@link java.util.HashMap} that is large or whose pauses matter. It refuses null keys
 * and values. Order is arbitrary. Where keys are bytes, or there is no object per key, use {@link RehashingTable} or
 * {@link RehashingIndex}.
 *
 * <p>Cost: {@code get} reads one word of fingerprints and usually one pair; a write that adds or removes a key also splits
 * one bucket or merges up to eight, while a resize is pending; {@code clear} is O(1). Bytes beyond keys and values: 14 to
 * 19 an entry with compressed references, under 200 for an empty map; no object per entry.
 *
 * <p>Where many keys have the same {@code hashCode}, or were chosen to meet in one bucket, strings, integers, longs,
 * doubles and {@link java.util.UUID}s are found by a second hash with a secret; once there are such keys, every key of
 * these classes costs one lookup more. Keys of other classes are compared one after the other, and a split of their
 * bucket is as long as they are many.
 *
 * <p>As in {@link java.util.HashMap} the first key object stays when its value is overwritten. {@code get},
 * {@code containsKey} and {@code remove} refuse null, {@code containsValue} and {@code entrySet().contains} answer false.
 * Functions given to {@code compute} and its kin must not change the map; a {@link ConcurrentModificationException} says
 * so when a key came or went. If a key's {@code hashCode} throws while a bucket is split, the exception passes through and
 * the write has been done; after an {@link OutOfMemoryError} in a write entries may be lost.
 *
 * <p>Iterators are fail-fast: they throw {@link ConcurrentModificationException} after a key came or went, or
 * {@link #rehashing()} did a step, other than by the iterator. During a resize they meet each entry once, as always.
 * Removing through an iterator or a view's bulk method leaves shrinking to later writes and to {@code rehashing()}.
 * Entries are snapshots; {@code setValue} writes through. {@link #scan} allows changes between its calls. {@code get}
 * never changes anything, so a map that nobody writes may be read by several threads; otherwise not thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class RehashingMap<K, V> extends AbstractMap<K, V> {
    /*
     * A PairTable with the clothes of a Map, and beside it, only where needed, the Collisions: entries whose keys were
     * found many to one hash. A key belongs there iff its hash is one of those and its class has a second hash.
     *
     * compute and its kin look a key up by the same hash twice, once before and once after the function: the second
     * time its bucket is in the cache, and remembering places across a function that may do anything is not worth it.
     */

    /** Bit of a scan's cursor: the table is done, the collisions are not. */
    private static final long IN_COLLISIONS = 1L << 32;

    private final PairTable table = new PairTable(KeyHash.OWN);
    private @Nullable Collisions collisions;
    private @Nullable SecondHash second;
    private int changes;
    private @Nullable IncrementalWork rehashing;

    /**
     * An empty map. It takes its first bucket with its first entry. The first time that keys collide it draws a secret
     * from {@link java.security.SecureRandom}, which may take milliseconds; {@link #RehashingMap(SipHash)} spares that.
     */
    public RehashingMap() {}

    /**
     * An empty map whose order is the same in every run, even of colliding keys.
     *
     * @param secret hashes keys that collide; whoever knows its secret can make keys collide again
     */
    public RehashingMap(SipHash secret) {
        this.second = new SecondHash(requireNonNull(secret, "secret"));
    }

    /**
     * A map with the entries of another.
     *
     * @param other where they come from
     * @throws NullPointerException if it has a null key or value
     */
    @SuppressWarnings("this-escape") // final class
    public RehashingMap(Map<? extends K, ? extends V> other) {
        putAll(other);
    }

    @Override
    public int size() {
        return table.size() + (collisions == null ? 0 : collisions.size());
    }

    @Override
    public @Nullable V get(Object key) {
        return find(KeyHash.own(key), key);
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public V getOrDefault(Object key, V other) {
        V value = get(key);
        return value == null ? other : value;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return write(KeyHash.own(key), key, value);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        int hash = KeyHash.own(key);
        requireNonNull(value, "value");
        V old = find(hash, key);
        if (old == null) {
            write(hash, key, value);
        }
        return old;
    }

    @Override
    public @Nullable V remove(Object key) {
        return erase(KeyHash.own(key), key);
    }

    @Override
    public boolean remove(Object key, Object value) {
        int hash = KeyHash.own(key);
        V old = find(hash, key);
        return old != null && old.equals(value) && erase(hash, key) != null;
    }

    @Override
    public @Nullable V replace(K key, V value) {
        int hash = KeyHash.own(key);
        requireNonNull(value, "value");
        return find(hash, key) == null ? null : write(hash, key, value);
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        int hash = KeyHash.own(key);
        requireNonNull(expected, "expected");
        requireNonNull(value, "value");
        return expected.equals(find(hash, key)) && write(hash, key, value) != null;
    }

    /** {@inheritDoc} The function must not change the map. */
    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        int hash = KeyHash.own(key);
        requireNonNull(function, "function");
        V old = find(hash, key);
        if (old != null) {
            return old;
        }
        int before = changes;
        V made = function.apply(key);
        checkForChanges(before);
        if (made != null) {
            write(hash, key, made);
        }
        return made;
    }

    /** {@inheritDoc} The function must not change the map. */
    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        int hash = KeyHash.own(key);
        requireNonNull(function, "function");
        V old = find(hash, key);
        if (old == null) {
            return null;
        }
        int before = changes;
        V made = function.apply(key, old);
        checkForChanges(before);
        return writeOrErase(hash, key, made);
    }

    /** {@inheritDoc} The function must not change the map. */
    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        int hash = KeyHash.own(key);
        requireNonNull(function, "function");
        int before = changes;
        V made = function.apply(key, find(hash, key));
        checkForChanges(before);
        return writeOrErase(hash, key, made);
    }

    /** {@inheritDoc} The function must not change the map. */
    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        int hash = KeyHash.own(key);
        requireNonNull(value, "value");
        requireNonNull(function, "function");
        V old = find(hash, key);
        int before = changes;
        V made = old == null ? value : function.apply(old, value);
        checkForChanges(before);
        return writeOrErase(hash, key, made);
    }

    private @Nullable V writeOrErase(int hash, K key, @Nullable V value) {
        if (value == null) {
            erase(hash, key);
        } else {
            write(hash, key, value);
        }
        return value;
    }

    @SuppressWarnings("unchecked") // only values go in
    private @Nullable V find(int hash, Object key) {
        Collisions apart = collisions;
        return (V) (apart != null && apart.holds(hash, key) ? apart.get(key) : table.get(hash, key));
    }

    @SuppressWarnings("unchecked") // only values go in
    private @Nullable V write(int hash, K key, V value) {
        requireNonNull(value, "value");
        Collisions apart = collisions;
        boolean colliding = apart != null && apart.holds(hash, key);
        Object old = colliding ? requireNonNull(apart).put(key, value) : table.put(hash, key, value);
        if (old == null) {
            changes++; // before the step, in which a key's hashCode may throw
            table.stepOfWrite();
            if (table.deepened() && SecondHash.has(key)) {
                setApart(hash);
            }
        }
        return (V) old;
    }

    private @Nullable V erase(int hash, Object key) {
        V old = takeOut(hash, key);
        if (old != null) {
            table.stepOfWrite();
            if (collisions != null) {
                collisions.stepOfWrite();
            }
        }
        return old;
    }

    @SuppressWarnings("unchecked") // only values go in
    private @Nullable V takeOut(int hash, Object key) {
        Collisions apart = collisions;
        Object old;
        if (apart != null && apart.holds(hash, key)) {
            old = apart.takeOut(key);
            if (apart.size() == 0) {
                collisions = null;
            }
        } else {
            old = table.takeOut(hash, key);
        }
        if (old != null) {
            changes++;
        }
        return (V) old;
    }

    /** Moves the keys of one hash, if they are many, or else those of a bucket far deeper than others, to another hash. */
    private void setApart(int hash) {
        List<Object> alike = new ArrayList<>();
        List<Object> all = new ArrayList<>();
        table.visitBucketOf(hash, (key, value) -> {
            if (SecondHash.has(key)) {
                all.add(key);
                if (KeyHash.own(key) == hash) {
                    alike.add(key);
                }
            }
        });
        // Four times the mean: where resizing is forbidden every bucket is deep and none is suspicious.
        boolean many = alike.size() >= Collisions.FEWEST;
        if (many || all.size() >= Collisions.FEWEST + 4L * table.size() / table.buckets()) {
            Collisions apart = collisions();
            for (Object key : many ? alike : all) {
                int own = KeyHash.own(key);
                apart.take(own);
                apart.put(key, requireNonNull(table.takeOut(own, key)));
            }
        }
    }

    private Collisions collisions() {
        Collisions apart = collisions;
        if (apart == null) {
            if (second == null) {
                second = SecondHash.secret();
            }
            apart = new Collisions(second);
            apart.entries().frontier.resizeLike(table.frontier);
            collisions = apart;
        }
        return apart;
    }

    /** Removes all entries by dropping the pages: O(1). */
    @Override
    public void clear() {
        table.clear();
        collisions = null;
        changes++;
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        requireNonNull(action, "action");
        visitAll(table, action);
        if (collisions != null) {
            visitAll(collisions.entries(), action);
        }
    }

    private void visitAll(PairTable entries, BiConsumer<? super K, ? super V> action) {
        int before = changes;
        for (int bucket = 0; bucket < entries.buckets(); bucket++) {
            entries.visit(bucket, action);
            checkForChanges(before);
        }
    }

    /** {@inheritDoc} The function must not change the map. */
    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        requireNonNull(function, "function");
        int before = changes;
        for (Entry<K, V> entry : entrySet()) {
            entry.setValue(function.apply(entry.getKey(), entry.getValue()));
        }
        checkForChanges(before);
    }

    @Override
    public Set<K> keySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<K> iterator() {
                return new KeyIterator();
            }

            @Override
            public int size() {
                return RehashingMap.this.size();
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
                return RehashingMap.this.size();
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
     * first call to the last is met at least once; others may be. An entry is met again only after the map has shrunk
     * between two calls (each halving of its buckets repeats at most the entries of one bucket), or after its key was
     * found to collide with many others.
     *
     * @param cursor 0 to begin, else what the last call returned
     * @param maxBuckets how many buckets to visit at most, {@code >= 1}; a split one counts once, with its upper half
     * @param visitor told of each entry; must not change the map
     * @return where to continue; 0 when all were visited
     * @throws IllegalArgumentException if maxBuckets is not positive
     * @throws ConcurrentModificationException if the visitor changed the map
     * @see "Redis dict.c, dictScan: the cursor counts with its bits reversed, so that all buckets that one bucket is ever
     *     split into or merged with are visited together"
     */
    public long scan(long cursor, int maxBuckets, BiConsumer<? super K, ? super V> visitor) {
        if (maxBuckets < 1) {
            throw new IllegalArgumentException("maxBuckets must be positive: " + maxBuckets);
        }
        requireNonNull(visitor, "visitor");
        int before = changes;
        boolean apart = (cursor & IN_COLLISIONS) != 0;
        PairTable scanned = apart ? collisions == null ? null : collisions.entries() : table;
        int next = (int) cursor;
        for (int i = 0; i < maxBuckets && scanned != null; i++) {
            next = scanned.scan(next, visitor);
            checkForChanges(before);
            if (next == 0) {
                return apart || collisions == null ? 0 : IN_COLLISIONS;
            }
        }
        return scanned == null ? 0 : Integer.toUnsignedLong(next) | (apart ? IN_COLLISIONS : 0);
    }

    /**
     * Draws entries, each time any of them with the same chance. A draw takes about four tries at the usual fills, and
     * never more than 128; then, in a map that lost nearly all its entries and may not shrink, or that has hundreds of
     * keys of one hash without a second, it goes by the counts of pages: one addition for 4 million places, 1,024 and 512 more.
     *
     * @param count how many draws, {@code >= 0}; none if the map is empty
     * @param random where the draws come from
     * @param visitor told of each draw; must not change the map
     * @throws IllegalArgumentException if count is negative
     * @throws ConcurrentModificationException if the visitor changed the map
     */
    public void sample(int count, RandomGenerator random, BiConsumer<? super K, ? super V> visitor) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: " + count);
        }
        requireNonNull(visitor, "visitor");
        int before = changes;
        for (int i = 0; i < count && !isEmpty(); i++) {
            if (collisions == null || Uniform.below(random, size()) < table.size()) {
                table.sample(random, visitor);
            } else {
                collisions.entries().sample(random, visitor);
            }
            checkForChanges(before);
        }
    }

    /**
     * Rehashing for idle time: one unit a bucket. Also shrinks a table that could be half as large.
     *
     * @return always the same work
     */
    public IncrementalWork rehashing() {
        if (rehashing == null) {
            rehashing = this::rehash;
        }
        return rehashing;
    }

    private boolean rehash(long nowMillis, WorkBudget budget) {
        boolean pending = rehash(table, budget);
        return collisions == null ? pending : rehash(collisions.entries(), budget) || pending;
    }

    private boolean rehash(PairTable entries, WorkBudget budget) {
        int before = entries.buckets();
        try {
            return entries.rehash(budget);
        } finally { // also if a key's hashCode threw after some steps
            if (entries.buckets() != before) {
                changes++;
            }
        }
    }

    /** Stops rehashing until {@link #resumeRehash()} was called as often. */
    public void pauseRehash() {
        table.frontier.pause();
        if (collisions != null) {
            collisions.entries().frontier.pause();
        }
    }

    /**
     * Ends one pause.
     *
     * @throws IllegalStateException if there is none
     */
    public void resumeRehash() {
        table.frontier.resume();
        if (collisions != null) {
            collisions.entries().frontier.resume();
        }
    }

    /**
     * Whether the map may change its size.
     *
     * @return the mode, {@link ResizeMode#ALLOW} at first
     */
    public ResizeMode mode() {
        return table.frontier.mode();
    }

    /**
     * Sets whether the map may change its size, from the next write on.
     *
     * @param mode the mode
     */
    public void mode(ResizeMode mode) {
        table.frontier.mode(mode);
        if (collisions != null) {
            collisions.entries().frontier.mode(mode);
        }
    }

    /**
     * Measures how long the steps of resizes take, for {@link #report()}; two clock readings a step.
     *
     * @param ticker the clock, or null to measure no longer
     */
    public void timeSteps(@Nullable Ticker ticker) {
        table.frontier.time(ticker);
    }

    /**
     * How full and how even the map is, and what resizing has cost. O(1): the histogram is of at most 1,024 buckets,
     * evenly spread. Entries that are found by the second hash are counted in size and bytes only.
     *
     * @return the figures now
     */
    public TableReport report() {
        return table.report(size(), bytes());
    }

    /**
     * Bytes of the buckets, computed, not measured.
     *
     * @return bytes beyond keys, values and the map object itself
     */
    public long bytes() {
        return table.bytes() + (collisions == null ? 0 : collisions.bytes());
    }

    /**
     * Checks that each entry is in its bucket and counted, in O(entries + buckets).
     *
     * @throws IllegalStateException if not
     */
    public void checkIntegrity() {
        table.checkIntegrity();
        Collisions apart = collisions;
        if (apart != null) {
            apart.checkIntegrity();
            visitAll(table, (key, value) -> {
                if (apart.holds(KeyHash.own(key), key)) {
                    throw new IllegalStateException("key belongs to the collisions: " + key);
                }
            });
            visitAll(apart.entries(), (key, value) -> {
                if (!apart.holds(KeyHash.own(key), key)) {
                    throw new IllegalStateException("key does not belong to the collisions: " + key);
                }
            });
        }
    }

    private void checkForChanges(int before) {
        if (changes != before) {
            throw new ConcurrentModificationException();
        }
    }

    /** Is one entry ahead of what it returned. */
    private abstract class PairIterator<E> implements Iterator<E> {
        private PairCursor cursor = table.cursor();
        private boolean apart;
        private boolean more = cursor.advance() || advanceApart();
        private int expectedChanges = changes;
        private @Nullable Object last;

        /** Goes on with the collisions. */
        private boolean advanceApart() {
            if (apart || collisions == null) {
                return false;
            }
            apart = true;
            cursor = collisions.entries().cursor();
            return cursor.advance();
        }

        /** What is returned for an entry. */
        abstract E of(K key, V value);

        @Override
        public boolean hasNext() {
            return more;
        }

        @Override
        @SuppressWarnings("unchecked") // only keys and values go in
        public E next() {
            checkForChanges(expectedChanges);
            if (!more) {
                throw new NoSuchElementException();
            }
            K key = (K) cursor.key();
            E next = of(key, (V) cursor.value());
            last = key;
            more = cursor.advance() || advanceApart();
            return next;
        }

        @Override
        public void remove() {
            checkForChanges(expectedChanges);
            Object key = last;
            if (key == null) {
                throw new IllegalStateException("next() was not called, or remove() was");
            }
            takeOut(KeyHash.own(key), key);
            last = null;
            expectedChanges = changes;
        }
    }

    private final class KeyIterator extends PairIterator<K> {
        @Override
        K of(K key, V value) {
            return key;
        }
    }

    private final class EntryIterator extends PairIterator<Entry<K, V>> {
        @Override
        Entry<K, V> of(K key, V value) {
            return new WriteThroughEntry(key, value);
        }
    }

    /** A snapshot that writes through, as long as the key is in the map. */
    private final class WriteThroughEntry extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        WriteThroughEntry(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            requireNonNull(value, "value");
            replace(getKey(), value);
            return super.setValue(value);
        }
    }
}
