package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.CycleFixture.config;
import static io.reclaim.expiry.Deadlines.LATEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExpiryCycleEstimateTest {

    /** What a cycle over untouched places finds, by the rules alone: loops go through the places, one after the other. */
    private static final class NaiveCycle {
        private final List<Long> deadlines;
        private final ExpiryConfig config;
        private int lookedAt;
        private double stalePercent;
        private double averageTtl;
        private int left;

        NaiveCycle(List<Long> deadlines, ExpiryConfig config) {
            this.deadlines = deadlines;
            this.config = config;
            this.left = deadlines.size();
        }

        boolean passOver() {
            return lookedAt == deadlines.size();
        }

        void step(long now) {
            int before = lookedAt;
            int removed = 0;
            int keys;
            int stale;
            do {
                keys = Math.min(Math.min(config.keysPerLoop(), left), deadlines.size() - lookedAt);
                List<Long> loop = deadlines.subList(lookedAt, lookedAt + keys);
                stale = (int) loop.stream().filter(deadline -> deadline <= now).count();
                if (stale < keys) {
                    double mean = loop.stream()
                            .filter(deadline -> deadline > now)
                            .mapToLong(deadline -> deadline - now)
                            .average()
                            .orElseThrow();
                    averageTtl = averageTtl == 0 ? mean : 0.98 * averageTtl + 0.02 * mean;
                }
                lookedAt += keys;
                removed += stale;
                left -= stale;
            } while (!passOver() && Math.floorDiv(100 * stale, keys) > config.acceptableStalePercent());
            averageTtl = left == 0 ? 0 : averageTtl;
            stalePercent = 0.95 * stalePercent + 5.0 * removed / (lookedAt - before);
        }
    }

    @Property(tries = 500, seed = "61")
    void estimates_firstPass_areThoseOfANaiveCycle(
            @ForAll @IntRange(min = 1, max = 400) int size,
            @ForAll @IntRange(min = 1, max = 40) int keysPerLoop,
            @ForAll @IntRange(max = 60) int acceptable,
            @ForAll @IntRange(max = 4) int quirks,
            @ForAll Random random) {
        CycleFixture fixture = new CycleFixture();
        List<Long> deadlines = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            // Those that stay are so many that the table keeps its buckets.
            deadlines.add(i % 4 == 0 ? FAR : random.nextInt(100));
        }
        fixture.addInOrder(size, deadlines::get);
        ExpiryConfig config = config(keysPerLoop, acceptable);
        NaiveCycle naive = new NaiveCycle(deadlines, config);
        ExpiryCycle cycle = fixture.cycle(quirks == 0 ? config.withQuirks(ExpiryQuirk.CLOCK_EVERY_16_LOOPS) : config);
        for (int now = 0; !naive.passOver(); now += random.nextInt(30)) {
            naive.step(now);
            fixture.step(cycle, now);
            assertThat(fixture.table.size()).isEqualTo(naive.left);
            assertThat(cycle.counters().expired()).isEqualTo(size - naive.left);
            assertThat(cycle.staleEstimatePercent()).isCloseTo(naive.stalePercent, offset(1e-9));
            assertThat(cycle.averageTtlMillis()).isCloseTo(naive.averageTtl, offset(1e-9));
        }
    }

    @Property(tries = 300, seed = "62")
    void staleEstimate_anyBudgets_isSmoothedOverThoseLookedAt(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 120) Integer> units,
            @ForAll @IntRange(max = 4) int classic,
            @ForAll Random random) {
        CycleFixture fixture = new CycleFixture(random.nextLong()).addAll(300, i -> random.nextInt(3000));
        ExpiryCycle cycle = fixture.cycle(classic == 0 ? ExpiryConfig.classic() : ExpiryConfig.effort(2));
        double percent = 0;
        for (int i = 0; i < units.size(); i++) {
            WorkBudget budget = WorkBudget.ofUnits(units.get(i));
            int before = fixture.removed.size();
            fixture.step(cycle, 100L * i, budget);
            double share = budget.spent() == 0 ? 0 : (double) (fixture.removed.size() - before) / budget.spent();
            percent = 0.95 * percent + 5 * share;
            assertThat(cycle.staleEstimatePercent()).isCloseTo(percent, offset(1e-9));
        }
    }

    @Test
    void staleEstimate_allStaleForEver_approachesHundred() {
        CycleFixture fixture = new CycleFixture();
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        for (int n = 1; n <= 200; n++) {
            fixture.addAll(30, i -> 0);
            fixture.step(cycle, 0);
            assertThat(cycle.staleEstimatePercent()).isCloseTo(100 * (1 - Math.pow(0.95, n)), offset(1e-9));
        }
    }

    @Test
    void staleEstimate_emptyIndex_decays() {
        CycleFixture fixture = new CycleFixture().addAll(5, i -> 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        fixture.step(cycle, 0);

        assertThat(cycle.staleEstimatePercent()).isCloseTo(5 * 0.95, offset(1e-9));
    }

    @Test
    void averageTtl_firstLoop_isTakenAsItIs() {
        CycleFixture fixture = new CycleFixture().addAll(10, i -> i < 5 ? 0 : 1000 + i);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 100);

        assertThat(cycle.averageTtlMillis()).isEqualTo(907);
    }

    @Test
    void averageTtl_laterLoops_isSmoothedByTwoPercent() {
        CycleFixture fixture = new CycleFixture().addInOrder(40, i -> i < 20 ? 1000 : 2000);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        assertThat(cycle.averageTtlMillis()).isEqualTo(1000);
        fixture.step(cycle, 0);

        assertThat(cycle.averageTtlMillis()).isCloseTo(1020, offset(1e-9));
    }

    @Test
    void averageTtl_loopOfStaleAlone_leavesIt() {
        CycleFixture fixture = new CycleFixture().addInOrder(40, i -> i < 20 ? 1000 : 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        fixture.step(cycle, 0);

        assertThat(fixture.removed).hasSize(20);
        assertThat(cycle.averageTtlMillis()).isEqualTo(1000);
    }

    @Test
    void averageTtl_nobodyLeft_isUnknownAgain() {
        CycleFixture fixture = new CycleFixture().addAll(10, i -> 500);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        assertThat(cycle.averageTtlMillis()).isEqualTo(500);
        fixture.step(cycle, 500);
        assertThat(cycle.averageTtlMillis()).isZero();

        fixture.add(FAR);
        fixture.step(cycle, 600);
        assertThat(cycle.averageTtlMillis()).isEqualTo(FAR - 600);
    }

    @Test
    void averageTtl_farDeadlineAndTimeBeforeZero_isNotNegative() {
        CycleFixture fixture = new CycleFixture().addAll(3, i -> LATEST);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        assertThat(cycle.averageTtlMillis()).isCloseTo(0x1p63, offset(0x1p53));

        ExpiryCycle other = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(other, -10);
        assertThat(other.averageTtlMillis()).isCloseTo(0x1p63, offset(0x1p53));
    }
}
