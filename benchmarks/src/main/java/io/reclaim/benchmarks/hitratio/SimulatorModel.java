package io.reclaim.benchmarks.hitratio;

import com.github.benmanes.caffeine.cache.simulator.policy.AccessEvent;
import com.github.benmanes.caffeine.cache.simulator.policy.Policy;
import com.github.benmanes.caffeine.cache.simulator.policy.adaptive.ArcPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.greedy_dual.GdsfPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.irr.ClockProPlusPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.irr.LirsPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.sketch.climbing.HillClimberWindowTinyLfuPolicy;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.function.Function;

/** A policy of the simulator of Caffeine, with its default settings. Its figures are those of the simulator. */
final class SimulatorModel implements CacheModel {
    private final Policy policy;
    private final RequestLog log;
    private final boolean weighted;
    private long hits;

    private SimulatorModel(Policy policy, RequestLog log, boolean weighted) {
        this.policy = policy;
        this.log = log;
        this.weighted = weighted;
    }

    /** Megiddo, Modha, ARC: A Self-Tuning, Low Overhead Replacement Cache, FAST 2003. */
    static CacheModel arc(CellSetup setup) {
        return of(setup, ArcPolicy::new);
    }

    /** Jiang, Zhang, LIRS: An Efficient Low Inter-reference Recency Set Replacement Policy, SIGMETRICS 2002. */
    static CacheModel lirs(CellSetup setup) {
        return of(setup, LirsPolicy::new);
    }

    /** Li, CLOCK-Pro+, SYSTOR 2019. */
    static CacheModel clockPro(CellSetup setup) {
        return of(setup, ClockProPlusPolicy::new);
    }

    /** Einziger, Eytan, Friedman, Manes, Adaptive Software Cache Management, Middleware 2018. */
    static CacheModel windowTinyLfu(CellSetup setup) {
        return of(
                setup,
                config -> HillClimberWindowTinyLfuPolicy.policies(config)
                        .iterator()
                        .next());
    }

    /** Cherkasova, Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy, HP 1998. */
    static CacheModel gdsf(CellSetup setup) {
        return of(setup, GdsfPolicy::new);
    }

    private static CacheModel of(CellSetup setup, Function<Config, Policy> made) {
        String settings = "caffeine.simulator { maximum-size = " + setup.capacity()
                + ", hill-climber-window-tiny-lfu.strategy = [simple] }";
        Config config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.defaultReference())
                .resolve()
                .getConfig("caffeine.simulator");
        return new SimulatorModel(made.apply(config), setup.log(), setup.unit() == Unit.BYTES);
    }

    @Override
    public boolean access(int id) {
        policy.record(
                weighted ? AccessEvent.forKeyAndWeight(log.key(id), log.size(id)) : AccessEvent.forKey(log.key(id)));
        long before = hits;
        hits = policy.stats().hitCount();
        return hits > before;
    }
}
