package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class HotKeysPropertiesTest {

    @Property(tries = 400)
    void touch_anyStream_boundsHoldAtEveryStep(
            @ForAll @Size(max = 120) List<@IntRange(max = 14) Integer> stream,
            @ForAll @IntRange(min = 1, max = 9) int counters) {
        HotKeys hot = new HotKeys(counters);
        Map<Long, Long> truth = new HashMap<>();
        for (int number : stream) {
            long key = number * 0x1_0000_0001L; // equal in both halves, so that homes collide
            hot.touch(key);
            truth.merge(key, 1L, Long::sum);
            hot.checkIntegrity();
            assertBounds(hot, truth, counters);
        }
    }

    @Property(tries = 20)
    void touch_skewedStream_boundsHold(@ForAll long seed, @ForAll @IntRange(min = 20, max = 300) int counters) {
        HotKeys hot = new HotKeys(counters);
        Map<Long, Long> truth = new HashMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            long key = (long) Math.pow(5_000, random.nextDouble());
            hot.touch(key);
            truth.merge(key, 1L, Long::sum);
        }
        hot.checkIntegrity();
        assertBounds(hot, truth, counters);
    }

    private static void assertBounds(HotKeys hot, Map<Long, Long> truth, int counters) {
        long touches = truth.values().stream().mapToLong(Long::longValue).sum();
        assertThat(hot.touches()).isEqualTo(touches);
        assertThat(hot.size()).isEqualTo(Math.min(counters, truth.size()));
        Set<Long> counted = new HashSet<>();
        long sum = 0;
        for (int rank = 0; rank < hot.size(); rank++) {
            long known = truth.get(hot.key(rank));
            assertThat(known).isBetween(hot.count(rank) - hot.error(rank), hot.count(rank));
            assertThat(hot.error(rank) * counters).isLessThanOrEqualTo(touches);
            assertThat(rank == 0 || hot.count(rank - 1) >= hot.count(rank)).isTrue();
            assertThat(counted.add(hot.key(rank))).isTrue();
            sum += hot.count(rank);
        }
        assertThat(sum).isEqualTo(touches);
        truth.forEach((key, count) -> {
            if (count * counters > touches) {
                assertThat(counted).contains(key);
            }
        });
    }
}
