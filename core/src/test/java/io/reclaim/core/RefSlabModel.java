package io.reclaim.core;

import static io.reclaim.core.SlabFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A slab beside what is expected of it: a sorted set of refs, a map of values, a map of pages. */
final class RefSlabModel {
    final SlabFixture fixture;
    final RefSlab slab;
    final int maxRefs;
    /** What an action draws from; seeded by it. */
    final Random random = new Random(0);

    final TreeSet<Integer> live = new TreeSet<>();
    private final Map<Integer, Integer> stamps = new HashMap<>();
    private final TreeMap<Integer, Integer> livePerPage = new TreeMap<>();
    private final Set<Integer> owed = new HashSet<>();
    private long cursor = ScannedPopulation.START;
    private int lastMet;
    private int nextStamp;
    final SlabCompaction compaction;
    private boolean running;
    private long movesInAll;
    /** Since the last run of compaction ended. */
    private long moves;

    private long releases;

    RefSlabModel(long seed, int maxRefs) {
        this.maxRefs = maxRefs;
        fixture = new SlabFixture(seed, maxRefs);
        slab = fixture.slab;
        compaction = new SlabCompaction(slab, this::moved);
    }

    void take() {
        long used = fixture.ledger.used();
        long cost = slab.takeCost();
        int next = slab.next();
        int ref = slab.take();
        check(ref == next, "next", ref);
        if (live.size() == maxRefs) {
            assertThat(ref).isEqualTo(RefSlab.NO_REF);
            assertThat(fixture.ledger.used()).isEqualTo(used);
            return;
        }
        check(fixture.ledger.used() - used == cost, "cost", ref);
        check(ref / PAGE == pageToTakeFrom(), "page", ref);
        check(live.add(ref), "taken twice", ref);
        check(fixture.metadata.get(ref) == SlabFixture.NO_METADATA, "initial int", ref);
        check(fixture.deadline.get(ref) == SlabFixture.NO_DEADLINE, "initial long", ref);
        livePerPage.merge(ref / PAGE, 1, Integer::sum);
        int stamp = nextStamp++;
        stamps.put(ref, stamp);
        fixture.metadata.set(ref, stamp);
        fixture.deadline.set(ref, deadline(stamp));
    }

    void release(int ref) {
        checkRow(ref);
        releases++;
        slab.release(ref);
        live.remove(ref);
        owed.remove(ref);
        stamps.remove(ref);
        int page = ref / PAGE;
        if (livePerPage.merge(page, -1, Integer::sum) == 0) {
            dropAllButTheLowestEmptyPage();
        }
    }

    void scan(int maxPlaces, int target) {
        if (cursor == ScannedPopulation.START) {
            owed.addAll(live);
            lastMet = Integer.MAX_VALUE;
        }
        EntrySample sample = new EntrySample(target);
        cursor = slab.scan(cursor, maxPlaces, sample);
        for (int i = 0; i < sample.size(); i++) {
            check(live.contains(sample.ref(i)), "live", sample.ref(i));
            check(sample.attribute(i) == 0, "attribute", sample.ref(i));
            check(sample.ref(i) < lastMet, "downward", sample.ref(i));
            lastMet = sample.ref(i);
            owed.remove(lastMet);
        }
        assertThat(sample.size()).isLessThanOrEqualTo(maxPlaces);
        if (cursor == ScannedPopulation.START) {
            assertThat(owed).as("present for the whole pass, not met").isEmpty();
        } else {
            assertThat(sample.size()).as("no reason to stop").isEqualTo(Math.min(maxPlaces, target));
        }
    }

    void sample(int target) {
        EntrySample sample = new EntrySample(target);
        slab.sample(sample);
        assertThat(sample.size()).isEqualTo(live.isEmpty() ? 0 : target);
        for (int i = 0; i < sample.size(); i++) {
            check(live.contains(sample.ref(i)), "live", sample.ref(i));
            check(sample.attribute(i) == 0, "attribute", sample.ref(i));
        }
    }

