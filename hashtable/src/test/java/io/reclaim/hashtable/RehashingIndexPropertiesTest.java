package io.reclaim.hashtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntrySample;
import io.reclaim.core.ScannedPopulation;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RehashingIndexPropertiesTest {

    @Property(tries = 600, seed = "20")
    void scan_changesBetweenCalls_everyEntryThatStayedIsMet(
            @ForAll long seed,
            @ForAll @IntRange(max = 400) int size,
            @ForAll @IntRange(min = 1, max = 40) int places,
            @ForAll @IntRange(max = 30) int churn) {
        IndexModel model = new IndexModel();
        SplittableRandom random = new SplittableRandom(seed);
        model.insertMany(size, random, -1);
        Set<Integer> stayed = new HashSet<>(model.refs);
        Set<Integer> met = new HashSet<>();
        EntrySample sample = new EntrySample(1 + random.nextInt(16));
        long cursor = ScannedPopulation.START;
        int calls = 0;
        do {
            cursor = model.index.scan(cursor, places, sample.clear(sample.capacity()));
            assertThat(sample.size()).isLessThanOrEqualTo(places);
            for (int i = 0; i < sample.size(); i++) {
                assertThat(sample.attribute(i)).isEqualTo(model.index.attribute(sample.ref(i)));
                met.add(sample.ref(i));
            }
            for (int i = 0; i < churn; i++) {
                if (random.nextBoolean()) {
                    model.insert(random.nextInt());
                } else if (!model.refs.isEmpty()) {
                    int place = random.nextInt(model.refs.size());
                    stayed.remove(model.refs.get(place));
                    model.removeAt(place);
                }
            }
            model.idle(random.nextInt(4));
            assertThat(++calls).isLessThan(10_000);
        } while (cursor != ScannedPopulation.START);
        assertThat(met).containsAll(stayed);
        model.check();
    }

    @Property(tries = 60, seed = "21")
    void find_directionReversals_everyEntryStaysFound(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int high,
            @ForAll @IntRange(max = 60) int low,
            @ForAll @IntRange(max = 20) int idleUnits) {
        IndexModel model = new IndexModel();
        SplittableRandom random = new SplittableRandom(seed);
        for (int turn = 0; turn < 6; turn++) {
            model.insertMany(Math.max(0, high - model.refs.size()), random, -1);
            model.idle(idleUnits);
            model.findAll();
            model.removeDownTo(low, random);
            model.idle(idleUnits);
            model.findAll();
            model.check();
        }
    }
}
