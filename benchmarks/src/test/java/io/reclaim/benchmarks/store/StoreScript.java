package io.reclaim.benchmarks.store;

import io.reclaim.core.RemovalCause;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpireCondition;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Calls a store by a seeded script, and says of each call what came of it. */
final class StoreScript {
    private static final List<ExpireCondition> CONDITIONS = List.of(ExpireCondition.values());
    private static final List<MaxMemoryPolicy> POLICIES = List.of(MaxMemoryPolicy.values());

    private final ReferenceStore store;
    private final Random random;
    private final StringBuilder told = new StringBuilder();
    private long now = StoreFixture.NOW;
    private long cursor;

    StoreScript(ReferenceStore store, long seed) {
        this.store = store;
        this.random = new Random(seed);
    }

    void listen() {
        store.listener((key, value, cause) -> told(key, cause));
    }

    private void told(byte[] key, RemovalCause cause) {
        told.append(cause).append(' ').append(StoreFixture.text(key)).append(' ');
    }

    /** One call; its result, the removals it was told of, and all figures of the store. */
    String step() {
        told.setLength(0);
        String result = call();
        return result + " | " + told + "| " + figures();
    }

    private String figures() {
        StoreCounters c = store.counters();
        return store.ledger() + " hits " + c.hits() + " misses " + c.misses() + " writes " + c.writes() + " refused "
                + c.refused() + " removed " + c.removed() + " expired " + c.expired() + " evicted " + c.evicted()
                + " moved " + store.reports().movedBytes() + " size " + store.size();
    }

    private String call() {
        byte[] key = StoreFixture.bytes("key " + random.nextInt(400));
        now += random.nextInt(4);
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 -> {
                byte[] value =
                        StoreFixture.value(random.nextInt(random.nextInt(20) == 0 ? 4000 : 300), random.nextInt());
                long deadline = random.nextBoolean() ? Deadlines.NO_DEADLINE : now + random.nextInt(1000);
                return "put " + store.put(key, value, deadline, now);
            }
            case 5, 6 -> {
                return "get " + Arrays.hashCode(store.get(key, now));
            }
            case 7 -> {
                return "remove " + store.remove(key, now);
            }
            case 8 -> {
                ExpireCondition condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
                return "expire " + store.expire(key, now + random.nextInt(500), condition, now);
            }
            case 9 -> {
                return "persist " + store.persist(key, now) + " ttl " + store.ttl(key, now);
            }
            case 10 -> {
                StringBuilder met = new StringBuilder("scan");
                cursor = store.scan(cursor, 10, now, found -> met.append(' ').append(StoreFixture.text(found)));
                return met + " to " + cursor;
            }
            case 11 -> {
                return "random " + Arrays.hashCode(store.randomKey(now));
            }
            case 12 -> {
                now += 50;
                return "poll " + store.poll(now);
            }
            default -> {
                return rare();
            }
        }
    }

    private String rare() {
        switch (random.nextInt(6)) {
            case 0 -> {
                MaxMemoryPolicy policy = POLICIES.get(random.nextInt(POLICIES.size()));
                store.policy(policy);
                return "policy " + policy;
            }
            case 1 -> {
                long maxBytes = store.minimumBytes() + random.nextInt(60_000);
                store.maxBytes(maxBytes);
                return "maxBytes " + maxBytes;
            }
            case 2 -> {
                return "purge " + store.purge();
            }
            default -> {
                return store.report() + " " + store.reports().table() + " "
                        + store.reports().allocator();
            }
        }
    }
}
