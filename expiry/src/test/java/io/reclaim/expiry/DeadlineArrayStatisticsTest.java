package io.reclaim.expiry;

import static io.reclaim.expiry.ExpiryFixture.PAGE;

import io.reclaim.core.EntrySample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineArrayStatisticsTest {
    private static final int DRAWS_PER_ENTRY = 50;

    /** Draws from an index whose entries' deadlines are 0 to size - 1. */
    private static long[] drawsByDeadline(DeadlineArray index) {
        long[] counts = new long[index.size()];
        EntrySample sample = new EntrySample(50);
        for (int i = 0; i < counts.length * DRAWS_PER_ENTRY / sample.capacity(); i++) {
            index.sample(sample.clear(50));
            for (int j = 0; j < sample.size(); j++) {
                counts[(int) sample.attribute(j)]++;
            }
        }
        return counts;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 1000, PAGE, PAGE + 100, 3 * PAGE + 1})
    void sample_dense_eachEntryAlike(int size) {
        ExpiryFixture fixture = new ExpiryFixture(41).addAll(size, i -> i);

        ChiSquare.assertUniform(size + " entries, seed 41", drawsByDeadline(fixture.index));
    }

    @Test
    void sample_afterRemovals_eachThatIsLeftAlike() {
        ExpiryFixture fixture = new ExpiryFixture(42).addAll(2 * PAGE, i -> i);
        int left = 0;
        for (int ref = 0; ref < 2 * PAGE; ref++) {
            if (ref % 7 == 0) {
                fixture.index.put(ref, left++);
            } else {
                fixture.drop(ref);
            }
        }

        ChiSquare.assertUniform("one in 7 of 8192 left, seed 42", drawsByDeadline(fixture.index));
    }

    @Test
    void sample_mostEntriesWithoutDeadline_eachWithOneAlike() {
        ExpiryFixture fixture = new ExpiryFixture(43);
        for (int i = 0; i < 20_000; i++) {
            int ref = fixture.slab.take();
            if (i % 100 == 0) {
                fixture.index.put(ref, i / 100);
            }
        }

        ChiSquare.assertUniform("one in 100 has a deadline, seed 43", drawsByDeadline(fixture.index));
    }

    @Test
    void sample_consecutiveDraws_eachPairAlike() {
        ExpiryFixture fixture = new ExpiryFixture(44).addAll(12, i -> i);
        long[] pairs = new long[12 * 12];
        EntrySample sample = new EntrySample(2);
        for (int i = 0; i < pairs.length * 200; i++) {
            fixture.index.sample(sample.clear(2));
            pairs[12 * sample.ref(0) + sample.ref(1)]++;
        }

        ChiSquare.assertUniform("pairs of draws, seed 44", pairs);
    }
}
