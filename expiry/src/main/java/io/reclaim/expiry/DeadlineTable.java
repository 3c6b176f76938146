package io.reclaim.expiry;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntrySample;
import io.reclaim.core.IntColumn;
import io.reclaim.core.PageList;
import io.reclaim.core.RefSlab;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.Uniform;
import io.reclaim.core.accounting.MemoryAccount;
import java.util.random.RandomGenerator;

/**
 * Who has a deadline, and which, in the order of a hash table, where an entry stays in its bucket. What {@link
 * ExpiryCycle} looks through.
 *
 * <p>{@code put}, {@code remove} and {@code moved} take the length of a chain, one entry on the average, and beside it split
 * two buckets or merge 16 at most. A draw looks at 16 to 32 buckets on the average while the table grows, at 128 where seven
 * eighths were removed, and at many more, as in Redis, where a walk has removed nearly all and the table is not smaller yet.
 * Bytes per entry beyond the deadline: 8 in the row of every entry of the slab, 4 to 8 for those with a deadline, up to 32
 * after removals, in pages of 4 KB that come and go. Draws are uniform; a scan goes downward over the
 * refs of the slab, a place being a live ref, and meets every entry that stays.
 *
 * <p>Allocates nothing but pages. Not thread-safe.
 *
 * @see "W. Litwin, Linear Hashing, VLDB 1980; Redis dict.c, dictScan, dictExpandIfNeeded, dictShrinkIfNeeded"
 */
public final class DeadlineTable implements SampledPopulation, ScannedPopulation {
    /** Bytes of a page: what is taken at once. */
    public static final int PAGE_BYTES = 16 + (1 << 10) * Integer.BYTES;

    /*
     *     bucket      0      1      2            buckets-1
     *     heads     [ ref ][ ref ][  0  ] ...   [ ref ]         row of each ref: next in chain, hash, deadline
     *
     * Heads and links are ref + 1, so that a new page is one of empty buckets. The hash is drawn when an entry gets its
     * first deadline. It cannot be made of the ref: one that was removed is taken again soon, and its bucket is one that
     * the walk has just left.
     *
     * With half = the largest power of two <= buckets, bucket b of [0, buckets - half) was split into b and b + half;
     * those from there to half were not. So an entry is in the bucket of its hash modulo 2 half, or modulo half if that one
     * is not there yet. At load 1 the goal is doubled, as in Redis, and each put splits two buckets until it is reached;
     * at an eighth it becomes the least power of two that is enough, and each put and each removal merges 16. So the
     * buckets are twice the entries at most after half as many puts, and after removals in any order but a walk's mostly at most 14 times.
     * Nothing is done that is proportional to the table.
     *
     * Merged buckets are neighbours in the order of the walk. When a walk removes all that it meets, those that are left
     * are neighbours too, and would end in few buckets: of a million that expire at once the last 512 were in one chain. So
     * a merge that would make a chain longer than 16 waits, and with it those after it, until some of these are removed, or
     * are met by a walk of the cycle, which then gives them other buckets. What is left to merge, the cycle does in its time.
     *
     * A walk goes over bit-reversed hashes: cursor c says that all whose reversed hash is below c were met. The bucket of
     * reverse(c) holds an interval of them, [reverse(b), + 2^32 / half or / 2 half), whatever was split or merged since:
     * who stays is met, and by splits nobody twice. Redis' cursor is the same with other words.
     *
     * Invariants: an entry is in the chain of its hash's bucket, once; chains hold live refs with a deadline; half <=
     * buckets < 2 half; pages = those that the buckets need, and at most one spare.
     *
     * Tried and lost: a dense array (DeadlineArray) with new entries at random places. It moves the last entry to the
     * hole of one removed, and another away for one that is new; so many wait for another pass. At 50,000 puts a second
     * and effort 1 that left 31 % stale instead of 27.
     */

    private static final int LEAST_BUCKETS = 4;
    private static final int MOST_BUCKETS = 1 << 30;
    private static final int SPARSE = 8;
    private static final int SPLITS = 2;
    private static final int MERGES = 16;
    /** No merge makes a longer one, and a draw chooses from so many; at load 1 one chain in 10^15 is longer. */
    static final int LONGEST_CHAIN = 16;

    private static final int HASH_BITS = 32;
    private static final int PAGE_LOG2 = 10;
    private static final int PAGE = 1 << PAGE_LOG2;
    private static final int PAGE_MASK = PAGE - 1;

    private final PageList<int[]> heads = new PageList<>();
    private int pages;
    private int buckets = LEAST_BUCKETS;
    private int half = LEAST_BUCKETS;
    private int goal = LEAST_BUCKETS;
    private final IntColumn next;
    private final IntColumn hash;
    private final DeadlineColumn deadlines;
    private final ChargedMemory memory;
    private final RandomGenerator random;

    /**
     * An empty table.
     *
     * @param slab where refs come from; its rows get the columns {@code deadline chain}, {@code deadline hash}
     *     and {@code deadline}
     * @param account charged for pages
     * @param random where hashes and draws come from
     */
    public DeadlineTable(RefSlab slab, MemoryAccount account, RandomGenerator random) {
        this(slab, new ChargedMemory(account), random);
    }

