package io.reclaim.benchmarks.expiry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.reclaim.core.EntryRows;
import io.reclaim.core.RefSlab;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.expiry.DeadlineArray;
import io.reclaim.expiry.DeadlineBoundsTree;
import io.reclaim.expiry.DeadlineIndex;
import io.reclaim.expiry.ExpiryStrategy;
import io.reclaim.expiry.SweepingExpiry;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** What {@link ExpiryBenchmark} measures of each: entries by number, with deadlines in milliseconds. */
interface TimerPeer extends AutoCloseable {
    void put(int entry, long deadline);

    /** To a later time. */
    void postpone(int entry, long deadline);

    void remove(int entry);

    /** Removes what is due. */
    void step(long now);

    /** Entries removed because they were due. */
    long expired();

    @Override
    default void close() {}

    static TimerPeer of(String name, int entries, long now) {
        return switch (name) {
            case "exact", "compact", "sampling" -> new Ours(name, entries);
            case "caffeine" -> new OfCaffeine(entries, now);
            case "netty" -> new OfNetty(entries, now);
            case "queue" -> new OfQueue(entries);
            default -> throw new IllegalArgumentException("timers must be one of those listed: " + name);
        };
    }

    /** A strategy alone, over rows that hold nothing else. */
    final class Ours implements TimerPeer {
        private final ExpiryStrategy strategy;
        private final int[] refs;
        private final WorkBudget budget = new WorkBudget(() -> 0);

        Ours(String name, int entries) {
            MemoryAccount account = MemoryAccount.standalone("rows");
            RefSlab slab = new RefSlab(new EntryRows(account), account, new SplittableRandom(1));
            SplittableRandom random = new SplittableRandom(2);
            MemoryAccount held = MemoryAccount.standalone("deadlines");
            this.strategy = switch (name) {
                case "exact" -> new DeadlineIndex(slab, (ref, cause) -> dropped(ref), held, random);
                case "compact" -> new DeadlineBoundsTree(slab, (ref, cause) -> dropped(ref), held, random);
                default -> new SweepingExpiry(new DeadlineArray(slab, held, random), (ref, cause) -> dropped(ref), 0.5);
            };
            refs = new int[entries];
            for (int i = 0; i < entries; i++) {
                refs[i] = slab.take();
            }
        }

        private long dropped(int ref) {
            strategy.remove(ref);
            return 0;
        }

        @Override
        public void put(int entry, long deadline) {
            strategy.put(refs[entry], deadline);
        }

        @Override
        public void postpone(int entry, long deadline) {
            strategy.postpone(refs[entry], deadline);
        }

        @Override
        public void remove(int entry) {
            strategy.remove(refs[entry]);
        }

        @Override
        public void step(long now) {
            strategy.step(now, budget.start(Long.MAX_VALUE, WorkBudget.UNTIMED));
        }

        @Override
        public long expired() {
            return strategy.counters().expired();
        }
    }

    /** A whole cache, for its wheel is not to be had alone; it removes up to a second late. */
    final class OfCaffeine implements TimerPeer {
        private final Cache<Integer, Integer> cache;
        private final Integer[] keys;
        private long now;
        private long deadline;
        private long expired;

        OfCaffeine(int entries, long now) {
            this.now = now;
            keys = new Integer[entries];
            for (int i = 0; i < entries; i++) {
                keys[i] = i;
            }
            cache = Caffeine.newBuilder()
                    .initialCapacity(entries)
                    .executor(Runnable::run)
                    .ticker(() -> TimeUnit.MILLISECONDS.toNanos(this.now))
                    .removalListener((key, value, cause) -> expired += cause.wasEvicted() ? 1 : 0)
                    .expireAfter(new Expiry<Integer, Integer>() {
                        @Override
                        public long expireAfterCreate(Integer key, Integer value, long currentTime) {
                            return left();
                        }

                        @Override
                        public long expireAfterUpdate(Integer key, Integer value, long currentTime, long duration) {
                            return left();
                        }

                        @Override
                        public long expireAfterRead(Integer key, Integer value, long currentTime, long duration) {
                            return left();
                        }
                    })
                    .build();
        }

        private long left() {
            return TimeUnit.MILLISECONDS.toNanos(deadline - now);
        }

        @Override
        public void put(int entry, long wanted) {
            deadline = wanted;
            cache.put(keys[entry], keys[entry]);
        }

        @Override
        public void postpone(int entry, long wanted) {
            deadline = wanted;
            Integer unused = cache.getIfPresent(keys[entry]);
        }

        @Override
        public void remove(int entry) {
            cache.invalidate(keys[entry]);
        }

        @Override
        public void step(long wanted) {
            now = wanted;
            cache.cleanUp();
        }

        @Override
        public long expired() {
            return expired;
        }
    }

    /** The calls alone: what its thread does, by its own clock, is not seen. */
    final class OfNetty implements TimerPeer, TimerTask {
        private final HashedWheelTimer timer = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, 4096);
        private final Timeout[] timeouts;
        private final long now;

        OfNetty(int entries, long now) {
            this.now = now;
            timeouts = new Timeout[entries];
        }

        @Override
        public void run(Timeout timeout) {}

        @Override
        public void put(int entry, long deadline) {
            if (timeouts[entry] != null) {
                timeouts[entry].cancel();
            }
            // Deadlines are hours away for the wheel's thread: none passes while measuring.
            timeouts[entry] =
                    timer.newTimeout(this, deadline - now + TimeUnit.HOURS.toMillis(1), TimeUnit.MILLISECONDS);
        }

        @Override
        public void postpone(int entry, long deadline) {
            put(entry, deadline);
        }

        @Override
        public void remove(int entry) {
            timeouts[entry].cancel();
        }

        @Override
        public void step(long wanted) {
            throw new UnsupportedOperationException("Netty's wheel goes by the clock: leave netty out of this one");
        }

        @Override
        public long expired() {
            return 0;
        }

        @Override
        public void close() {
            timer.stop();
        }
    }

    /** A queue in which what was postponed or removed stays until its old deadline. */
    final class OfQueue implements TimerPeer {
        private record Due(int entry, long millis) {}

        private static final long NONE = Long.MAX_VALUE;

        private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> Long.compare(a.millis, b.millis));
        private final long[] deadlines;
        private long expired;

        OfQueue(int entries) {
            deadlines = new long[entries];
        }

        @Override
        public void put(int entry, long deadline) {
            deadlines[entry] = deadline;
            queue.add(new Due(entry, deadline));
        }

        @Override
        public void postpone(int entry, long deadline) {
            deadlines[entry] = deadline;
        }

        @Override
        public void remove(int entry) {
            deadlines[entry] = NONE;
        }

        @Override
        public void step(long now) {
            for (Due due = queue.peek(); due != null && due.millis <= now; due = queue.peek()) {
                queue.remove();
                long deadline = deadlines[due.entry];
                if (deadline <= now) {
                    deadlines[due.entry] = NONE;
                    expired++;
                } else if (deadline != NONE) {
                    queue.add(new Due(due.entry, deadline));
                }
            }
        }

        @Override
        public long expired() {
            return expired;
        }
    }
}
