package io.reclaim.eviction;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.accounting.Counter;
import java.util.Arrays;
import java.util.Set;

/**
 * Finds and removes cold entries: draws a few at random, keeps the coldest seen so far in a pool, removes the coldest of
 * the pool.
 *
 * <p>With 5 samples and a pool of 16, 85 % of what it evicts in LRU order is among the truly oldest; with 10 samples
 * 93 %.
 *
 * <p>Cost of a victim: {@code samples} draws, or a quarter if an offered newcomer is colder than all of a full pool of at least {@code samples}, one call
 * of the policy for each, O(pool) to keep the pool in order.
 * Allocates nothing. Not thread-safe.
 *
 * @see "Redis evict.c, performEvictions and evictionPoolPopulate"
 */
public final class SampledEvictor {
    /** Nothing could be evicted: there is no entry, or none that the remover took in several rounds. */
    public static final long NOTHING = -1;

    /*
     * The pool makes a small sample as good as a large one: an entry that was cold but not coldest in its own sample is
     * compared again with later samples. What is in the pool may since have been touched, removed, or removed and its
     * ref taken by another entry. So the attribute is read and judged again right before removal; a candidate that is
     * gone, or warmer than when it was offered, is dropped. Redis evicts on the old score: EvictionQuirk.STALE_SCORES.
     *
     * A newcomer that was offered and is colder than all of a full pool is likely to go whatever is drawn, for the pool are
     * the coldest of many draws, if it holds as many as a sample. So then a quarter of the draws will do, to renew the pool; about half of the victims
     * of HitDensity are such newcomers. 10 draws become 6.2 in the mean, and hit ratios are those of always 8.
     *
     * If every candidate was dropped, another sample is drawn; MAX_ROUNDS bounds this for populations that change under
     * the evictor's hands or removers that refuse.
     */

    private static final int MAX_ROUNDS = 16;
    private static final int SHARE_FOR_NEWCOMER = 4;

    private final SampledPopulation population;
    private final EvictionPolicy policy;
    private final EntryRemover remover;
    private final EntrySample sample;
    private final EvictionPool pool;
    private final CandidateWeight weight;
    private final long[] drawnByColdness = new long[Long.SIZE];
    private long remembered;
    /** Went into the pool by an offer since the last draw. */
    private int newcomer = RefSlab.NO_REF;

    /** Whether the pool can tell of more than one sample. */
    private final boolean poolOutlastsSample;

    private final boolean staleScores;
    private final Counter evictions = new Counter();
    private final Counter evictedBytes = new Counter();

    /**
     * An evictor.
     *
     * @param population who may be evicted, with the attribute that the policy ranks by
     * @param policy the ranking
     * @param remover removes the victims
     * @param samples most entries drawn for a victim at once, {@code >= 1}
     * @param poolSize coldest entries remembered, {@code >= 1}
     */
    public SampledEvictor(
            SampledPopulation population, EvictionPolicy policy, EntryRemover remover, int samples, int poolSize) {
        this(population, policy, remover, samples, poolSize, CandidateWeight.NONE, Set.of());
    }

    /**
     * An evictor that goes by more than the policy.
     *
     * @param population who may be evicted, with the attribute that the policy ranks by
     * @param policy the ranking
     * @param remover removes the victims
     * @param samples most entries drawn for a victim at once, {@code >= 1}
     * @param poolSize coldest entries remembered, {@code >= 1}
     * @param weight changes coldness by what the policy does not know, and spares entries that are pinned; where most are
     *     pinned, a draw may find none that is not, and after several {@link #NOTHING} is evicted
     */
    public SampledEvictor(
            SampledPopulation population,
            EvictionPolicy policy,
            EntryRemover remover,
            int samples,
            int poolSize,
            CandidateWeight weight) {
        this(population, policy, remover, samples, poolSize, weight, Set.of());
    }

    /**
     * An evictor that goes by more than the policy, and does some things as Redis does them.
     *
     * @param population who may be evicted, with the attribute that the policy ranks by
     * @param policy the ranking
     * @param remover removes the victims
     * @param samples most entries drawn for a victim at once, {@code >= 1}
     * @param poolSize coldest entries remembered, {@code >= 1}
     * @param weight changes coldness by what the policy does not know, or {@link CandidateWeight#NONE}
     * @param quirks what to do as Redis does it; empty for none
     */
    public SampledEvictor(
            SampledPopulation population,
            EvictionPolicy policy,
            EntryRemover remover,
            int samples,
            int poolSize,
            CandidateWeight weight,
            Set<EvictionQuirk> quirks) {
        this.population = requireNonNull(population, "population");
        this.policy = requireNonNull(policy, "policy");
        this.remover = requireNonNull(remover, "remover");
        this.weight = requireNonNull(weight, "weight");
        if (samples < 1) {
            throw new IllegalArgumentException("samples must be positive: " + samples);
        }
        this.poolOutlastsSample = poolSize >= samples;
        this.sample = new EntrySample(samples);
        this.pool = new EvictionPool(poolSize, quirks.contains(EvictionQuirk.REPEATED_CANDIDATES));
        this.staleScores = quirks.contains(EvictionQuirk.STALE_SCORES);
    }

