package io.reclaim.benchmarks.hitratio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;

/** Caffeine itself, with its maintenance done at once by the thread that asks. */
final class CaffeineModel implements ResidentModel {
    private final Cache<Long, Integer> cache;
    private final RequestLog log;

    CaffeineModel(CellSetup setup) {
        log = setup.log();
        Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
        cache = setup.unit() == Unit.ENTRIES
                ? builder.maximumSize(setup.capacity()).build()
                : builder.maximumWeight(setup.capacity())
                        .weigher((Long key, Integer weight) -> weight)
                        .build();
    }

    @Override
    public boolean access(int id) {
        Long key = log.key(id);
        if (cache.getIfPresent(key) != null) {
            return true;
        }
        cache.put(key, log.size(id));
        return false;
    }

    @Override
    public boolean resident(int id) {
        return cache.policy().getIfPresentQuietly(log.key(id)) != null;
    }

    @Override
    public long used() {
        cache.cleanUp();
        return cache.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(cache.estimatedSize()))
                .orElseThrow();
    }

    @Override
    public void checkIntegrity() {
        Policy<Long, Integer> policy = cache.policy();
        if (policy.eviction().isEmpty()) {
            throw new IllegalStateException("the cache has no bound");
        }
    }
}
