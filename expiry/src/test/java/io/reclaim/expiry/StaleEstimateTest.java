package io.reclaim.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.EntrySample;
import org.junit.jupiter.api.Test;

/** Estimates of what is stale, and their intervals. */
class StaleEstimateTest {
    @Test
    void of_knownShare_isWithinTheIntervalAsOftenAsItSays() {
        ExpiryFixture fixture = new ExpiryFixture(7).addAll(10_000, i -> i % 20 == 0 ? 10 : 1000);
        EntrySample sample = new EntrySample(1000);
        int held = 0;
        int heldBytes = 0;
        int rounds = 1000;
        for (int i = 0; i < rounds; i++) {
            StaleEstimate estimate = StaleEstimate.of(fixture.index, 500, sample, ref -> 100 + ref % 40);
            held += estimate.percentLow() <= 5 && 5 <= estimate.percentHigh() ? 1 : 0;
            // Every 20th ref is stale: it has 100 or 120 bytes, 110 on the average.
            heldBytes += estimate.bytesLow() <= 55_000 && 55_000 <= estimate.bytesHigh() ? 1 : 0;
            assertThat(estimate.entries()).isCloseTo(estimate.percent() * 100, within(1e-6));
        }
        // 95 % of 1000, a deviation being 7; the discreteness of counts takes some more.
        assertThat(held).isBetween(915, 985);
        assertThat(heldBytes).isBetween(905, 985);
    }

    @Test
    void of_ends() {
        ExpiryFixture fixture = new ExpiryFixture(7);
        EntrySample sample = new EntrySample(100);
        assertThat(StaleEstimate.of(fixture.index, 5, sample, ref -> 10).draws())
                .isZero();
        fixture.addAll(50, i -> 10);
        StaleEstimate none = StaleEstimate.of(fixture.index, 5, sample, ref -> 10);
        assertThat(none.percent()).isZero();
        assertThat(none.percentLow()).isZero();
        assertThat(none.percentHigh()).isBetween(3.0, 4.0);
        assertThat(none.bytesHigh()).isCloseTo(none.percentHigh() * 5, within(1e-9));
        StaleEstimate all = StaleEstimate.of(fixture.index, 10, sample, ref -> 10);
        assertThat(all.percent()).isEqualTo(100);
        assertThat(all.percentHigh()).isEqualTo(100);
        assertThat(all.bytes()).isEqualTo(500);
        assertThat(all.percentLow()).isBetween(96.0, 97.0);
        assertThat(all.bytesLow()).isCloseTo(all.percentLow() * 5, within(1e-9));
    }
}
