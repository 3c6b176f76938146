package io.reclaim.core;

import static io.reclaim.core.WorkBudget.UNITS_PER_CLOCK_READ;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DutyCycleBudgetTest {
    private static final int OVERSHOOT = UNITS_PER_CLOCK_READ - 1;

    /** A work without end, each of whose units takes the same time. */
    private static IncrementalWork endless(ManualTicker ticker, long unitNanos) {
        return (nowMillis, budget) -> {
            while (budget.spend()) {
                ticker.advance(unitNanos);
            }
            return true;
        };
    }

    @Test
    void tick_endlessWork_endsFifteenUnitsAfterItsShareAtWorst() {
        ManualTicker ticker = new ManualTicker();
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, 1_000_000), ticker);
        DutyShare share = cycle.add("endless", endless(ticker, 10), 10);

        cycle.tick(0);

        assertThat(share.cost().units()).isEqualTo(1 + OVERSHOOT);
        assertThat(share.cost().worstNanos()).isEqualTo(10 + 10 * OVERSHOOT);
    }

    @Test
    void tick_lastWork_hasWhatTheOthersLeft() {
        ManualTicker ticker = new ManualTicker();
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, 96), ticker);
        DutyShare first = cycle.add("first", endless(ticker, 1), 64);
        DutyShare last = cycle.add("last", endless(ticker, 1), 64);

        cycle.tick(0);

        assertThat(first.cost().nanos()).isEqualTo(64);
        assertThat(last.cost().nanos()).isEqualTo(32);
    }

    @Property(tries = 300, seed = "31")
    void tick_endlessWorks_worstStepWithinShareAndOvershoot(
            @ForAll @LongRange(min = 1, max = 5000) long nanosPerTick,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 40) Integer> unitNanos,
            @ForAll @Size(min = 8, max = 8) List<@IntRange(min = 1, max = 3000) Integer> shareNanos) {
        ManualTicker ticker = new ManualTicker();
        DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, nanosPerTick), ticker);
        for (int i = 0; i < unitNanos.size(); i++) {
            cycle.add("work " + i, endless(ticker, unitNanos.get(i)), shareNanos.get(i));
        }
        int worstUnit = unitNanos.stream().mapToInt(Integer::intValue).max().orElseThrow();

        long worstTick = 0;
        for (int tick = 0; tick < 3 * unitNanos.size(); tick++) {
            long before = ticker.now();
            cycle.tick(tick);
            worstTick = Math.max(worstTick, ticker.now() - before);
        }

        assertThat(worstTick).isLessThan(nanosPerTick + (long) UNITS_PER_CLOCK_READ * worstUnit);
        for (int i = 0; i < unitNanos.size(); i++) {
            DutyShare share = cycle.shares().get(i);
            long most = Math.min(share.nanosPerTick(), nanosPerTick);
            assertThat(share.cost().worstNanos()).isLessThan(most + (long) UNITS_PER_CLOCK_READ * unitNanos.get(i));
            assertThat(share.cost().units() * unitNanos.get(i))
                    .isEqualTo(share.cost().nanos());
            assertThat(share.pending()).isTrue();
        }
    }
}
