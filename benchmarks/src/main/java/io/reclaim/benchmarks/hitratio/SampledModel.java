package io.reclaim.benchmarks.hitratio;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.Population;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.SampledPopulation;
import io.reclaim.eviction.BucketWalk;
import io.reclaim.eviction.CandidateWeight;
import io.reclaim.eviction.EvictionPolicy;
import io.reclaim.eviction.EvictionQuirk;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.SampledEvictor;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/** A cache that evicts with this project's {@link SampledEvictor} and one of its policies. */
final class SampledModel implements ResidentModel {
    /*
     * One key comes in at a time, so the time of a request is its number, at a pace. Metadata are kept as attributes.
     * Every key has a deadline, so that volatile policies may evict all: up to a minute away, by the key's hash. Nothing
     * expires: deadlines only rank.
     *
     * Order. A store of this project makes room, then inserts. Redis inserts and then finds that it is above its limit,
     * so that a newcomer may go at once; which is of use where newcomers are cold, as with LFU.
     */

    private static final int DEADLINES_WITHIN_MILLIS = 60_000;

    /** What differs between a model of a store of ours and one of Redis. */
    enum Manner {
        /** Uniform draws, candidates judged again, room made first. */
        OURS,
        /** As ours, and a newcomer is a candidate at once. */
        NEWCOMER_OFFERED,
        /** Redis' walk over buckets, its pool, and room made afterwards. */
        REDIS
    }

    private final CellSetup setup;
    private final EvictionPolicy policy;
    private final boolean evicts;
    private final boolean ranksByDeadline;
    private final Manner manner;
    private final ResidentIds residents;
    private final SampledEvictor evictor;
    private long request;
    private long used;

    /** One of Redis' ten policies. */
    SampledModel(CellSetup setup, MaxMemoryPolicy named, Manner manner) {
        this(
                setup,
                population -> named.ranking(setup.eviction(), new SplittableRandom(setup.seed())),
                named.samples(setup.eviction()),
                setup.eviction().poolSize(),
                manner,
                named.evicts(),
                named.ranksByDeadline());
    }

    /** Any policy that ranks by metadata, made for the population it will rank. */
    SampledModel(
            CellSetup setup, Function<Population, EvictionPolicy> policy, int samples, int poolSize, Manner manner) {
        this(setup, policy, samples, poolSize, manner, true, false);
    }

    private SampledModel(
            CellSetup setup,
            Function<Population, EvictionPolicy> made,
            int samples,
            int poolSize,
            Manner manner,
            boolean evicts,
            boolean ranksByDeadline) {
        this.setup = setup;
        this.evicts = evicts;
        this.ranksByDeadline = ranksByDeadline;
        this.manner = manner;
        SplittableRandom draws = new SplittableRandom(~setup.seed());
        this.residents = new ResidentIds(setup.log(), draws);
        this.policy = made.apply(residents);
        boolean redis = manner == Manner.REDIS;
        SampledPopulation population = redis ? new BucketWalk(residents, residents, draws) : residents;
        Set<EvictionQuirk> quirks = redis ? EnumSet.allOf(EvictionQuirk.class) : Set.of();
        this.evictor = new SampledEvictor(population, policy, this::remove, samples, poolSize, weight(), quirks);
    }

    /** Among entries of different sizes, a policy that learns what space is worth goes by what each takes. */
    private CandidateWeight weight() {
        return manner == Manner.NEWCOMER_OFFERED && setup.unit() == Unit.BYTES
                ? CandidateWeight.bytes(setup::weight, 1)
                : CandidateWeight.NONE;
    }

    private long remove(int id, RemovalCause cause) {
        if (!residents.contains(id)) {
            return EntryRemover.NOT_LIVE;
        }
        if (!ranksByDeadline) {
            policy.evicted(setup.log().hash(id), (int) residents.attribute(id));
        }
        residents.remove(id);
        used -= setup.weight(id);
        return setup.weight(id);
    }

    @Override
    public boolean access(int id) {
        long now = setup.nowMillis(request++);
        if (residents.contains(id)) {
            if (!ranksByDeadline) {
                residents.attribute(id, Integer.toUnsignedLong(policy.touch((int) residents.attribute(id), now)));
            }
            return true;
        }
        int weight = setup.weight(id);
        if (weight > setup.capacity() || (!evicts && used + weight > setup.capacity())) {
            return false;
        }
        if (manner != Manner.REDIS) {
            makeRoom(setup.capacity() - weight, now);
        }
        int metadata = policy.admit(setup.log().hash(id), now);
        used += weight;
        long attribute = ranksByDeadline ? deadline(id, now) : Integer.toUnsignedLong(metadata);
        residents.add(id, attribute, used <= setup.capacity());
        if (manner == Manner.NEWCOMER_OFFERED) {
            evictor.offer(id, now);
        }
        makeRoom(setup.capacity(), now);
        return false;
    }

    private void makeRoom(long most, long now) {
        while (used > most) {
            evictor.evict(now); // finds one, if not at once: keys are there
        }
    }

    private long deadline(int id, long now) {
        return now + 1 + Integer.toUnsignedLong(setup.log().hash(id)) % DEADLINES_WITHIN_MILLIS;
    }

    @Override
    public boolean resident(int id) {
        return residents.contains(id);
    }

    @Override
    public long used() {
        return used;
    }

    @Override
    public void checkIntegrity() {
        residents.checkIntegrity();
        evictor.checkIntegrity();
    }
}
