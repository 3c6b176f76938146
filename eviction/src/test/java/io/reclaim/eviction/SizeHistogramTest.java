package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeHistogramTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "3, 2", "4, 3", "1023, 10", "1024, 11", "9223372036854775807, 63"})
    void bucket_powersOfTwo_beginNewOnes(long size, int bucket) {
        assertThat(SizeHistogram.bucket(size)).isEqualTo(bucket);
        assertThat(SizeHistogram.largest(bucket)).isGreaterThanOrEqualTo(size);
        assertThat(bucket == 0 || SizeHistogram.largest(bucket - 1) < size).isTrue();
    }

    @Property(tries = 200)
    void addRemove_anyOrder_countsAreThoseOfAList(
            @ForAll @Size(max = 60) List<@LongRange(max = 5_000) Long> sizes, @ForAll long choices) {
        SizeHistogram histogram = new SizeHistogram();
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            histogram.add(sizes.get(i));
            if (((choices >>> i) & 1) != 0) {
                histogram.remove(sizes.get(i));
            } else {
                kept.add(sizes.get(i));
            }
            histogram.checkIntegrity();
        }
        assertThat(histogram.entries()).isEqualTo(kept.size());
        assertThat(histogram.bytes())
                .isEqualTo(kept.stream().mapToLong(Long::longValue).sum());
        for (int b = 0; b < SizeHistogram.BUCKETS; b++) {
            int bucket = b;
            assertThat(histogram.count(b))
                    .isEqualTo(kept.stream()
                            .filter(size -> SizeHistogram.bucket(size) == bucket)
                            .count());
        }
    }

    @Test
    void percentile_mixedSizes_endOfTheBucketThatReachesIt() {
        SizeHistogram histogram = new SizeHistogram();
        assertThat(histogram.percentile(50)).isZero();
        for (int i = 0; i < 9; i++) {
            histogram.add(100);
        }
        histogram.add(5_000);
        assertThat(histogram.percentile(0)).isEqualTo(127);
        assertThat(histogram.percentile(90)).isEqualTo(127);
        assertThat(histogram.percentile(91)).isEqualTo(8191);
        assertThat(histogram.percentile(100)).isEqualTo(8191);
        assertThat(histogram.toString()).isEqualTo("SizeHistogram[<=127: 9, <=8191: 1]");
        assertThatThrownBy(() -> histogram.percentile(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101");
    }
}
