package io.reclaim.benchmarks.hitratio;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.benchmarks.hitratio.SampledModel.Manner;
import io.reclaim.eviction.HitDensity;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.RandomEviction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Laws of every model: a hit iff resident, never above the capacity, none better than OPT, and naive versions of some. */
class ModelPropertiesTest {
    private static final Map<String, Function<CellSetup, ResidentModel>> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("lru", LruModel::lru);
        MODELS.put("fifo", LruModel::fifo);
        MODELS.put("sieve", SieveModel::new);
        MODELS.put("s3-fifo", S3FifoModel::new);
        MODELS.put("caffeine", CaffeineModel::new);
        MODELS.put("random", setup -> new SampledModel(setup, population -> new RandomEviction(), 1, 1, Manner.OURS));
        for (Manner manner : new Manner[] {Manner.OURS, Manner.REDIS}) {
            for (MaxMemoryPolicy policy : EnumSet.range(MaxMemoryPolicy.NOEVICTION, MaxMemoryPolicy.VOLATILE_TTL)) {
                MODELS.put(manner + " " + policy, setup -> new SampledModel(setup, policy, manner));
            }
        }
        MODELS.put("hit-density", setup -> new SampledModel(setup, HitDensity::new, 10, 16, Manner.NEWCOMER_OFFERED));
        MODELS.put("offered", setup -> new SampledModel(setup, MaxMemoryPolicy.ALLKEYS_LFU, Manner.NEWCOMER_OFFERED));
    }

    @Property(tries = 150)
    void access_anyModelAnyUnit_lawsHold(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> requests,
            @ForAll @IntRange(min = 1, max = 25) int capacity,
            @ForAll Unit unit) {
        RequestLog log = Logs.of(requests);
        CellSetup setup = Logs.setup(log, capacity, unit);
        long bound = OptBound.of(setup).hits();
        MODELS.forEach((name, made) -> {
            ResidentModel model = made.apply(setup);
            Set<Integer> asked = new HashSet<>();
            long hits = 0;
            for (int r = 0; r < log.requests(); r++) {
                int id = log.id(r);
                boolean resident = model.resident(id);
                boolean hit = model.access(id);
                assertThat(hit).as("%s, request %d", name, r).isEqualTo(resident);
                assertThat(!hit || asked.contains(id)).as(name).isTrue();
                asked.add(id);
                model.checkIntegrity();
                assertThat(model.used()).as(name).isLessThanOrEqualTo(capacity);
                assertThat(model.used()).as(name).isEqualTo(weight(model, setup));
                hits += hit ? 1 : 0;
            }
            assertThat(hits).as(name).isLessThanOrEqualTo(bound);
        });
    }

    private static long weight(ResidentModel model, CellSetup setup) {
        long sum = 0;
        for (int id = 0; id < setup.log().keys(); id++) {
            sum += model.resident(id) ? setup.weight(id) : 0;
        }
        return sum;
    }

    @Property(tries = 150)
    void access_roomForAll_onlyFirstRequestsMiss(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> requests) {
        RequestLog log = Logs.of(requests);
        CellSetup setup = Logs.setup(log, 200, Unit.ENTRIES);
        MODELS.forEach((name, made) ->
                assertThat(hits(made.apply(setup), log)).as(name).isEqualTo(log.requests() - log.keys()));
        for (Function<CellSetup, CacheModel> made : simulated()) {
            assertThat(hits(made.apply(setup), log)).isEqualTo(log.requests() - log.keys());
        }
    }

    private static List<Function<CellSetup, CacheModel>> simulated() {
        return List.of(
                SimulatorModel::arc,
                SimulatorModel::lirs,
                SimulatorModel::clockPro,
                SimulatorModel::windowTinyLfu,
                SimulatorModel::gdsf);
    }

    @Property(tries = 150)
    void belady_entries_isTheBestOfAllChoices(
            @ForAll @Size(min = 1, max = 14) List<@IntRange(max = 5) Integer> requests,
            @ForAll @IntRange(min = 1, max = 4) int capacity) {
        RequestLog log = Logs.of(requests);
        CellSetup setup = Logs.setup(log, capacity, Unit.ENTRIES);
        assertThat(hits(new BeladyModel(setup), log)).isEqualTo(best(log, 0, 0, capacity));
    }

    /** Tries every choice: what is in the cache is a set of bits. */
    private static long best(RequestLog log, int request, int cached, int capacity) {
        if (request == log.requests()) {
            return 0;
        }
        int bit = 1 << log.id(request);
        long hit = (cached & bit) != 0 ? 1 : 0;
        long most = best(log, request + 1, cached & ~bit, capacity);
        if (Integer.bitCount(cached | bit) <= capacity) {
            most = Math.max(most, best(log, request + 1, cached | bit, capacity));
        } else {
            for (int out = cached; out != 0; out &= out - 1) {
                int without = (cached & ~Integer.lowestOneBit(out)) | bit;
                most = Math.max(most, best(log, request + 1, without, capacity));
            }
        }
        return hit + most;
    }

    @Property(tries = 150)
    void belady_entries_noneIsBetterAndTheBoundIsAbove(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> requests,
            @ForAll @IntRange(min = 4, max = 15) int capacity) {
        RequestLog log = Logs.of(requests);
        CellSetup setup = Logs.setup(log, capacity, Unit.ENTRIES);
        BeladyModel opt = new BeladyModel(setup);
        long hits = 0;
        for (int r = 0; r < log.requests(); r++) {
            boolean resident = opt.resident(log.id(r));
            boolean hit = opt.access(log.id(r));
            assertThat(hit).isEqualTo(resident);
            assertThat(opt.used()).isLessThanOrEqualTo(capacity);
            opt.checkIntegrity();
            hits += hit ? 1 : 0;
        }
        long best = hits;
        assertThat(OptBound.of(setup).hits()).isGreaterThanOrEqualTo(best);
        MODELS.forEach((name, made) ->
                assertThat(hits(made.apply(setup), log)).as(name).isLessThanOrEqualTo(best));
        for (Function<CellSetup, CacheModel> made : simulated()) {
            assertThat(hits(made.apply(setup), log)).isLessThanOrEqualTo(best);
        }
    }

    @Property(tries = 150)
    void optBound_bytes_noModelHasMoreBytesOfHits(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> requests,
            @ForAll @IntRange(min = 1, max = 30) int capacity) {
        RequestLog log = Logs.of(requests);
        CellSetup setup = Logs.setup(log, capacity, Unit.BYTES);
        long bound = OptBound.of(setup).bytes();
        MODELS.forEach((name, made) -> {
            CacheModel model = made.apply(setup);
            long bytes = 0;
            for (int r = 0; r < log.requests(); r++) {
                bytes += model.access(log.id(r)) ? log.size(log.id(r)) : 0;
            }
            assertThat(bytes).as(name).isLessThanOrEqualTo(bound);
        });
    }

    @Property(tries = 150)
    void lruAndFifo_entries_areThoseOfLists(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> requests,
            @ForAll @IntRange(min = 1, max = 15) int capacity) {
        RequestLog log = Logs.of(requests);
        CellSetup setup = Logs.setup(log, capacity, Unit.ENTRIES);
        ResidentModel lru = LruModel.lru(setup);
        ResidentModel fifo = LruModel.fifo(setup);
        List<Integer> byUse = new ArrayList<>();
        Deque<Integer> byInsertion = new ArrayDeque<>();
        for (int r = 0; r < log.requests(); r++) {
            Integer id = log.id(r);
            assertThat(lru.access(id)).isEqualTo(byUse.remove(id));
            byUse.add(0, id);
            if (byUse.size() > capacity) {
                byUse.remove(capacity);
            }
            assertThat(fifo.access(id)).isEqualTo(byInsertion.contains(id));
            if (!byInsertion.contains(id)) {
                byInsertion.addFirst(id);
                if (byInsertion.size() > capacity) {
                    byInsertion.removeLast();
                }
            }
        }
    }

    /** The hand as an index into a list, newest first. */
    @Property(tries = 200)
    void sieve_entries_isThatOfAList(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 20) Integer> requests,
            @ForAll @IntRange(min = 1, max = 15) int capacity) {
        RequestLog log = Logs.of(requests);
        SieveModel sieve = new SieveModel(Logs.setup(log, capacity, Unit.ENTRIES));
        List<Integer> queue = new ArrayList<>();
        Set<Integer> visited = new HashSet<>();
        int hand = -1;
        for (int r = 0; r < log.requests(); r++) {
            int id = log.id(r);
            boolean hit = queue.contains(id);
            assertThat(sieve.access(id)).as("request %d", r).isEqualTo(hit);
            if (hit) {
                visited.add(id);
                continue;
            }
            if (queue.size() == capacity) {
                int at = hand < 0 ? queue.size() - 1 : hand;
                while (visited.remove(queue.get(at))) {
                    at = at == 0 ? queue.size() - 1 : at - 1;
                }
                queue.remove(at);
                hand = at - 1;
            }
            queue.add(0, id);
            hand += hand < 0 ? 0 : 1;
        }
    }

    private static long hits(CacheModel model, RequestLog log) {
        long hits = 0;
        for (int r = 0; r < log.requests(); r++) {
            hits += model.access(log.id(r)) ? 1 : 0;
        }
        return hits;
    }
}
