package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A cycle beside what is expected of it: a map of deadlines, and the rules of the fast cycle. */
final class CycleModel {
    private static final int LONGEST_CHAIN = 16;

    final CycleFixture fixture = new CycleFixture(9);
    /** What an action draws from; seeded by it. */
    final Random random = new Random(0);

    private final ExpiryConfig config;
    private final ExpiryCycle cycle;
    private final Map<Integer, Long> deadlines = new HashMap<>();
    private int insertEvery;
    private long now = 1L << 40;

    private long slowCycles;
    private long fastCycles;
    private long timeCapped;
    private boolean cutOff;
    private long lastFast = Long.MIN_VALUE;
    private double stalePercent;

    CycleModel(ExpiryConfig config, int insertEvery) {
        this.config = config;
        this.insertEvery = insertEvery;
        this.cycle = fixture.cycle(config);
        fixture.listener = this::removed;
    }

    private void removed(int ref) {
        Long deadline = deadlines.remove(ref);
        assertThat(deadline).as("deadline of ref %d", ref).isNotNull().isLessThanOrEqualTo(now);
        if (insertEvery > 0 && fixture.removed.size() % insertEvery == 0) {
            add(now - random.nextInt(3));
        }
    }

    void add(long deadlineMillis) {
        int ref = fixture.slab.take();
        putDeadline(ref, deadlineMillis);
    }

    void addAround(int n) {
        for (int i = 0; i < n; i++) {
            add(around());
        }
    }

    void postponeOrAdvance(int n) {
        for (int ref : some(n)) {
            putDeadline(ref, around());
        }
    }

    void removeExplicitly(int n) {
        for (int ref : some(n)) {
            assertThat(cycle.remove(ref)).isTrue();
            fixture.slab.release(ref);
            deadlines.remove(ref);
        }
    }

    /** Mostly a little forward, sometimes far, sometimes back. */
    void moveClock(int millis) {
        switch (random.nextInt(6)) {
            case 0 -> now -= 3L * millis;
            case 1 -> now += random.nextBoolean() ? 1L << 31 : -(1L << 31);
            default -> now += millis;
        }
        now = Math.max(0, now);
    }

    void slow(int units) {
        WorkBudget budget = WorkBudget.ofUnits(units);
        int before = fixture.removed.size();
        boolean pending = fixture.step(cycle, now, budget);
        slowCycles++;
        ran(pending, budget.spent(), fixture.removed.size() - before);
    }

    void fast(int units) {
        boolean wanted = cutOff || stalePercent >= config.acceptableStalePercent();
        boolean early = now >= lastFast && now < lastFast + 2.0 * config.fastNanos() / 1e6;
        WorkBudget budget = WorkBudget.ofUnits(units);
        int before = fixture.removed.size();
        fixture.nowMillis = now;
        boolean pending = cycle.fast().step(now, budget);
        if (wanted && !early) {
            fastCycles++;
            lastFast = now;
            ran(pending, budget.spent(), fixture.removed.size() - before);
        } else {
            assertThat(pending).isFalse();
            assertThat(budget.spent()).isZero();
        }
    }

    /** Enough loops for a whole pass; with nobody inserting, nothing stale is left. */
    void wholePass() {
        int usual = insertEvery;
        insertEvery = 0;
        for (int i = 2 * (deadlines.size() / config.keysPerLoop() + 2); i > 0; i--) {
            slow(100_000);
        }
        insertEvery = usual;
        assertThat(deadlines.values()).allMatch(deadline -> deadline > now);
    }

    private void ran(boolean pending, long spent, int removed) {
        cutOff = pending;
        timeCapped += pending ? 1 : 0;
        // Looked at were as many as were removed at least, and no more than were paid for, but for the last bucket.
        double before = 0.95 * stalePercent;
        double least = removed == 0 ? 0 : 5.0 * removed / (spent + LONGEST_CHAIN);
        stalePercent = cycle.staleEstimatePercent();
        assertThat(stalePercent).isBetween(before + least - 1e-9, before + (removed == 0 ? 0 : 5) + 1e-9);
    }

    void checkIntegrity() {
        fixture.checkIntegrity();
        assertThat(fixture.table.size()).isEqualTo(deadlines.size());
        deadlines.forEach((ref, deadline) ->
                assertThat(cycle.deadline(ref)).as("ref %d", ref).isEqualTo(deadline));
        assertThat(cycle.counters().expired()).isEqualTo(fixture.removed.size());
        assertThat(cycle.counters().steps()).isEqualTo(slowCycles + fastCycles);
        assertThat(cycle.counters().timeCapped()).isEqualTo(timeCapped);
        assertThat(cycle.staleEstimatePercent()).isCloseTo(stalePercent, offset(1e-9));
        assertThat(cycle.nextDeadlineMillis())
                .isEqualTo(deadlines.isEmpty() && !fixture.table.shrinking() ? Deadlines.NO_DEADLINE : 0);
    }

    private void putDeadline(int ref, long deadlineMillis) {
        long deadline = Deadlines.at(deadlineMillis);
        cycle.put(ref, deadline);
        deadlines.put(ref, deadline);
    }

    private long around() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(2);
            case 1 -> Deadlines.LATEST - random.nextInt(2);
            case 2 -> now;
            default -> now + random.nextInt(2000) - 500;
        };
    }

    private List<Integer> some(int n) {
        List<Integer> refs = new ArrayList<>(deadlines.keySet());
        Collections.shuffle(refs, random);
        return refs.subList(0, Math.min(n, refs.size()));
    }

    @Override
    public String toString() {
        return cycle + " at " + now;
    }
}
