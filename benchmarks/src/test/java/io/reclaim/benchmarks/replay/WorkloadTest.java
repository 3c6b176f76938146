package io.reclaim.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reclaim.benchmarks.report.Progress;
import io.reclaim.benchmarks.trace.Access;
import io.reclaim.benchmarks.trace.Trace;
import io.reclaim.benchmarks.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
    private final Workload workload =
            new Workload(Trace.named("multi1"), ValueSizes.MIX, TtlMix.DEFAULT, 1000, Long.MAX_VALUE, 3);

    @Test
    void ttl_tenPercent_aboutATenthOfTheKeys() {
        Access access = new Access();
        int timed = 0;
        for (int key = 0; key < 100_000; key++) {
            access.key = key;
            long ttl = workload.ttlMillis(access);
            if (ttl != Access.FOREVER) {
                timed++;
                assertThat(ttl).isBetween(1_000L, 60_000L);
            }
        }
        // Binomial: SD = sqrt(100,000 x 0.1 x 0.9) = 95; five of them.
        assertThat(timed).isBetween(10_000 - 475, 10_000 + 475);
    }

    @Test
    void valueBytes_mix_halfAreSmall() {
        Access access = new Access();
        int small = 0;
        for (int key = 0; key < 60_000; key++) {
            access.key = key;
            int bytes = workload.valueBytes(access);
            assertThat(bytes).isBetween(16, 4096);
            small += bytes <= 128 ? 1 : 0;
        }
        // Binomial: SD = sqrt(60,000 / 4) = 122; five of them, and one length that two parts share.
        assertThat(small).isBetween(30_000 - 700, 30_000 + 700);
    }

    @Test
    void access_saysItself_isBelieved() {
        Access access = new Access();
        access.valueBytes = 77;
        access.ttlMillis = 5;
        access.timeMillis = 123;
        assertThat(workload.valueBytes(access)).isEqualTo(77);
        assertThat(workload.ttlMillis(access)).isEqualTo(5);
        assertThat(workload.nowMillis(access, 9)).isEqualTo(123);
    }

    @Property(tries = 200)
    void sizes_anyRange_staysInside(
            @ForAll @IntRange(max = 5000) int from, @ForAll @IntRange(max = 5000) int more, @ForAll long bits) {
        assertThat(ValueSizes.parse(from + "-" + (from + more)).of(bits)).isBetween(from, from + more);
    }

    @Test
    void parse_nonsense_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueSizes.parse("5-"))
                .withMessageContaining("5-");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TtlMix.parse("10:0-5"))
                .withMessageContaining("0-5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxBytes.parse("0"))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaxBytes.parse("-5%"))
                .withMessageContaining("-5%");
        assertThat(MaxBytes.parse("64mb").of(0)).isEqualTo(64 << 20);
        assertThat(MaxBytes.parse("50%").of(1000)).isEqualTo(500);
    }

    @Test
    void workingSet_countsEachKeyOnce() throws IOException {
        long bytes = workload.workingSetBytes(Progress.none());
        // 2,606 keys of 48 + 8 bytes and a mean of about 660.
        assertThat(bytes).isBetween(2606L * 500, 2606L * 950);
    }

    @Test
    void workingSet_sizeSaidLater_isCountedOnceAndAsSaid(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trace.csv");
        Files.writeString(file, "0,k,1,0,7,get,0\n1,k,1,500,7,set,60\n2,k,1,700,7,set,60\n3,l,1,30,7,set,0\n");
        assertThat(of(file).workingSetBytes(Progress.none())).isEqualTo(2 * (48 + 8) + 500 + 30);
    }

    @Test
    void workingSet_traceWithoutRequest_isRefusedByName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("empty.csv");
        Files.writeString(file, "");
        assertThatIOException()
                .isThrownBy(() -> of(file).workingSetBytes(Progress.none()))
                .withMessageContaining("empty.csv has no request");
    }

    private static Workload of(Path twitter) {
        Trace trace = Trace.file(TraceFormat.TWITTER, twitter);
        return new Workload(trace, ValueSizes.MIX, TtlMix.DEFAULT, 1000, Long.MAX_VALUE, 3);
    }

    @Test
    void timeline_manyIntervals_halvesAndLosesNothing() {
        Timeline timeline = new Timeline(1);
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < 5 * Timeline.MAX_POINTS; i++) {
            timeline.add(i + 1, 10, 4, i, i, histogram);
        }
        assertThat(timeline.points()).isLessThanOrEqualTo(Timeline.MAX_POINTS);
        assertThat(timeline.hitPercent()).containsOnly(40.0);
        assertThat(timeline.requests()).isSorted().endsWith(5.0 * Timeline.MAX_POINTS);
    }
}
