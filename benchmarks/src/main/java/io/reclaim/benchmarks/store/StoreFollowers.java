package io.reclaim.benchmarks.store;

import io.reclaim.core.RefSlab;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAdvisor;
import io.reclaim.core.accounting.MemoryReport;
import io.reclaim.eviction.HotKeys;
import io.reclaim.eviction.MissRatioCurve;
import io.reclaim.eviction.SizeHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those that look on in a {@link ReferenceStore} and change nothing: which keys are hot, what another size would miss, how
 * large entries are. Each read and write tells them; O(1), without allocation. Not thread-safe.
 */
public final class StoreFollowers {
    private final StoreEntries entries;
    private final MemoryAccount curveBytes;
    private final long seed;
    private final Supplier<MemoryReport> report;
    private final SizeHistogram sizes = new SizeHistogram();
    private @Nullable HotReads hotReads;
    private @Nullable MissRatioCurve curve;

    StoreFollowers(StoreEntries entries, MemoryAccount curveBytes, long seed, Supplier<MemoryReport> report) {
        this.entries = entries;
        this.curveBytes = curveBytes;
        this.seed = seed;
        this.report = report;
    }

    /** Somebody asked for a key, known by its hash, whether it is there or not. */
    void asked(long mixed) {
        if (curve != null) {
            curve.touch(mixed);
        }
    }

    /** A key that is there was read. */
    void hit(long mixed) {
        if (hotReads != null) {
            hotReads.read(mixed);
        }
    }

    /** An entry has come, in so many bytes of header, key and value. */
    void came(long bytes) {
        sizes.add(bytes);
    }

    /** An entry is about to go, or its value to be replaced. */
    void goes(int ref) {
        sizes.remove(entries.bytes(ref));
    }

    /**
     * Has the keys followed that are read most, anew from now on.
     *
     * @param counters how many keys are followed, ten times as many as are of interest; 0 for none. They take 52 to 60 bytes
     *     each, which are not charged
     */
    public void hotKeys(int counters) {
        hotReads = counters == 0 ? null : new HotReads(counters, seed);
    }

    /**
     * The keys that are read most, of those that are still there.
     *
     * @param most how many at most
     * @return the hottest first; none if they are not followed
     */
    public List<HotKey> hottest(int most) {
        List<HotKey> hottest = new ArrayList<>();
        for (int rank = 0; hotReads != null && rank < hotReads.keys().size() && hottest.size() < most; rank++) {
            HotKeys counted = hotReads.keys();
            int ref = entries.find(counted.key(rank));
            if (ref != RefSlab.NO_REF) {
                hottest.add(new HotKey(
                        entries.key(ref), HotReads.EVERY * counted.count(rank), HotReads.EVERY * counted.error(rank)));
            }
        }
        return hottest;
    }

    /**
     * Has a curve told of every read from now on, so that {@link #advisor} can answer. What it takes is charged, but does
     * not count toward the limit.
     *
     * @param wanted a new one for each time span that advice is to be about, or null for none
     */
    public void missRatioCurve(@Nullable MissRatioCurve wanted) {
        curveBytes.charge(wanted == null ? 0 : wanted.bytes());
        curveBytes.release(curve == null ? 0 : curve.bytes());
        curve = wanted;
    }

    /**
     * What another limit would do, by the reads that the curve was told of.
     *
     * @return an advisor for the store as it is now
     * @throws IllegalStateException if it has no curve, or no entry
     */
    public MemoryAdvisor advisor() {
        if (curve == null || entries.slab.size() == 0) {
            throw new IllegalStateException(
                    "advice needs a curve and entries: curve " + curve + ", " + entries.slab.size() + " entries");
        }
        return MemoryAdvisor.of(curve, report.get(), entries.firstPageBytes());
    }

    /**
     * How many entries there are of each size, in bytes of key, value and header.
     *
     * @return always the same, kept up to date; not to be changed
     */
    public SizeHistogram sizes() {
        return sizes;
    }

    void checkIntegrity(long entryBytes) {
        sizes.checkIntegrity();
        if (entryBytes != sizes.bytes() || sizes.entries() != entries.slab.size()) {
            throw new IllegalStateException(
                    entries.slab.size() + " entries hold " + entryBytes + " bytes, sizes " + sizes);
        }
    }
}
