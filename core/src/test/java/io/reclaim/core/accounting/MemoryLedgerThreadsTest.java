package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.accounting.MemoryAccount.Kind;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Laws that hold for a reader on another thread at any interleaving, however few of them a run happens to meet. */
class MemoryLedgerThreadsTest {
    private static final int CHARGES = 200_000;

    @Test
    @Timeout(60)
    void figures_otherThreadCharges_keepTheirLaws() throws InterruptedException {
        MemoryLedger ledger = new MemoryLedger();
        MemoryAccount dataset = ledger.open("dataset", Kind.DATASET);
        MemoryAccount rows = ledger.open("rows", Kind.OVERHEAD);
        MemoryAccount log = ledger.open("log", Kind.NOT_COUNTED);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 1; i <= CHARGES; i++) {
                dataset.charge(3);
                rows.charge(2);
                log.charge(1);
                if (i % 3 == 0) {
                    log.release(3);
                    rows.release(1);
                }
            }
            done.set(true);
        });
        writer.start();
        long peakBefore = 0;
        boolean last;
        do {
            last = done.get();
            long used = ledger.used();
            long peak = ledger.peak();
            assertThat(peak).isGreaterThanOrEqualTo(used).isGreaterThanOrEqualTo(peakBefore);
            peakBefore = peak;
            assertThat(ledger.dataset()).isNotNegative();
            MemorySnapshot snapshot = ledger.snapshot();
            assertThat(snapshot.used()).isEqualTo(snapshot.dataset() + snapshot.overhead());
            assertThat(snapshot.notCounted()).isBetween(0L, snapshot.overhead());
            assertThat(snapshot.peak()).isGreaterThanOrEqualTo(snapshot.used());
        } while (!last);
        writer.join();

        ledger.checkIntegrity();
        assertThat(ledger.dataset()).isEqualTo(3L * CHARGES);
        assertThat(ledger.notCounted()).isEqualTo(CHARGES % 3);
    }
}
