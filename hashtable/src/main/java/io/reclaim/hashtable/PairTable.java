package io.reclaim.hashtable;

import io.reclaim.core.Uniform;
import io.reclaim.core.WorkBudget;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keys and values in {@link Buckets} under a {@link RehashFrontier}: the table inside a {@link RehashingMap}. */
final class PairTable {
    /*
     * Growth begins when 0.84 of the places are taken and splits one bucket for each put. A split adds eight places and
     * its put takes one, so the resize has always ended before the next one is due. At 0.84 one bucket in four
     * overflows, and until its turn to be split comes it stays so, at a cost for every lookup. A lower fill would
     * overflow less but cost more than 0.40 of the bytes of java.util.HashMap on the mean of a doubling.
     *
     * Entries are spread by a mix of the hash: low bits choose the bucket, the top byte is the tag.
     */

    private static final double MAX_LOAD = 0.84 * Tags.PLACES;
    /** Draws that may miss before the exact way is taken: at the fills that rehashing keeps, they hit in about 4. */
    private static final int GUESSES = 128;

    final RehashFrontier frontier = new RehashFrontier(1, MAX_LOAD);
    private Buckets buckets = new Buckets();
    private final KeyHash hash;
    private int size;

    PairTable(KeyHash hash) {
        this.hash = hash;
    }

    int size() {
        return size;
    }

    long bytes() {
        return buckets.bytes();
    }

    int hash(Object key) {
        return hash.of(key);
    }

    /** The value under a key, or null. */
    @Nullable Object get(int hash, Object key) {
        return buckets.get(frontier.bucket(hash), hash, key);
    }

    /** Writes a value; returns the old one, or null if the key was added. {@link #stepOfWrite} is the caller's. */
    @Nullable Object put(int hash, Object key, Object value) {
        Object old = buckets.put(frontier.bucket(hash), hash, key, value);
        if (old == null) {
            frontier.inserted(++size);
        }
        return old;
    }

    /** Takes a key out; returns its value, or null if it was not there. Moves nothing that an iterator has yet to meet. */
    @Nullable Object takeOut(int hash, Object key) {
        Object old = buckets.remove(frontier.bucket(hash), hash, key);
        if (old != null) {
            frontier.removed(--size);
        }
        return old;
    }

    /** The steps of the resize that a write has to do. */
    void stepOfWrite() {
        for (int i = frontier.stepsPerWrite(); i > 0 && frontier.mayStep(size); i--) {
            step();
        }
    }

    /** Steps while the budget lasts: one unit a bucket. Returns whether more are due. */
    boolean rehash(WorkBudget budget) {
        frontier.trim(size);
        while (frontier.mayStep(size)) {
            if (!budget.spend()) {
                return true;
            }
            step();
        }
        return false;
    }

    private void step() {
        frontier.begin();
        if (frontier.growing()) {
            int lower = frontier.toSplit();
            frontier.didSplit(buckets.split(lower, lower + frontier.base(), hash));
        } else {
            frontier.didMerge(buckets.merge(frontier.toMerge(), frontier.toEmpty()));
        }
    }

    void clear() {
        buckets = new Buckets();
        frontier.reset();
        size = 0;
    }

    /** Whether a bucket became deeper than chance makes them, since this was last asked. */
    boolean deepened() {
        return buckets.deepened();
    }

    /** Calls the visitor with all entries of the bucket of a hash; it must not change the table. */
    <K, V> void visitBucketOf(int hash, BiConsumer<? super K, ? super V> visitor) {
        buckets.visit(frontier.bucket(hash), visitor);
    }

    int buckets() {
        return frontier.buckets();
    }

    /** Calls the visitor with the entries of a bucket; it must not change the table. */
    <K, V> void visit(int bucket, BiConsumer<? super K, ? super V> visitor) {
        buckets.visit(bucket, visitor);
    }

    /** Visits one bucket and what it may have been split into or be merged with; returns where to continue, or 0. */
    <K, V> int scan(int cursor, BiConsumer<? super K, ? super V> visitor) {
        int mask = frontier.base() - 1;
        int bucket = cursor & mask;
        buckets.visit(bucket, visitor);
        if (bucket < frontier.split()) {
            buckets.visit(bucket + frontier.base(), visitor);
        }
        return Integer.reverse(Integer.reverse(cursor | ~mask) + 1);
    }

    /** Draws an entry, all alike; the table must not be empty. */
    <K, V> void sample(RandomGenerator random, BiConsumer<? super K, ? super V> visitor) {
        int places = Tags.PLACES * (1 + buckets.deepest());
        for (int i = 0; i < GUESSES; i++) {
            if (buckets.visitPlace(Uniform.below(random, frontier.buckets()), Uniform.below(random, places), visitor)) {
                return;
            }
        }
        buckets.visitRank(Uniform.below(random, size), visitor);
    }

    PairCursor cursor() {
        return new PairCursor(buckets, frontier.buckets());
    }

    /** The figures, with a size and bytes that may be of more than this table. */
    TableReport report(int size, long bytes) {
        int[] lengths = new int[TableReport.LENGTHS];
        int inUse = frontier.buckets();
        for (int i = 0; i < Math.min(inUse, TableReport.INSPECTED); i++) {
            TableReport.count(lengths, buckets.count(TableReport.inspected(i, inUse)));
        }
        return frontier.report(size, bytes, 0, lengths);
    }

    void checkIntegrity() {
        frontier.checkIntegrity();
        buckets.checkIntegrity(frontier.buckets());
        int[] found = new int[1];
        for (int bucket = 0; bucket < frontier.buckets(); bucket++) {
            int here = bucket;
            buckets.visit(bucket, (key, value) -> {
                found[0]++;
                int mixed = hash.of(key);
                if (frontier.bucket(mixed) != here || buckets.get(here, mixed, key) != value) {
                    throw new IllegalStateException("key is in bucket " + here + ": " + key);
                }
            });
        }
        if (found[0] != size) {
            throw new IllegalStateException("buckets hold " + found[0] + " entries, size is " + size);
        }
    }
}
