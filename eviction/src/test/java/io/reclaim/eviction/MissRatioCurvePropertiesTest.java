package io.reclaim.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MissRatioCurvePropertiesTest {

    /** SplitMix64's finalizer: a bijection. */
    private static long hash(long key) {
        long z = key + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Misses of a real LRU list, for every size from 0. */
    private static double[] simulated(List<Integer> stream, int sizes) {
        double[] ratios = new double[sizes + 1];
        for (int size = 0; size <= sizes; size++) {
            List<Integer> list = new ArrayList<>();
            int misses = 0;
            for (Integer key : stream) {
                misses += list.remove(key) ? 0 : 1;
                list.add(0, key);
                if (list.size() > size) {
                    list.remove(size);
                }
            }
            ratios[size] = (double) misses / stream.size();
        }
        return ratios;
    }

    @Property(tries = 300)
    void missRatio_noMoreKeysThanSamples_isThatOfALruList(
            @ForAll @Size(min = 1, max = 150) List<@IntRange(max = 20) Integer> stream) {
        MissRatioCurve curve = new MissRatioCurve(21);
        stream.forEach(key -> curve.touch(hash(key)));
        curve.checkIntegrity();
        double[] exact = simulated(stream, 25);
        for (int size = 0; size <= 25; size++) {
            assertThat(curve.missRatio(size)).as("size %d", size).isCloseTo(exact[size], within(1e-9));
        }
        assertThat(curve.samplingRate()).isEqualTo(1);
    }

    @Example
    void touch_hashesInTheLowestPlace_samplingGoesOn() {
        MissRatioCurve curve = new MissRatioCurve(1);
        for (int i = 0; i < 20; i++) {
            curve.touch(i); // the highest 24 bits are 0
            curve.checkIntegrity();
        }
        assertThat(curve.samples()).isEqualTo(1);
        assertThat(curve.samplingRate()).isPositive();
        for (int i = 0; i < 1_000; i++) {
            curve.touch(hash(i));
        }
        assertThat(curve.missRatio(1L << 30)).as("all keys were new").isGreaterThan(0.9);
    }

    @Property(tries = 200)
    void touch_moreKeysThanSamples_integrityAndMonotone(
            @ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> stream,
            @ForAll @IntRange(min = 1, max = 9) int samples) {
        MissRatioCurve curve = new MissRatioCurve(samples);
        for (int key : stream) {
            curve.touch(hash(key));
            curve.checkIntegrity();
        }
        assertThat(curve.requests()).isEqualTo(stream.size());
        assertThat(curve.samples()).isLessThanOrEqualTo(samples);
        double before = 1;
        for (int size = 0; size <= 300; size++) {
            double ratio = curve.missRatio(size);
            assertThat(ratio).isBetween(0.0, before);
            before = ratio;
        }
    }

    /**
     * The estimate of the misses is the sum of those of sampled keys, each divided by the rate R. If m(k) is how often key
     * k misses, its variance is the sum of m(k)^2 (1 - R) / R: 5 of its roots. And a distance d is seen as that of
     * about R d sampled keys, with a relative deviation of sqrt((1 - R) / (R d)): the estimate for a size lies between
     * the exact values of sizes that are smaller and larger by 5 of these, and by 1/64 for the histogram's resolution.
     * R is that at the end, the lowest.
     */
    @Example
    void missRatio_skewedKeysFewSamples_errorIsThatOfTheory() {
        int keys = 40_000;
        int requests = 400_000;
        for (long seed = 1; seed <= 3; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] stream = new int[requests];
            MissRatioCurve curve = new MissRatioCurve(1_000);
            for (int r = 0; r < requests; r++) {
                stream[r] = (int) Math.pow(keys, random.nextDouble());
                curve.touch(hash(stream[r]));
            }
            curve.checkIntegrity();
            double rate = curve.samplingRate();
            assertThat(rate).isLessThan(0.05);
            for (int size : new int[] {500, 2_000, 8_000, 20_000}) {
                double off = 5 * Math.sqrt((1 - rate) / (rate * size)) + 1.0 / 64;
                double most = misses(stream, keys, (int) (size * Math.max(0, 1 - off)), rate, 5);
                double least = misses(stream, keys, (int) (size * (1 + off)), rate, -5);
                assertThat(curve.missRatio(size))
                        .as("size %d, seed %d", size, seed)
                        .isBetween(least, most);
            }
        }
    }

    /** The exact miss ratio plus so many standard deviations of its estimate. */
    private static double misses(int[] stream, int keys, int size, double rate, int sigmas) {
        LruSet lru = new LruSet(keys + 1, size);
        int[] missesOfKey = new int[keys + 1];
        for (int key : stream) {
            missesOfKey[key] += lru.access(key) ? 0 : 1;
        }
        double sum = 0;
        double squares = 0;
        for (int count : missesOfKey) {
            sum += count;
            squares += (double) count * count;
        }
        return (sum + sigmas * Math.sqrt(squares * (1 - rate) / rate)) / stream.length;
    }

    @Example
    void missRatio_noRequestOrNoEntry_isOne() {
        MissRatioCurve curve = new MissRatioCurve(4);
        assertThat(curve.missRatio(10)).isEqualTo(1);
        curve.touch(1);
        curve.touch(1);
        assertThat(curve.missRatio(0)).isEqualTo(1);
        assertThat(curve.missRatio(Long.MAX_VALUE)).isEqualTo(0.5);
        assertThat(curve.toString()).contains("requests=2");
        assertThatThrownBy(() -> curve.missRatio(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MissRatioCurve(0)).hasMessageContaining("maxSamples");
    }
}
