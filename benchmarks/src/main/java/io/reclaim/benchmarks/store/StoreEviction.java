package io.reclaim.benchmarks.store;

import static java.util.Objects.requireNonNull;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.core.Ticker;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryLimit;
import io.reclaim.eviction.AttributeJoin;
import io.reclaim.eviction.EvictionPolicy;
import io.reclaim.eviction.EvictionWork;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.SampledEvictor;
import java.util.SplittableRandom;

/**
 * Makes room in a {@link ReferenceStore}: for the write that asks, and in the background while the limit is exceeded
 * because it was lowered. Says no where a write is not to be had.
 */
final class StoreEviction {
    /*
     * A write is refused when
     *     nothing can be evicted       the policy does not evict, or none of its candidates is left
     *     the limit was lowered        and this write has evicted its 64: the rest is left to the background
     *     listeners nest               each is told of an eviction, writes, and so evicts: four deep
     *
     * The entry that is overwritten is spared, so that a write that is refused in the end loses nothing; it goes only
     * when all others could go and have gone.
     */

    /** The answer of {@link #makeRoom} if the write is to be refused. */
    static final int NO_ROOM = -2;

    /** Victims of one write while the limit, having been lowered, is exceeded; background work evicts the rest. */
    private static final int VICTIMS_OVER_LIMIT = 64;
    /** How deep listeners that are told of evictions may write and evict, before their writes are refused. */
    private static final int NESTED_EVICTIONS = 4;

    private final StoreEntries entries;
    private final MemoryLimit limit;
    private final MemoryAccount ghosts;
    private final StoreConfig config;
    private final SplittableRandom random;
    private final EntryRemover remover;
    private final StoreCounters counters;
    private final Ticker clock;
    private final EvictionWork work;
    private MaxMemoryPolicy policy;
    private EvictionPolicy ranking;
    private SampledEvictor evictor;
    private int evicting;
    private int spared = RefSlab.NO_REF;

    StoreEviction(
            StoreEntries entries,
            MemoryLimit limit,
            MemoryAccount ghosts,
            StoreConfig config,
            SplittableRandom random,
            EntryRemover remover,
            StoreCounters counters,
            Ticker clock) {
        this.entries = entries;
        this.limit = limit;
        this.ghosts = ghosts;
        this.config = config;
        this.random = random;
        this.remover = remover;
        this.counters = counters;
        this.clock = clock;
        this.policy = config.policy();
        this.ranking = newRanking(policy);
        this.evictor = newEvictor(policy, ranking);
        this.work = new EvictionWork(limit, evictor);
    }

    private EvictionPolicy newRanking(MaxMemoryPolicy wanted) {
        return wanted.ranking(config.eviction(), random.split(), entries.everyone, ghosts, limit::admits);
    }

    private SampledEvictor newEvictor(MaxMemoryPolicy wanted, EvictionPolicy ranks) {
        SampledPopulation candidates = entries.everyone;
        if (wanted.onlyVolatile()) {
            SampledPopulation timed = entries.expiry.population();
            candidates = wanted.ranksByDeadline() ? timed : new AttributeJoin(timed, entries.everyone);
        }
        int samples = wanted.samples(config.eviction());
        return new SampledEvictor(
                candidates,
                ranks,
                this::removeUnlessSpared,
                samples,
                config.eviction().poolSize());
    }

    MaxMemoryPolicy policy() {
        return policy;
    }

    /** Changes who goes; what the policy before remembered of those that went is given back. */
    void policy(MaxMemoryPolicy wanted) {
        EvictionPolicy ranks = newRanking(requireNonNull(wanted, "policy"));
        SampledEvictor evicts = newEvictor(wanted, ranks);
        ghosts.release(ghosts.bytes()); // from here on nothing can fail
        policy = wanted;
        ranking = ranks;
        evictor = evicts;
        work.evictor(evictor);
    }

    /** The background's part. */
    EvictionWork work() {
        return work;
    }

    /** How long the background may evict in a tick. */
    long tenacityNanos() {
        return EvictionWork.tenacityNanos(config.eviction().tenacity());
    }

    /** Whether the background is to evict: where there is a policy and patience for it. */
    boolean background() {
        return policy.evicts() && tenacityNanos() > 0;
    }

    /** An entry was read. */
    void touched(int ref, long nowMillis) {
        entries.metadata.set(ref, ranking.touch(entries.metadata.get(ref), nowMillis));
    }

    /** An entry was overwritten. */
    void modified(int ref, long nowMillis) {
        entries.metadata.set(ref, ranking.modify(entries.metadata.get(ref), nowMillis));
    }

    /** A new entry is in the index. */
    void admitted(int ref, long nowMillis) {
        entries.metadata.set(ref, ranking.admit((int) entries.index.attribute(ref), nowMillis));
        if (policy.offersNewcomers()) {
            evictor.offer(ref, nowMillis);
        }
    }

    /** An entry is about to go by eviction. */
    void evicted(int ref) {
        ranking.evicted((int) entries.index.attribute(ref), entries.metadata.get(ref));
    }

    /**
     * Evicts until a write is admitted.
     *
     * @param found the key's ref, not stale, or NO_REF
     * @return the key's ref then, NO_REF if it is not there, or {@link #NO_ROOM}
     */
    int makeRoom(int found, byte[] key, int hash, int bytes, boolean timed, long nowMillis) {
        int ref = found;
        for (int victims = 0; !limit.admits(entries.cost(ref, hash, bytes, timed)); victims++) {
            if (tooMany(victims) || !evictOneBut(ref, nowMillis)) {
                return NO_ROOM;
            }
            ref = entries.find(key, hash);
        }
        return ref;
    }

    /** Whether an operation has evicted enough, although the limit is exceeded still. */
    boolean tooMany(int victims) {
        return victims >= VICTIMS_OVER_LIMIT && limit.excess() > 0;
    }

    /**
     * Evicts an entry other than this, so that a write that is refused in the end loses nothing. If there is no other,
     * this one goes after all where that is sure to be enough: where all others could go.
     */
    boolean evictOneBut(int ref, long nowMillis) {
        int sparedBefore = spared;
        spared = ref;
        try {
            if (evictOne(nowMillis)) {
                return true;
            }
        } finally {
            spared = sparedBefore;
        }
        return ref != RefSlab.NO_REF
                && evicting < NESTED_EVICTIONS
                && policy.evicts()
                && !policy.onlyVolatile()
                && remover.remove(ref, RemovalCause.EVICTED) != EntryRemover.NOT_LIVE;
    }

    private long removeUnlessSpared(int ref, RemovalCause cause) {
        return ref == spared ? EntryRemover.NOT_LIVE : remover.remove(ref, cause);
    }

    /**
     * Evicts an entry, or else gives back what is kept for quick reuse; false if neither frees anything, or if listeners
     * that are told of evictions write and so evict in their turn, too deep.
     */
    boolean evictOne(long nowMillis) {
        if (evicting == NESTED_EVICTIONS) {
            return false;
        }
        evicting++;
        long start = clock.nanos();
        try {
            if (policy.evicts() && evictor.evict(nowMillis) != SampledEvictor.NOTHING) {
                return true;
            }
        } finally {
            evicting--;
            counters.evictionOfWrites.add(1, clock.nanos() - start);
        }
        return entries.allocator.purge() > 0;
    }

    void checkIntegrity() {
        evictor.checkIntegrity();
    }

    @Override
    public String toString() {
        return policy.toString();
    }
}
