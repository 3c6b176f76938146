package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final long FOREVER = 1L << 60;

    private final MemoryLedger ledger = new MemoryLedger();
    private final MemoryAccount values = ledger.open("values", Kind.DATASET);
    private final MemoryLimit limit = new MemoryLimit(ledger, 1000);
    private final BackPressure pressure = new BackPressure(limit, 80, 500);

    @Test
    void delay_belowTheStart_none() {
        values.charge(800);

        assertThat(pressure.delayNanos(0)).isZero();
        assertThat(pressure.pressure()).isZero();
        limit.maxBytes(MemoryLimit.UNLIMITED);
        assertThat(pressure.delayNanos(1 << 20)).isZero();
    }

    @Test
    void delay_halfTheSoftRoomLeft_isWhatReclaimNeedsForAsMuch() {
        pressure.reclaimed(1000, 100); // 10 bytes a nanosecond
        values.charge(850);

        assertThat(pressure.delayNanos(50)).isEqualTo(5);
        assertThat(pressure.pressure()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void delay_noRoomLeft_isTheLongest() {
        pressure.reclaimed(1000, 100);
        values.charge(990);

        assertThat(pressure.delayNanos(10)).isEqualTo(500);
        assertThat(pressure.delayNanos(1000)).isEqualTo(500);
    }

    @Test
    void delay_rateUnknown_isProportionalToThePressure() {
        values.charge(900);

        assertThat(pressure.delayNanos(0)).isEqualTo(250);
        assertThat(pressure.delayNanos(50)).isEqualTo(375);
    }

    @Test
    void reclaimed_rateChanges_isFollowed() {
        pressure.reclaimed(1000, 100);
        for (int i = 0; i < 100; i++) {
            pressure.reclaimed(100, 100);
        }
        values.charge(850);

        assertThat(pressure.delayNanos(50)).isBetween(49L, 50L);
    }

    @Test
    void startPercent_changed_delaysEarlier() {
        values.charge(500);
        assertThat(pressure.delayNanos(1)).isZero();
        pressure.startPercent(0);
        assertThat(pressure.delayNanos(1)).isPositive();
        assertThat(pressure.startPercent()).isZero();
    }

    @Test
    void arguments_outOfRange_throw() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pressure.startPercent(100))
                .withMessage("startPercent must be 0 to 99: 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pressure.reclaimed(-1, 1))
                .withMessage("bytes must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pressure.reclaimed(1, 0))
                .withMessage("elapsedNanos must be positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackPressure(limit, 80, 0))
                .withMessage("mostDelayNanos must be positive: 0");
    }

    /** Writers that wait, beside reclaim at a steady rate: no write is refused, and they settle at the rate of reclaim. */
    @Property(tries = 60, seed = "102")
    void delay_writersObey_noWriteIsRefusedAndTheyRunAtTheRateOfReclaim(
            @ForAll @IntRange(min = 0, max = 95) int start,
            @ForAll @LongRange(min = 1, max = 1000) long reclaimPerMicro,
            @ForAll @IntRange(min = 1, max = 100) int largest) {
        MemoryLedger books = new MemoryLedger();
        MemoryAccount held = books.open("values", Kind.DATASET);
        MemoryLimit top = new MemoryLimit(books, 100_000);
        long softRoom = top.ceiling() * (100 - start) / 100;
        long write = Math.max(1, softRoom * largest / 250);
        BackPressure slow = new BackPressure(top, start, FOREVER);
        slow.reclaimed(reclaimPerMicro, 1000);
        double nanos = 0;
        double reclaimable = 0;
        long written = 0;
        for (int i = 0; i < 2000; i++) {
            long delay = slow.delayNanos(write);
            nanos += delay;
            reclaimable += delay * reclaimPerMicro / 1000.0;
            long freed = Math.min((long) reclaimable, held.bytes());
            held.release(freed);
            reclaimable -= freed;
            assertThat(top.admits(write))
                    .as("write %d of %d at %d", i, write, held.bytes())
                    .isTrue();
            held.charge(write);
            written += write;
        }
        if (largest <= 50 && written > 20 * top.ceiling()) {
            assertThat(written / nanos).isCloseTo(reclaimPerMicro / 1000.0, within(reclaimPerMicro / 1000.0 * 0.1));
        }
    }
}
