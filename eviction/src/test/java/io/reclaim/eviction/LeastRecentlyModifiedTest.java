package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LeastRecentlyModifiedTest {
    private static final long NOW = 1_700_000_000_000L;

    private final LeastRecentlyModified lrm = new LeastRecentlyModified(new CoarseClock(24, 1000));

    @Test
    void construct_noClock_refused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new LeastRecentlyModified(null))
                .withMessage("clock");
    }

    @Test
    void touch_changesNothing() {
        int metadata = lrm.admit(0, NOW);
        assertThat(lrm.touch(metadata, NOW + 500_000)).isEqualTo(metadata);
        assertThat(lrm.touch(-1, NOW)).isEqualTo(-1);
    }

    @Test
    void modify_movesTheClock() {
        int metadata = lrm.modify(lrm.admit(0, NOW), NOW + 500_000);
        assertThat(metadata).isEqualTo(lrm.admit(99, NOW + 500_000));
        assertThat(lrm.coldness(metadata, NOW + 503_000)).isEqualTo(3000);
    }

    @Test
    void coldness_isTheMillisecondsSinceTheLastWriteInWholeTicks() {
        int metadata = lrm.admit(0, NOW);
        assertThat(lrm.coldness(metadata, NOW + 999)).isZero();
        assertThat(lrm.coldness(metadata, NOW + 1999)).isEqualTo(1000);
    }

    @Test
    void coldness_signBitSet_readAsUnsigned() {
        LeastRecentlyModified fine = new LeastRecentlyModified(new CoarseClock(32, 10));
        int metadata = fine.admit(0, 0xf000_0000L * 10);
        assertThat(fine.coldness(Integer.toUnsignedLong(metadata), 0xf000_0000L * 10 + 70))
                .isEqualTo(70);
    }

    @Property(tries = 200, seed = "41")
    void coldness_anyReadsAndWrites_countsFromTheLastWrite(
            @ForAll @Size(max = 30) boolean[] writes,
            @ForAll @IntRange(min = 1, max = 100) int ticksBetween,
            @ForAll @LongRange(max = 1L << 45) long startMillis) {
        long now = startMillis;
        long written = now;
        int metadata = lrm.admit(0, now);
        for (boolean write : writes) {
            now += 1000L * ticksBetween;
            metadata = write ? lrm.modify(metadata, now) : lrm.touch(metadata, now);
            written = write ? now : written;
        }
        assertThat(lrm.coldness(metadata, now)).isEqualTo(now - written);
    }

    @Test
    void toString_namesTheClock() {
        assertThat(lrm.toString()).startsWith("LeastRecentlyModified[").contains("24", "1000");
    }
}
