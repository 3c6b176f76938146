package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class GittinsIndexTest {
    private static final int BUCKETS = AgeBuckets.COUNT;

    private static double[] index(double[] hazard) {
        double[] index = new double[BUCKETS];
        new GittinsIndex().rank(hazard, index);
        return index;
    }

    /** The best of all times to give up, each tried by itself. */
    private static double[] naive(double[] hazard) {
        double[] best = new double[BUCKETS];
        for (int from = 0; from < BUCKETS; from++) {
            double alive = 1;
            double hits = 0;
            double time = 0;
            for (int b = from; b < BUCKETS; b++) {
                hits += alive * hazard[b];
                time += alive * AgeBuckets.width(b) * (1 - hazard[b] / 2);
                alive *= 1 - hazard[b];
                best[from] = Math.max(best[from], hits / time);
            }
        }
        return best;
    }

    @Property(tries = 300, seed = "321")
    void rank_anyHazards_agreesWithTryingAll(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.5) double most) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] hazard = new double[BUCKETS];
        Arrays.setAll(hazard, b -> random.nextInt(3) == 0 ? 0 : random.nextDouble() * most);
        double[] expected = naive(hazard);
        double[] index = index(hazard);
        for (int b = 0; b < BUCKETS; b++) {
            // The survivors at b are at least (1 - most)^b, so a difference of products loses that many digits.
            assertThat(index[b]).as("of bucket %d", b).isCloseTo(expected[b], within(1e-4 * most + 1e-9));
        }
    }

    /** Accesses at a constant rate: an entry is worth the same at every age, up to the width of a bucket. */
    @Test
    void rank_poisson_sameAtEveryAge() {
        double rate = 0.001;
        double[] hazard = new double[BUCKETS];
        Arrays.setAll(hazard, b -> 1 - Math.exp(-rate * AgeBuckets.width(b)));
        double[] index = index(hazard);
        for (int b = 0; b < 32; b++) {
            assertThat(index[b]).as("of bucket %d", b).isCloseTo(rate, within(0.02 * rate));
        }
    }

    /** Ever fewer hits with age: LRU. */
    @Test
    void rank_fallingHazard_fallsWithAge() {
        double[] hazard = new double[BUCKETS];
        Arrays.setAll(hazard, b -> AgeBuckets.width(b) / (2.0 * (AgeBuckets.least(b) + AgeBuckets.width(b) + 1)));
        double[] index = index(hazard);
        for (int b = 5; b < BUCKETS; b++) {
            assertThat(index[b]).as("of bucket %d", b).isLessThanOrEqualTo(index[b - 1] * 1.0000001);
        }
    }

    /** A loop: all hits at one age, so worth grows until then and is gone after. */
    @Test
    void rank_loop_growsUntilTheAccess() {
        double[] hazard = new double[BUCKETS];
        hazard[20] = 0.9;
        double[] index = index(hazard);
        for (int b = 1; b <= 20; b++) {
            assertThat(index[b]).as("of bucket %d", b).isGreaterThan(index[b - 1]);
        }
        assertThat(index[21]).isZero();
    }
}
