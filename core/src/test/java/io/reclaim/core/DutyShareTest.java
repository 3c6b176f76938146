package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DutyShareTest {
    private final ManualTicker ticker = new ManualTicker();
    private final DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, 10_000), ticker);
    private int unitsLeft;

    private boolean nanoAUnit(long nowMillis, WorkBudget budget) {
        while (unitsLeft > 0 && budget.spend()) {
            unitsLeft--;
            ticker.advance(1);
        }
        return unitsLeft > 0;
    }

    @Test
    void newShare_beforeTheFirstStep_isOnWithNothingDone() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 1_000_000);

        assertThat(share.name()).isEqualTo("rehash");
        assertThat(share.nanosPerTick()).isEqualTo(1_000_000);
        assertThat(share.enabled()).isTrue();
        assertThat(share.pending()).isFalse();
        assertThat(share.cost().steps()).isZero();
        assertThat(share.cost().units()).isZero();
        assertThat(share.cost().nanos()).isZero();
        assertThat(share.cost().worstNanos()).isZero();
    }

    @Test
    void counters_severalSteps_sumAndWorst() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 1000);

        for (int units : new int[] {5, 40, 7}) {
            unitsLeft = units;
            cycle.tick(0);
        }

        assertThat(share.cost().steps()).isEqualTo(3);
        assertThat(share.cost().units()).isEqualTo(52);
        assertThat(share.cost().nanos()).isEqualTo(52);
        assertThat(share.cost().worstNanos()).isEqualTo(40);
    }

    @Test
    void pending_workLeft_isWhatTheLastStepSaid() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 16);
        unitsLeft = 20;

        cycle.tick(0);
        assertThat(share.pending()).isTrue();
        cycle.tick(0);
        assertThat(share.pending()).isFalse();
    }

    @Test
    void nanosPerTick_changed_nextStepIsThatLong() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 16);
        unitsLeft = 10_000;

        cycle.tick(0);
        assertThat(share.cost().nanos()).isEqualTo(16);

        share.nanosPerTick(64);
        cycle.tick(0);
        assertThat(share.nanosPerTick()).isEqualTo(64);
        assertThat(share.cost().nanos()).isEqualTo(16 + 64);
    }

    @Test
    void nanosPerTick_notPositive_throwsAndKeepsTheFormer() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 16);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> share.nanosPerTick(-3))
                .withMessage("nanosPerTick of rehash must be positive: -3");
        assertThat(share.nanosPerTick()).isEqualTo(16);
    }

    @Test
    void enabled_switchedOff_countersStand() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 16);
        unitsLeft = 100;
        cycle.tick(0);

        share.enabled(false);
        cycle.tick(0);

        assertThat(share.enabled()).isFalse();
        assertThat(share.cost().steps()).isEqualTo(1);
        assertThat(share.cost().units()).isEqualTo(16);
        assertThat(share.pending()).isTrue();
    }

    @Test
    void toString_afterAStep_tellsNameAndCost() {
        DutyShare share = cycle.add("rehash", this::nanoAUnit, 16);
        unitsLeft = 3;
        cycle.tick(0);

        assertThat(share.toString()).contains("rehash", "steps=1", "nanos=3", "worstNanos=3");
        assertThat(cycle.toString()).contains("ticks=1", "rehash");
    }
}
