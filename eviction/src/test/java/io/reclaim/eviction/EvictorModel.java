package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.Population;
import io.reclaim.core.RefSlab;
import io.reclaim.eviction.CandidateList.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An evictor over a list, beside a naive account of what it has drawn and what it may remove. */
final class EvictorModel {
    /** Refs are reused: a new entry takes the lowest free one. */
    private static final int REFS = 40;

    final Random random = new Random(0);

    private final EvictionPolicy policy;
    private final ListPopulation population = new ListPopulation(72);
    private final SampledEvictor evictor;
    private final CandidateList candidates;
    private final int samples;
    private final int poolSize;
    private int offered = RefSlab.NO_REF;
    private long now = 1_000_000;
    private long evictions;
    private long evictedBytes;

    EvictorModel(EvictionPolicy policy, int samples, int poolSize) {
        this.policy = policy;
        this.samples = samples;
        this.poolSize = poolSize;
        evictor = new SampledEvictor(population, policy, population, samples, poolSize);
        candidates = new CandidateList(poolSize);
    }

    void insert() {
        for (int ref = 0; ref < REFS; ref++) {
            if (population.attribute(ref) == Population.GONE) {
                population.put(ref, Integer.toUnsignedLong(policy.admit(ref, now)));
                return;
            }
        }
    }

    void touchAny() {
        if (population.size() > 0) {
            int ref = any();
            int metadata = (int) population.attribute(ref);
            population.put(ref, Integer.toUnsignedLong(policy.touch(metadata, now)));
        }
    }

    void removeAny() {
        if (population.size() > 0) {
            population.take(any());
        }
    }

    /** The remover refuses these from now on, as a store does whose entries are pinned. */
    void refuse(int count) {
        population.refused.clear();
        for (int i = 0; i < count && population.size() > 0; i++) {
            population.refused.add(any());
        }
    }

    void pass(long millis) {
        now += millis;
    }

    void offerAny() {
        int ref = random.nextInt(REFS);
        long attribute = population.attribute(ref);
        boolean expected = attribute != Population.GONE && candidates.offer(ref, policy.coldness(attribute, now));
        assertThat(evictor.offer(ref, now)).isEqualTo(expected);
        offered = expected ? ref : RefSlab.NO_REF;
    }

    void forgetCandidates() {
        evictor.forgetCandidates();
        candidates.clear();
    }

    void evict() {
        Map<Integer, Long> before = new HashMap<>(population.attributes());
        population.forgetRecords();

        long released = evictor.evict(now);

        List<Integer> asked = new ArrayList<>();
        boolean done = false;
        for (List<Integer> sample : population.samples()) {
            assertThat(done).as("drawn although a victim was found").isFalse();
            assertThat(sample).hasSize(drawsWanted());
            offered = RefSlab.NO_REF;
            for (int ref : sample) {
                candidates.offer(ref, policy.coldness(before.get(ref), now));
            }
            done = tryCandidates(before, asked);
        }
        assertThat(population.asked()).isEqualTo(asked);
        assertThat(population.removed()).isEqualTo(done ? asked.subList(asked.size() - 1, asked.size()) : List.of());
        if (done) {
            assertThat(released).isEqualTo(ListPopulation.BYTES + asked.get(asked.size() - 1));
            evictions++;
            evictedBytes += released;
        } else {
            assertThat(released).isEqualTo(SampledEvictor.NOTHING);
            assertThat(population.refused).as("nothing, though not refused").containsAll(asked);
            assertThat(population.samples().isEmpty()).isEqualTo(before.isEmpty());
        }
    }

    /** A quarter if one that was offered since the last draw is the next victim of a full pool. */
    private int drawsWanted() {
        boolean foreseen = poolSize >= samples
                && candidates.size() == poolSize
                && candidates.coldest().ref() == offered;
        return foreseen ? Math.max(1, samples / 4) : samples;
    }

    /** Coldest first: skips who is gone or got warmer, asks for the others until one is not refused. */
    private boolean tryCandidates(Map<Integer, Long> before, List<Integer> asked) {
        while (!candidates.isEmpty()) {
            Candidate candidate = candidates.dropColdest();
            Long attribute = before.get(candidate.ref());
            if (attribute != null && policy.coldness(attribute, now) >= candidate.coldness()) {
                asked.add(candidate.ref());
                if (!population.refused.contains(candidate.ref())) {
                    return true;
                }
            }
        }
        return false;
    }

    void check() {
        evictor.checkIntegrity();
        assertThat(evictor.evictions()).isEqualTo(evictions);
        assertThat(evictor.evictedBytes()).isEqualTo(evictedBytes);
    }

    /** Unless something is refused for good, evicting goes on until nobody is left. */
    void drain() {
        population.refused.clear();
        while (population.size() > 0) {
            int size = population.size();
            evict();
            assertThat(population.size()).isEqualTo(size - 1);
        }
        evict();
        check();
    }

    private int any() {
        return population.refs().get(random.nextInt(population.size()));
    }
}
