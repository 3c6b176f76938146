package io.reclaim.benchmarks.hitratio;

import io.reclaim.benchmarks.hitratio.Contender.Outcome;
import io.reclaim.benchmarks.hitratio.SampledModel.Manner;
import io.reclaim.eviction.HitDensity;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.eviction.RandomEviction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** All policies by name. A new one is one line in {@link #Contenders}. */
final class Contenders {
    /** Before a name of Redis' ten: with Redis' own way of choosing. */
    static final String AS_REDIS = "redis:";

    /** Before a name of Redis' ten: in the reference store, under a limit of memory. */
    static final String STORE = "store:";

    /** Before a name of Redis' ten: in a redis-server, under a limit of memory. */
    static final String SERVER = "redis-server:";

    private static final List<String> DEFAULTS = List.of(
            "opt",
            "hit-density",
            "lru",
            "arc",
            "lirs",
            "clockpro",
            "w-tinylfu",
            "s3-fifo",
            "sieve",
            "caffeine",
            "gdsf",
            "allkeys-lru",
            "allkeys-lfu");

    private final Map<String, Contender> byName = new LinkedHashMap<>();

    /**
     * All policies.
     *
     * @param serverRequestsPerSecond how fast a redis-server is asked at most, 0 for as fast as it can
     */
    Contenders(int serverRequestsPerSecond) {
        Set<Unit> any = EnumSet.allOf(Unit.class);
        Set<Unit> entries = EnumSet.of(Unit.ENTRIES);
        add(new Contender("opt", any, (setup, done) -> {
            if (setup.unit() == Unit.ENTRIES) {
                return Contender.of("opt", any, BeladyModel::new).run().over(setup, done);
            }
            Outcome bound = new Outcome(OptBound.of(setup), Map.of("bound", "pfoo-l"));
            done.accept(setup.log().requests());
            return bound;
        }));
        model("lru", any, LruModel::lru);
        model("fifo", any, LruModel::fifo);
        model("arc", entries, SimulatorModel::arc);
        model("lirs", entries, SimulatorModel::lirs);
        model("clockpro", entries, SimulatorModel::clockPro);
        model("s3-fifo", any, S3FifoModel::new);
        model("sieve", any, SieveModel::new);
        model("w-tinylfu", entries, SimulatorModel::windowTinyLfu);
        model("caffeine", any, CaffeineModel::new);
        model("gdsf", any, SimulatorModel::gdsf);
        model("random", any, setup -> new SampledModel(setup, population -> new RandomEviction(), 1, 1, Manner.OURS));
        model("hit-density", any, setup -> {
            int samples = MaxMemoryPolicy.HIT_DENSITY.samples(setup.eviction());
            return new SampledModel(setup, HitDensity::new, samples, 16, Manner.NEWCOMER_OFFERED);
        });
        Set<MaxMemoryPolicy> redis = EnumSet.range(MaxMemoryPolicy.NOEVICTION, MaxMemoryPolicy.VOLATILE_TTL);
        for (MaxMemoryPolicy policy : redis) {
            model(policy.redisName(), any, setup -> new SampledModel(setup, policy, Manner.OURS));
        }
        for (MaxMemoryPolicy policy : redis) {
            model(AS_REDIS + policy.redisName(), any, setup -> new SampledModel(setup, policy, Manner.REDIS));
        }
        for (MaxMemoryPolicy policy : MaxMemoryPolicy.values()) {
            add(new Contender(
                    STORE + policy.redisName(),
                    any,
                    (setup, done) -> new MemoryLimitedRun(setup, new StoreAdapter(setup, policy)).run(done)));
        }
        for (MaxMemoryPolicy policy : redis) {
            add(new Contender(SERVER + policy.redisName(), any, (setup, done) -> {
                try (RedisServer server =
                        RedisServer.start(setup.log(), policy.redisName(), setup.eviction(), serverRequestsPerSecond)) {
                    return new MemoryLimitedRun(setup, server).run(done);
                }
            }));
        }
    }

    private void model(String name, Set<Unit> units, Function<CellSetup, CacheModel> made) {
        add(Contender.of(name, units, made));
    }

    private void add(Contender contender) {
        byName.put(contender.name(), contender);
    }

    /**
     * Those of an option's text.
     *
     * @param names separated by commas
     * @param unit in which they must be able to run
     * @return each once, in the order given
     * @throws IllegalArgumentException if there is no such policy, or it cannot count the unit; the message lists all
     */
    List<Contender> of(String names, Unit unit) {
        Map<String, Contender> chosen = new LinkedHashMap<>();
        for (String part : names.split(",", -1)) {
            String name = part.trim();
            Contender contender = byName.get(name);
            if (contender == null) {
                throw new IllegalArgumentException(
                        "no such policy: " + name + "; there are " + String.join(", ", byName.keySet()));
            }
            if (!contender.units().contains(unit)) {
                throw new IllegalArgumentException("policy " + name + " does not count " + unit);
            }
            chosen.put(name, contender);
        }
        return new ArrayList<>(chosen.values());
    }

    /** Those that are run if none is named: all defaults that can count the unit. */
    List<Contender> defaults(Unit unit) {
        return DEFAULTS.stream()
                .map(name -> {
                    Contender contender = byName.get(name);
                    if (contender == null) {
                        throw new IllegalStateException("no such default: " + name);
                    }
                    return contender;
                })
                .filter(contender -> contender.units().contains(unit))
                .toList();
    }

    /** All names. */
    Set<String> names() {
        return byName.keySet();
    }
}
