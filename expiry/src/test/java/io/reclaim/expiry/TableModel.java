package io.reclaim.expiry;

import static io.reclaim.core.Population.GONE;
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

/** A table beside what is expected of it: a map of deadlines, and a set of those without. */
final class TableModel {
    final CycleFixture fixture;
    /** What an action draws from; seeded by it. */
    final Random random = new Random(0);

    private final TreeMap<Integer, Long> deadlines = new TreeMap<>();
    private final TreeSet<Integer> without = new TreeSet<>();
    private final Set<Integer> owed = new HashSet<>();
    private final SlabCompaction compaction;
    private long cursor = ScannedPopulation.START;

    TableModel(long seed) {
        fixture = new CycleFixture(seed);
        compaction = new SlabCompaction(fixture.slab, this::moved);
    }

    void take() {
        int ref = fixture.slab.take();
        assertThat(fixture.table.deadline(ref)).isEqualTo(Deadlines.NO_DEADLINE);
        without.add(ref);
    }

    /** Gives a deadline to one that has none. */
    void put() {
        if (without.isEmpty()) {
            take();
        }
        int ref = any(without);
        without.remove(ref);
        long before = fixture.pages.bytes();
        int bucketsBefore = fixture.table.buckets();
        long cost = fixture.table.putCost();
        putDeadline(ref);
        assertThat(fixture.pages.bytes() - before).as("bytes of put").isLessThanOrEqualTo(cost);
        assertThat(fixture.table.buckets() - bucketsBefore).as("buckets").isBetween(-16, 2);
        if (bucketsBefore <= fixture.table.buckets()) {
            assertThat(fixture.pages.bytes() - before).as("bytes of put").isEqualTo(cost);
        }
    }

    /** Gives another deadline to one that has one, earlier or later; it stays where it is. */
    void putAgain() {
        if (!deadlines.isEmpty()) {
            long before = fixture.pages.bytes();
            putDeadline(any(deadlines.navigableKeySet()));
            assertThat(fixture.pages.bytes()).isEqualTo(before);
        }
    }

    void postpone() {
        if (!deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            long wanted = aDeadline();
            assertThat(fixture.table.postpone(ref, wanted)).isEqualTo(wanted > deadlines.get(ref));
            deadlines.merge(ref, wanted, Math::max);
        }
        if (!without.isEmpty()) {
            assertThat(fixture.table.postpone(any(without), 5)).isFalse();
        }
    }

    void remove() {
        if (!deadlines.isEmpty()) {
            int ref = any(deadlines.navigableKeySet());
            int bucketsBefore = fixture.table.buckets();
            forget(ref);
            without.add(ref);
            assertThat(fixture.table.remove(ref)).isTrue();
            assertThat(fixture.table.remove(ref)).isFalse();
            assertThat(bucketsBefore - fixture.table.buckets()).as("merged").isBetween(0, 16);
        }
    }

    void release() {
        if (!deadlines.isEmpty() && (without.isEmpty() || random.nextInt(4) > 0)) {
            int ref = any(deadlines.navigableKeySet());
            forget(ref);
            fixture.drop(ref);
        } else if (!without.isEmpty()) {
            int ref = any(without);
            without.remove(ref);
            fixture.slab.release(ref);
        }
    }

    /** Gives entries lower refs; takes no byte of the table. */
    void compact(int units) {
        long bytes = fixture.pages.bytes();
        compaction.step(0, WorkBudget.ofUnits(units));
        assertThat(fixture.pages.bytes()).isEqualTo(bytes);
    }

    private void moved(int from, int to) {
        fixture.table.moved(from, to);
        if (without.remove(from)) {
            without.add(to);
        } else {
            deadlines.put(to, deadlines.remove(from));
        }
        if (owed.remove(from)) {
            owed.add(to);
        }
    }

    /** Goes on with a walk, by so many buckets, and gives some that were met others. */
    void walk(int visits) {
        EntrySample sample = new EntrySample(Math.max(1, deadlines.size()));
        for (int i = 0; i < visits; i++) {
            if (cursor == ScannedPopulation.START) {
                owed.addAll(deadlines.keySet());
            }
            cursor = fixture.table.walk(cursor, sample.clear(sample.capacity()));
            checkMembers(sample);
            boolean spread = random.nextInt(4) == 0;
            for (int j = 0; j < sample.size(); j++) {
                owed.remove(sample.ref(j));
                if (spread) {
                    fixture.table.spread(sample.ref(j));
                }
            }
            if (cursor == ScannedPopulation.START) {
                assertThat(owed).as("present for the whole walk, not met").isEmpty();
            }
        }
    }

    /** A walk that nothing disturbs meets each once, and takes as many calls as there are buckets, one if nobody is there. */
    void wholeWalk() {
        assertThat(fixture.pass()).hasSize(deadlines.size()).doesNotHaveDuplicates();
        EntrySample sample = new EntrySample(Math.max(1, deadlines.size()));
        long at = ScannedPopulation.START;
        int calls = 0;
        do {
            at = fixture.table.walk(at, sample.clear(sample.capacity()));
            calls++;
        } while (at != ScannedPopulation.START);
        assertThat(calls).isEqualTo(deadlines.isEmpty() ? 1 : fixture.table.buckets());
    }

    void sample(int target) {
        EntrySample sample = new EntrySample(target);
        fixture.table.sample(sample);
        assertThat(sample.size()).isEqualTo(deadlines.isEmpty() ? 0 : target);
        checkMembers(sample);
    }

    void lookAt(int ref) {
        assertThat(fixture.table.attribute(ref)).isEqualTo(deadlines.getOrDefault(ref, GONE));
        if (fixture.slab.live(ref)) {
            assertThat(fixture.table.deadline(ref)).isEqualTo(deadlines.getOrDefault(ref, Deadlines.NO_DEADLINE));
        }
    }

    void checkIntegrity() {
        fixture.checkIntegrity();
        assertThat(fixture.table.size()).isEqualTo(deadlines.size());
        assertThat(fixture.slab.size()).isEqualTo(deadlines.size() + without.size());
        assertThat(fixture.table.buckets())
                .isBetween(Math.max(4, deadlines.size()), Math.max(16, 16 * deadlines.size()));
    }

    void checkEveryRef() {
        for (int ref = -1; ref <= fixture.slab.bound(); ref++) {
            lookAt(ref);
        }
    }

    private void putDeadline(int ref) {
        long deadline = aDeadline();
        fixture.table.put(ref, deadline);
        deadlines.put(ref, deadline);
    }

    private long aDeadline() {
        return random.nextInt(8) == 0
                ? Deadlines.LATEST - random.nextInt(2)
                : random.nextLong(random.nextBoolean() ? 3 : Deadlines.LATEST);
    }

    private void forget(int ref) {
        deadlines.remove(ref);
        owed.remove(ref);
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
        return fixture.table + " of " + fixture.slab.size() + " live refs";
    }
}
