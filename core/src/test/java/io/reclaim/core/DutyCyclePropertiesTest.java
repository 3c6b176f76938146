package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DutyCyclePropertiesTest {

    /** A work of random greed: at times within its budget, at times without any regard for it. */
    private static final class GreedyWork implements IncrementalWork {
        private final ManualTicker ticker;
        private final Random random;
        private final int greed;
        private int lastTick = -1;
        private int tick;
        private DutyShare share;

        GreedyWork(ManualTicker ticker, Random random) {
            this.ticker = ticker;
            this.random = random;
            this.greed = 1 + random.nextInt(2000);
        }

        @Override
        public boolean step(long nowMillis, WorkBudget budget) {
            assertThat(nowMillis).isEqualTo(tick);
            assertThat(lastTick).as("stepped twice in a tick").isLessThan(tick);
            lastTick = tick;
            if (random.nextInt(4) == 0) {
                ticker.advance(random.nextInt(2 * greed));
                return true;
            }
            for (int i = random.nextInt(greed); i > 0 && budget.spend(); i--) {
                ticker.advance(random.nextInt(1 + greed / 100));
            }
            return random.nextBoolean();
        }
    }

    private static List<GreedyWork> addTo(DutyCycle cycle, int n, ManualTicker ticker, Random random) {
        List<GreedyWork> works = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            GreedyWork work = new GreedyWork(ticker, random);
            work.share = cycle.add("work " + i, work, 1 + random.nextInt(1500));
            works.add(work);
        }
        return works;
    }

    @Property(tries = 300, seed = "21")
    void tick_worksOfAnyGreed_eachSteppedInAnyNTicks(
            @ForAll @IntRange(min = 1, max = 9) int n,
            @ForAll @LongRange(min = 1, max = 3000) long nanosPerTick,
            @ForAll Random random) {
        ManualTicker ticker = new ManualTicker();
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, nanosPerTick), ticker);
        List<GreedyWork> works = addTo(cycle, n, ticker, random);

        for (int tick = 0; tick < 8 * n; tick++) {
            for (GreedyWork work : works) {
                work.tick = tick;
            }
            cycle.tick(tick);
            for (GreedyWork work : works) {
                assertThat(tick - work.lastTick).as("ticks waited").isLessThan(n);
            }
        }
        assertThat(cycle.ticks()).isEqualTo(8L * n);
    }

    @Property(tries = 300, seed = "22")
    void tick_othersSwitchedAtRandom_eachThatStaysOnSteppedInAnyNTicks(
            @ForAll @IntRange(min = 1, max = 7) int n,
            @ForAll @LongRange(min = 1, max = 3000) long nanosPerTick,
            @ForAll Random random) {
        ManualTicker ticker = new ManualTicker();
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, nanosPerTick), ticker);
        List<GreedyWork> works = addTo(cycle, n, ticker, random);
        int[] onSince = new int[n];

        for (int tick = 0; tick < 10 * n; tick++) {
            for (int i = 0; i < n; i++) {
                DutyShare share = works.get(i).share;
                if (random.nextInt(6) == 0) {
                    share.enabled(!share.enabled());
                    onSince[i] = tick;
                }
                works.get(i).tick = tick;
            }
            cycle.tick(tick);
            for (int i = 0; i < n; i++) {
                GreedyWork work = works.get(i);
                if (work.share.enabled()) {
                    int waitsSince = Math.max(work.lastTick + 1, onSince[i]);
                    assertThat(tick + 1 - waitsSince).as("ticks waited").isLessThan(n);
                } else {
                    assertThat(work.lastTick).as("stepped while off").isNotEqualTo(tick);
                }
            }
        }
    }

    @Property(tries = 200, seed = "23")
    void counters_anyGreed_agreeWithTheClock(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @LongRange(min = 1, max = 3000) long nanosPerTick,
            @ForAll Random random) {
        ManualTicker ticker = new ManualTicker();
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, nanosPerTick), ticker);
        List<GreedyWork> works = addTo(cycle, n, ticker, random);

        for (int tick = 0; tick < 30; tick++) {
            for (GreedyWork work : works) {
                work.tick = tick;
            }
            cycle.tick(tick);
        }

        long nanos = 0;
        for (DutyShare share : cycle.shares()) {
            nanos += share.cost().nanos();
            assertThat(share.cost().worstNanos())
                    .isBetween(
                            share.cost().nanos() / share.cost().steps(),
                            share.cost().nanos());
        }
        assertThat(nanos).isEqualTo(ticker.now());
    }

    @Property(tries = 300, seed = "24")
    void poll_timeMovesForward_ticksAtLeastAPeriodApart(
            @ForAll @IntRange(min = 1, max = 500) int ticksPerSecond, @ForAll Random random) {
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(ticksPerSecond, 1), new ManualTicker());
        long period = cycle.config().periodMillis();
        long now = random.nextInt();
        long last = now;
        assertThat(cycle.poll(now)).isTrue();

        for (int i = 0; i < 100; i++) {
            now += random.nextInt((int) period);
            boolean due = now - last >= period;
            assertThat(cycle.poll(now)).isEqualTo(due);
            last = due ? now : last;
        }
    }
}
