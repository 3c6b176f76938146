package io.reclaim.benchmarks.store;

import static io.reclaim.benchmarks.store.StoreFixture.fromLatin;
import static io.reclaim.benchmarks.store.StoreFixture.latin;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.allocator.PageSource;
import io.reclaim.core.RemovalCause;
import io.reclaim.eviction.MaxMemoryPolicy;
import io.reclaim.expiry.Deadlines;
import io.reclaim.expiry.ExpireCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A store beside a map of what it must hold. The map learns of removals from the store's listener alone. */
final class StoreModel {
    /** What the store is asked to do just now: it decides which removals are allowed. */
    private enum Operation {
        PUT,
        REMOVE,
        EXPIRE,
        POLL,
        READ
    }

    /** A value, one character a byte, and its deadline. */
    record Entry(String value, long deadline) {}

    final ReferenceStore store;
    final PageSource pages;
    /** What an action draws from; seeded by it. */
    final Random random = new Random(0);

    final Map<String, Entry> entries = new HashMap<>();
    final Map<RemovalCause, Integer> removals = new EnumMap<>(RemovalCause.class);
    private final StoreAccounts accounts;
    private final StorePass pass;
    MaxMemoryPolicy policy;
    long now = StoreFixture.NOW;
    private final boolean exhaustible;
    private Operation operation = Operation.READ;
    private String target = "";
    private int removalsInOperation;
    private int replaced;
    private long hits;
    private long misses;
    private long writes;
    private long refused;

    StoreModel(StoreConfig config, boolean exhaustible) {
        this.store = new ReferenceStore(config);
        this.pages = config.pages();
        this.policy = config.policy();
        this.exhaustible = exhaustible;
        this.accounts = new StoreAccounts(store, config);
        this.pass = new StorePass(store, entries);
        store.listener(this::removed);
    }

