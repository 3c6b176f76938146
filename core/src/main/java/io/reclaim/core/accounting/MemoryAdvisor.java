package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

/**
 * Says how much memory a wished hit ratio needs, and what hit ratio some memory gives.
 *
 * <p>Use it to set a limit by what the cache is to achieve, once or again and again while requests change: give it a
 * curve that has seen the requests of some time, act on {@link MemoryAdvice#verdict}, begin a new curve. It is as good as
 * the curve, which is mostly that of an LRU cache: a policy that does better needs less than is said here. Deadlines,
 * writes and removals are in it as far as the curve knows of them.
 *
 * <p>{@link #hitRatio} asks the curve once, {@link #bytesFor} some 40 times. A snapshot, but for the curve. As
 * thread-safe as the curve is.
 *
 * @see "Waldspurger, Park, Garthwaite, Ahmad, Efficient MRC Construction with SHARDS, FAST 2015, section 1"
 */
public final class MemoryAdvisor {
    /** No size gives the wished hit ratio. */
    public static final long UNREACHABLE = -1;

    /*
     * A curve is over entries, a limit over bytes. Between them lies a straight line: what the empty store takes and the
     * pages that the first entry begins, and the same for each entry, namely what an entry takes now with its share of
     * further pages:
     *
     *     bytes = fixed + entries x bytesPerEntry        fixed         = startup + first pages
     *                                                    bytesPerEntry = max(dataset, counted - fixed) / keys
     *
     * The first pages belong to the fixed part. Of a store of 3,045 entries they were 7 %; taken for a share of each entry
     * they made advice for a quarter of the size hold 489 entries where 686 were meant, and miss a wish of 60 % by 3.9
     * points. As a fixed part: by 0.4. The curve is not to blame: it was within 0.6 points of that store at five sizes.
     *
     * What is not on the line: later pages begin one at a time; and where the values of rare keys have other lengths than
     * those of frequent ones, bytesPerEntry moves with the size, by 5 % in that store. Both are corrected by asking again
     * after the limit was changed.
     *
     * The curve falls, so the least size for a hit ratio is found by bisection, over entries: bytes are then rounded up to
     * the first that hold them all. Laws: hitRatio rises with bytes; hitRatio(bytesFor(h)) >= h; one byte less gives less.
     */

    private static final long MOST_ENTRIES = 1L << 40;
    private static final int PERCENT = 10;

    private final MissRatios curve;
    private final long fixedBytes;
    private final double bytesPerEntry;
    private final long currentBytes;

    /**
     * An advisor for whoever has no report.
     *
     * @param curve miss ratios by entries
     * @param fixedBytes what a store takes beside its entries, {@code >= 0}
     * @param bytesPerEntry what each entry adds, 1 to 2^31
     * @param currentBytes the limit now, {@code >= 0}
     */
    public MemoryAdvisor(MissRatios curve, long fixedBytes, double bytesPerEntry, long currentBytes) {
        this.curve = requireNonNull(curve, "curve");
        if (fixedBytes < 0) {
            throw new IllegalArgumentException("fixedBytes must not be negative: " + fixedBytes);
        }
        if (!(bytesPerEntry >= 1 && bytesPerEntry <= 1L << 31)) {
            throw new IllegalArgumentException("bytesPerEntry must be 1 to 2^31: " + bytesPerEntry);
        }
        if (currentBytes < 0) {
            throw new IllegalArgumentException("currentBytes must not be negative: " + currentBytes);
        }
        this.fixedBytes = fixedBytes;
        this.bytesPerEntry = bytesPerEntry;
        this.currentBytes = currentBytes;
    }

    /**
     * An advisor for a store as it is now.
     *
     * @param curve miss ratios by entries, of the store's requests
     * @param report of the store; its limit without the reserve is the current size, or what it holds if it has no limit
     * @return the advisor
     * @throws IllegalArgumentException if the store has no entry to measure
     */
    public static MemoryAdvisor of(MissRatios curve, MemoryReport report) {
        return of(curve, report, 0);
    }

    /**
     * An advisor for a store that takes memory in pages.
     *
     * @param curve miss ratios by entries, of the store's requests
     * @param report of the store; its limit without the reserve is the current size, or what it holds if it has no limit
     * @param firstPageBytes of the pages that the first entry begins, without its own bytes, {@code >= 0}
     * @return the advisor
     * @throws IllegalArgumentException if the store has no entry to measure
     */
    public static MemoryAdvisor of(MissRatios curve, MemoryReport report, long firstPageBytes) {
        if (firstPageBytes < 0) {
            throw new IllegalArgumentException("firstPageBytes must not be negative: " + firstPageBytes);
        }
        if (report.keys() == 0) {
            throw new IllegalArgumentException("a store must have keys to be advised: 0");
        }
        boolean limited = report.ceilingBytes() != MemoryLimit.UNLIMITED;
        long fixed = report.startupBytes() + firstPageBytes;
        double perEntry = (double) Math.max(report.datasetBytes(), report.countedBytes() - fixed) / report.keys();
        return new MemoryAdvisor(
                curve, fixed, Math.max(1, perEntry), limited ? report.ceilingBytes() : report.countedBytes());
    }

    /**
     * What this much memory gives.
     *
     * @param bytes a limit, {@code >= 0}
     * @return hits / requests
     */
    public double hitRatio(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        return 1 - curve.missRatio(entries(bytes));
    }

    /**
     * The least memory that gives a hit ratio.
     *
     * @param hitRatio hits / requests, 0 to 1
     * @return a limit in bytes, or {@link #UNREACHABLE}
     */
    public long bytesFor(double hitRatio) {
        if (!(hitRatio >= 0 && hitRatio <= 1)) {
            throw new IllegalArgumentException("hitRatio must be 0 to 1: " + hitRatio);
        }
        if (reachableHitRatio() < hitRatio) {
            return UNREACHABLE;
        }
        long enough = MOST_ENTRIES;
        long tooFew = -1;
        while (enough - tooFew > 1) {
            long middle = tooFew + (enough - tooFew) / 2;
            if (1 - curve.missRatio(middle) >= hitRatio) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        long bytes = fixedBytes + (long) Math.ceil(enough * bytesPerEntry);
        return entries(bytes) < enough ? bytes + 1 : bytes; // where the division rounded down
    }

    /** Entries that fit into this much memory. */
    private long entries(long bytes) {
        return Math.min(MOST_ENTRIES, (long) (Math.max(0, bytes - fixedBytes) / bytesPerEntry));
    }

    private double reachableHitRatio() {
        return 1 - curve.missRatio(MOST_ENTRIES);
    }

    /**
     * Everything there is to know for deciding on another limit.
     *
     * @param wishedHitRatio hits / requests, 0 to 1
     * @return the memory that needs, and what a tenth more and a tenth less than now would give
     */
    public MemoryAdvice advise(double wishedHitRatio) {
        long tenth = currentBytes / PERCENT;
        return new MemoryAdvice(
                wishedHitRatio,
                bytesFor(wishedHitRatio),
                reachableHitRatio(),
                currentBytes,
                hitRatio(currentBytes),
                hitRatio(currentBytes + tenth),
                hitRatio(currentBytes - tenth));
    }

    @Override
    public String toString() {
        return "MemoryAdvisor[" + MemorySize.format(fixedBytes) + " + " + bytesPerEntry + " for each entry, now "
                + MemorySize.format(currentBytes) + "]";
    }
}
