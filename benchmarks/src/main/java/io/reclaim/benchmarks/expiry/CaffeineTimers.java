package io.reclaim.benchmarks.expiry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.TimeUnit;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A whole Caffeine cache, for its wheel is not to be had alone: with deadlines; or without, but for the same calls, a limit
 * that is never reached making it keep nodes and buffers all the same. The difference is about what deadlines cost it.
 *
 * <p>Its wheel's slots are 1.07 s wide: it removes up to that late. Maintenance runs in the calling thread.
 */
final class CaffeineTimers implements TimerPeer {
    private final Cache<Integer, Integer> cache;
    private final Integer[] keys;
    private Integer[] selected = {};
    private long now;
    private long deadline;

    CaffeineTimers(int entries, long now, boolean deadlines, IntArrayList expired) {
        this.now = now;
        keys = new Integer[entries];
        for (int i = 0; i < entries; i++) {
            keys[i] = i;
        }
        Caffeine<Integer, Integer> builder = Caffeine.newBuilder()
                .initialCapacity(entries)
                .executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(this.now))
                .removalListener((@Nullable Integer key, @Nullable Integer value, RemovalCause cause) -> {
                    if (key != null && cause == RemovalCause.EXPIRED) {
                        expired.add(key);
                    }
                });
        cache = deadlines
                ? builder.expireAfter(new Left()).build()
                : builder.maximumSize(2L * entries).build();
    }

    private final class Left implements Expiry<Integer, Integer> {
        private long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(deadline - now);
        }

        @Override
        public long expireAfterCreate(Integer key, Integer value, long currentTime) {
            return nanos();
        }

        @Override
        public long expireAfterUpdate(Integer key, Integer value, long currentTime, long currentDuration) {
            return nanos();
        }

        @Override
        public long expireAfterRead(Integer key, Integer value, long currentTime, long currentDuration) {
            return nanos();
        }
    }

    @Override
    public void select(int[] entries) {
        selected = new Integer[entries.length];
        for (int at = 0; at < entries.length; at++) {
            selected[at] = keys[entries[at]];
        }
    }

    @Override
    public void put(int at, long wanted) {
        deadline = wanted;
        Integer key = selected[at];
        cache.put(key, key);
    }

    @Override
    public void postpone(int at, long wanted) {
        deadline = wanted;
        Integer unused = cache.getIfPresent(selected[at]);
    }

    @Override
    public void remove(int at) {
        cache.invalidate(selected[at]);
    }

    @Override
    public void step(long wanted) {
        now = wanted;
        cache.cleanUp();
    }
}