    /** Puts many entries and removes all but a few of them, so that these are spread over pages of rows. */
    void spread(int keys, int kept) {
        store.listener(null);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i : order) {
            byte[] value = StoreFixture.value(i % 50 == 0 ? 1500 : i % 90, i);
            store.put(StoreFixture.bytes("key " + i), value, now);
            if (i < kept) {
                entries.put("key " + i, new Entry(latin(value), Deadlines.NO_DEADLINE));
            }
        }
        for (int i : order) {
            if (i >= kept) {
                store.remove(StoreFixture.bytes("key " + i), now);
            }
        }
        writes += keys;
        removals.merge(RemovalCause.EXPLICIT, keys - kept, Integer::sum);
        store.listener(this::removed);
        checkIntegrity();
    }

    private void begin(Operation wanted, byte[] key) {
        operation = wanted;
        target = latin(key);
        removalsInOperation = 0;
        replaced = 0;
    }

    private void removed(byte[] key, byte[] value, RemovalCause cause) {
        String name = latin(key);
        Entry entry = entries.get(name);
        check(entry != null, cause + " of a key that is not held", name);
        check(entry.value.equals(latin(value)), cause + " with another value", name);
        boolean allowed = switch (cause) {
            case EXPLICIT -> operation == Operation.REMOVE && name.equals(target);
            case REPLACED -> operation == Operation.PUT && name.equals(target);
            case EXPIRED -> stale(entry) || (operation == Operation.EXPIRE && name.equals(target));
            case EVICTED -> mayEvict(entry);
        };
        check(allowed, cause + " during " + operation + " under " + policy, name);
        removals.merge(cause, 1, Integer::sum);
        removalsInOperation++;
        if (cause == RemovalCause.REPLACED) {
            replaced++;
        } else {
            entries.remove(name);
            pass.removed(name);
        }
        if (removalsInOperation < 4) {
            store.checkIntegrity();
        }
    }

    private boolean mayEvict(Entry entry) {
        boolean now = operation == Operation.PUT || operation == Operation.EXPIRE || operation == Operation.POLL;
        return now && policy.evicts() && (!policy.onlyVolatile() || entry.deadline != Deadlines.NO_DEADLINE);
    }

    private boolean stale(Entry entry) {
        return Deadlines.stale(entry.deadline, now);
    }

    private boolean fresh(byte[] key) {
        Entry entry = entries.get(latin(key));
        return entry != null && !stale(entry);
    }

    void put(byte[] key, byte[] value, long deadlineMillis) {
        begin(Operation.PUT, key);
        boolean wasFresh = fresh(key);
        boolean wasOver = accounts.overLimit();
        PutResult result = store.put(key, value, deadlineMillis, now);
        boolean held = entries.containsKey(target);
        switch (result) {
            case INSERTED -> check(!held && replaced == 0, "inserted, but held", target);
            case REPLACED -> check(held && replaced == 1, "replaced, but not reported once", target);
            case TOO_LARGE -> {
                check(removalsInOperation == 0, "too large, but something was removed", target);
                check(accounts.mayBeTooLarge(key, value), "too large for the limit", target);
            }
            case OUT_OF_MEMORY -> {
                check(replaced == 0, "refused, but replaced", target);
                boolean mayGoLast = policy.evicts() && !policy.onlyVolatile() && entries.isEmpty();
                check(held || !wasFresh || mayGoLast, "refused, but the old value is gone", target);
                check(exhaustible || wasOver || nothingElseToEvict(), "refused, but there is more to evict", target);
            }
        }
        writes += result.written() ? 1 : 0;
        refused += result.written() ? 0 : 1;
        if (result.written()) {
            entries.put(latin(key), new Entry(latin(value), deadline(deadlineMillis)));
        }
    }

    private static long deadline(long millis) {
        return millis == Deadlines.NO_DEADLINE ? millis : Deadlines.at(millis);
    }

    private int timed() {
        int timed = 0;
        for (Entry entry : entries.values()) {
            timed += entry.deadline == Deadlines.NO_DEADLINE ? 0 : 1;
        }
        return timed;
    }

    void get(byte[] key) {
        begin(Operation.READ, key);
        Entry expected = fresh(key) ? entries.get(target) : null;
        byte[] value = store.get(key, now);
        check(
                expected == null ? value == null : value != null && expected.value.equals(latin(value)),
                "value read",
                target);
        count(expected != null);
    }

    void getInto(byte[] key, int room) {
        begin(Operation.READ, key);
        Entry expected = fresh(key) ? entries.get(target) : null;
        byte[] into = new byte[room];
        int length = store.get(key, into, now);
        check(length == (expected == null ? ReferenceStore.NOT_FOUND : expected.value.length()), "length", target);
        byte[] wanted = expected == null ? new byte[room] : Arrays.copyOf(fromLatin(expected.value), room);
        check(Arrays.equals(into, wanted), "value read in part", target);
        count(expected != null);
    }

    private void count(boolean hit) {
        hits += hit ? 1 : 0;
        misses += hit ? 0 : 1;
    }

    void remove(byte[] key) {
        begin(Operation.REMOVE, key);
        boolean expected = fresh(key);
        check(store.remove(key, now) == expected, "answer of remove", target);
        check(!entries.containsKey(target), "removed, but not reported", target);
    }

    void expire(byte[] key, long deadlineMillis, ExpireCondition condition) {
        begin(Operation.EXPIRE, key);
        Entry before = fresh(key) ? entries.get(target) : null;
        boolean wasOver = accounts.overLimit();
        boolean permitted = before != null && condition.permits(before.deadline, deadlineMillis);
        boolean taken = store.expire(key, deadlineMillis, condition, now);
        check(permitted || !taken, "deadline taken", target);
        if (permitted && Deadlines.stale(deadlineMillis, now)) {
            check(taken && !entries.containsKey(target), "past deadline taken, entry stays", target);
        } else if (taken) {
            check(entries.containsKey(target), "deadline taken, entry gone", target);
            entries.put(latin(key), new Entry(before.value, Deadlines.at(deadlineMillis)));
        } else if (permitted) {
            boolean evicted = !entries.containsKey(target);
            boolean noMemory = before.deadline == Deadlines.NO_DEADLINE && (wasOver || nothingElseToEvict());
            check(evicted || noMemory, "deadline not taken", target);
        }
    }

    void persist(byte[] key) {
        begin(Operation.READ, key);
        boolean expected = fresh(key) && entries.get(target).deadline != Deadlines.NO_DEADLINE;
        check(store.persist(key, now) == expected, "answer of persist", target);
        if (expected) {
            entries.computeIfPresent(target, (k, entry) -> new Entry(entry.value, Deadlines.NO_DEADLINE));
        }
    }

    void ttl(byte[] key) {
        begin(Operation.READ, key);
        long expected = ReferenceStore.NOT_FOUND;
        if (fresh(key)) {
            long deadline = entries.get(target).deadline;
            expected = deadline == Deadlines.NO_DEADLINE ? deadline : deadline - now;
        }
        check(store.ttl(key, now) == expected, "ttl", target);
    }

    /** One step of a scan that goes on while other actions change the store. */
    void scan(int maxKeys) {
        pass.step(maxKeys, now);
    }

    void randomKey() {
        byte[] key = store.randomKey(now);
        boolean anyStale = entries.values().stream().anyMatch(this::stale);
        if (key != null) {
            check(fresh(key), "random key is not held", latin(key));
        } else {
            check(entries.isEmpty() || anyStale, "no random key", target);
        }
    }

    void poll(long millis) {
        now += millis;
        begin(Operation.POLL, new byte[0]);
        store.poll(now);
    }

    void maxBytes(long maxBytes) {
        store.maxBytes(maxBytes);
        accounts.maxBytes(maxBytes);
    }

    void policy(MaxMemoryPolicy wanted) {
        policy = wanted;
        store.policy(wanted);
    }

    /** Lowers the limit and runs ticks until it is kept, or nothing is left that may go. */
    void lower(long maxBytes) {
        maxBytes(maxBytes);
        for (int i = 0; i < 200 && store.ledger().used() > maxBytes; i++) {
            poll(StoreFixture.PERIOD);
        }
        check(store.ledger().used() <= maxBytes || nothingElseToEvict(), "limit is not kept in the end", target);
    }

    /**
     * Whether all that may go is gone, but for what is just written. An empty store keeps every limit: under an allkeys
     * policy there is always enough to evict.
     */
    private boolean nothingElseToEvict() {
        Entry own = operation == Operation.PUT ? entries.get(target) : null;
        int others = timed() - (own == null || own.deadline == Deadlines.NO_DEADLINE ? 0 : 1);
        return policy.onlyVolatile() ? others == 0 : !policy.evicts();
    }

    void checkIntegrity() {
        store.checkIntegrity();
        accounts.check(entries, timed());
        for (String key : entries.keySet()) {
            check(store.memoryUsage(fromLatin(key)) > 0, "held, but not found", key);
        }
        assertThat(store.size()).isEqualTo(entries.size());
        StoreCounters counters = store.counters();
        assertThat(counters.hits()).isEqualTo(hits);
        assertThat(counters.misses()).isEqualTo(misses);
        assertThat(counters.writes()).isEqualTo(writes);
        assertThat(counters.refused()).isEqualTo(refused);
        assertThat(counters.removed()).isEqualTo(removals(RemovalCause.EXPLICIT));
        assertThat(counters.expired()).isEqualTo(removals(RemovalCause.EXPIRED));
        assertThat(counters.evicted()).isEqualTo(removals(RemovalCause.EVICTED));
    }

    private long removals(RemovalCause cause) {
        return removals.getOrDefault(cause, 0);
    }

    /** Reads every entry back; removes those that are stale. */
    void checkContents() {
        for (String key : Set.copyOf(entries.keySet())) {
            get(fromLatin(key));
        }
        checkIntegrity();
    }

    private static void check(boolean holds, String what, String key) {
        if (!holds) {
            throw new AssertionError(what + ", key of " + key.length() + " bytes: " + key);
        }
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