    /** A step of compaction: begins and ends as the law says, and charges nothing. */
    void compact(int units) {
        int slack = pages() - pagesFor(live.size() + PAGE / 2);
        boolean works = running || slack >= Math.max(1, pages() / 4);
        boolean idleSpare = !works && pages() * PAGE - live.size() >= PAGE / 2;
        long peak = fixture.levelPeak();
        long before = moves;
        WorkBudget budget = WorkBudget.ofUnits(units);
        running = compaction.step(0, budget);
        assertThat(fixture.ledger.peak()).as("most ever charged").isEqualTo(peak);
        assertThat(moves - before).isEqualTo(budget.spent());
        assertThat(running).as("more to do").isEqualTo(works && pages() > pagesFor(live.size()));
        assertThat(works || moves == before).as("moves for a reason").isTrue();
        assertThat(moves).as("moves of a run").isLessThanOrEqualTo(releases + 2 * PAGE - 2);
        assertThat(compaction.movedEntries()).isEqualTo(movesInAll);
        if (idleSpare || (works && !running)) {
            livePerPage.values().remove(0);
        }
        if (works && !running) {
            releases = 0;
            moves = 0;
        }
    }

    private void moved(int from, int to) {
        livePerPage.values().remove(0);
        check(from == live.last(), "highest", from);
        check(to / PAGE == pageToTakeFrom(), "page of the hole", to);
        check(movesInAll % 64 > 0 || live.subSet(to & -PAGE, to).size() == to % PAGE, "lowest hole", to);
        check(slab.live(from) && slab.live(to), "both live", to);
        check(live.remove(from) && live.add(to), "moved into a live one", to);
        stamps.put(to, stamps.remove(from));
        checkRow(to);
        livePerPage.merge(to / PAGE, 1, Integer::sum);
        livePerPage.merge(from / PAGE, -1, Integer::sum);
        if (owed.remove(from)) {
            check(to < from, "downward", to);
            owed.add(to);
        }
        moves++;
        movesInAll++;
    }

    private int pages() {
        return livePerPage.size() - (livePerPage.containsValue(0) ? 1 : 0);
    }

    private static int pagesFor(int refs) {
        return (refs + PAGE - 1) / PAGE;
    }

    void lookAround(int ref) {
        int at = Math.min(ref, slab.bound());
        Integer below = live.lower(at);
        assertThat(slab.previousLive(at)).isEqualTo(below == null ? RefSlab.NO_REF : below);
        assertThat(slab.live(ref)).isEqualTo(live.contains(ref));
        assertThat(slab.attribute(ref)).isEqualTo(live.contains(ref) ? 0 : Population.GONE);
    }

    void checkIntegrity() {
        slab.checkIntegrity();
        fixture.ledger.checkIntegrity();
        assertThat(slab.size()).isEqualTo(live.size());
        assertThat(slab.bound()).isEqualTo(live.isEmpty() ? 0 : live.last() + 1);
        for (int page = 0; page < 32; page++) {
            assertThat(fixture.rows.has(page)).as("page %d", page).isEqualTo(livePerPage.containsKey(page));
        }
        assertThat(fixture.rowBytes.bytes()).isEqualTo(livePerPage.size() * fixture.rows.bytesPerPage());
        assertThat(fixture.ledger.used() - fixture.ledger.notCounted())
                .isEqualTo(livePerPage.size() * fixture.pageCost);
    }

    void checkRows() {
        for (int ref : live) {
            checkRow(ref);
        }
    }

    private void checkRow(int ref) {
        int stamp = stamps.get(ref);
        check(fixture.metadata.get(ref) == stamp, "int column", ref);
        check(fixture.deadline.get(ref) == deadline(stamp), "long column", ref);
    }

    /** For what is checked once a ref, where a fluent assertion costs more than the rest of the test. */
    private static void check(boolean holds, String what, int ref) {
        if (!holds) {
            throw new AssertionError(what + " of ref " + ref);
        }
    }

    private static long deadline(int stamp) {
        return stamp * 0x9e37_79b9_7f4a_7c15L;
    }

    private int pageToTakeFrom() {
        for (Map.Entry<Integer, Integer> page : livePerPage.entrySet()) {
            if (page.getValue() < PAGE) {
                return page.getKey();
            }
        }
        int absent = 0;
        while (livePerPage.containsKey(absent)) {
            absent++;
        }
        return absent;
    }

    private void dropAllButTheLowestEmptyPage() {
        boolean[] spareSeen = {false};
        livePerPage.values().removeIf(count -> {
            boolean dropped = count == 0 && spareSeen[0];
            spareSeen[0] |= count == 0;
            return dropped;
        });
    }

    @Override
    public String toString() {
        return slab.toString();
    }
}
