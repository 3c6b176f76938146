package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntryRemover;
import io.reclaim.core.EntryRows;
import io.reclaim.core.EntrySample;
import io.reclaim.core.RefSlab;
import io.reclaim.core.RemovalCause;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.WorkBudget;
import io.reclaim.core.accounting.MemoryAccount;
import io.reclaim.core.accounting.MemoryAccount.Kind;
import io.reclaim.core.accounting.MemoryLedger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A strategy beside what is expected of it: deadlines by ref, and refs without one. */
final class StrategyModel implements EntryRemover {
    final Random random = new Random(0);
    final ExpiryStrategy strategy;
    final MemoryAccount account;
    final RefSlab slab;
    long nowMillis;

    private final Mode mode;
    private final MemoryLedger ledger = new MemoryLedger();
    private final SlabCompaction compaction;
    private final TreeMap<Integer, Long> deadlines = new TreeMap<>();
    private final TreeSet<Integer> without = new TreeSet<>();
    /** Ticks before which an entry need not be looked at: it was put by a listener or refused. */
    private final Map<Integer, Long> notBefore = new HashMap<>();

    private final Set<Integer> owed = new HashSet<>();
    private long cursor = ScannedPopulation.START;
    private boolean stepping;
    private int refuseOneIn;
    private int insertOneIn;
    private long expired;

    StrategyModel(Mode mode) {
        this.mode = mode;
        MemoryAccount rows = ledger.open("rows", Kind.OVERHEAD);
        account = ledger.open("deadlines", Kind.OVERHEAD);
        slab = new RefSlab(new EntryRows(rows), rows, new Random(5));
        strategy = mode.strategy(slab, this, account);
        compaction = new SlabCompaction(slab, this::moved);
    }

    private void moved(int from, int to) {
        strategy.moved(from, to);
        if (without.remove(from)) {
            without.add(to);
            return;
        }
        deadlines.put(to, deadlines.remove(from));
        if (notBefore.containsKey(from)) {
            notBefore.put(to, notBefore.remove(from));
        }
        if (owed.remove(from)) {
            owed.add(to);
        }
    }

    private long tick(long millis) {
        int shift = Math.max(0, mode.tickLog2());
        return millis == 0 ? 0 : ((millis - 1) >>> shift) + 1;
    }

    private long nowTick() {
        return Math.max(0, nowMillis) >>> Math.max(0, mode.tickLog2());
    }

    private long reachedTick() {
        return strategy instanceof DeadlineIndex index ? index.horizon.current() : 0;
    }

    // ---- what a user does

    void advance(long millis) {
        nowMillis = Math.max(0, nowMillis + millis);
    }

    void put() {
        int ref = slab.take();
        putDeadline(ref, aDeadline());
    }

    void putWithout() {
        without.add(slab.take());
    }

    void putOnOneWithout() {
        if (!without.isEmpty()) {
            int ref = any(without);
            without.remove(ref);
            putDeadline(ref, aDeadline());
        }
    }

    private void putDeadline(int ref, long deadline) {
        long bytes = account.bytes();
        long cost = strategy.putCost();
        strategy.put(ref, deadline);
        assertThat(account.bytes() - bytes).as("bytes of put").isLessThanOrEqualTo(cost);
        Long before = deadlines.put(ref, deadline);
        boolean placed = before == null || deadline < before;
        if (placed && stepping) {
            notBefore.put(ref, nowTick() + 1);
        } else if (placed) {
            notBefore.remove(ref);
        }
    }

