package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntrySample;
import io.reclaim.core.Population;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketWalkTest {

    private static EntrySample sample(ChainedTable table, int target, long seed) {
        EntrySample sample = new EntrySample(target);
        new BucketWalk(table, table, new SplittableRandom(seed)).sample(sample);
        return sample;
    }

    @Property(tries = 300)
    void sample_anyTable_membersWithTheirAttributesEachOnce(
            @ForAll @Size(max = 60) Set<@IntRange(max = 999) Integer> refs,
            @ForAll @IntRange(min = 1, max = 64) int target,
            @ForAll @IntRange(max = 6) int bucketsLog2,
            @ForAll long seed) {
        ChainedTable table = new ChainedTable(1 << bucketsLog2);
        refs.forEach(ref -> table.put(ref, 7L * ref));
        EntrySample sample = sample(table, target, seed);
        assertThat(sample.size()).isLessThanOrEqualTo(Math.min(target, refs.size()));
        for (int i = 0; i < sample.size(); i++) {
            assertThat(refs).contains(sample.ref(i));
            assertThat(sample.attribute(i)).isEqualTo(7L * sample.ref(i));
        }
    }

    @Test
    void sample_emptyTable_nothing() {
        assertThat(sample(new ChainedTable(8), 5, 1).size()).isZero();
    }

    @Test
    void sample_partlyFilled_isFilledUp() {
        ChainedTable table = new ChainedTable(4);
        for (int ref = 0; ref < 40; ref++) {
            table.put(ref, ref);
        }
        EntrySample sample = new EntrySample(5);
        sample.add(1000, 3);
        new BucketWalk(table, table, new SplittableRandom(1)).sample(sample);
        assertThat(sample.full()).isTrue();
        assertThat(sample.ref(0)).isEqualTo(1000);
    }

    /** One bucket holds all, so each walk gets full in it: of 40 entries, 5 a walk, all alike. 5 sigma of a binomial. */
    @Test
    void sample_oneLongChain_tailIsDrawnAsOftenAsHead() {
        ChainedTable table = new ChainedTable(1);
        int entries = 40;
        for (int ref = 0; ref < entries; ref++) {
            table.put(ref, ref);
        }
        int walks = 8_000;
        int[] drawn = new int[entries];
        BucketWalk walk = new BucketWalk(table, table, new SplittableRandom(11));
        EntrySample sample = new EntrySample(5);
        for (int w = 0; w < walks; w++) {
            walk.sample(sample.clear(5));
            for (int i = 0; i < sample.size(); i++) {
                drawn[sample.ref(i)]++;
            }
        }
        double mean = walks * 5.0 / entries;
        for (int count : drawn) {
            assertThat((double) count).as("seed 11").isBetween(mean - 5 * Math.sqrt(mean), mean + 5 * Math.sqrt(mean));
        }
    }

    @Test
    void sample_neighbours_areDrawnTogether() {
        ChainedTable table = new ChainedTable(1024);
        for (int ref = 0; ref < 1024; ref++) {
            table.put(ref, ref);
        }
        Set<Integer> distinct = new HashSet<>();
        BucketWalk walk = new BucketWalk(table, table, new SplittableRandom(3));
        EntrySample sample = new EntrySample(64);
        walk.sample(sample);
        for (int i = 0; i < sample.size(); i++) {
            distinct.add(sample.ref(i));
        }
        assertThat(distinct).as("64 draws with replacement would repeat some").hasSize(sample.size());
        assertThat(walk.size()).isEqualTo(1024);
        assertThat(walk.attribute(5000)).isEqualTo(Population.GONE);
        assertThat(walk.toString()).contains("1024 buckets");
    }
}