    DeadlineTable(RefSlab slab, ChargedMemory memory, RandomGenerator random) {
        this.memory = memory;
        this.random = requireNonNull(random, "random");
        this.next = requireNonNull(slab, "slab").rows().intColumn("deadline chain", 0);
        this.hash = slab.rows().intColumn("deadline hash", 0);
        this.deadlines = new DeadlineColumn(slab);
    }

    /**
     * Gives an entry a deadline, its first or another.
     *
     * @param ref a live entry
     * @param deadlineMillis 0 to {@link Deadlines#LATEST}
     */
    public void put(int ref, long deadlineMillis) {
        assert deadlineMillis >= 0 && deadlineMillis <= Deadlines.LATEST : "deadline: " + deadlineMillis;
        if (deadlines.get(ref) != Deadlines.NO_DEADLINE) {
            deadlines.set(ref, deadlineMillis);
            return;
        }
        if (putCost() > 0) {
            memory.take(PAGE_BYTES, this::makePage);
        }
        goal = goalOfPut();
        for (int i = 0; i < SPLITS && buckets < goal; i++) {
            split();
        }
        merge();
        link(ref);
        deadlines.enter(ref, deadlineMillis);
    }

    /** Puts an entry into a bucket that is drawn. */
    private void link(int ref) {
        int own = random.nextInt();
        hash.set(ref, own);
        push(bucket(own), ref);
    }

    /**
     * Gives an entry another bucket, if it has a deadline. One that the walk has just met may be met by it again, and is met
     * by the next one.
     */
    void spread(int ref) {
        if (deadlines.attribute(ref) != GONE) {
            relink(ref, hash.get(ref), next.get(ref));
            link(ref);
        }
    }

    /**
     * Moves a deadline to a later time.
     *
     * @param ref a live entry
     * @param deadlineMillis at most {@link Deadlines#LATEST}
     * @return whether it was moved; not if there is none, or the new one is not later
     */
    public boolean postpone(int ref, long deadlineMillis) {
        long deadline = deadlines.get(ref);
        if (deadline == Deadlines.NO_DEADLINE || deadlineMillis <= deadline) {
            return false;
        }
        deadlines.set(ref, deadlineMillis);
        return true;
    }

    /**
     * What the next {@link #put} can charge at most.
     *
     * @return bytes; 0 while there is room
     */
    public long putCost() {
        long after = Math.max(buckets, Math.min((long) buckets + SPLITS, goalOfPut()));
        return after > (long) pages << PAGE_LOG2 ? PAGE_BYTES : 0;
    }

    private int goalOfPut() {
        return deadlines.size() >= goal && goal < MOST_BUCKETS ? 2 * goal : goal;
    }

    /**
     * Takes an entry's deadline away.
     *
     * @param ref a live entry
     * @return whether it had one
     */
    public boolean remove(int ref) {
        if (deadlines.get(ref) == Deadlines.NO_DEADLINE) {
            return false;
        }
        relink(ref, hash.get(ref), next.get(ref));
        deadlines.leave(ref);
        int size = deadlines.size();
        if (goal > LEAST_BUCKETS && size <= goal / SPARSE) {
            goal = Math.max(LEAST_BUCKETS, size < 2 ? 0 : Integer.highestOneBit(size - 1) << 1);
        }
        merge();
        return true;
    }

    /**
     * Takes note that an entry, with a deadline or without, has another ref and that its row was copied: part of a
     * {@link io.reclaim.core.RefHolder}. It stays in its bucket. O(1), charges nothing.
     *
     * @param from the entry's ref until now
     * @param to its ref from now on
     */
    public void moved(int from, int to) {
        if (deadlines.get(to) != Deadlines.NO_DEADLINE) {
            relink(from, hash.get(to), to + 1);
        }
    }

    /** Puts another link in the place of the one that leads to an entry of this hash. */
    private void relink(int ref, int own, int link) {
        int bucket = bucket(own);
        int at = head(bucket);
        if (at == ref + 1) {
            head(bucket, link);
            return;
        }
        while (next.get(at - 1) != ref + 1) {
            at = next.get(at - 1);
        }
        next.set(at - 1, link);
    }

    private void push(int bucket, int ref) {
        next.set(ref, head(bucket));
        head(bucket, ref + 1);
    }

    private void split() {
        int chain = head(buckets - half);
        head(buckets - half, 0);
        while (chain != 0) {
            int ref = chain - 1;
            chain = next.get(ref);
            push((hash.get(ref) & half) == 0 ? buckets - half : buckets, ref);
        }
        buckets++;
        half = buckets == 2 * half ? buckets : half;
    }

    private void merge() {
        boolean more = shrinking();
        for (int i = 0; i < MERGES && more; i++) {
            more = shrink();
        }
    }

    /** Whether there are more buckets than there should be. */
    boolean shrinking() {
        return buckets > goal;
    }