    /**
     * Evicts one entry.
     *
     * @param nowMillis the time that ages are judged by
     * @return bytes that the remover released, or {@link #NOTHING}
     */
    public long evict(long nowMillis) {
        for (int round = 0; round < MAX_ROUNDS && population.size() > 0; round++) {
            draw(drawsWanted(), nowMillis);
            while (pool.size() > 0) {
                int ref = pool.coldestRef();
                boolean cold = stillCold(ref, nowMillis);
                pool.dropColdest();
                long released = cold ? remover.remove(ref, RemovalCause.EVICTED) : EntryRemover.NOT_LIVE;
                if (released != EntryRemover.NOT_LIVE) {
                    remembered += inSample(ref) ? 0 : 1;
                    evictions.add(1);
                    evictedBytes.add(released);
                    return released;
                }
            }
        }
        return NOTHING;
    }

    /**
     * Evicts several entries, for one that needs the room of many.
     *
     * @param victims how many, {@code >= 1}
     * @param nowMillis the time that ages are judged by
     * @return how many were evicted; fewer than wanted if no more could be
     */
    public int evict(int victims, long nowMillis) {
        if (victims < 1) {
            throw new IllegalArgumentException("victims must be positive: " + victims);
        }
        int evicted = 0;
        while (evicted < victims && evict(nowMillis) != NOTHING) {
            evicted++;
        }
        return evicted;
    }

    private int drawsWanted() {
        boolean foreseen = poolOutlastsSample && pool.full() && pool.coldestRef() == newcomer;
        newcomer = RefSlab.NO_REF;
        return foreseen ? Math.max(1, sample.capacity() / SHARE_FOR_NEWCOMER) : sample.capacity();
    }

    private void draw(int draws, long nowMillis) {
        population.sample(sample.clear(draws));
        for (int i = 0; i < sample.size(); i++) {
            int ref = sample.ref(i);
            long cold = coldness(ref, sample.attribute(i), nowMillis);
            if (cold != CandidateWeight.PINNED) {
                drawnByColdness[Long.SIZE - Long.numberOfLeadingZeros(cold)]++;
                pool.offer(ref, cold);
            }
        }
    }

    /** To the end, where the end of a search could not be foreseen. */
    private boolean inSample(int ref) {
        boolean found = false;
        for (int i = 0; i < sample.size(); i++) {
            found |= sample.ref(i) == ref;
        }
        return found;
    }

    private boolean stillCold(int ref, long nowMillis) {
        long coldness = coldness(ref, population.attribute(ref), nowMillis);
        return coldness >= 0 && (staleScores || coldness >= pool.coldestColdness());
    }

    /** Negative if the entry is gone or pinned. */
    private long coldness(int ref, long attribute, long nowMillis) {
        return attribute == Population.GONE
                ? CandidateWeight.PINNED
                : weight.weigh(ref, policy.coldness(attribute, nowMillis));
    }

    /**
     * Lets an entry stand as a candidate at once, without being drawn; for instance a newcomer, that it may be found
     * less worthy than all others.
     *
     * @param ref the entry
     * @param nowMillis the time
     * @return false if it is not in the population, pinned, or not colder than any of a full pool
     */
    public boolean offer(int ref, long nowMillis) {
        if (ref == RefSlab.NO_REF) {
            return false;
        }
        long cold = coldness(ref, population.attribute(ref), nowMillis);
        boolean taken = cold != CandidateWeight.PINNED && pool.offer(ref, cold);
        newcomer = taken ? ref : RefSlab.NO_REF;
        return taken;
    }

    /** Forgets all candidates, for instance after the meaning of metadata changed. */
    public void forgetCandidates() {
        pool.clear();
    }

    /**
     * Entries evicted; may be read from any thread.
     *
     * @return their number
     */
    public long evictions() {
        return evictions.get();
    }

    /**
     * Bytes that evictions released; may be read from any thread.
     *
     * @return their number
     */
    public long evictedBytes() {
        return evictedBytes.get();
    }

    /**
     * All statistics.
     *
     * @return the figures now
     */
    public EvictionReport report() {
        return new EvictionReport(
                evictions(),
                evictedBytes(),
                remembered,
                Arrays.stream(drawnByColdness).sum(),
                Arrays.stream(drawnByColdness).boxed().toList());
    }

    /**
     * Checks that the pool is in order and no ref twice in it.
     *
     * @throws IllegalStateException if not
     */
    public void checkIntegrity() {
        pool.checkIntegrity();
    }

    @Override
    public String toString() {
        return "SampledEvictor[" + policy + ", samples=" + sample.capacity() + ", evictions=" + evictions + "]";
    }
}
