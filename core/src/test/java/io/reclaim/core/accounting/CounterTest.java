package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CounterTest {
    private final Counter counter = new Counter();

    @Test
    void newCounter_isZero() {
        assertThat(counter.get()).isZero();
        assertThat(counter).hasToString("0");
    }

    @Property(tries = 200, seed = "91")
    void operations_anyValues_behaveAsAPlainLong(@ForAll long start, @ForAll long delta, @ForAll long candidate) {
        Counter any = new Counter();
        any.set(start);
        assertThat(any.get()).isEqualTo(start);
        assertThat(any).hasToString(Long.toString(start));

        assertThat(any.add(delta)).isEqualTo(start + delta);
        assertThat(any.get()).isEqualTo(start + delta);

        any.max(candidate);
        assertThat(any.get()).isEqualTo(Math.max(start + delta, candidate));
    }

    @Test
    @Timeout(60)
    void get_otherThreadWrites_neverGoesBackAndArrives() throws InterruptedException {
        long last = 200_000;
        Thread writer = new Thread(() -> {
            for (long i = 0; i < last; i++) {
                counter.add(1);
            }
        });
        writer.start();
        long seen = 0;
        while (seen < last) {
            long next = counter.get();
            if (next < seen) {
                throw new AssertionError(next + " was read after " + seen);
            }
            seen = next;
        }
        writer.join();

        assertThat(counter.get()).isEqualTo(last);
    }
}
