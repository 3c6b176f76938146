package io.reclaim.expiry;

import static io.reclaim.core.Population.GONE;
import static io.reclaim.expiry.ExpiryFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reclaim.core.EntrySample;
import io.reclaim.core.ScannedPopulation;
import io.reclaim.core.SlabCompaction;
import io.reclaim.core.WorkBudget;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An index beside what is expected of it: a map of deadlines, a set of those without, a count of pages. */
final class ArrayModel {
    final ExpiryFixture fixture;
    /** What an action draws from; seeded by it. */
    final Random random = new Random(0);

    private final TreeMap<Integer, Long> deadlines = new TreeMap<>();
    private final TreeSet<Integer> without = new TreeSet<>();
    private final Set<Integer> owed = new HashSet<>();
    private final SlabCompaction compaction;
    private long cursor = ScannedPopulation.START;
    private final long pageCost;
    private int pages;

    ArrayModel(long seed) {
        fixture = new ExpiryFixture(seed);
        pageCost = fixture.index.putCost();
        compaction = new SlabCompaction(fixture.slab, this::moved);
    }

    void take() {
        int ref = fixture.slab.take();
        assertThat(fixture.index.deadline(ref)).isEqualTo(Deadlines.NO_DEADLINE);
        without.add(ref);
    }

    /** Gives a deadline to one that has none. */
    void put() {
        if (without.isEmpty()) {
            take();
        }
        int ref = any(without);
        without.remove(ref);
        long before = fixture.places.bytes();
        long cost = fixture.index.putCost();
        putDeadline(ref);
        assertThat(fixture.places.bytes() - before).as("bytes of put").isEqualTo(cost);
        pages = Math.max(pages, pagesNeeded());
    }

    /** Gives another deadline to one that has one, often but not always a later one. */
    void postpone() {
        if (!deadlines.isEmpty()) {
            putDeadline(any(deadlines.navigableKeySet()));
        }
    }

    void remove() {
        if (!deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            forget(ref);
            without.add(ref);
            assertThat(fixture.index.remove(ref)).isTrue();
        }
    }

    /** Takes so many that have no deadline and refs anywhere in some further pages. */
    void spread(int count) {
        int[] taken = new int[2 * PAGE];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = fixture.slab.take();
        }
        for (int i = 0; i < taken.length; i++) {
            if (random.nextInt(taken.length) < count) {
                without.add(taken[i]);
            } else {
                fixture.slab.release(taken[i]);
            }
        }
    }

    /** Gives entries lower refs; takes no byte of the index. */
    void compact(int units) {
        long bytes = fixture.places.bytes();
        compaction.step(0, WorkBudget.ofUnits(units));
        assertThat(fixture.places.bytes()).isEqualTo(bytes);
    }

    private void moved(int from, int to) {
        fixture.index.moved(from, to);
        if (without.remove(from)) {
            without.add(to);
        } else {
            deadlines.put(to, deadlines.remove(from));
        }
        if (owed.remove(from)) {
            owed.add(to);
        }
    }

    void removeWithout() {
        if (!without.isEmpty()) {
            assertThat(fixture.index.remove(any(without))).isFalse();
        }
    }

    void release() {
        boolean had = without.isEmpty() || random.nextInt(4) > 0;
        if (had && !deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            forget(ref);
            fixture.drop(ref);
        } else if (!without.isEmpty()) {
            int ref = any(without);
            without.remove(ref);
            fixture.slab.release(ref);
        }
    }

    void scan(int maxPlaces, int target) {
        if (cursor == ScannedPopulation.START) {
            owed.addAll(deadlines.keySet());
        }
        EntrySample sample = new EntrySample(target);
        cursor = fixture.index.walk(cursor, maxPlaces, sample);
        checkMembers(sample);
        for (int i = 0; i < sample.size(); i++) {
            owed.remove(sample.ref(i));
        }
        if (cursor == ScannedPopulation.START) {
            assertThat(owed).as("present for the whole pass, not met").isEmpty();
        } else {
            assertThat(sample.size()).as("no reason to stop").isEqualTo(Math.min(maxPlaces, target));
        }
    }

    void sample(int target) {
        EntrySample sample = new EntrySample(target);
        fixture.index.sample(sample);
        assertThat(sample.size()).isEqualTo(deadlines.isEmpty() ? 0 : target);
        checkMembers(sample);
    }

    void lookAt(int ref) {
        assertThat(fixture.index.attribute(ref)).isEqualTo(deadlines.getOrDefault(ref, GONE));
        if (fixture.slab.live(ref)) {
            assertThat(fixture.index.deadline(ref)).isEqualTo(deadlines.getOrDefault(ref, Deadlines.NO_DEADLINE));
        }
    }

    void checkIntegrity() {
        fixture.checkIntegrity();
        assertThat(fixture.index.size()).isEqualTo(deadlines.size());
        assertThat(fixture.slab.size()).isEqualTo(deadlines.size() + without.size());
        assertThat(fixture.places.bytes()).isEqualTo(pages * pageCost);
    }

    void checkEveryRef() {
        for (int ref = -1; ref <= fixture.slab.bound(); ref++) {
            lookAt(ref);
        }
    }

    private void putDeadline(int ref) {
        long deadline = random.nextInt(8) == 0
                ? Deadlines.LATEST - random.nextInt(2)
                : random.nextLong(random.nextBoolean() ? 3 : Deadlines.LATEST);
        fixture.index.put(ref, deadline);
        deadlines.put(ref, deadline);
    }

    private void forget(int ref) {
        deadlines.remove(ref);
        owed.remove(ref);
        pages = Math.min(pages, pagesNeeded() + 1);
    }

    private int pagesNeeded() {
        return (deadlines.size() + PAGE - 1) / PAGE;
    }

    private void checkMembers(EntrySample sample) {
        for (int i = 0; i < sample.size(); i++) {
            Long deadline = deadlines.get(sample.ref(i));
            assertThat(deadline).as("deadline of ref %d", sample.ref(i)).isEqualTo(sample.attribute(i));
        }
    }

    /** A random element, not evenly drawn. */
    private int any(NavigableSet<Integer> refs) {
        Integer from = refs.ceiling(random.nextInt(Math.max(1, refs.last() + 1)));
        return from == null ? refs.last() : from;
    }

    @Override
    public String toString() {
        return fixture.index + " of " + fixture.slab.size() + " live refs";
    }
}
