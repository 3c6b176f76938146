package io.reclaim.expiry;

import static io.reclaim.expiry.CycleFixture.FAR;
import static io.reclaim.expiry.CycleFixture.config;
import static io.reclaim.expiry.Deadlines.LATEST;
import static java.util.stream.Collectors.toCollection;
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

    /**
     * What a cycle over buckets that nothing disturbs finds, by the rules alone. A loop goes through bucket after bucket
     * until it has looked at enough keys, has visited twenty buckets for each, or has come to the end.
     */
    private static final class NaiveCycle {
        private final List<? extends List<Long>> buckets;
        private final ExpiryConfig config;
        private final boolean unitPerLoop;
        private int at;
        private boolean passOver;
        private boolean wrapped;
        private double stalePercent;
        private double averageTtl;
        private int left;

        private boolean pending;
        private int lookedAt;
        private int removed;

        NaiveCycle(List<? extends List<Long>> buckets, ExpiryConfig config) {
            this.buckets = buckets;
            this.config = config;
            this.unitPerLoop = config.quirks().contains(ExpiryQuirk.CLOCK_EVERY_16_LOOPS);
            this.left = buckets.stream().mapToInt(List::size).sum();
        }

        void step(long now, int units) {
            int unitsLeft = units;
            lookedAt = 0;
            removed = 0;
            pending = unitPerLoop && unitsLeft-- == 0;
            boolean again = !pending;
            passOver = false;
            while (again) {
                int keysBefore = lookedAt;
                int removedBefore = removed;
                unitsLeft = loop(now, unitsLeft);
                int keys = lookedAt - keysBefore;
                int stale = removed - removedBefore;
                left -= stale;
                passOver = at == buckets.size();
                at = passOver ? 0 : at;
                wrapped |= passOver;
                again = !pending
                        && (!passOver || lookedAt == 0)
                        && (keys == 0 || Math.floorDiv(100 * stale, keys) > config.acceptableStalePercent());
                if (again && unitPerLoop) {
                    pending = unitsLeft-- == 0;
                    again = !pending;
                }
            }
            averageTtl = left == 0 ? 0 : averageTtl;
            stalePercent = 0.95 * stalePercent + (lookedAt == 0 ? 0 : 5.0 * removed / lookedAt);
        }

        private int loop(long now, int units) {
            int unitsLeft = units;
            int wanted = Math.min(config.keysPerLoop(), left);
            int enough = lookedAt + wanted;
            List<Long> fresh = new ArrayList<>();
            for (int visits = 20 * wanted;
                    at < buckets.size() && !pending && lookedAt < enough && visits > 0;
                    visits--) {
                List<Long> keys = buckets.get(at);
                pending = !unitPerLoop && unitsLeft == 0;
                if (!pending) {
                    unitsLeft = unitPerLoop ? unitsLeft : Math.max(0, unitsLeft - Math.max(1, keys.size()));
                    lookedAt += keys.size();
                    removed += (int)
                            keys.stream().filter(deadline -> deadline <= now).count();
                    keys.stream().filter(deadline -> deadline > now).forEach(fresh::add);
                    keys.removeIf(deadline -> deadline <= now);
                    at++;
                }
            }
            if (!fresh.isEmpty()) {
                double mean = fresh.stream()
                        .mapToDouble(deadline -> deadline - now)
                        .average()
                        .orElseThrow();
                averageTtl = averageTtl == 0 ? mean : 0.98 * averageTtl + 0.02 * mean;
            }
            return unitsLeft;
        }
    }

    @Property(tries = 1000, seed = "61")
    void step_firstPass_doesWhatANaiveCycleOverBucketsDoes(
            @ForAll @IntRange(min = 1, max = 400) int size,
            @ForAll @IntRange(min = 1, max = 40) int keysPerLoop,
            @ForAll @IntRange(max = 60) int acceptable,
            @ForAll @IntRange(max = 4) int quirks,
            @ForAll Random random) {
        CycleFixture fixture = new CycleFixture(random.nextLong());
        for (int i = 0; i < size; i++) {
            // Those that stay are so many that the table keeps its buckets.
            fixture.add(i % 4 == 0 ? FAR : random.nextInt(100));
        }
        ExpiryConfig config = config(keysPerLoop, acceptable);
        config = quirks == 0 ? config.withQuirks(ExpiryQuirk.CLOCK_EVERY_16_LOOPS) : config;
        List<? extends List<Long>> buckets = fixture.buckets().stream()
                .map(refs -> refs.stream().map(fixture.table::deadline).collect(toCollection(ArrayList::new)))
                .toList();
        NaiveCycle naive = new NaiveCycle(buckets, config);
        ExpiryCycle cycle = fixture.cycle(config);
        for (int now = 0; !naive.wrapped; now += random.nextInt(30)) {
            int units = random.nextBoolean() ? 10_000 : random.nextInt(quirks == 0 ? 3 : 60);
            naive.step(now, units);
            assertThat(fixture.step(cycle, now, WorkBudget.ofUnits(units))).isEqualTo(naive.pending);
            assertThat(fixture.table.size()).isEqualTo(naive.left);
            assertThat(cycle.counters().expired()).isEqualTo(size - naive.left);
            assertThat(cycle.staleEstimatePercent()).isCloseTo(naive.stalePercent, offset(1e-9));
            assertThat(cycle.averageTtlMillis()).isCloseTo(naive.averageTtl, offset(1e-12 * naive.averageTtl));
        }
    }

    @Property(tries = 300, seed = "62")
    void staleEstimate_classicAnyBudgets_isSmoothedOverThoseLookedAt(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 120) Integer> units, @ForAll Random random) {
        CycleFixture fixture =
                new CycleFixture(random.nextLong()).addAll(300, i -> i % 4 == 0 ? FAR : random.nextInt(3000));
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.classic());
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
        CycleFixture fixture = new CycleFixture().addInOrder(64, i -> i < 20 ? 1000 : 2000);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        assertThat(cycle.averageTtlMillis()).isEqualTo(1000);
        fixture.step(cycle, 0);

        assertThat(cycle.averageTtlMillis()).isCloseTo(1020, offset(1e-9));
    }

    @Test
    void averageTtl_loopOfStaleAlone_leavesIt() {
        CycleFixture fixture = new CycleFixture().addInOrder(64, i -> i < 20 ? 1000 : 0);
        ExpiryCycle cycle = fixture.cycle(ExpiryConfig.effort(1));
        fixture.step(cycle, 0);
        fixture.step(cycle, 0);

        assertThat(fixture.removed).hasSize(44);
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
