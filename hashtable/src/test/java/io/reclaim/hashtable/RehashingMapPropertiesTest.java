package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.WorkBudget;
import java.util.ArrayList;
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

class RehashingMapPropertiesTest {
    private static final int STAYING = 60;
    private static final int MOST = 2500;

    /** A pass during which the map grows to many times its size, shrinks, or does one after the other. */
    @Property(tries = 3000, seed = "60")
    void scan_growthAndShrinkBetweenCalls_everyEntryThatStayedIsMet(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extra,
            @ForAll @IntRange(min = 1, max = 12) int maxBuckets,
            @ForAll boolean crowded) {
        SplittableRandom random = new SplittableRandom(seed);
        RehashingMap<HashedKey, Integer> map = new RehashingMap<>();
        for (int id = 0; id < STAYING + extra; id++) {
            map.put(key(id, crowded), id);
        }
        int low = STAYING;
        int high = STAYING + extra;
        Set<Integer> met = new HashSet<>();
        long cursor = 0;
        int calls = 0;
        boolean growing = random.nextBoolean();
        do {
            cursor = map.scan(cursor, maxBuckets, (key, value) -> met.add(value));
            assertThat(cursor).isBetween(0L, 0xffff_ffffL);
            if (random.nextInt(8) == 0) {
                growing = !growing;
            }
            for (int i = random.nextInt(200); i > 0; i--) {
                if (growing && high < MOST) {
                    map.put(key(high, crowded), high);
                    high++;
                } else if (!growing && high > low) {
                    high--;
                    map.remove(key(high, crowded));
                }
            }
            map.rehashing().step(0, WorkBudget.ofUnits(random.nextInt(40)));
            calls++;
        } while (cursor != 0 && calls < 100_000);
        assertThat(cursor).isZero();
        for (int id = 0; id < STAYING; id++) {
            assertThat(met.contains(id)).as("entry %d of seed %d", id, seed).isTrue();
        }
    }

    /** The documented bound: each halving of the buckets between two calls repeats the entries of one bucket at most. */
    @Property(tries = 1000, seed = "63")
    void scan_shrinkBetweenCalls_repeatsOneBucketForEachHalving(
            @ForAll long seed, @ForAll @IntRange(min = 200, max = MOST) int high) {
        SplittableRandom random = new SplittableRandom(seed);
        RehashingMap<HashedKey, Integer> map = new RehashingMap<>();
        for (int id = 0; id < high; id++) {
            map.put(key(id, false), id);
        }
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        List<Integer> met = new ArrayList<>();
        int left = high;
        int halvings = 0;
        long cursor = 0;
        do {
            cursor = map.scan(cursor, 1 + random.nextInt(3), (key, value) -> met.add(value));
            int base = Integer.highestOneBit(map.report().buckets());
            for (int i = random.nextInt(high / 4); i > 0 && left > STAYING; i--) {
                map.remove(key(--left, false));
            }
            map.rehashing().step(0, WorkBudget.ofUnits(random.nextInt(300)));
            int now = Integer.highestOneBit(map.report().buckets());
            halvings += Integer.numberOfTrailingZeros(base) - Integer.numberOfTrailingZeros(now);
        } while (cursor != 0);
        int repeats = met.size() - new HashSet<>(met).size();
        // A bucket of at most 6.72 entries on average holds more than 30 once in 10^10 times.
        assertThat(repeats).isLessThanOrEqualTo(30 * halvings);
        assertThat(new HashSet<>(met)).hasSizeGreaterThanOrEqualTo(STAYING);
    }

    private static HashedKey key(int id, boolean crowded) {
        return new HashedKey(id, crowded && id % 8 == 0 ? id % 3 : id * 0x9e3779b9);
    }

    @Property(tries = 200, seed = "61")
    void copy_anyMap_equalBothWays(@ForAll @Size(max = 200) Map<String, Integer> source) {
        RehashingMap<String, Integer> copy = new RehashingMap<>(source);
        assertThat(copy.equals(source)).isTrue();
        assertThat(source.equals(copy)).isTrue();
        assertThat(copy).hasSameHashCodeAs(source);
        assertThat(new RehashingMap<>(copy).equals(copy)).isTrue();
        assertThat(new HashMap<>(copy)).isEqualTo(source);
        copy.checkIntegrity();
    }

    @Property(tries = 200, seed = "62")
    void bytes_anyHistoryAndIdleWork_mostlyThoseOfFreshMap(
            @ForAll long seed, @ForAll @IntRange(max = 3000) int high, @ForAll @IntRange(max = 400) int left) {
        SplittableRandom random = new SplittableRandom(seed);
        RehashingMap<Integer, Integer> map = new RehashingMap<>();
        for (int i = 0; i < high; i++) {
            map.put(random.nextInt(), 0);
            map.rehashing().step(0, WorkBudget.ofUnits(random.nextInt(2)));
        }
        for (Integer key : Set.copyOf(map.keySet())) {
            if (map.size() > left) {
                map.remove(key);
            }
        }
        map.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        // Shrinking begins at an eighth of the load that makes it grow, and a fresh map of a few entries is above half.
        RehashingMap<Integer, Integer> fresh = new RehashingMap<>(map);
        fresh.rehashing().step(0, WorkBudget.ofUnits(1 << 20));
        long most = map.isEmpty() ? onePage() : 8 * Math.max(onePage(), fresh.bytes());
        assertThat(map.bytes()).isLessThanOrEqualTo(most);
        map.checkIntegrity();
    }

    private static long onePage() {
        RehashingMap<Integer, Integer> one = new RehashingMap<>();
        one.put(1, 1);
        return one.bytes();
    }
}