    private long aDeadline() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> Deadlines.LATEST - random.nextInt(3);
            case 2 -> Deadlines.at(nowMillis - random.nextInt(5000));
            case 3 -> Deadlines.after(nowMillis, 4090L + random.nextInt(10));
            case 4 -> Deadlines.after(nowMillis, (1L << (10 * (1 + random.nextInt(4)))) - 2 + random.nextInt(4));
            case 5 -> Deadlines.after(nowMillis, random.nextLong(10_000_000_000_000L));
            case 6 -> Deadlines.after(nowMillis, random.nextLong(5_000_000));
            default -> Deadlines.after(nowMillis, random.nextInt(300));
        };
    }

    void putAgain() {
        if (!deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            putDeadline(ref, aDeadline());
        }
    }

    void postpone() {
        if (!deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            long to = aDeadline();
            boolean later = to > deadlines.get(ref);
            long bytes = account.bytes();
            assertThat(strategy.postpone(ref, to)).isEqualTo(later);
            assertThat(account.bytes()).isEqualTo(bytes);
            deadlines.merge(ref, to, Math::max);
        }
        if (!without.isEmpty()) {
            assertThat(strategy.postpone(any(without), Deadlines.LATEST)).isFalse();
        }
    }

    void remove() {
        if (!deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            assertThat(strategy.remove(ref)).isTrue();
            forget(ref);
            without.add(ref);
        }
        if (!without.isEmpty()) {
            assertThat(strategy.remove(any(without))).isFalse();
        }
    }

    void release() {
        if (!deadlines.isEmpty() && (without.isEmpty() || random.nextBoolean())) {
            int ref = any(deadlines.navigableKeySet());
            drop(ref);
        } else if (!without.isEmpty()) {
            int ref = any(without);
            without.remove(ref);
            slab.release(ref);
        }
    }

    private void drop(int ref) {
        strategy.remove(ref);
        slab.release(ref);
        forget(ref);
    }

    private void forget(int ref) {
        deadlines.remove(ref);
        notBefore.remove(ref);
        owed.remove(ref);
    }

    void compact(int units) {
        compaction.step(nowMillis, WorkBudget.ofUnits(units));
    }

    /** From now on the remover refuses, and listeners insert, one time in so many; 0 is never. */
    void behave(int refuse, int insert) {
        refuseOneIn = refuse;
        insertOneIn = insert;
    }

    // ---- what is checked

    /** Steps with so many units; an ordered mode that comes to its end must have removed all that is due. */
    void step(long units) {
        WorkBudget budget = WorkBudget.ofUnits(units);
        if (nowTick() < reachedTick() - DeadlineIndex.REWIND_TICKS) {
            notBefore.clear(); // all are sorted anew
        }
        stepping = true;
        boolean pending = strategy.step(nowMillis, budget);
        stepping = false;
        if (pending || !mode.ordered() || nowTick() < reachedTick()) {
            return; // not done, no order, or the clock went back a little and has not caught up
        }
        deadlines.forEach((ref, deadline) -> {
            if (tick(deadline) <= nowTick()) {
                assertThat(notBefore)
                        .as("ref %d, due at %d, now %d", ref, deadline, nowMillis)
                        .containsKey(ref);
                assertThat(notBefore.get(ref)).isGreaterThan(nowTick());
            }
        });
        checkSleep();
    }

    private void checkSleep() {
        WorkBudget none = WorkBudget.ofUnits(1_000_000);
        assertThat(strategy.step(nowMillis, none)).isFalse();
        assertThat(none.spent()).as("units of a second step").isZero();
        long next = strategy.nextDeadlineMillis();
        if (deadlines.isEmpty()) {
            assertThat(next).isEqualTo(Deadlines.NO_DEADLINE);
            return;
        }
        assertThat(next).isGreaterThan(nowMillis);
        deadlines.forEach((ref, deadline) -> {
            long tick = Math.max(tick(deadline), notBefore.getOrDefault(ref, 0L));
            int shift = mode.tickLog2();
            long atMost = tick > Deadlines.LATEST >>> shift ? Deadlines.LATEST : tick << shift;
            assertThat(next).as("sleep beyond ref %d", ref).isLessThanOrEqualTo(atMost);
        });
    }

    @Override
    public long remove(int ref, RemovalCause cause) {
        assertThat(cause).isEqualTo(RemovalCause.EXPIRED);
        assertThat(slab.live(ref)).isTrue();
        assertThat(deadlines.get(ref)).as("deadline of removed ref %d", ref).isNotNull();
        assertThat(deadlines.get(ref)).as("never early").isLessThanOrEqualTo(nowMillis);
        if (refuseOneIn > 0 && random.nextInt(refuseOneIn) == 0) {
            notBefore.put(ref, nowTick() + 1);
            return NOT_LIVE;
        }
        drop(ref);
        expired++;
        if (insertOneIn > 0 && random.nextInt(insertOneIn) == 0) {
            put();
            putAgain();
            postpone();
        }
        return 7;
    }

    void scan(int places, int target) {
        if (!(strategy.population() instanceof ScannedPopulation scanned)) {
            throw new AssertionError("cannot be scanned: " + strategy);
        }
        if (cursor == ScannedPopulation.START) {
            owed.addAll(deadlines.keySet());
        }
        EntrySample sample = new EntrySample(target);
        cursor = scanned.scan(cursor, places, sample);
        checkMembers(sample);
        for (int i = 0; i < sample.size(); i++) {
            owed.remove(sample.ref(i));
        }
        if (cursor == ScannedPopulation.START) {
            assertThat(owed).as("present for the whole pass, not met").isEmpty();
        }
    }

    void sample(int target) {
        EntrySample sample = new EntrySample(target);
        strategy.population().sample(sample);
        assertThat(sample.size()).isEqualTo(deadlines.isEmpty() ? 0 : target);
        checkMembers(sample);
    }

    private void checkMembers(EntrySample sample) {
        for (int i = 0; i < sample.size(); i++) {
            assertThat(deadlines.get(sample.ref(i))).isEqualTo(sample.attribute(i));
        }
    }

    void checkIntegrity() {
        slab.checkIntegrity();
        strategy.checkIntegrity();
        ledger.checkIntegrity();
        assertThat(strategy.population().size()).isEqualTo(deadlines.size());
        assertThat(strategy.counters().expired()).isEqualTo(expired);
        assertThat(strategy.counters().lag().total()).isEqualTo(expired);
        deadlines.forEach((ref, deadline) -> assertThat(strategy.deadline(ref)).isEqualTo(deadline));
        without.forEach(ref -> assertThat(strategy.deadline(ref)).isEqualTo(Deadlines.NO_DEADLINE));
    }

    /** With enough time and budget, all that can expire does; then everything is given back but what is spare. */
    void end() {
        behave(0, 0);
        nowMillis = Math.max(nowMillis, reachedTick() << Math.max(0, mode.tickLog2()));
        for (int i = 0; i < 30 && !deadlines.isEmpty(); i++) {
            nowMillis = i == 0 ? nowMillis + 20_000_000_000_000L : nowMillis + 10_000;
            step(1_000_000);
        }
        checkIntegrity();
        assertThat(deadlines.values()).allMatch(deadline -> deadline > nowMillis);
    }

    int timed() {
        return deadlines.size();
    }

    private int any(NavigableSet<Integer> refs) {
        Integer from = refs.ceiling(random.nextInt(Math.max(1, refs.last() + 1)));
        return from == null ? refs.last() : from;
    }

    @Override
    public String toString() {
        return strategy + " at " + nowMillis;
    }
}
