package io.reclaim.benchmarks.hitratio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CurvePropertiesTest {

    @Property(tries = 200)
    void stackDistances_anyLog_everySizeIsThatOfTheModel(
            @ForAll @Size(min = 1, max = 150) List<@IntRange(max = 30) Integer> requests) {
        RequestLog log = Logs.of(requests);
        StackDistances exact = StackDistances.of(log);
        for (int size = 1; size <= 33; size++) {
            LruModel lru = LruModel.lru(Logs.setup(log, size, Unit.ENTRIES));
            int misses = 0;
            for (int r = 0; r < log.requests(); r++) {
                misses += lru.access(log.id(r)) ? 0 : 1;
            }
            assertThat(exact.missRatio(size)).isCloseTo((double) misses / log.requests(), within(1e-12));
        }
        assertThat(exact.missRatio(0)).isEqualTo(1);
    }

    /**
     * 7,075 keys: with room for all of them only the histogram's resolution is left. Then an eighth of them, of which few
     * make up most requests: the theory's bound is tested beside the estimator, here that the error is one of points.
     */
    @Example
    void curve_sprite_errorFallsWithSamples() throws IOException {
        RequestLog log = Logs.of("sprite");
        CurveResult all = CurveResult.of(log, 8_192);
        assertThat(all.samplingRate()).isEqualTo(1);
        assertThat(all.maxErrorPoints()).isLessThan(0.5);
        CurveResult some = CurveResult.of(log, 884);
        assertThat(some.samplingRate()).isCloseTo(0.125, within(0.02));
        assertThat(some.meanErrorPoints()).isBetween(all.meanErrorPoints(), 5.0);
        assertThat(some.json()).hasSize(2 * some.points().size());
        assertThat(some.points().get(some.points().size() - 1).entries()).isEqualTo(7_075);
        assertThat(some.table().heading()).contains("sprite");
    }
}