    /**
     * Merges the last bucket into the one that it was split from.
     *
     * @return whether there was one too many and the chain is not too long
     */
    boolean shrink() {
        int last = buckets - 1;
        int halfAfter = buckets == half ? half / 2 : half;
        if (!shrinking() || tooLong(last, last - halfAfter)) {
            return false;
        }
        half = halfAfter;
        buckets = last;
        int chain = head(last);
        head(last, 0);
        while (chain != 0) {
            int ref = chain - 1;
            chain = next.get(ref);
            push(last - half, ref);
        }
        if (buckets <= (pages - 2) << PAGE_LOG2) {
            pages--;
            heads.set(pages, null);
            memory.release(PAGE_BYTES);
        }
        return true;
    }

    private boolean tooLong(int bucket, int other) {
        boolean longer = head(bucket) != 0 && head(other) != 0;
        return longer && length(bucket) + length(other) > LONGEST_CHAIN;
    }

    private int length(int bucket) {
        int length = 0;
        for (int link = head(bucket); link != 0; link = next.get(link - 1)) {
            length++;
        }
        return length;
    }

    private int makePage() {
        heads.set(pages, new int[PAGE]);
        return pages++;
    }

    private int bucket(int own) {
        int bucket = own & (2 * half - 1);
        return bucket < buckets ? bucket : bucket & (half - 1);
    }

    private int head(int bucket) {
        return heads.present(bucket >>> PAGE_LOG2)[bucket & PAGE_MASK];
    }

    private void head(int bucket, int link) {
        heads.present(bucket >>> PAGE_LOG2)[bucket & PAGE_MASK] = link;
    }

    /**
     * How many buckets there are, empty ones included.
     *
     * @return at least 4
     */
    public int buckets() {
        return buckets;
    }

    /**
     * An entry's deadline.
     *
     * @param ref a live entry
     * @return the deadline or {@link Deadlines#NO_DEADLINE}
     */
    public long deadline(int ref) {
        return deadlines.get(ref);
    }

    @Override
    public int size() {
        return deadlines.size();
    }

    /** The deadline in milliseconds. */
    @Override
    public long attribute(int ref) {
        return deadlines.attribute(ref);
    }

    @Override
    public void sample(EntrySample into) {
        while (deadlines.size() > 0 && !into.full()) {
            int link = head(Uniform.below(random, buckets));
            for (int place = Uniform.below(random, LONGEST_CHAIN); link != 0 && place > 0; place--) {
                link = next.get(link - 1);
            }
            if (link != 0) {
                into.add(link - 1, deadlines.get(link - 1));
            }
        }
    }

    /** Goes downward over refs, which stay where they are; a place is a live ref. */
    @Override
    public long scan(long cursor, int maxPlaces, EntrySample into) {
        return deadlines.scan(cursor, maxPlaces, into);
    }

    /**
     * Visits one bucket of a walk over all: adds the entries of its chain, as many as the sample takes.
     *
     * @param cursor {@link #START} to begin, else what the last call returned
     * @return where to continue, or {@link #START} when the walk is over
     */
    long walk(long cursor, EntrySample into) {
        if (deadlines.size() == 0) {
            return START;
        }
        int bucket = bucket(Integer.reverse((int) cursor));
        int link = head(bucket);
        while (link != 0 && !into.full()) {
            into.add(link - 1, deadlines.get(link - 1));
            link = next.get(link - 1);
        }
        boolean wasSplit = bucket < buckets - half || bucket >= half;
        int bits = Integer.numberOfTrailingZeros(half) + (wasSplit ? 1 : 0);
        long after = Integer.toUnsignedLong(Integer.reverse(bucket)) + (1L << (HASH_BITS - bits));
        return after == 1L << HASH_BITS ? START : after;
    }

    /**
     * Checks the invariants of the essay, in O(refs of the slab + buckets).
     *
     * @throws IllegalStateException if one does not hold
     */
    public void checkIntegrity() {
        deadlines.checkIntegrity();
        Integrity.check(Integer.bitCount(half) == 1 && half <= buckets && buckets < 2 * half, "buckets", buckets);
        int count = 0;
        for (int bucket = 0; pages > 0 && bucket < pages << PAGE_LOG2; bucket++) {
            for (int link = head(bucket); link != 0; link = next.get(link - 1)) {
                Integrity.check(deadlines.timed(link - 1), "dead or without deadline in a chain, ref", link - 1);
                Integrity.check(bucket(hash.get(link - 1)) == bucket, "ref in another's bucket", link - 1);
                count++;
                Integrity.check(count <= deadlines.size(), "more entries in chains than", deadlines.size());
            }
        }
        Integrity.check(count == deadlines.size(), "entries in chains", count);
        int needed = pages == 0 ? 0 : (buckets + PAGE_MASK) >>> PAGE_LOG2;
        Integrity.check(pages == needed || pages == needed + 1, "pages", pages);
        Integrity.check(memory.bytes() == (long) pages * PAGE_BYTES, "bytes charged", memory.bytes());
    }

    @Override
    public String toString() {
        return "DeadlineTable[" + size() + " in " + buckets + " buckets]";
    }
}
