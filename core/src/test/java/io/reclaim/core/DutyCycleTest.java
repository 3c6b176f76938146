package io.reclaim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DutyCycleTest {
    private static final IncrementalWork IDLE = (nowMillis, budget) -> false;

    private final ManualTicker ticker = new ManualTicker();
    private final DutyCycle cycle = new DutyCycle(new DutyCycleConfig(10, 100), ticker);
    private final List<String> log = new ArrayList<>();

    private IncrementalWork taking(String name, long nanos) {
        return (nowMillis, budget) -> {
            log.add(name);
            ticker.advance(nanos);
            return false;
        };
    }

    @Test
    void constructor_nulls_throw() {
        assertThatNullPointerException()
                .isThrownBy(() -> new DutyCycle(null, ticker))
                .withMessage("config");
        assertThatNullPointerException()
                .isThrownBy(() -> new DutyCycle(DutyCycleConfig.defaults(), null))
                .withMessage("pace");
    }

    @Test
    void config_read_isTheOneGiven() {
        assertThat(cycle.config()).isEqualTo(new DutyCycleConfig(10, 100));
    }

    @Test
    void add_nameTaken_throws() {
        cycle.add("rehash", IDLE, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cycle.add("rehash", IDLE, 1))
                .withMessage("name is taken: rehash");
        assertThat(cycle.shares()).hasSize(1);
    }

    @Test
    void add_badArguments_throwAndAddNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cycle.add("rehash", IDLE, 0))
                .withMessage("nanosPerTick of rehash must be positive: 0");
        assertThatNullPointerException().isThrownBy(() -> cycle.add("rehash", null, 1));
        assertThatNullPointerException().isThrownBy(() -> cycle.add(null, IDLE, 1));

        assertThat(cycle.shares()).isEmpty();
    }

    @Test
    void shares_severalWorks_readOnlyInOrder() {
        DutyShare b = cycle.add("b", IDLE, 1);
        DutyShare a = cycle.add("a", IDLE, 1);

        assertThat(cycle.shares()).containsExactly(b, a);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> cycle.shares().clear());
    }

    @Test
    void poll_firstCall_ticks() {
        assertThat(cycle.poll(-5_000)).isTrue();
        assertThat(cycle.ticks()).isEqualTo(1);
    }

    @Test
    void poll_withinThePeriod_doesNothing() {
        cycle.add("a", taking("a", 1), 1);
        cycle.poll(1000);
        long readings = ticker.readings();

        assertThat(cycle.poll(1000)).isFalse();
        assertThat(cycle.poll(1099)).isFalse();

        assertThat(log).containsExactly("a");
        assertThat(ticker.readings()).as("readings of the clock").isEqualTo(readings);
    }

    @Test
    void poll_periodOver_ticks() {
        cycle.poll(1000);

        assertThat(cycle.poll(1100)).isTrue();
        assertThat(cycle.poll(1199)).isFalse();
        assertThat(cycle.poll(1200)).isTrue();
        assertThat(cycle.ticks()).isEqualTo(3);
    }

    @Test
    void poll_severalPeriodsMissed_oneTick() {
        cycle.poll(1000);

        assertThat(cycle.poll(1950)).isTrue();
        assertThat(cycle.poll(1951)).isFalse();
        assertThat(cycle.poll(2049)).isFalse();
        assertThat(cycle.poll(2050)).isTrue();
    }

    @Test
    void poll_timeGoesBack_dueOnePeriodAfterThat() {
        cycle.poll(1000);
        cycle.poll(1050);

        assertThat(cycle.poll(1040)).isFalse();
        assertThat(cycle.poll(1139)).isFalse();
        assertThat(cycle.poll(1140)).isTrue();
    }

    @Test
    void poll_timeGoesFarBack_dueOnePeriodAfterThat() {
        cycle.poll(1_000_000);

        assertThat(cycle.poll(10)).isFalse();
        assertThat(cycle.poll(109)).isFalse();
        assertThat(cycle.poll(110)).isTrue();
    }

    @Test
    void tick_noWorks_isCounted() {
        cycle.tick(0);

        assertThat(cycle.ticks()).isEqualTo(1);
    }

    @Test
    void tick_enoughTime_eachEnabledWorkOnceInOrder() {
        cycle.add("a", taking("a", 10), 50);
        DutyShare off = cycle.add("off", taking("off", 10), 50);
        cycle.add("b", taking("b", 10), 50);
        off.enabled(false);

        cycle.tick(0);
        assertThat(log).containsExactly("a", "b");

        off.enabled(true);
        log.clear();
        cycle.tick(0);
        assertThat(log).containsExactly("a", "off", "b");
    }

    @Test
    void tick_timeGiven_passedToTheWorks() {
        cycle.add("a", (nowMillis, budget) -> log.add("at " + nowMillis), 1);

        cycle.tick(-17);
        cycle.poll(42);

        assertThat(log).containsExactly("at -17", "at 42");
    }

    @Test
    void tick_timeOver_nextBeginsWithTheFirstThatHadNone() {
        cycle.add("a", taking("a", 60), 50);
        cycle.add("b", taking("b", 40), 50);
        cycle.add("c", taking("c", 200), 50);
        cycle.add("d", taking("d", 1), 50);

        cycle.tick(0);
        cycle.tick(0);
        cycle.tick(0);

        assertThat(log).containsExactly("a", "b", "c", "d", "a", "b");
    }

    @Test
    void tick_firstWithoutTurnSwitchedOff_nextOneBegins() {
        cycle.add("a", taking("a", 100), 50);
        DutyShare b = cycle.add("b", taking("b", 100), 50);
        cycle.add("c", taking("c", 100), 50);

        cycle.tick(0);
        b.enabled(false);
        cycle.tick(0);
        cycle.tick(0);

        assertThat(log).containsExactly("a", "c", "a");
    }

    @Test
    void tick_worksAddedLater_haveTheirTurn() {
        cycle.add("a", taking("a", 100), 50);
        cycle.tick(0);
        cycle.add("b", taking("b", 100), 50);
        cycle.tick(0);
        cycle.tick(0);

        assertThat(log).containsExactly("a", "a", "b");
    }

    @Test
    void tick_calledByWork_throwsAndTheCycleGoesOn() {
        DutyShare share = cycle.add(
                "a",
                (nowMillis, budget) -> {
                    assertThatIllegalStateException().isThrownBy(() -> cycle.tick(nowMillis));
                    return false;
                },
                50);

        cycle.tick(0);
        cycle.tick(0);

        assertThat(share.cost().steps()).isEqualTo(2);
        assertThat(cycle.ticks()).isEqualTo(2);
    }

    @Test
    void tick_workThrows_passesThroughAndTheNextTickRuns() {
        boolean[] broken = {true};
        cycle.add(
                "a",
                (nowMillis, budget) -> {
                    if (broken[0]) {
                        throw new IllegalStateException("broken");
                    }
                    return log.add("a");
                },
                50);

        assertThatIllegalStateException().isThrownBy(() -> cycle.tick(0)).withMessage("broken");
        broken[0] = false;
        cycle.tick(0);

        assertThat(log).containsExactly("a");
    }

    @Test
    void tick_workAlwaysThrows_othersSteppedAllTheSame() {
        cycle.add(
                "broken",
                (nowMillis, budget) -> {
                    throw new IllegalStateException("broken");
                },
                50);
        DutyShare other = cycle.add("other", IDLE, 50);

        for (int i = 0; i < 2; i++) {
            assertThatIllegalStateException().isThrownBy(() -> cycle.tick(0));
        }

        assertThat(other.cost().steps()).isPositive();
    }
}
